"""A field of a row: declares its line in the form, on the page and in a conflict, its list column, its trail word."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import Select
from sqlalchemy.orm import object_session

from app.country import formats, sentences

# How lists say yes and no, beside the words of a field.
YES_WORDS, NO_WORDS = "x|1|✓|✔|v|có", "không|0|ko|k"


class Kind(Enum):
    """Type of a field's value: a line of text or several, a telephone, a number, an amount of whole đồng, a day, yes or
    no, one key of some (ONE_OF) or several (SOME_OF), another row (ROW) or several (ROWS)."""

    LINE = auto()
    LINES = auto()
    PHONE = auto()
    NUMBER = auto()
    MONEY = auto()
    DAY = auto()
    YES_NO = auto()
    ONE_OF = auto()
    ROW = auto()
    SOME_OF = auto()
    ROWS = auto()


# The values of an empty field.
NOTHING: tuple[object, ...] = (None, "", [])


def is_answer(value: object) -> bool:
    """Whether a field has a value; 0 is one, an unticked box is none."""
    return value is not False and value not in NOTHING


def differ(value: object, other: object) -> bool:
    """Whether two values of a field differ; empty ones do not."""
    return (value if is_answer(value) else None) != (other if is_answer(other) else None)


class InvalidValue(ValueError):
    """A value is refused; the message says why."""


@dataclass(frozen=True)
class ImportValue:
    """What scripts know of a question (asked.js): its key and type, whether an entry needs it, the rule that shows it
    (JSON), and that rule in words; warnings behind it: rule (JSON), what an empty box means, sentence; `held`:
    it is asked once an event was held, not while it is planned; `bound`: the audience of whose number in the
    place no more than `growth` times as many are expected."""

    key: str
    type: str
    required: bool = False
    when: str = ""
    when_words: object = ""
    warns: tuple[tuple[str, str, str], ...] = ()
    held: bool = False
    rows: str = ""
    only: tuple[str, ...] = ()
    bound: str = ""
    growth: int = 1

    @property
    def is_always_required(self) -> bool:
        """Whether every entry needs it, whatever else is answered."""
        return self.required and not self.when and not self.held


@dataclass(frozen=True)
class Field:
    """A field; `key` is the noun's column or relationship, `word` its name in the trail.

    `read` converts typed text to the stored value or raises `Refused`; `show` converts back. `default` is the value in
    the form of a new row. `personal` values are not written to the trail.

    ONE_OF and SOME_OF: `choices` of a unit and a row (None: a new one), the first one chosen without a `default`;
    `hints` a sentence to each by key. SOME_OF stores the chosen keys with commas between, `most` of them. LINE:
    `suggest` texts of a unit that may be chosen instead of typed.

    NUMBER: from `least` to `most`, read without the `unit` that people write behind it.

    ROW and ROWS: `key` is a relationship, `rows` are the rows of a unit to choose from, each with code and name;
    `row_word` is their kind, where it is no group. Names with equal `match_key` mean one row; `disambiguate` gives the
    words that follow a name which two rows share. Of many rows those that answer typed words (`?ai=`) are `sought`,
    each with its label; such a field is written on a page of its own. `above`: the row is one of the same register, and
    may be new in the same list.

    Page and form: `href` is a link from the value, `link` its words; a `web` value is an address itself; `section`
    begins a part of the form, with heading and sentence. Neighbours of one `row_of` stand in one row of the form, under
    the beginning of their labels, each with its `short` one. `asked`: it is one of a programme's questions;
    `is_reason`: it says why they are answered so. Neighbours of one `fold` stand in a part of the form that a press
    opens, under that title.

    Import: the column is headed by the label or one of `headings` (separated by "|"); `parse_import` rewrites a cell's
    text before it is read; with `optional_in_import` the noun fills a required value that a list lacks; `aliases` are
    other words for a choice, by its key (separated by "|").
    """

    key: str
    label: object
    word: object
    kind: Kind = Kind.LINE
    hint: object = ""
    required: bool = False
    longest: int = 200
    least: int = 0
    most: int = 999_999
    unit: str = ""
    past: bool = False
    read: Callable[[str], str] | None = None
    show: Callable[[str], str] | None = None
    default: object = ""
    choices: Callable[[Any, Any], Sequence[str]] | None = None
    suggest: Callable[[Any], Sequence[str]] | None = None
    rows: Callable[[Any], Sequence[Any]] | None = None
    sought: Callable[[Any, str], Sequence[Any]] | None = None
    above: bool = False
    match_key: Callable[[str], str] | None = None
    row_word: object = ""
    disambiguate: Callable[[Any], str] | None = None
    hints: Mapping[str, object] | None = None
    href: Callable[[Any], str] | None = None
    link: object = ""
    web: bool = False
    section: tuple[object, object] | None = None
    row_of: str = ""
    fold: object = ""
    asked: ImportValue | None = None
    is_reason: bool = False
    short: str = ""
    empty_text: object = _l("chưa ghi")
    personal: bool = False
    headings: str = ""
    parse_import: Callable[[Any, str], str] | None = None
    optional_in_import: bool = False
    aliases: Mapping[str, str] = field(default_factory=dict)
    # Copied from elsewhere: lists and imports read it, no form writes it.
    copied: bool = False

    def words(self, value: Any) -> str:
        """A value in words."""
        if self.kind is Kind.YES_NO:
            return str(_("có") if value else _("không"))
        if value in NOTHING:
            return str(self.empty_text)
        if self.kind is Kind.ROWS:
            return ", ".join(each.name for each in value)
        if self.show:
            return ", ".join(map(self.show, value.split(",") if self.kind is Kind.SOME_OF else [value]))
        if self.kind is Kind.PHONE:
            return formats.phone(value)
        if self.kind is Kind.NUMBER:
            return formats.number(value)
        if self.kind is Kind.MONEY:
            return formats.money(value)
        return formats.date(value) if self.kind is Kind.DAY else str(value.name if self.kind is Kind.ROW else value)

    def option_label(self, row: Any) -> str:
        """The label of a row to choose; of ROWS its short name."""
        return str(getattr(row, "short_name" if self.kind is Kind.ROWS else "choice_name", row.name))

    def labelled(self, unit: Any, row: Any = None) -> list[tuple[str, str]]:
        """(key, label) of its choices."""
        words = [(key, self.show(key) if self.show else key) for key in self.choices(unit, row)] if self.choices else []
        return [(key, sentences.begun(text)) for key, text in words]

    def options(self, offered: Mapping[str, Any]) -> list[tuple[str, str]]:
        """(slug, label) of the rows to choose from."""
        labels = {slug: self.option_label(row) for slug, row in offered.items()}
        if len({getattr(row, "kind", "") for row in offered.values()}) > 1 and self.kind is Kind.ROW:
            labels = {slug: str(row.name) for slug, row in offered.items()}  # a short name leaves the kind out
        often = Counter(labels.values())
        distinctions = {
            slug: self.disambiguate(offered[slug])
            for slug, label in labels.items()
            if self.disambiguate and often[label] > 1
        }
        return [
            (slug, f"{label} ({distinctions[slug]})" if slug in distinctions else label)
            for slug, label in labels.items()
        ]

    def in_trail(self, value: Any) -> str:
        """A value as a trail detail."""
        if self.personal:
            return "…"
        if value is None:
            return "–"
        worded = self.show or self.kind in (Kind.ROW, Kind.ROWS, Kind.PHONE)
        return self.words(value) if worded and value != "" else str(value)

    def in_form(self, value: Any) -> Any:
        """A value as data of a form field."""
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
    """`Field.rows` by a statement of the unit's id."""

    def of_unit(unit: Any) -> Sequence[Any]:
        session = object_session(unit)
        return session.scalars(wanted(unit.id)).all() if session else []

    return of_unit


def trail_words(fields: Iterable[Field]) -> Mapping[str, object]:
    """`TrailEvent.words` of fields."""
    return {field.key: field.word for field in fields}
