import json
from pathlib import Path

import pytest

POLICIES = Path(__file__).parents[2] / "fixtures" / "policies.json"
SEED = ["xuhui-2015-kechuang-zhongxin"]


@pytest.fixture(scope="session")
def seed_body():
    """The 政策原文 of the seed, as the fixture holds it."""
    rows = [row["fields"] for row in json.loads(POLICIES.read_text(encoding="utf-8"))]
    [body] = [row["body"] for row in rows if row.get("policy") == SEED and row.get("kind") == "original"]
    return body
