"""Which rows of which tables are somebody's: how a table leads to the person, from row to row."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Column, ColumnElement, Table, and_, false, or_, select
from sqlalchemy.orm import Session

from app.country import names
from app.models import AmbassadorOffer, Base, HelpRequest, Membership, Person, Team
from app.models.helping.pairs.mentorship import same_person


@dataclass(frozen=True)
class Holdings:
    """Somebody as all their rows: those merged into one, and what they left by name and telephone alone."""

    people: Sequence[int]
    requests: Sequence[int]
    offers: Sequence[int]
    members: Sequence[int] = ()

    @classmethod
    def by(cls, session: Session, person: Person, unit_ids: Collection[int] | None = None) -> "Holdings":
        """What is held of a person, who is the one kept of those merged; by name (`names.is_one_name`) and telephone in
        their ward, or in some others."""
        units = [person.unit_id] if unit_ids is None else unit_ids
        ids = session.scalars(same_person(person.id)).all()
        rows = session.scalars(select(Person).where(Person.id.in_(ids))).all()
        called = {(row.full_name, row.phone) for row in rows if row.phone}
        phones = {phone for _name, phone in called}
        members = select(Membership.id, Membership.name, Membership.phone).join(Team)
        queries = [
            *(select(noun.id, noun.full_name, noun.phone).where(noun.unit_id.in_(units), noun.phone.in_(phones))
              for noun in (HelpRequest, AmbassadorOffer)),
            members.where(Team.unit_id.in_(units), Membership.phone.in_(phones)),
        ]  # fmt: skip
        found = (
            [row_id for row_id, name, phone in session.execute(query)
             if any(phone == theirs and names.is_one_name(name, own) for own, theirs in called)]
            for query in queries
        )  # fmt: skip
        return cls(ids, *found)

    def and_those(self, other: "Holdings") -> "Holdings":
        """The same somebody with what is held of them in other wards."""
        rows = ((*getattr(self, name), *getattr(other, name)) for name in ("requests", "offers", "members"))
        return Holdings(self.people, *rows)


Whose = Callable[[Table, Holdings], ColumnElement[bool]]


def _through(column: str) -> Whose:
    """By a column that names a row of another table that is somebody's."""

    def whose(table: Table, holdings: Holdings) -> ColumnElement[bool]:
        owner = next(iter(table.c[column].foreign_keys)).column.table
        return table.c[column].in_(select(owner.c.id).where(theirs(owner, holdings)))

    return whose


def _ticket(table: Table, holdings: Holdings) -> ColumnElement[bool]:
    """A ticket of theirs alone: a family shares one, which stays for the others; a thin one repeats their seat."""
    seats = Base.metadata.tables["registration"]
    ours = select(seats.c.ticket_id).where(seats.c.person_id.in_(holdings.people))
    others = select(seats.c.ticket_id).where(seats.c.person_id.not_in(holdings.people))
    repeated = select(seats.c.id).where(seats.c.person_id.in_(holdings.people))
    return or_(and_(table.c.id.in_(ours), table.c.id.not_in(others)), table.c.repeats_id.in_(repeated))


def _merge(table: Table, holdings: Holdings) -> ColumnElement[bool]:
    return or_(table.c.kept_id.in_(holdings.people), table.c.gone_id.in_(holdings.people))


WAYS: Mapping[str, Whose] = {
    "person": lambda table, holdings: table.c.id.in_(holdings.people),
    "registration": _through("person_id"),
    "registration_step": _through("registration_id"),
    "ticket": _ticket,
    "check_in_device": _through("ticket_id"),
    "attendance": _through("registration_id"),
    "attendance_mark": _through("registration_id"),
    "skill_mark": _through("registration_id"),
    "approval_entry": _through("registration_id"),
    "certificate": _through("registration_id"),
    "certificate_request": _through("certificate_id"),
    "kept_certificate": _through("certificate_id"),
    "consent": _through("person_id"),
    "help_record": _through("person_id"),
    "help_correction": _through("record_id"),
    "mentorship": _through("mentee_id"),
    "mentor_visit": _through("mentorship_id"),
    "mentorship_skill": _through("mentorship_id"),
    "skill_step": _through("goal_id"),
    "person_merge": _merge,
    "membership": lambda table, holdings: or_(table.c.person_id.in_(holdings.people), table.c.id.in_(holdings.members)),
    "ambassador": _through("person_id"),
    "thanks_letter": _through("ambassador_id"),
    "erasing_hold": _through("person_id"),
    "data_request": _through("person_id"),
    "data_request_step": _through("request_id"),
    "help_request": lambda table, holdings: table.c.id.in_(holdings.requests),
    "help_request_step": _through("request_id"),
    "ambassador_offer": lambda table, holdings: table.c.id.in_(holdings.offers),
}


def theirs(table: Table, holdings: Holdings) -> ColumnElement[bool]:
    """The condition that a row of a table is somebody's; never, of a table that leads to nobody."""
    return WAYS[table.name](table, holdings) if table.name in WAYS else false()


def key_of(table: Table) -> list[Column[object]]:
    """The columns that name one row."""
    return list(table.primary_key.columns)
