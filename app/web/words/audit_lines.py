"""The audit trail as readable lines: who did what to whom or what; a few statements for any number of events."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.models import (
    Account,
    AdministrativeUnit,
    Ambassador,
    AmbassadorOffer,
    AuditEvent,
    Course,
    HelpRecord,
    HelpRequest,
    Person,
    Registration,
    ThanksLetter,
)
from app.registers.definitions import REGISTERS
from app.registers.register import Register
from app.web.words.acts import act_words, detail_words

# Kinds of subject filed under a number that means nothing to readers.
NUMBERED = (
    "ambassador",
    "ambassador_offer",
    "data_request",
    "help_record",
    "help_request",
    "import",
    "person",
    "sending",
    "thanks_letter",
)

# Keys of an act's detail that hold the id of a subject of that kind.
NAMED_IN_DETAIL = ("account", "person", "registration")


@dataclass(frozen=True)
class AuditLine:
    """One line: when, who ("" if nobody was signed in), what, about whom or what, and details."""

    at: datetime
    who: str
    what: str
    about: str
    detail: str


def lines(session: Session, events: Iterable[AuditEvent]) -> list[AuditLine]:
    """The lines of events, in order. One statement for the accounts, and one for each kind of subject."""
    events = list(events)
    accounts = _accounts(session, events)
    names = _names(session, events)
    return [_line(event, accounts, names) for event in events]


def _line(event: AuditEvent, accounts: Mapping[int, Account], names: Mapping[tuple[str, str], str]) -> AuditLine:
    by = accounts.get(event.account_id or 0)
    detail = json.loads(event.detail)
    about = names.get((event.subject_kind, event.subject_id)) or str(detail.pop("name", "") or event.subject_id)
    if event.subject_kind == "account":
        about = names.get(("account", event.subject_id), "")
        about = "" if by is not None and by.public_id == event.subject_id else about
    elif event.subject_kind == "lesson" and "/" in event.subject_id:
        code, _slash, number = event.subject_id.partition("/")
        about = _("buổi %(number)s, %(course)s", number=number, course=names.get(("course", code), code))
    elif event.subject_kind in NUMBERED and about == event.subject_id:
        about = ""  # no longer on file, and the number means nothing
    for key in NAMED_IN_DETAIL:
        if key in detail:
            detail[key] = names.get((key, str(detail[key])), "")
    return AuditLine(
        event.at, by.full_name if by else "", act_words(event.action), about, detail_words(event.action, detail)
    )


def _accounts(session: Session, events: Sequence[AuditEvent]) -> dict[int, Account]:
    ids = {event.account_id for event in events if event.account_id is not None}
    if not ids:
        return {}
    return {account.id: account for account in session.scalars(select(Account).where(Account.id.in_(ids)))}


def _names(session: Session, events: Sequence[AuditEvent]) -> dict[tuple[str, str], str]:
    """The current names of subjects, by kind and public id."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for event in events:
        wanted[event.subject_kind].add(event.subject_id)
        if event.subject_kind == "lesson":
            wanted["course"].add(event.subject_id.partition("/")[0])
        detail = json.loads(event.detail)
        for key in NAMED_IN_DETAIL:
            if key in detail:
                wanted[key].add(str(detail[key]))
    readers: dict[str, Callable[[Session, Collection[str]], dict[str, str]]] = {
        "account": _names_of_accounts,
        "ambassador": _names_of_ambassadors,
        "ambassador_offer": _names_of_offers,
        "course": _titles_of_courses,
        "person": _names_of_people,
        "registration": _names_on_registrations,
        "unit": _titles_of_units,
        **{each.key: partial(_names_of_rows, each) for each in REGISTERS},
        "help_record": _names_in_records,
        "help_request": _names_of_requests,
        "thanks_letter": _names_on_letters,
    }
    return {
        (kind, name): called
        for kind, ids in wanted.items()
        if kind in readers
        for name, called in readers[kind](session, ids).items()
    }


def _names_of_accounts(session: Session, ids: Collection[str]) -> dict[str, str]:
    rows = session.scalars(select(Account).where(Account.public_id.in_(ids)))
    return {account.public_id: account.full_name for account in rows}


def _titles_of_courses(session: Session, codes: Collection[str]) -> dict[str, str]:
    return dict(session.execute(select(Course.code, Course.title).where(Course.code.in_(codes))).all())


def _names_of_people(session: Session, ids: Collection[str]) -> dict[str, str]:
    """The names of people; a merged person has the name of the row that was kept, with their former one."""
    wanted = select(Person).where(Person.public_id.in_(ids)).options(joinedload(Person.merged_into))
    return {person.public_id: _name_of(person) for person in session.scalars(wanted)}


def _names_on_registrations(session: Session, ids: Collection[str]) -> dict[str, str]:
    wanted = select(Registration.public_id, Person).join(Registration.person).where(Registration.public_id.in_(ids))
    rows = session.execute(wanted.options(joinedload(Person.merged_into)))
    return {public_id: _name_of(person) for public_id, person in rows}


def _name_of(person: Person) -> str:
    if person.merged_into is None:
        return person.full_name
    kept = person.standing.full_name
    return str(_("%(name)s (đã gộp vào %(kept)s)", name=person.full_name, kept=kept))


def _titles_of_units(session: Session, codes: Collection[str]) -> dict[str, str]:
    return {
        unit.code: unit.title
        for unit in session.scalars(select(AdministrativeUnit).where(AdministrativeUnit.code.in_(codes)))
    }


def _names_of_requests(session: Session, ids: Collection[str]) -> dict[str, str]:
    """The names of the people that help was requested for, as long as they are stored."""
    wanted = select(HelpRequest.public_id, HelpRequest.full_name).where(HelpRequest.public_id.in_(ids))
    return dict(session.execute(wanted).all())


def _names_of_ambassadors(session: Session, ids: Collection[str]) -> dict[str, str]:
    wanted = select(Ambassador).where(Ambassador.public_id.in_(ids)).options(joinedload(Ambassador.person))
    return {each.public_id: _name_of(each.person) for each in session.scalars(wanted)}


def _names_of_offers(session: Session, ids: Collection[str]) -> dict[str, str]:
    wanted = select(AmbassadorOffer.public_id, AmbassadorOffer.full_name).where(AmbassadorOffer.public_id.in_(ids))
    return dict(session.execute(wanted).all())


def _names_in_records(session: Session, ids: Collection[str]) -> dict[str, str]:
    """The names of people on help records; most records have none."""
    wanted = select(HelpRecord.uuid, Person).join(HelpRecord.person).where(HelpRecord.uuid.in_(ids))
    rows = session.execute(wanted.options(joinedload(Person.merged_into)))
    return {uuid: _name_of(person) for uuid, person in rows}


def _names_on_letters(session: Session, ids: Collection[str]) -> dict[str, str]:
    letters = session.scalars(select(ThanksLetter).where(ThanksLetter.public_id.in_(ids)))
    return {letter.public_id: str(letter.paper["full_name"]) for letter in letters}


def _names_of_rows(register: Register[Any], session: Session, ids: Collection[str]) -> dict[str, str]:
    """The names of a register's rows, by their key in addresses, or by unit and code: "05443/TDP-A"."""
    noun = register.noun
    if noun.SLUG != "id":
        wanted = select(noun).where(getattr(noun, noun.SLUG).in_(ids)).options(*register.listing.loads)
        return {str(row.slug): row.name for row in session.scalars(wanted)}
    codes = {name.partition("/")[2] for name in ids}
    rows = session.execute(
        select(AdministrativeUnit.code, noun.code, noun.name).join(noun.unit).where(noun.code.in_(codes))
    )
    return {f"{unit}/{code}": name for unit, code, name in rows}
