"""What a cell of a list says where a field has choices, as lists that go out write it."""

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
    """What is stored of one choice, or of several with commas between, by their words or as they are stored. Of words
    that hold a comma one part is enough where it means no other choice.

    Raises:
        UnusableCell: a part means no choice.
    """
    show = field.show or str
    also = {key: field.also.get(key, "").split("|") for key in offered}
    keys = {
        names.search_key(words): key for key in offered for words in (*also[key], key, show(key)) if words or not key
    }
    parts = Counter(part for key in offered for part in {names.search_key(each) for each in _PARTS.split(show(key))})
    alone = {
        part: key for key in offered for part in map(names.search_key, _PARTS.split(show(key))) if parts[part] == 1
    }
    keys = {**{part: key for part, key in alone.items() if part}, **keys}

    def meant(words: str) -> str | None:
        return keys.get(names.search_key(words))

    found = each_of(text, meant) if field.kind is Kind.SOME_OF and text else [meant(text)]
    if None in found:
        few = "; ".join(filter(None, map(show, offered)))
        raise UnusableCell(_('"%(text)s" chưa rõ. Anh chị ghi một trong: %(choices)s.', text=text[:40], choices=few))
    return ",".join(key for key in offered if key in found)


def each_of(text: str, meant: Callable[[str], Any]) -> list[Any]:
    """What each thing of a cell means that has several with signs between. What is called something with a comma comes
    as several parts: of runs of parts that mean something the longest is taken; None for a part that means nothing."""
    parts, found = [part for each in _PARTS.split(text) if (part := names.clean(each))], list[Any]()
    while parts:
        runs = range(min(len(parts), _MOST_PARTS), 0, -1)
        several, known = next(
            ((run, it) for run in runs if (it := meant(", ".join(parts[:run]))) is not None), (1, None)
        )
        found.append(known)
        del parts[:several]
    return found
