"""What stands in a table that leaves the house, whatever file it is written to."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

Value = str | int | float | date | datetime | bool | None


class Share(float):
    """A share of one, shown in percent with as many decimals as any share (`app.country.figures`): 0.875 as 87.5%."""


@dataclass(frozen=True)
class Sheet:
    """A table of a workbook; `total` stands below its rows, with the values of some columns, None in the others."""

    name: str
    heading: Sequence[str]
    rows: Iterable[Sequence[Value]]
    total: Sequence[Value] = ()


# What XML cannot hold.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST_CELL = 32_767


def printable(text: str) -> str:
    """A text without what no file of tables can hold."""
    return _UNSEEN.sub("", text)
