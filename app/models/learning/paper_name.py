"""The name for the certificate: confirmed by the person on the ticket page, or by the office for them.

It is corrected here until the certificate is numbered; afterwards only by a replacement.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.country import name_surroundings, names
from app.models.learning.approval import holders
from app.models.learning.certificate_numbers import name_on_paper
from app.models.learning.course import Course
from app.models.learning.joining import AnotherName
from app.models.learning.registration import Registration
from app.models.learning.registration_step import RegistrationEvent, RegistrationStep
from app.models.people.account import Account
from app.models.people.person import Person


class AlreadyNumbered(Exception):
    """The certificate is numbered: its content is frozen."""


class NameChanged(Exception):
    """Somebody else changed the spelling meanwhile; `stands` is the current one."""

    def __init__(self, stands: str) -> None:
        super().__init__(stands)
        self.stands = stands


def seen(registration: Registration) -> str:
    """What a form stores of the name it shows, to detect a change by somebody else."""
    at = registration.paper_name_at.isoformat() if registration.paper_name_at else ""
    return f"{at} {name_on_paper(registration)}"


def confirm(
    session: Session, registration: Registration, name: str, *, remembered: str, by: Account, now: datetime
) -> None:
    """Set the spelling of a name as the office; `name` is clean, `remembered` is what the form had `seen`.

    Raises:
        AlreadyNumbered: their certificate is numbered.
        NameChanged: the person or somebody else changed it meanwhile.
    """
    session.scalars(Course.locked(registration.course_id)).one()
    session.refresh(registration)
    if is_numbered(session, registration):
        raise AlreadyNumbered
    if remembered != seen(registration):
        raise NameChanged(name_on_paper(registration))
    registration.paper_name, registration.paper_name_at = name, now
    step = RegistrationStep(
        registration_id=registration.id, step=RegistrationEvent.CHANGED, at=now, by_id=by.id, detail="paper_name"
    )
    session.add(step)


def say(session: Session, registration: Registration, name: str, now: datetime) -> None:
    """Confirm or correct the spelling of one's own name for the certificate; `name` is clean.

    Raises:
        AnotherName: more than accents, capitals and spaces differ: the office has to decide.
    """
    if names.search_key(name) != registration.person.search_key:
        raise AnotherName
    registration.paper_name, registration.paper_name_at = name, now
    registration.note(session, RegistrationEvent.CHANGED, now, detail="paper_name")


def is_numbered(session: Session, registration: Registration) -> bool:
    """Whether the person has a valid certificate of the course: it is numbered, and its content frozen."""
    return registration.person_id in holders(session, registration.course_id)


# Corrections of the letter case of names, confirmed by somebody, before certificates are issued.
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
        if (better := name_surroundings.rewritten(stands)) != stands
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
    if name_surroundings.rewritten(stands) != better:
        raise NameChanged(stands)
    if (on_file := name_surroundings.rewritten(person.full_name)) != person.full_name:
        person.change({"full_name": on_file}, str(person.version))
    if registration.paper_name is not None and not is_numbered(session, registration):
        registration.paper_name = name_surroundings.rewritten(registration.paper_name)
    step = RegistrationStep(
        registration_id=registration.id, step=RegistrationEvent.CHANGED, at=now, by_id=by.id, detail="name_case"
    )
    session.add(step)
    return True
