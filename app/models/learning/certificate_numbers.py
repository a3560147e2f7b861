"""Numbering of certificates: a whole list by its approval, a replacement by a decision.

Both run in the transaction of the decision, under the register's row lock: a failure leaves neither numbers nor gaps.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from app.country import clock
from app.models.learning.approval import Approval
from app.models.learning.approval_entry import ApprovalEntry
from app.models.learning.certificate import Certificate, CertificateState
from app.models.learning.certificate_content import content_of, corrected
from app.models.learning.certificate_register import CertificateRegister
from app.models.mixins.issued import Numbers, NumbersTaken


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
