"""What each page shows, computed once. Templates only print these."""

from policies.pages.detail import DetailPage
from policies.pages.home import HomePage
from policies.pages.listing import ListPage
from policies.pages.suggestions import SuggestPage

__all__ = ["DetailPage", "HomePage", "ListPage", "SuggestPage"]
