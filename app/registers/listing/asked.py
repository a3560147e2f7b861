"""What the address of a list asks for: filters, order, page, an open row; and addresses that ask for something else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from app.country.numbers import whole
from app.registers.listing.table import Filter, Table

# A minus before a column's key turns its order round.
DOWN = "-"
LAST_PAGE = 10_000
LONGEST = 200
# What narrows or sorts a list begins again at its first page; opening a row does not.
_KEEP_PAGE = frozenset(("trang", "xem", "chon"))


@dataclass(frozen=True)
class Asked:
    """What is asked of a list at an address. `words` are looked for, `filters` narrow it, `sort` is a column's key."""

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
    def of(cls, path: str, args: Mapping[str, str], filters: Iterable[Filter], table: Table[Any]) -> "Asked":
        """Read an address; what it asks for that there is not is as if it were not asked."""
        among = {each.key: {option.key for option in each.options} for each in filters}
        sort = args.get("sap", "")
        column = sort.removeprefix(DOWN)
        known = column in table.by_key
        return cls(
            path=path,
            given={name: value for name, value in args.items() if value},
            words=args.get("tim", "").strip()[:LONGEST],
            filters={key: args[key] for key, options in among.items() if args.get(key, "") in options},
            sort=column if known else table.first,
            down=known and sort.startswith(DOWN),
            page=min(max(whole(args.get("trang", "")) or 1, 1), LAST_PAGE),
            row=args.get("xem", ""),
            picking=args.get("chon") == "1",
        )

    def to(self, **changes: object) -> str:
        """The address with something asked otherwise; None leaves it out."""
        first = {} if changes.keys() <= _KEEP_PAGE else {"trang": None}
        asked: dict[str, object] = {**self.given, **first, **changes}
        told = urlencode({name: value for name, value in asked.items() if value not in (None, "")})
        return f"{self.path}?{told}" if told else self.path

    def by(self, column: str) -> str:
        """The address sorted by a column; by the one it is sorted by already, the other way round."""
        return self.to(sap=DOWN + column if self.sort == column and not self.down else column)
