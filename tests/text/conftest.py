import pytest

from tests.library import LIBRARY, rows

SEED = ["xuhui-2015-kechuang-zhongxin"]


@pytest.fixture(scope="session")
def seed_body():
    """The 政策原文 of the seed, as the library holds it."""
    policies = [row["fields"] for row in rows(LIBRARY, "policies")]
    [body] = [row["body"] for row in policies if row.get("policy") == SEED and row.get("kind") == "original"]
    return body
