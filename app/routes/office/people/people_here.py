"""How the office finds people and groups, and notes what is done to them: only those of its units."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.models import Person, ResidentialGroup, Role
from app.routes.office.lookups import unit_ids
from app.routes.trail import note_act
from app.web.access import one_or_404


def person_here(public_id: UUID | str, *roles: Role) -> Person:
    """The person of an address, merged or not, with unit and group; a 404 for one of another unit."""
    return one_or_404(Person.called(str(public_id), unit_ids(*roles)))


def group_here(group: int, *roles: Role) -> ResidentialGroup:
    """The group of an address, ended or not; a 404 for one of another unit."""
    return one_or_404(ResidentialGroup.with_unit(group).where(ResidentialGroup.unit_id.in_(unit_ids(*roles))))


def is_officer_of(unit_id: int) -> bool:
    """Whether the visitor may change what belongs to a unit."""
    return unit_id in unit_ids(Role.OFFICER)


def note_about(
    session: Session, action: str, about: Person | ResidentialGroup, detail: dict[str, object] | None = None
) -> None:
    """Note in the audit trail what the visitor does to a person or a group."""
    note_act(session, action, about.unit_id, _subject(about), detail)


def _subject(about: Person | ResidentialGroup) -> tuple[str, str]:
    if isinstance(about, Person):
        return "person", about.public_id
    return "residential_group", f"{about.unit.code}/{about.code}"
