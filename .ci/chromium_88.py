"""Chromium 88 of late 2020 for the browser tests: out of an npm package that carries it, into `.ci/cache/`.

For Linux on x86-64; needs npm, and brotli, which the portal's own dependencies bring.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import tarfile
import tempfile
from pathlib import Path

import brotli

PACKAGE = "chrome-aws-lambda@5.5.0"
MEMBER = "package/bin/chromium.br"
SHA256 = "43aa7a0f00d1a83364fdc2a257852ec61e88803fe34ee05fdc43e019bb339e5e"
PROGRAM = Path(__file__).parent / "cache/chromium-88/chromium"


def main() -> None:
    if PROGRAM.exists():
        return
    PROGRAM.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=PROGRAM.parent) as folder:
        subprocess.run(
            ["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, stdout=subprocess.DEVNULL
        )
        [packed] = Path(folder).glob("*.tgz")
        with tarfile.open(packed) as archive:
            compressed = archive.extractfile(MEMBER).read()
        if hashlib.sha256(compressed).hexdigest() != SHA256:
            raise SystemExit(f"{PACKAGE} is not what it was")
        unpacked = Path(folder) / "chromium"
        unpacked.write_bytes(brotli.decompress(compressed))
        unpacked.chmod(0o755)
        # The last step, so that a program which is there is whole.
        os.replace(unpacked, PROGRAM)


if __name__ == "__main__":
    main()
