"""Corrections of the letter case of names, confirmed by somebody, before certificates are issued."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.country import name_case
from app.models.learning.certificate_content import name_on_paper
from app.models.learning.course import Course
from app.models.learning.paper_name import NameChanged, is_numbered
from app.models.learning.registration import Registration
from app.models.learning.registration_step import RegistrationEvent, RegistrationStep
from app.models.people.account import Account
from app.models.people.person import Person


class NameCorrection(NamedTuple):
    """A name that is not in Vietnamese case: as it is, and as it should be."""

    registration: Registration
    stands: str
    better: str


def offers(registrations: Iterable[Registration]) -> list[NameCorrection]:
    """The names among these that would be rewritten, in order."""
    on_paper = [(each, name_on_paper(each)) for each in registrations]
    return [
        NameCorrection(each, stands, better)
        for each, stands in on_paper
        if (better := name_case.rewritten(stands)) != stands
    ]


def rewrite(session: Session, registration: Registration, better: str, *, by: Account, now: datetime) -> bool:
    """Write a name as offered, on file and for the certificate; returns whether it changed. A numbered certificate
    keeps its content.

    Raises:
        NameChanged: the name was changed meanwhile, so that the offer would differ.
    """
    session.scalars(Course.locked(registration.course_id)).one()
    session.refresh(registration)
    person = session.scalars(Person.locked(registration.person.id)).one()
    stands = name_on_paper(registration)
    if stands == better:
        return False
    if name_case.rewritten(stands) != better:
        raise NameChanged(stands)
    if (on_file := name_case.rewritten(person.full_name)) != person.full_name:
        person.change({"full_name": on_file}, str(person.version))
    if registration.paper_name is not None and not is_numbered(session, registration):
        registration.paper_name = name_case.rewritten(registration.paper_name)
    step = RegistrationStep(
        registration_id=registration.id, step=RegistrationEvent.CHANGED, at=now, by_id=by.id, detail="name_case"
    )
    session.add(step)
    return True
