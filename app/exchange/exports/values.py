"""The values of an exported table, for any file format."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

Value = str | int | float | date | datetime | bool | None


class Share(float):
    """A share of one, shown in percent with as many decimals as any share (`app.country.figures`): 0.875 as 87.5%."""


@dataclass(frozen=True)
class Sheet:
    """A table of a workbook; `total` is the row below it, with the values of some columns and None in the others."""

    name: str
    heading: Sequence[str]
    rows: Iterable[Sequence[Value]]
    total: Sequence[Value] = ()


# What XML cannot hold.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST_CELL = 32_767


def printable(text: str) -> str:
    """A text without the characters that no table file can hold."""
    return _UNSEEN.sub("", text)
