"""Reads a cell of a field with choices, in the form that exported lists have."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from flask_babel import gettext as _

from app.country import names
from app.exchange.imports.cells import UnusableCell
from app.registers.field import Field, Kind

_PARTS = re.compile(r"[,;|\n]")
# Of so many parts with commas between the words of one choice, or the name of one row, may be.
_MOST_PARTS = 6


def chosen(field: Field, offered: Sequence[str], text: str) -> str:
    """The stored key of one choice, or of several separated by commas, from their labels or keys. Of a label with a
    comma one part is enough if no other choice has it.

    Raises:
        UnusableCell: a part means no choice.
    """
    show = field.show or str
    also = {key: field.aliases.get(key, "").split("|") for key in offered}
    keys = {
        names.search_key(words) or words: key
        for key in offered
        for words in (*also[key], key, show(key))
        if words or not key
    }
    parts = Counter(part for key in offered for part in {names.search_key(each) for each in _PARTS.split(show(key))})
    alone = {
        part: key for key in offered for part in map(names.search_key, _PARTS.split(show(key))) if parts[part] == 1
    }
    keys = {**{part: key for part, key in alone.items() if part}, **keys}

    def meant(words: str) -> str | None:
        return keys.get(words, keys.get(names.search_key(words)))

    found = each_of(text, meant) if field.kind is Kind.SOME_OF and text else [meant(text)]
    if None in found:
        few = "; ".join(filter(None, map(show, offered)))
        raise UnusableCell(_('"%(text)s" chưa rõ. Anh chị ghi một trong: %(choices)s.', text=text[:40], choices=few))
    return ",".join(key for key in offered if key in found)


def each_of(text: str, meant: Callable[[str], Any]) -> list[Any]:
    """The meaning of each item of a cell with several items and separators. An item whose name has a comma comes as
    several parts: the longest run of parts with a meaning counts; None for a part without a meaning."""
    parts, found = [part for each in _PARTS.split(text) if (part := names.clean(each))], list[Any]()
    while parts:
        runs = range(min(len(parts), _MOST_PARTS), 0, -1)
        several, known = next(
            ((run, it) for run in runs if (it := meant(", ".join(parts[:run]))) is not None), (1, None)
        )
        found.append(known)
        del parts[:several]
    return found
