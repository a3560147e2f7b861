"""Names and reasons in the trail: emptied when the person is erased, and the chain says which links and to what.

A link keeps its hash, so that those after it still fit; that its words were emptied, and what it reads since, is a
link of its own, "trail.words_erased". A word changed in any other way breaks the chain (`AuditEvent.first_broken`).
"""

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from app.models import Ambassador, AuditEvent, Certificate, Course, HelpRecord, Person, Registration, ThanksLetter
from app.models.trust.audit_event import CHAINED, WORDS_ERASED, link
from app.models.trust.lifting import lifted
from app.registers.personal_data.emptying import NAMING, scrubbed
from app.registers.personal_data.mentions import Search

# What is filed under the number of a paper, a request or a class, and tells of one person there.
_ABOUT = ("person", "ambassador", "thanks_letter", "help_record")


def forget_words(session: Session, people: Sequence[int], *, now: datetime, search: Search | None = None) -> int:
    """Empty what names somebody in the details of acts about them, and with `search` take their name and number out of
    all other acts of their ward; returns in how many acts there was something."""
    erased: dict[str, str] = {}
    about = set(session.scalars(select(AuditEvent.id).where(_about(session, people))))
    wanted: ColumnElement[bool] = AuditEvent.id.in_(about)
    if search is not None:
        wanted |= AuditEvent.unit_id.in_(search.units) & search.called.may_stand_in(AuditEvent.detail)
    with lifted(session, ("audit_event",)):
        for event in session.scalars(select(AuditEvent).where(wanted).order_by(AuditEvent.id)):
            facts = json.loads(event.detail)
            if event.id in about and any(facts.get(key) for key in NAMING):
                facts = scrubbed(facts)
            detail = json.dumps(facts, ensure_ascii=False, sort_keys=True)
            if search is not None and search.is_meant(detail):
                detail = search.called.removed(detail)
            if detail == event.detail:
                continue
            act = {**{name: getattr(event, name) for name in CHAINED}, "detail": detail}
            session.execute(update(AuditEvent).where(AuditEvent.id == event.id).values(detail=detail))
            erased[str(event.id)] = link(event.previous_hash, event.id, act)
    if erased:
        AuditEvent.note(
            session,
            WORDS_ERASED,
            at=now,
            account_id=None,
            unit_id=session.scalars(select(Person.unit_id).where(Person.id == people[0])).one(),
            subject=("trail", str(len(erased))),
            detail={"links": erased},
        )
    return len(erased)


def _about(session: Session, people: Sequence[int]) -> ColumnElement[bool]:
    """The acts about somebody: filed under them or a paper of theirs, or with their registration in the detail."""
    seats = session.execute(
        select(Registration.public_id, Course.code).join(Registration.course).where(Registration.person_id.in_(people))
    ).all()
    at_class = [
        and_(
            or_(AuditEvent.subject_id == code, AuditEvent.subject_id.startswith(f"{code}/", autoescape=True)),
            AuditEvent.subject_kind.in_(("course", "lesson")),
            AuditEvent.detail.contains(public_id, autoescape=True),
        )
        for public_id, code in seats
    ]
    filed = and_(AuditEvent.subject_kind.in_(_ABOUT), AuditEvent.subject_id.in_(_names(session, people)))
    papers = session.scalars(
        select(Certificate).join(Certificate.registration).where(Registration.person_id.in_(people))
    ).all()
    of_papers = [
        and_(
            AuditEvent.unit_id == paper.register.unit_id,
            AuditEvent.subject_kind == "certificate",
            AuditEvent.subject_id == paper.register_number,
        )
        for paper in papers
    ]
    return or_(filed, *at_class, *of_papers)


def _names(session: Session, people: Sequence[int]) -> set[str]:
    """The public ids under which acts about somebody are filed."""
    of = (
        select(Person.public_id).where(Person.id.in_(people)),
        select(Ambassador.public_id).where(Ambassador.person_id.in_(people)),
        select(ThanksLetter.public_id).join(ThanksLetter.ambassador).where(Ambassador.person_id.in_(people)),
        select(HelpRecord.uuid).where(HelpRecord.person_id.in_(people)),
    )
    return {name for wanted in of for name in session.scalars(wanted)}
