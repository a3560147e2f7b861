"""What a programme ("Phong trào") is, as data that a person can read aloud: of whom, what is asked, who does what, when
it is met, what is counted. It is read once and refused with the place of what is wrong. docs/programmes.md says which
key each shape knows.
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
    """What kind of work it is."""

    RECOGNISE = "recognise"


class Subject(StrEnum):
    """Of whom or what it keeps entries: houses, or sites of its own."""

    HOUSEHOLD = SiteKind.HOUSEHOLD.value
    SITE = "site"


class Type(StrEnum):
    """What is answered."""

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
    """Where an entry is made."""

    DOORSTEP = "doorstep"
    OFFICE = "office"
    IMPORT = "import"


class Outcome(StrEnum):
    """What came of it: only what was done has answers."""

    DONE = "done"
    ABSENT = "absent"
    REFUSED = "refused"
    MOVED = "moved"


# The lists of a ward that a field of type `list` may name.
LISTS = frozenset({"skills"})
# Who may record, see or decide: roles of app/models/people/role.py, or what somebody is to a subject.
RELATIONS = frozenset({"group_head", "team_member", "team_head", "officer", "leader"})
# Begins what a share is of: the key of a denominator follows.
DENOMINATOR = "denominator."
# Words of a count that speak of plates: those that hold, those that ran out.
RECOGNISED = "recognised"
STANDINGS = (RECOGNISED, "lapsed")
COUNTED_BY = frozenset({"group", "month"})
# Of a person that an answer names: who they are in the house, about how old, whether they agreed to be named.
WHO, AGE, AGREED = "_who", "_age", "_agreed"
UNDER_AGE = "under_16"
RELATIONS_IN_A_HOUSE = {
    "head": "Chủ hộ", "spouse": "Vợ, chồng", "child": "Con, cháu", "parent": "Ông bà, cha mẹ", "other": "Người khác",
}  # fmt: skip
AGES = {UNDER_AGE: "Dưới 16", "16_35": "16 đến 35", "36_59": "36 đến 59", "60_up": "Từ 60"}


@dataclass(frozen=True)
class Asked:
    """One thing that is asked. Of `list` the entries are the ward's own, `only` those of some keys. `counted` answers
    count by themselves; `quick` ones are asked first on a doorstep. In lists from outside its column is headed by
    `headings`, and `also` says how else a choice is called there, by key; both parted by "|"."""

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
    # A name: it stands in no trail. Of no declaration, `parts` says it.
    personal: bool = False

    def parts(self, subject: Subject) -> tuple["Asked", ...]:
        """What forms and lists ask of it: of a person the name, and, whether or not they may be named, who they are in
        the house and about how old, which alone are counted. Of a photo nothing: it comes by its own way (EntryPhoto)
        and stands in no list."""
        if self.type is Type.PHOTO:
            return ()
        if self.type is not Type.PERSON:
            return (self,)
        named = "Họ tên, chỉ khi người ấy từ 16 tuổi và đồng ý cho ghi"
        who = Asked(
            self.key + WHO, f"{self.label}: trong nhà", Type.CHOICE, of=RELATIONS_IN_A_HOUSE, counted=self.counted
        )
        return (
            Asked(self.key, self.label, Type.TEXT, self.hint or named, headings=self.headings, personal=True),
            Asked(self.key + AGREED, f"{self.label}: đồng ý ghi tên", Type.YES_NO),
            Asked(self.key + AGE, f"{self.label}: tuổi", Type.CHOICE, of=AGES, counted=self.counted),
            *((who,) if subject is Subject.HOUSEHOLD else ()),
        )

    def agreed(self, answers: Answers) -> bool:
        """Whether the person that it names may be named."""
        age = answers.get(self.key + AGE)
        return answers.get(self.key + AGREED) is True and age is not None and age != UNDER_AGE

    @property
    def choices(self) -> Mapping[str, str]:
        """The choices that it declares itself, in their order."""
        return self.of if isinstance(self.of, Mapping) else {}

    def accepts(self, given: Any) -> bool:
        """Whether an answer is one; keys of a ward's list are looked up by who asks."""
        match self.type:
            case Type.TEXT:
                return isinstance(given, str) and len(given) <= 500
            case Type.NUMBER:
                whole = isinstance(given, int | float | Decimal) and not isinstance(given, bool)
                return whole and 0 <= given <= self.most
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
        """Whether what an entry of any version keeps can be shown as an answer to it: what is of its kind, though it is
        a choice, or a number, that it no longer offers."""
        match self.type:
            case Type.CHOICE:
                return isinstance(given, str)
            case Type.CHOICES | Type.LIST:
                return isinstance(given, list)
            case Type.NUMBER:
                return isinstance(given, int | float | Decimal) and not isinstance(given, bool)
        return self.accepts(given)

    def carries(self, given: Any, standing: Any) -> bool:
        """Whether an answer is one, or stands already: what an older version offered stays where it is not changed."""
        if self.accepts(given) or (given == standing and self.reads(given)):
            return True
        if not (isinstance(given, list) and isinstance(standing, list)):
            return False
        return self.accepts([each for each in given if each not in standing])

    def values(self, given: Any) -> list[str]:
        """The values that one answer counts by."""
        if not is_filled(given):
            return []
        if self.type is Type.YES_NO:
            return ["yes" if given else "no"]
        return [str(each) for each in given] if isinstance(given, list) else [str(given)]


@dataclass(frozen=True)
class Criterion:
    """What is to be met, in the programme's own sentence."""

    key: str
    text: str
    rule: Rule


@dataclass(frozen=True)
class Count:
    """What is counted of the entries that count: all, or those for which `where` holds; `of` what whole, `by` what."""

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
    """A programme as it is declared; see the module."""

    key: str
    shape: Shape
    name: str
    subject: Subject
    fields: tuple[Asked, ...]
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
    # In which series of numbers it gives plates; "" where it gives none.
    plate_series: str = ""
    counts: tuple[Count, ...] = ()
    said: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        """What forms and lists ask: a person is more than one line."""
        return tuple(part for each in self.fields for part in each.parts(self.subject))

    @cached_property
    def by_key(self) -> Mapping[str, Asked]:
        """What is asked, by its key."""
        return {each.key: each for each in self.asked}

    @cached_property
    def persons(self) -> tuple[Asked, ...]:
        """What may name somebody."""
        return tuple(each for each in self.fields if each.type is Type.PERSON)

    @cached_property
    def photos(self) -> tuple[Asked, ...]:
        """What is answered by a photo."""
        return tuple(each for each in self.fields if each.type is Type.PHOTO)

    @property
    def goes_there(self) -> bool:
        """Whether people go from door to door for it, or to where its own sites are."""
        return Way.DOORSTEP in self.recorded_on

    @property
    def recognises(self) -> bool:
        """Whether sites that meet all that is asked are given a plate."""
        return bool(self.recognised_when and self.plate_series and self.decides)

    @property
    def recognising(self) -> Mapping[str, Rule]:
        """What recognition asks: the rule of each criterion that it names, by key."""
        return {each.key: each.rule for each in self.criteria if each.key in self.recognised_when}

    def met(self, answers: Answers) -> list[str]:
        """The keys of the criteria that answers meet."""
        return [each.key for each in self.criteria if each.rule.holds(answers)]

    def is_recognised(self, answers: Answers) -> bool:
        """Whether answers meet all that a recognition asks."""
        return bool(self.recognised_when) and set(self.recognised_when) <= set(self.met(answers))

    def stored(self) -> str:
        """As it is stored; choices keep their order."""
        return json.dumps(self.said, ensure_ascii=False, separators=(",", ":"))


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False
