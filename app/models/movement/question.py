"""The fields of a programme: types, the answers that each accepts, and the parts that forms and lists show."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from app.country import links, numbers
from app.country.audiences import AUDIENCES
from app.country.numbers import LARGEST
from app.models.movement.rules import PART, Answers, Rule, is_filled


class Type(StrEnum):
    """The type of an answer."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"
    TALLY = "tally"
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    LIST = "list"
    PHONE = "phone"
    LINK = "link"
    ORGANISATION = "organisation"
    ORGANISATIONS = "organisations"
    GROUP = "group"
    GROUPS = "groups"
    COURSE = "course"
    PERSON = "person"
    PHOTO = "photo"
    FILE = "file"


WRITTEN = frozenset((Type.TEXT, Type.LONG_TEXT))
# Types that are answered by a file, apart from the answers.
FILED = frozenset((Type.PHOTO, Type.FILE))
# Types whose numbers figures add up.
NUMBERS = frozenset((Type.NUMBER, Type.MONEY, Type.TALLY))
# Types of several answers an entry.
SEVERAL = frozenset((Type.CHOICES, Type.LIST, Type.ORGANISATIONS, Type.GROUPS))
# Types whose answers are ids of rows, with the type of one row.
REFERRING: Mapping[Type, Type] = {
    Type.ORGANISATION: Type.ORGANISATION, Type.ORGANISATIONS: Type.ORGANISATION, Type.GROUP: Type.GROUP,
    Type.GROUPS: Type.GROUP, Type.COURSE: Type.COURSE,
}  # fmt: skip
# Types that name bodies of the ward.
NAMING = frozenset((Type.ORGANISATION, Type.ORGANISATIONS, Type.GROUP, Type.GROUPS))
# Types of which figures count no answers.
UNCOUNTED = WRITTEN | {Type.PHONE, Type.LINK, Type.DATE, Type.FILE}
LONGEST: Mapping[Type, int] = {Type.TEXT: 500, Type.LONG_TEXT: 5_000, Type.LINK: links.LONGEST, Type.PHONE: 40}
# How many choices a question offers, and how long the words of one are: each phone is sent all of them.
MOST_CHOICES, LONGEST_CHOICE = 12, 200
# What `of` of a list or a tally may name, instead of choices.
NAMED: Mapping[Type, str] = {Type.LIST: "skills", Type.TALLY: "audiences"}
# Suffixes of the keys of a person in an answer: relation in the house, age band, agreement to be named.
WHO, AGE, AGREED = "_who", "_age", "_agreed"
UNDER_AGE = "under_16"
RELATIONS_IN_A_HOUSE = {
    "head": "Chủ hộ", "spouse": "Vợ, chồng", "child": "Con, cháu", "parent": "Ông bà, cha mẹ", "other": "Người khác",
}  # fmt: skip
AGES = {UNDER_AGE: "Dưới 16", "16_35": "16 đến 35", "36_59": "36 đến 59", "60_up": "Từ 60"}
_PHONE = re.compile(r"\+\d{6,15}")


@dataclass(frozen=True)
class OfferedValue:
    """A figure that stands beside the box of a field, to be taken: an indicator or a programme's count, of these keys
    (by dimension) only. `as_`: number, share or any (whether there is one); `since`: period, year or begin, "" for the
    figure's own."""

    of: str
    only: Mapping[str, str] = field(default_factory=dict)
    as_: str = "number"
    since: str = ""


@dataclass(frozen=True)
class Question:
    """A question of a programme.

    of: the choices, key to label; of a `list` the ward's own list, limited by `only` to some keys; of a `tally` what is
    counted, or "audiences" for those of the product. `only` of organisations are kinds.
    counted: figures count its answers.
    quick: asked first on a doorstep. required: an entry needs it. planned: asked while an event is planned.
    section: the heading under which forms show it. shown_when: it is asked, and its answer stored, only where the rule
    holds over the fields before it. offers: a figure that the product has of the subject.
    personal: text that tells of a person: in no trail, erased with the person. bound: an audience: of whose number in
    the place no more are expected (bounds.py).
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
    required: bool = False
    planned: bool = False
    section: str = ""
    shown_when: Rule | None = None
    offers: OfferedValue | None = None
    bound: str = ""
    # Also of the name of a person.
    personal: bool = False
    # Of a part: its short label, and the key of the tally to which it belongs. Set by `parts`.
    short: str = ""
    tally: str = ""

    def parts(self, subject: str) -> tuple["Question", ...]:
        """The questions that forms and lists show for it, of a programme about `subject`. A person: name, agreement,
        age band and relation in the house; only the last two are counted, whether or not the person may be named. A
        tally: a number for each of its keys. A photo and a file: none, they are uploaded separately (EntryPhoto) and
        are in no list."""
        if self.type in FILED:
            return ()
        if self.type is Type.PERSON:
            return tuple(replace(each, section=self.section) for each in self._of_person(subject))
        if self.type is Type.TALLY:
            return tuple(self._of_tally(key, words) for key, words in self.choices.items())
        return (self,)

    def _of_person(self, subject: str) -> tuple["Question", ...]:
        named = "Họ tên, chỉ khi người ấy từ 16 tuổi và đồng ý cho ghi"
        who = Question(
            self.key + WHO, f"{self.label}: trong nhà", Type.CHOICE, of=RELATIONS_IN_A_HOUSE, counted=self.counted
        )
        return (
            Question(self.key, self.label, Type.TEXT, self.hint or named, headings=self.headings, personal=True),
            Question(self.key + AGREED, f"{self.label}: đồng ý ghi tên", Type.YES_NO),
            Question(self.key + AGE, f"{self.label}: tuổi", Type.CHOICE, of=AGES, counted=self.counted),
            *((who,) if subject == "household" else ()),
        )

    def retired_parts(self, answers: Answers) -> tuple["Question", ...]:
        """The parts of a tally that answers of an older version have and that it has no more, by their keys."""
        if self.type is not Type.TALLY:
            return ()
        keys = [each.removeprefix(self.key + PART) for each in answers if each.startswith(self.key + PART)]
        return tuple(self._of_tally(each, each) for each in keys if each not in self.choices)

    def _of_tally(self, key: str, words: str) -> "Question":
        made = replace(self, key=self.key + PART + key, label=f"{self.label}: {words}", type=Type.NUMBER, of={})
        return replace(made, short=words, tally=self.key, headings=self._heading(key))

    def _heading(self, key: str) -> str:
        """The column headings of a tally's part: each heading of the tally with the part's words."""
        every = [f"{each} {self.choices[key]}" for each in self.headings.split("|") if each]
        return "|".join([*every, *filter(None, [self.also.get(key)])])

    def agreed(self, answers: Answers) -> bool:
        """Whether the person in `answers` may be named."""
        age = answers.get(self.key + AGE)
        return answers.get(self.key + AGREED) is True and age is not None and age != UNDER_AGE

    @property
    def choices(self) -> Mapping[str, str]:
        """The declared choices in order, or the audiences of a tally; none for a list of the ward."""
        if self.type is Type.TALLY and self.of == NAMED[Type.TALLY]:
            return {key: str(each.words) for key, each in AUDIENCES.items()}
        return self.of if isinstance(self.of, Mapping) else {}

    def accepts(self, given: Any) -> bool:
        """Whether an answer is valid; the caller checks keys of a ward's list."""
        match self.type:
            case Type.TEXT | Type.LONG_TEXT:
                return isinstance(given, str) and len(given) <= LONGEST[self.type]
            case Type.PHONE:
                return isinstance(given, str) and bool(_PHONE.fullmatch(given))
            case Type.NUMBER | Type.MONEY:
                whole = self.type is Type.NUMBER or isinstance(given, int)
                return is_number(given) and whole and 0 <= given <= self.largest
            case Type.DATE:
                return isinstance(given, str) and _is_day(given)
            case Type.YES_NO:
                return isinstance(given, bool)
            case Type.CHOICE:
                return isinstance(given, str) and given in self.choices
            case Type.ORGANISATION | Type.GROUP | Type.COURSE:
                return _is_id(given)
            case Type.ORGANISATIONS | Type.GROUPS:
                return isinstance(given, list) and all(map(_is_id, given)) and len(set(given)) == len(given)
            case Type.LINK:
                return isinstance(given, str) and len(given) <= LONGEST[self.type] and links.is_https(given)
        known = set(self.choices or self.only)
        several = isinstance(given, list) and all(isinstance(each, str) for each in given)
        return several and (not known or set(given) <= known)

    @property
    def largest(self) -> int:
        """The largest number that is accepted."""
        return numbers.MOST if self.type is Type.MONEY else self.most

    def reads(self, given: Any) -> bool:
        """Whether a stored answer of any version can be shown: it has the right type, even if its choice or number is
        no longer offered."""
        match self.type:
            case Type.CHOICE:
                return isinstance(given, str)
            case Type.CHOICES | Type.LIST:
                return isinstance(given, list)
            case Type.NUMBER | Type.MONEY:
                return is_number(given)
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
        if self.tally:
            return [self.key.removeprefix(self.tally + PART)]
        if self.type is Type.YES_NO:
            return ["yes" if given else "no"]
        return [str(each) for each in given] if isinstance(given, list) else [str(given)]


def is_number(given: Any) -> bool:
    """Whether a stored answer is a number."""
    return isinstance(given, int | float | Decimal) and not isinstance(given, bool)


def _is_id(given: Any) -> bool:
    return type(given) is int and 0 < given <= LARGEST


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False
