"""The pages of a table of a programme: `?trang=` names one."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request

from app.models import Site

# So many lines are on one page.
MOST = 300
NUMBER = "trang"


@dataclass(frozen=True)
class Pages:
    """The page that an address names, of a table of so many rows; one beyond the last is the last."""

    at: str
    total: int

    @property
    def last(self) -> int:
        """The number of the last page, from 1."""
        return max(-(-self.total // MOST), 1)

    @property
    def number(self) -> int:
        """The number of the page, from 1."""
        return min(max(request.args.get(NUMBER, 1, type=int), 1), self.last)

    def of(self, rows: Sequence[Site]) -> Sequence[Site]:
        """The rows of the page."""
        return rows[(self.number - 1) * MOST : self.number * MOST]

    def address(self, number: int) -> str:
        """The address of a page."""
        return self.at if number == 1 else f"{self.at}{'&' if '?' in self.at else '?'}{NUMBER}={number}"
