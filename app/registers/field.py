"""One thing that is written of a row: from it come the line of the form, of the page and of both versions, the column
of the list and the word of the trail."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import Select
from sqlalchemy.orm import object_session

from app.country import formats


class Kind(Enum):
    """What is written there: a line of text or several, a telephone, a number, a day, yes or no, one key or several of
    some, another row or several."""

    LINE = auto()
    LINES = auto()
    PHONE = auto()
    NUMBER = auto()
    DAY = auto()
    YES_NO = auto()
    ONE_OF = auto()
    ROW = auto()
    SOME_OF = auto()
    ROWS = auto()


# What stands where nothing was written.
NOTHING: tuple[object, ...] = (None, "", [])


class Refused(ValueError):
    """What was written cannot be; the words say why."""


@dataclass(frozen=True)
class Field:
    """`key` is the noun's column; `word` what the trail calls it. `read` makes what is stored of what was typed, or
    raises `Refused`, `show` what people read and type of what is stored; `begins` stands in the form of a new row.
    `choices` are those of a unit (or of a row's unit), the first one chosen unless `begins` says which, `hints` a
    sentence to each; of SOME_OF those chosen are stored with commas between. `rows` are the other rows of a unit that
    may be meant, each with code and name, where `key` is a relationship (of ROWS: a list of them); `row_word` what one
    of them is, where it is no group, and names that `alike` makes the same mean one; `apart` tells two of one name
    apart where one is chosen. `href` is where a page leads from it, `link` the words of that; `under` begins a part of
    the form with a heading and a sentence. What is `personal` stands in no trail. In lists from outside its column is
    headed by the label or one of `headings` (parted by "|"), `heard` makes what is meant of what stands there, a row
    may lack what is `filled` by the noun, and `also` says how else a choice is called there, by key (parted by "|")."""

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
    show: Callable[[str], str] | None = None
    begins: object = ""
    choices: Callable[[Any, Any], Sequence[str]] | None = None
    rows: Callable[[Any], Sequence[Any]] | None = None
    alike: Callable[[str], str] | None = None
    row_word: object = ""
    apart: Callable[[Any], str] | None = None
    hints: Mapping[str, object] | None = None
    href: Callable[[Any], str] | None = None
    link: object = ""
    under: tuple[object, object] | None = None
    none: object = _l("chưa ghi")
    personal: bool = False
    headings: str = ""
    heard: Callable[[Any, str], str] | None = None
    filled: bool = False
    also: Mapping[str, str] = field(default_factory=dict)

    def words(self, value: Any) -> str:
        """A value as people read it."""
        if self.kind is Kind.YES_NO:
            return str(_("có") if value else _("không"))
        if value in NOTHING:
            return str(self.none)
        if self.kind is Kind.ROWS:
            return ", ".join(each.name for each in value)
        if self.show:
            return ", ".join(map(self.show, value.split(",") if self.kind is Kind.SOME_OF else [value]))
        if self.kind is Kind.PHONE:
            return formats.phone(value)
        if self.kind is Kind.NUMBER:
            return formats.number(value)
        return formats.date(value) if self.kind is Kind.DAY else str(value.name if self.kind is Kind.ROW else value)

    def called(self, row: Any) -> str:
        """What a row is called among those that may be meant: where several are ticked, in short."""
        return str(getattr(row, "short_name", row.name) if self.kind is Kind.ROWS else row.name)

    def options(self, offered: Mapping[str, Any]) -> list[tuple[str, str]]:
        """The rows that may be meant, as they are chosen from: how addresses name each, what it is called."""
        told = {slug: self.called(row) for slug, row in offered.items()}
        often = Counter(told.values())
        alike = {slug: self.apart(offered[slug]) for slug, said in told.items() if self.apart and often[said] > 1}
        return [(slug, f"{said} ({alike[slug]})" if slug in alike else said) for slug, said in told.items()]

    def in_trail(self, value: Any) -> str:
        """A value as the trail keeps it."""
        if self.personal:
            return "…"
        if value is None:
            return "–"
        worded = self.show or self.kind in (Kind.ROW, Kind.ROWS, Kind.PHONE)
        return self.words(value) if worded and value != "" else str(value)

    def in_form(self, value: Any) -> Any:
        """A value as it stands in a form."""
        match self.kind:
            case Kind.SOME_OF:
                return value.split(",") if value else []
            case Kind.ROWS:
                return [str(each.slug) for each in value]
            case Kind.ROW:
                return str(value.slug) if value else ""
            case Kind.ONE_OF | Kind.YES_NO:
                return value
        return "" if value in NOTHING else self.words(value)


def rows_of(wanted: Callable[[int], Select[Any]]) -> Callable[[Any], Sequence[Any]]:
    """The rows of a unit that may be meant, as `wanted` selects them by its id."""

    def of_unit(unit: Any) -> Sequence[Any]:
        session = object_session(unit)
        return session.scalars(wanted(unit.id)).all() if session else []

    return of_unit


def trail_words(fields: Iterable[Field]) -> Mapping[str, object]:
    """The words of an act that tells of fields."""
    return {field.key: field.word for field in fields}
