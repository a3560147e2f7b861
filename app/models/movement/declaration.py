"""The declaration of a programme ("Phong trào") as data: subject, fields, roles, criteria, counts.

Parsing refuses an invalid declaration and names the place (declaration_reading). docs/programmes.md lists the keys of
each shape.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from app.models.movement.rules import Answers, Rule, is_filled
from app.models.movement.site import SiteKind


class Shape(StrEnum):
    """The kind of work that a programme does."""

    RECOGNISE = "recognise"


class Subject(StrEnum):
    """What a programme keeps entries of: houses, or sites of its own."""

    HOUSEHOLD = SiteKind.HOUSEHOLD.value
    SITE = "site"


class Type(StrEnum):
    """The type of an answer."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    LIST = "list"
    PERSON = "person"
    PHOTO = "photo"


class Way(StrEnum):
    """Where an entry is recorded."""

    DOORSTEP = "doorstep"
    OFFICE = "office"
    IMPORT = "import"


class Outcome(StrEnum):
    """The outcome of an entry; only a done one has answers."""

    DONE = "done"
    ABSENT = "absent"
    REFUSED = "refused"
    MOVED = "moved"


# The lists of a ward that a field of type `list` may name.
LISTS = frozenset({"skills"})
# Who may record, see or decide: roles of app/models/people/role.py, or relations to a subject (relations.py).
RELATIONS = frozenset({"group_head", "team_member", "team_head", "officer", "leader"})
# Prefix of `of` in a count: the key of a denominator follows.
DENOMINATOR = "denominator."
# Values of `where` that count plates: valid ones, expired ones.
RECOGNISED = "recognised"
STANDINGS = (RECOGNISED, "lapsed")
COUNTED_BY = frozenset({"group", "month"})
# Suffixes of the keys of a person in an answer: relation in the house, age band, agreement to be named.
WHO, AGE, AGREED = "_who", "_age", "_agreed"
UNDER_AGE = "under_16"
RELATIONS_IN_A_HOUSE = {
    "head": "Chủ hộ", "spouse": "Vợ, chồng", "child": "Con, cháu", "parent": "Ông bà, cha mẹ", "other": "Người khác",
}  # fmt: skip
AGES = {UNDER_AGE: "Dưới 16", "16_35": "16 đến 35", "36_59": "36 đến 59", "60_up": "Từ 60"}


@dataclass(frozen=True)
class Question:
    """A question of a programme.

    of: the choices, key to label; of a `list` the ward's own list, limited by `only` to some keys.
    counted: figures count its answers.
    quick: asked first on a doorstep.
    headings, also: column headings in imported lists, and other labels of a choice there, by key; separated by "|".
    """

    key: str
    label: str
    type: Type
    hint: str = ""
    of: Mapping[str, str] | str = ""
    only: tuple[str, ...] = ()
    unit: str = ""
    most: int = 999_999
    counted: bool = False
    quick: bool = False
    headings: str = ""
    also: Mapping[str, str] = field(default_factory=dict)
    # A name, which no trail contains. Set by `parts`, not by a declaration.
    personal: bool = False

    def parts(self, subject: Subject) -> tuple["Question", ...]:
        """The questions that forms and lists show for it. A person: name, agreement, age band and relation in the
        house; only the last two are counted, whether or not the person may be named. A photo: none, it is uploaded
        separately (EntryPhoto) and is in no list."""
        if self.type is Type.PHOTO:
            return ()
        if self.type is not Type.PERSON:
            return (self,)
        named = "Họ tên, chỉ khi người ấy từ 16 tuổi và đồng ý cho ghi"
        who = Question(
            self.key + WHO, f"{self.label}: trong nhà", Type.CHOICE, of=RELATIONS_IN_A_HOUSE, counted=self.counted
        )
        return (
            Question(self.key, self.label, Type.TEXT, self.hint or named, headings=self.headings, personal=True),
            Question(self.key + AGREED, f"{self.label}: đồng ý ghi tên", Type.YES_NO),
            Question(self.key + AGE, f"{self.label}: tuổi", Type.CHOICE, of=AGES, counted=self.counted),
            *((who,) if subject is Subject.HOUSEHOLD else ()),
        )

    def agreed(self, answers: Answers) -> bool:
        """Whether the person in `answers` may be named."""
        age = answers.get(self.key + AGE)
        return answers.get(self.key + AGREED) is True and age is not None and age != UNDER_AGE

    @property
    def choices(self) -> Mapping[str, str]:
        """The declared choices in order; none for a list of the ward."""
        return self.of if isinstance(self.of, Mapping) else {}

    def accepts(self, given: Any) -> bool:
        """Whether an answer is valid; the caller checks keys of a ward's list."""
        match self.type:
            case Type.TEXT:
                return isinstance(given, str) and len(given) <= 500
            case Type.NUMBER:
                numeric = isinstance(given, int | float | Decimal) and not isinstance(given, bool)
                return numeric and 0 <= given <= self.most
            case Type.DATE:
                return isinstance(given, str) and _is_day(given)
            case Type.YES_NO:
                return isinstance(given, bool)
            case Type.CHOICE:
                return isinstance(given, str) and given in self.choices
        known = set(self.choices or self.only)
        several = isinstance(given, list) and all(isinstance(each, str) for each in given)
        return several and (not known or set(given) <= known)

    def reads(self, given: Any) -> bool:
        """Whether a stored answer of any version can be shown: it has the right type, even if its choice or number is
        no longer offered."""
        match self.type:
            case Type.CHOICE:
                return isinstance(given, str)
            case Type.CHOICES | Type.LIST:
                return isinstance(given, list)
            case Type.NUMBER:
                return isinstance(given, int | float | Decimal) and not isinstance(given, bool)
        return self.accepts(given)

    def carries(self, given: Any, standing: Any) -> bool:
        """Whether an answer is valid or unchanged: an unchanged choice of an older version stays valid."""
        if self.accepts(given) or (given == standing and self.reads(given)):
            return True
        if not (isinstance(given, list) and isinstance(standing, list)):
            return False
        return self.accepts([each for each in given if each not in standing])

    def values(self, given: Any) -> list[str]:
        """The values of an answer that figures count."""
        if not is_filled(given):
            return []
        if self.type is Type.YES_NO:
            return ["yes" if given else "no"]
        return [str(each) for each in given] if isinstance(given, list) else [str(given)]


@dataclass(frozen=True)
class Criterion:
    """A criterion: the programme's sentence and its rule."""

    key: str
    text: str
    rule: Rule


@dataclass(frozen=True)
class Count:
    """A figure over the entries that count: all, or those that meet `where`; `of`: its denominator, `by`: its
    dimensions."""

    key: str
    unit: str
    label: str
    how: str = ""
    where: Rule | str | None = None
    met: tuple[str, ...] = ()
    of: str = ""
    by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Declaration:
    """The declaration of a programme; `definition` is its source mapping, as stored."""

    key: str
    shape: Shape
    name: str
    subject: Subject
    fields: tuple[Question, ...]
    source: str = ""
    noun: str = ""
    recorded_on: tuple[Way, ...] = (Way.OFFICE, Way.IMPORT)
    records: tuple[str, ...] = ("officer",)
    sees: tuple[str, ...] = ("officer", "leader")
    decides: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = (Outcome.DONE,)
    criteria: tuple[Criterion, ...] = ()
    recognised_when: tuple[str, ...] = ()
    valid_years: int = 0
    # The number series of its plates; "" where it gives none.
    plate_series: str = ""
    counts: tuple[Count, ...] = ()
    definition: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def asked(self) -> tuple[Question, ...]:
        """The questions of forms and lists; a person is several."""
        return tuple(part for each in self.fields for part in each.parts(self.subject))

    @cached_property
    def by_key(self) -> Mapping[str, Question]:
        """The questions by key."""
        return {each.key: each for each in self.asked}

    @cached_property
    def persons(self) -> tuple[Question, ...]:
        """The fields that may name a person."""
        return tuple(each for each in self.fields if each.type is Type.PERSON)

    @cached_property
    def photos(self) -> tuple[Question, ...]:
        """The fields answered by a photo."""
        return tuple(each for each in self.fields if each.type is Type.PHOTO)

    @property
    def field_visits(self) -> bool:
        """Whether helpers record from door to door, or at the sites of the programme."""
        return Way.DOORSTEP in self.recorded_on

    @property
    def recognises(self) -> bool:
        """Whether sites that meet the criteria of recognition get a plate."""
        return bool(self.recognised_when and self.plate_series and self.decides)

    @property
    def recognising(self) -> Mapping[str, Rule]:
        """The rules of the criteria that recognition requires, by key."""
        return {each.key: each.rule for each in self.criteria if each.key in self.recognised_when}

    def met(self, answers: Answers) -> list[str]:
        """The keys of the criteria that answers meet."""
        return [each.key for each in self.criteria if each.rule.holds(answers)]

    def is_recognised(self, answers: Answers) -> bool:
        """Whether answers meet every criterion of recognition."""
        return bool(self.recognised_when) and set(self.recognised_when) <= set(self.met(answers))

    def stored(self) -> str:
        """The definition as JSON; choices keep their order."""
        return json.dumps(self.definition, ensure_ascii=False, separators=(",", ":"))


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False
