"""The one reader of what a door hands over: what a phone's operation or a plain form says of one subject, and its
answers by the key of the question, typed, ticked or sent as JSON."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from app.country import clock, names
from app.country.days import parse_day
from app.country.formats import parse_phone
from app.country.numbers import parse_count, parse_money, without_fraction
from app.models.movement.declaration import Declaration, EntryWay
from app.models.movement.doorstep import WALKED
from app.models.movement.question import REFERRING, SEVERAL, Question, Type
from app.models.movement.rules import Answers, is_filled

# Letters of the reason why answers do not meet a check.
LONGEST_REASON = 500
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, kw_only=True)
class Posted:
    """What is said of a subject. `subject` is the uuid of the site, `made` its fields if it is new, `photographed` the
    keys of photos that follow. `period` is the key of its period. `prefilled`: the answers with which
    the form was filled when it was drawn, None of a form that showed none; `anew`: nothing that is recorded is kept;
    `compares`: answered with both values where somebody else changed the same ones meanwhile. `judged_at`: the moment
    for which rights are checked, if not `at`: the phone's clock was wrong. `day`: the day that the form names, if any;
    `organisation`: the code of that for which it is recorded, where the form says so; `way`: see `Way`; `files_follow`:
    photos and files are sent afterwards, on a page of their own; `returned`: the uuid of the returned entry whose words
    stood on the form, None of a form that shows none."""

    uuid: str
    at: datetime
    programme: int
    version: int
    subject: str
    outcome: str
    made: Mapping[str, Any] | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    prefilled: Mapping[str, Any] | None = None
    anew: bool = False
    compares: bool = False
    photographed: Collection[str] = ()
    reason: str = ""
    period: date | None = None
    judged_at: datetime | None = None
    day: date | None = None
    organisation: str = ""
    way: EntryWay = EntryWay.DOORSTEP
    files_follow: bool = False
    returned: str | None = None

    @classmethod
    def of(cls, data: Mapping[str, Any], *, uuid: str, at: datetime, **more: Any) -> "Posted":
        """What an operation or a form says; what is not of its type says nothing. `more`: `judged_at`, `compares`."""

        def given(key: str, kind: type, empty: Any = None) -> Any:
            return data[key] if type(data.get(key)) is kind else empty

        return cls(
            uuid=uuid, at=at, programme=given("programme", int, 0), version=given("version", int, 0),
            subject=given("subject", str, "").strip().lower(), outcome=given("outcome", str, "").strip(),
            made=given("made", dict), answers=given("answers", dict, {}), prefilled=given("prefilled", dict),
            anew=given("anew", bool, False), reason=names.clean(given("reason", str, ""))[:LONGEST_REASON],
            photographed=[each for each in given("photos", list, ()) if isinstance(each, str)],
            period=_day(given("period", str, "")), day=_day(given("day", str, "")),
            organisation=given("organisation", str, ""), files_follow=given("files_follow", bool, False), **more,
        )  # fmt: skip

    @property
    def rights_at(self) -> datetime:
        """The moment for which the sender's right to the house is checked."""
        return self.judged_at or self.at

    @property
    def moment(self) -> datetime:
        """The moment that ranks an entry: of a period the later word counts, whatever day it names; without periods
        noon of another day that is named."""
        if self.day in (None, clock.local(self.at).date()) or self.period is not None:
            return self.at
        return clock.at_local(self.day, 12)

    @property
    def described(self) -> Mapping[str, Any]:
        """The fields of a new site, unchecked; none of one that is there."""
        return self.made or {}

    @property
    def names_site(self) -> bool:
        """Whether `subject` is a uuid."""
        return _UUID.fullmatch(self.subject) is not None


def _day(typed: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(typed)
    return None


YES_NO = {"yes": True, "no": False}
# The question how a house was reached, if a programme asks it: at the door the answer is filled in. It is a fact of the
# visit, as day, reason and photos are: never kept from another entry.
HOW, AT_THE_DOOR = "how", "door"


def read_answers(asked: Iterable[Question], given: Mapping[str, Any]) -> dict[str, Any]:
    """The answers, as an entry stores them, by key, without empty ones. What is no answer of its type stays as it was
    given, and what nothing asks stays too: the judge refuses it."""
    by_key = {each.key: each for each in asked}
    read = {key: read_answer(by_key[key], value) if key in by_key else value for key, value in given.items()}
    return {key: value for key, value in read.items() if is_filled(value)}


def read_answer(asked: Question, given: Any) -> Any:
    """One answer; None where nothing is given."""
    if asked.type in SEVERAL:
        every = given.split(",") if isinstance(given, str) else given
        return [_read(asked, each) for each in every if each != ""] if isinstance(every, list) and every else None
    return _read(asked, given)


def typed(answer: Any) -> list[str]:
    """An answer as a form posts it, one or several values; `read_answer` reads it."""
    words = {True: "yes", False: "no"}
    every = answer if isinstance(answer, list) else [answer]
    return [words[each] if isinstance(each, bool) else str(each) for each in every]


def _read(asked: Question, given: Any) -> Any:
    if isinstance(given, date):
        return given.isoformat()
    if not isinstance(given, str):
        return given
    typed, reads = given.strip(), _READS.get(REFERRING.get(asked.type, asked.type))
    with suppress(ValueError):
        return reads(typed, asked) if reads and typed else typed or None
    return typed


def _number(typed: str, asked: Question) -> Any:
    number = parse_count(without_fraction(typed, asked.unit))
    return typed if number is None else number


def _row(typed: str, asked: Question) -> Any:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 20 else typed


_READS: Mapping[Type, Callable[[str, Question], Any]] = {
    Type.YES_NO: lambda typed, asked: YES_NO.get(typed, typed),
    Type.NUMBER: _number,
    Type.MONEY: lambda typed, asked: parse_money(typed),
    Type.DATE: lambda typed, asked: parse_day(typed, clock.today()).isoformat(),
    Type.PHONE: lambda typed, asked: parse_phone(typed),
    Type.TEXT: lambda typed, asked: names.clean(typed),
    Type.LONG_TEXT: lambda typed, asked: typed.replace("\r\n", "\n"),
    **dict.fromkeys({*REFERRING.values()}, _row),
}


class Changes(NamedTuple):
    """What a form changes of that with which it was filled when it was drawn (`shown`): the answers that are new, and
    the keys that were emptied."""

    given: Answers
    emptied: frozenset[str]
    shown: Answers

    @classmethod
    def of(cls, declared: Declaration, posted: Posted) -> "Changes":
        """What differs from what the form showed."""
        given, shown = (read_answers(declared.asked, each or {}) for each in (posted.answers, posted.prefilled))
        fresh = {key: each for key, each in given.items() if not _same(each, shown.get(key))}
        return cls(fresh, frozenset(shown.keys() - given.keys()), shown)

    def merged(self, declared: Declaration, current: Answers) -> dict[str, Any]:
        """The answers with those of the current entry that the form leaves as they are; how a house was reached only
        where it showed that."""
        keeps = declared.by_key.keys() - self.emptied - ({HOW} - self.shown.keys())
        return {**{key: each for key, each in current.items() if key in keeps}, **self.given}

    def conflicts(self, current: Answers) -> list[str]:
        """The keys that both the form and somebody else changed since it was drawn, to different values."""
        touched = {**dict.fromkeys(self.emptied), **self.given}
        return [
            key for key, each in touched.items()
            if not _same(current.get(key), self.shown.get(key)) and not _same(current.get(key), each)
        ]  # fmt: skip


def _same(one: Any, other: Any) -> bool:
    """Whether two answers are equal; of several choices in whatever order."""
    if isinstance(one, list) and isinstance(other, list):
        return sorted(map(str, one)) == sorted(map(str, other))
    return bool(one == other)


def is_answered_by_going(declared: Declaration, asked: Question) -> bool:
    """Whether who goes there answers a question by that: how a house or a site was reached."""
    return asked.key == HOW and AT_THE_DOOR in asked.choices and declared.subject in WALKED
