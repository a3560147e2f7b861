"""The name as it shall stand on the certificate: confirmed by the person on the ticket page, or by the office for them.

Before the numbers are given it is corrected here; afterwards only by a paper that replaces the first one.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from app.country import names
from app.models.learning.certificate_content import name_on_paper
from app.models.learning.course import Course
from app.models.learning.eligible import holders
from app.models.learning.joining import AnotherName
from app.models.learning.registration import Registration
from app.models.learning.registration_step import RegistrationStep, Step
from app.models.people.account import Account


class AlreadyNumbered(Exception):
    """The certificate has its number: what it says is frozen."""


class NameChanged(Exception):
    """Somebody else said meanwhile how the name is written; `stands` is how it stands now."""

    def __init__(self, stands: str) -> None:
        super().__init__(stands)
        self.stands = stands


def seen(registration: Registration) -> str:
    """What a form remembers of the name it shows, to notice another hand."""
    at = registration.paper_name_at.isoformat() if registration.paper_name_at else ""
    return f"{at} {name_on_paper(registration)}"


def confirm(
    session: Session, registration: Registration, name: str, *, remembered: str, by: Account, now: datetime
) -> None:
    """The office says for somebody how their name is written; `name` is clean, `remembered` what the form had `seen`.

    Raises:
        AlreadyNumbered: their certificate has its number.
        NameChanged: the person or somebody else said something else meanwhile.
    """
    session.scalars(Course.locked(registration.course_id)).one()
    session.refresh(registration)
    if is_numbered(session, registration):
        raise AlreadyNumbered
    if remembered != seen(registration):
        raise NameChanged(name_on_paper(registration))
    registration.paper_name, registration.paper_name_at = name, now
    step = RegistrationStep(
        registration_id=registration.id, step=Step.CHANGED, at=now, by_id=by.id, detail="paper_name"
    )
    session.add(step)


def say(session: Session, registration: Registration, name: str, now: datetime) -> None:
    """The person confirms or corrects how the name is spelt on the certificate; `name` is clean.

    Raises:
        AnotherName: more than accents, capitals and spaces differ: that is the office's to decide.
    """
    if names.search_key(name) != registration.person.search_key:
        raise AnotherName
    registration.paper_name, registration.paper_name_at = name, now
    registration.note(session, Step.CHANGED, now, detail="paper_name")


def is_numbered(session: Session, registration: Registration) -> bool:
    """Whether the person has a paper of the course that stands: its number is given, and what it says is frozen."""
    return registration.person_id in holders(session, registration.course_id)
