"""The query string of a list: search, filters, order, page, open row; and the addresses that change it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from app.country.numbers import parse_integer
from app.registers.listing.table import Filter, Table

# A minus before a column's key means descending.
DOWN = "-"
LAST_PAGE = 10_000
LONGEST = 200
# What the panel alone is asked: whom one searches there.
_OF_PANEL = frozenset(("ai",))
# Changing any other parameter leads back to the first page.
_KEEP_PAGE = frozenset(("trang", "xem", "chon"))


@dataclass(frozen=True)
class ListQuery:
    """The query of a list. `given` are all parameters, `words` the search, `filters` the chosen keys, `sort` a column's
    key, `row` the slug of the open row; `picking`: a phone shows the check boxes."""

    path: str
    given: Mapping[str, str]
    words: str
    filters: Mapping[str, str]
    sort: str
    down: bool
    page: int
    row: str
    picking: bool

    @classmethod
    def of(cls, path: str, args: Mapping[str, str], filters: Iterable[Filter], table: Table[Any]) -> "ListQuery":
        """Parse parameters; unknown filters, choices and columns are ignored."""
        among = {each.key: {option.key for option in each.options} for each in filters}
        sort = args.get("sap", "")
        column = sort.removeprefix(DOWN)
        known = column in table.by_key
        return cls(
            path=path,
            given={name: value for name, value in args.items() if value and name not in _OF_PANEL},
            words=args.get("tim", "").strip()[:LONGEST],
            filters={key: args[key] for key, options in among.items() if args.get(key, "") in options},
            sort=column if known else table.first.removeprefix(DOWN),
            down=(sort if known else table.first).startswith(DOWN),
            page=min(max(parse_integer(args.get("trang", "")) or 1, 1), LAST_PAGE),
            row=args.get("xem", ""),
            picking=args.get("chon") == "1",
        )

    def to(self, **changes: object) -> str:
        """The address with some parameters changed; None removes one."""
        first = {} if changes.keys() <= _KEEP_PAGE else {"trang": None}
        arguments: dict[str, object] = {**self.given, **first, **changes}
        query = urlencode({name: value for name, value in arguments.items() if value not in (None, "")})
        return f"{self.path}?{query}" if query else self.path

    def alone(self, **choice: object) -> str:
        """The address of a choice without any other, of the same unit."""
        return replace(self, given={name: self.given[name] for name in {"phuong"} & self.given.keys()}).to(**choice)

    def by(self, column: str) -> str:
        """The address sorted by a column; by the present one, in the other direction."""
        return self.to(sap=DOWN + column if self.sort == column and not self.down else column)
