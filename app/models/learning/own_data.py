"""Own data on a ticket: what was entered with it, the consents, and their withdrawal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from app.models.learning.correction import entered_here, withdraw
from app.models.learning.registration import Registration
from app.models.learning.registration_step import RegistrationEvent
from app.models.learning.ticket import Ticket
from app.models.people.consent import Consent
from app.models.people.person import Person


@dataclass(frozen=True)
class OwnData:
    """One person of a ticket. Telephone and sex are shown if they were entered with this ticket (`entered_here`);
    anybody on file before asks the office for the rest."""

    registration: Registration
    entered_here: bool
    consents: Sequence[Consent]

    @property
    def person(self) -> Person:
        return self.registration.person


def own_data(session: Session, ticket: Ticket) -> list[OwnData]:
    """The people of a ticket, each once, as on file now; none for a thin one. Three statements."""
    wanted = Registration.on(ticket.id).options(joinedload(Registration.person).joinedload(Person.residential_group))
    latest = {made.person_id: made for made in session.scalars(wanted)}
    if not latest:
        return []
    own = entered_here(session, list(latest.values()))
    given: dict[int, list[Consent]] = {}
    for consent in session.scalars(_consents_of(list(latest))):
        if consent.given_at >= latest[consent.person_id].created_at:
            given.setdefault(consent.person_id, []).append(consent)
    return [OwnData(made, made.id in own, given.get(made.person_id, ())) for made in latest.values()]


def take_back(session: Session, registration: Registration, purpose: str, *, now: datetime) -> bool:
    """Withdraw the person's consent wherever it was given; returns whether there was one."""
    taken = withdraw(session, registration.person_id, purpose, now)
    if taken:
        registration.note(session, RegistrationEvent.CHANGED, now, detail=f"consent_{purpose}")
    return taken


def drop_needs(session: Session, registration: Registration, *, now: datetime) -> bool:
    """Delete the special needs; returns whether there were any."""
    if not registration.needs:
        return False
    registration.needs = ""
    registration.note(session, RegistrationEvent.CHANGED, now, detail="needs")
    return True


def _consents_of(person_ids: Sequence[int]) -> Select[Consent]:
    return select(Consent).where(Consent.person_id.in_(person_ids)).order_by(Consent.given_at, Consent.id)
