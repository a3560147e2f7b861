"""Children under 16 come with somebody who registers them and agrees for them (Luật 91/2025/QH15)."""

from datetime import datetime

from app.country import clock
from app.models.learning.joining import NoGuardian, Wishes
from app.models.people.person import Person


def ask_for_guardian(candidate: Person, wishes: Wishes, now: datetime) -> None:
    """See that whoever registers a child is named.

    Raises:
        NoGuardian: nobody is, and nobody said that the office asks afterwards.
    """
    if candidate.is_child(clock.local(now).date()) and not (wishes.guardian or wishes.guardian_later):
        raise NoGuardian


def guardian_of(person: Person, named: str, now: datetime) -> str | None:
    """Who is kept beside a registration: of somebody of age nobody, whatever was written."""
    return (named or None) if person.is_child(clock.local(now).date()) else None
