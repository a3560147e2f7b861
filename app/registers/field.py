"""One thing that is written of a row: from it come the line of the form, of the page and of both versions, the column
of the list and the word of the trail."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l

from app.country import formats


class Kind(Enum):
    """What may be written there."""

    LINE = auto()
    NUMBER = auto()
    DAY = auto()
    YES_NO = auto()
    ONE_OF = auto()
    ROW = auto()


class Refused(ValueError):
    """What was written cannot be; the words say why."""


@dataclass(frozen=True)
class Field:
    """`key` is the noun's column; `word` what the trail calls it. `read` makes what is stored of what was typed, or
    raises `Refused`; `choices` are those of a unit (or of a row's unit), the first one chosen; `rows` the other rows of
    a unit that may be meant, each with code and name, where `key` is a relationship; `href` is where a page leads from
    it, `link` the words of that; `under` begins a part of the form with a heading and a sentence. What is `personal`
    stands in no trail."""

    key: str
    label: object
    word: object
    kind: Kind = Kind.LINE
    hint: object = ""
    required: bool = False
    longest: int = 200
    least: int = 0
    most: int = 999_999
    past: bool = False
    read: Callable[[str], str] | None = None
    choices: Callable[[Any, Any], Sequence[str]] | None = None
    rows: Callable[[Any], Sequence[Any]] | None = None
    href: Callable[[Any], str] | None = None
    link: object = ""
    under: tuple[object, object] | None = None
    none: object = _l("chưa ghi")
    personal: bool = False

    def words(self, value: Any) -> str:
        """A value as people read it."""
        if self.kind is Kind.YES_NO:
            return str(_("có") if value else _("không"))
        if value is None or value == "":
            return str(self.none)
        if self.kind is Kind.NUMBER:
            return formats.number(value)
        if self.kind is Kind.ROW:
            return str(value.name)
        return formats.date(value) if self.kind is Kind.DAY else str(value)


def trail_words(fields: Iterable[Field]) -> Mapping[str, object]:
    """The words of an act that tells of fields."""
    return {field.key: field.word for field in fields}
