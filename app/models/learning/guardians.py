"""Guardians: an adult registers children under 16 and consents for them (Luật 91/2025/QH15)."""

from datetime import datetime

from app.country import clock
from app.models.learning.joining import NoGuardian, Wishes
from app.models.people.person import Person


def ask_for_guardian(candidate: Person, wishes: Wishes, now: datetime) -> None:
    """Check that a child's guardian is named.

    Raises:
        NoGuardian: none is named, and the office does not ask later.
    """
    if candidate.is_child(clock.local(now).date()) and not (wishes.guardian or wishes.guardian_later):
        raise NoGuardian


def guardian_of(person: Person, named: str, now: datetime) -> str | None:
    """The guardian to store with a registration: none for adults, whatever was written."""
    return (named or None) if person.is_child(clock.local(now).date()) else None
