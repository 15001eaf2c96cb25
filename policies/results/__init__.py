"""What a list and the first page contain: plain records without an address, a label of the page or HTML."""

from policies.results.home import HomeFigures
from policies.results.listing import Listing

__all__ = ["HomeFigures", "Listing"]
