"""What a certificate says: frozen as canonical JSON when its number is given, corrected only by another paper."""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from app.country import clock
from app.models.learning.approval_entry import ApprovalEntry
from app.models.learning.registration import Registration
from app.models.mixins.issued import canonical, issued_under
from app.models.people.administrative_unit import AdministrativeUnit

# What a replacing paper may say otherwise: about the person; class, dates, issuer and signer stay as they were.
CORRECTABLE = ("address", "full_name", "birth_year", "group")
# Notes that a title is neutral: only with it does a replacing paper say another title, where the old one told too much.
NEUTRAL = {"neutral": "1"}
# How a paper addresses a person; both where nothing is known.
ADDRESS = {"nam": "ông", "nữ": "bà"}


def name_on_paper(registration: Registration) -> str:
    """The name as the certificate will have it: as it was confirmed, else as it is on file."""
    return registration.paper_name or registration.person.full_name


def content_of(registration: Registration, now: datetime) -> str:
    """What the paper will say, frozen: later changes of names, units or courses leave it alone."""
    return canonical(said_of(registration, now))


def said_of(registration: Registration, now: datetime) -> dict[str, str]:
    """What the paper would say if its number were given now, line by line (`Certificate.paper`)."""
    course, person, unit = registration.course, registration.person, registration.course.unit.standing
    lessons = [lesson for lesson in course.lessons if lesson.state != "cancelled"]
    said = {
        "address": ADDRESS.get(person.sex or "", "ông/bà"),
        "full_name": name_on_paper(registration),
        "birth_year": str(person.birth_year),
        "group": person.residential_group.name if person.residential_group else "",
        "course": course.named_title,
        "minutes": str(course.minutes),
        "first_day": clock.local(lessons[0].starts_at).date().isoformat(),
        "last_day": clock.local(lessons[-1].starts_at).date().isoformat(),
        "province": unit.parent.full_name if unit.parent else "",
        **issued_under(unit, now),
        "size": course.certificate_size,
    }
    return said | NEUTRAL if course.is_telling else said


def contents_of(session: Session, approval_id: int, now: datetime) -> list[dict[str, str]]:
    """What the papers of a list would say if it were approved now, by name."""
    return [said_of(entry.registration, now) for entry in session.scalars(ApprovalEntry.certified_of(approval_id))]


def corrected(content: str, changes: Mapping[str, str], under: AdministrativeUnit | None = None) -> str:
    """A paper's content with some corrections of what is `CORRECTABLE`; everything else stays, letter for letter; where
    its ward has ended, it is issued `under` that of today.

    Raises:
        ValueError: something else would change.
    """
    may = {*CORRECTABLE, "course", *NEUTRAL} if NEUTRAL.items() <= changes.items() else {*CORRECTABLE}
    if not set(changes) <= may:
        raise ValueError(sorted(set(changes) - may))
    said: dict[str, str] = json.loads(content)
    return canonical(said | dict(changes) | (under.as_issuer if under else {}))
