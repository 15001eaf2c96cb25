"""What each page shows, computed once. Templates only print these."""

from policies.pages.compare import ComparePage
from policies.pages.detail import DetailPage
from policies.pages.home import HomePage
from policies.pages.listing import ListPage
from policies.pages.matrix import MatrixPage
from policies.pages.patterns import PatternsPage
from policies.pages.start import StartPage
from policies.pages.suggestions import SuggestPage
from policies.pages.versions import ChangesPage, HistoryPage, VersionPage
from policies.pages.whole import WholeList
from policies.pages.withdrawn import WithdrawnPage

__all__ = [
    "ChangesPage",
    "ComparePage",
    "DetailPage",
    "HistoryPage",
    "HomePage",
    "ListPage",
    "MatrixPage",
    "PatternsPage",
    "StartPage",
    "SuggestPage",
    "VersionPage",
    "WholeList",
    "WithdrawnPage",
]
