"""Corrections: what a ticket's holder may change of a person, and what the office decides instead.

A ticket changes only data that was entered with it. If the person was on file before, or is registered elsewhere too,
the file stays as it is: the registration continues with a new person, unsure, and the office decides (docs/promises.md,
"Who is one person"). So knowing a name and a year does not let anybody rewrite another person's data.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from app.country import names
from app.models.learning.guardians import guardian_of
from app.models.learning.joining import NEEDS, NoLongerLive, SignUpWay
from app.models.learning.registration import Registration
from app.models.learning.registration_step import RegistrationEvent
from app.models.learning.ticket import Ticket
from app.models.people.consent import Consent
from app.models.people.person import Person
from app.models.people.residential_group import ResidentialGroup

# The time from reading a form to storing its registration; a person older than that was on file before.
ONE_REQUEST = timedelta(minutes=1)


def entered_here(session: Session, registrations: Sequence[Registration]) -> set[int]:
    """The ids of those registrations of one ticket whose person was not on file before and is on no other ticket: all
    their data was entered with this ticket. One statement."""
    if not registrations:
        return set()
    people = [made.person_id for made in registrations]
    others = select(Registration.person_id).where(
        Registration.person_id.in_(people), Registration.ticket_id != registrations[0].ticket_id
    )
    elsewhere = set(session.scalars(others))
    return {
        made.id
        for made in registrations
        if made.person_id not in elsewhere and made.person.created_at >= made.created_at - ONE_REQUEST
    }


def consents_given(session: Session, registration: Registration) -> set[str]:
    """The purposes consented to with this registration or later, and not withdrawn."""
    wanted = select(Consent.purpose).where(
        Consent.person_id == registration.person_id,
        Consent.given_at >= registration.created_at,
        Consent.withdrawn_at.is_(None),
    )
    return set(session.scalars(wanted))


def withdraw(session: Session, person_id: int, purpose: str, now: datetime) -> bool:
    """Withdraw a consent wherever it was given; returns whether there was one."""
    standing = session.scalars(Consent.stands(person_id, purpose)).all()
    for consent in standing:
        consent.withdrawn_at = now
    return bool(standing)


@dataclass(frozen=True)
class Correction:
    """What a ticket's holder wrote of one of its people. `phone` None leaves a number alone that was not entered with
    the ticket; `needs` and `consents` replace the earlier ones."""

    full_name: str
    birth_year: int
    birth_date: date | None
    group: ResidentialGroup | None
    phone: str | None
    needs: Collection[str] = ()
    consents: Collection[str] = ()
    consent_version: str = ""
    guardian: str = ""

    def apply(self, session: Session, registration: Registration, *, now: datetime) -> bool:
        """Apply it; returns whether the office has to check it, because it may now be another person.

        Raises:
            NoLongerLive: the registration has ended.
        """
        session.refresh(registration, with_for_update={"of": Registration})
        if not registration.is_live:
            raise NoLongerLive
        registration.needs = " ".join(need for need in NEEDS if need in self.needs)
        own = registration.id in entered_here(session, [registration])
        changed = self._changed(registration.person, own=own)
        self._withdraw(session, registration, now)
        if changed and own:
            self._write(session, registration.person)
        elif changed:
            registration.person = self._another(registration.person, now)
            session.add(registration.person)
        registration.guardian = guardian_of(registration.person, self.guardian, now)
        self._agree(session, registration, now)
        registration.note(session, RegistrationEvent.CHANGED, now, detail=" ".join(changed))
        session.flush()
        return bool(changed) and registration.person.unsure

    def _changed(self, person: Person, *, own: bool) -> list[str]:
        """The fields of the person that differ."""
        phone = self.phone != person.phone if own else self.phone not in (None, person.phone)
        pairs = {
            "full_name": self.full_name != person.full_name,
            "birth_year": self.birth_year != person.birth_year,
            "birth_date": self.birth_date not in (None, person.birth_date),
            "residential_group": self.group is not person.residential_group,
            "phone": phone,
        }
        return [name for name, differs in pairs.items() if differs]

    def _write(self, session: Session, person: Person) -> None:
        """Change a person entered with this ticket; another name or year, or a similar person on file, makes it unsure
        again."""
        session.refresh(person, with_for_update={"of": Person})
        another = names.search_key(self.full_name) != person.search_key or self.birth_year != person.birth_year
        if self.birth_date or self.birth_year != person.birth_year:
            person.birth_date = self.birth_date
        person.rename(self.full_name)
        person.birth_year, person.phone = self.birth_year, self.phone
        moved = self.group is not person.residential_group
        person.residential_group = self.group
        person.version += 1
        if another or moved:
            group_id = self.group.id if self.group else None
            alike = Person.alike(person.unit_id, self.full_name, self.birth_year, group_id, self.phone)
            person.unsure = (
                person.unsure or another or session.scalars(alike.where(Person.id != person.id)).first() is not None
            )

    def _another(self, person: Person, now: datetime) -> Person:
        """A new person, for the office to decide about; the file stays as it is."""
        return Person(
            unit=person.unit,
            full_name=self.full_name,
            birth_year=self.birth_year,
            birth_date=self.birth_date,
            residential_group=self.group,
            phone=self.phone,
            unsure=True,
            created_at=now,
        )

    def _withdraw(self, session: Session, registration: Registration, now: datetime) -> None:
        """Withdraw the consents that are no longer given, wherever they were given."""
        for purpose in sorted(consents_given(session, registration) - set(self.consents)):
            withdraw(session, registration.person_id, purpose, now)

    def _agree(self, session: Session, registration: Registration, now: datetime) -> None:
        """Store new consents."""
        session.flush()
        version, person = self.consent_version, registration.person
        for purpose in sorted(set(self.consents) - consents_given(session, registration)):
            session.add(Consent(person=person, purpose=purpose, text_version=version, given_at=now, how=SignUpWay.QR))


# Own data on a ticket: what was entered with it, the consents, and their withdrawal.
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
