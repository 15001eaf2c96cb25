"""A short hash of a value, which tells whether it has changed: of what a page was made from, of a working copy."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

# 64 bits for each part: two texts that differ are not taken for one another by chance.
DIGEST_BYTES = 8


def digest(value: Any) -> str:
    told = json.dumps(value, cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.blake2b(told.encode(), digest_size=DIGEST_BYTES).hexdigest()
