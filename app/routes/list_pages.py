"""The pages of a long list or table: `?trang=` names one; the page of a list whose rows lead to theirs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Response, request

from app.registers.lists import Listing
from app.web.responses import part, part_asked

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


def list_page(page: str, listing: Listing, beside: Callable[[], Mapping[str, Any]] = dict, **context: Any) -> Response:
    """The page of a list (it extends office/list.html) with what stands `beside` it, or its rows alone where htmx asks
    for them."""
    context |= {"listing": listing, "asked": listing.query, "table": listing.table, "rows": listing.rows}
    context |= {"choices": listing.choices, "found": listing.page()}
    if part_asked(listing.table.id):
        return part("office/_list.html", **context)
    return part(page, **context, **beside())
