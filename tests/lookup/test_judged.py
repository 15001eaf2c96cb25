"""The ranking is held to questions of residents, judged by reading the policies.

python -m tests.lookup.judge      prints the figures, by kind, and every question that is not answered well
"""

import pytest

from tests.library import load_library
from tests.lookup import judge

# As recorded when the ranking was last changed; a change that lowers them is a decision, not an accident.
RECALL_AT_10, MRR_AT_10 = 0.98, 0.95


@pytest.mark.django_db
def test_the_ranking_is_as_good_as_it_was():
    load_library()
    results = judge.results()
    assert len(results) >= 60
    recall, mrr = judge.means(results)
    assert recall >= RECALL_AT_10
    assert mrr >= MRR_AT_10
