"""Numbering of certificates, by an approval or a decision, and the content that is frozen with the number."""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from app.country import clock
from app.models.learning.approval import Approval
from app.models.learning.approving import ApprovalEntry
from app.models.learning.certificate import Certificate, CertificateState
from app.models.learning.certificate_register import CertificateRegister
from app.models.learning.registration import Registration
from app.models.mixins.issued import Numbers, NumbersTaken, canonical, issued_under
from app.models.people.administrative_unit import AdministrativeUnit

# The content of a certificate: frozen as canonical JSON when it is numbered, corrected only by another certificate.
# The lines a replacing certificate may change: those about the person; class, dates, issuer and signer stay.
CORRECTABLE = ("address", "full_name", "birth_year", "group")
# Marks a neutral title: only with it may a replacing certificate change the title, if the old one told too much.
NEUTRAL = {"neutral": "1"}
# The form of address by sex; both if it is unknown.
ADDRESS = {"nam": "ông", "nữ": "bà"}


def name_on_paper(registration: Registration) -> str:
    """The name for the certificate: as it was confirmed, else as it is on file."""
    return registration.paper_name or registration.person.full_name


def content_of(registration: Registration, now: datetime) -> str:
    """The content to freeze: later changes of names, units or courses do not affect it."""
    return canonical(paper_lines(registration, now))


def paper_lines(registration: Registration, now: datetime) -> dict[str, str]:
    """The content if the certificate were numbered now, line by line (`Certificate.paper`)."""
    course, person, unit = registration.course, registration.person, registration.course.unit.standing
    lessons = [lesson for lesson in course.lessons if lesson.state != "cancelled"]
    lines = {
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
    return lines | NEUTRAL if course.is_telling else lines


def contents_of(session: Session, approval_id: int, now: datetime) -> list[dict[str, str]]:
    """The contents of the certificates of a list if it were approved now, by name."""
    return [paper_lines(entry.registration, now) for entry in session.scalars(ApprovalEntry.certified_of(approval_id))]


def corrected(content: str, changes: Mapping[str, str], under: AdministrativeUnit | None = None) -> str:
    """A content with corrections of `CORRECTABLE` lines; everything else stays, letter for letter. If its ward has
    ended, it is issued `under` the ward of today.

    Raises:
        ValueError: something else would change.
    """
    may = {*CORRECTABLE, "course", *NEUTRAL} if NEUTRAL.items() <= changes.items() else {*CORRECTABLE}
    if not set(changes) <= may:
        raise ValueError(sorted(set(changes) - may))
    lines: dict[str, str] = json.loads(content)
    return canonical(lines | dict(changes) | (under.as_issuer if under else {}))


def forecast(session: Session, approval: Approval, *, now: datetime) -> Numbers:
    """The numbers a list would get if it were approved now; nothing is reserved."""
    year, unit_id = clock.local(now).year, approval.course.unit.standing.id
    taken = session.scalar(CertificateRegister.last_number_of(unit_id, year)) or 0
    return Numbers(year, taken + 1, Approval.sizes(session, [approval.id])[approval.id])


def enter(session: Session, approval: Approval, *, now: datetime, seen: str | None = None) -> list[Certificate]:
    """Enter everybody certified by an approved list into the register, by name, with consecutive numbers.

    `seen` is the `Numbers.key` that was on the approver's screen.

    Raises:
        NumbersTaken: the numbers would differ from those `seen`; roll back.
    """
    course = approval.course
    register = CertificateRegister.lock(session, course.unit.standing, clock.local(now).year)
    entries = session.scalars(ApprovalEntry.certified_of(approval.id)).all()
    if seen is not None and seen != Numbers(register.year, register.last_number + 1, len(entries)).key:
        raise NumbersTaken
    made = []
    for entry in entries:
        register.last_number += 1
        made.append(
            Certificate(
                register=register,
                number=register.last_number,
                approval_id=approval.id,
                registration=entry.registration,
                content=content_of(entry.registration, now),
                approved_at=now,
            )
        )
    session.add_all(made)
    session.flush()
    return made


def replace(
    session: Session, old: Certificate, changes: Mapping[str, str], *, reason: str, now: datetime
) -> Certificate:
    """Issue a replacement of a certificate: the next number of this year's register, the same content but `changes`.

    The caller holds the row locks of the course and the old certificate.

    Raises:
        NotStanding: the old one was never issued, or ended before.
    """
    old.end_as(CertificateState.REPLACED, reason=reason, now=now)
    session.flush()  # at most one valid certificate per registration
    unit = old.register.unit.standing
    register = CertificateRegister.lock(session, unit, clock.local(now).year)
    register.last_number += 1
    made = Certificate(
        register=register,
        number=register.last_number,
        approval_id=old.approval_id,
        registration=old.registration,
        content=corrected(old.content, changes, unit if unit != old.register.unit else None),
        approved_at=now,
        replaces_id=old.id,
        drawn_size=old.drawn_size,
    )
    session.add(made)
    session.flush()
    session.expire(old, ["replaced_by"])
    return made
