"""The pages of a long list or table: `?trang=` names one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from flask import request

NUMBER = "trang"

Row = TypeVar("Row")


@dataclass(frozen=True)
class Pages:
    """The page that an address names, of a list of so many rows, `size` on each; one beyond the last is the last. `at`
    is the address of the list."""

    at: str
    total: int
    size: int

    @property
    def last(self) -> int:
        """The number of the last page, from 1."""
        return max(-(-self.total // self.size), 1)

    @property
    def number(self) -> int:
        """The number of the page, from 1."""
        return min(max(request.args.get(NUMBER, 1, type=int), 1), self.last)

    @property
    def offset(self) -> int:
        """How many rows stand before those of the page."""
        return (self.number - 1) * self.size

    def of(self, rows: Sequence[Row]) -> Sequence[Row]:
        """The rows of the page."""
        return rows[self.offset : self.offset + self.size]

    def address(self, number: int) -> str:
        """The address of a page."""
        return self.at if number == 1 else f"{self.at}{'&' if '?' in self.at else '?'}{NUMBER}={number}"
