"""The values of an exported table, for any file format."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from flask_babel import gettext as _

from app.country import sentences

Value = str | int | float | date | datetime | bool | None
Row = TypeVar("Row")
# Each with its title ("": the ward's word for its groups) and what a row says in it.
Columns = Sequence[tuple[object, Callable[[Row], Value]]]


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


def numbered(
    columns: Columns[Row], rows: Iterable[Row], group_word: str = ""
) -> tuple[list[str], Iterator[list[Value]]]:
    """The titles of a table whose rows are numbered, and its rows."""
    heading = [str(_("STT")), *(str(title) or sentences.begun(group_word) for title, _value in columns)]
    return heading, ([number, *(value(row) for _title, value in columns)] for number, row in enumerate(rows, 1))
