"""How the office finds ambassadors and offers, and notes what is done to them: only those of its units."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from app.models import Ambassador, AmbassadorOffer, Role
from app.routes.office.lookups import unit_ids
from app.routes.trail import note_act
from app.web.access import one_or_404


def ambassador_here(public_id: UUID | str, *roles: Role) -> Ambassador:
    """The ambassador of an address, serving or not, with person and unit; a 404 for one of another unit."""
    return one_or_404(Ambassador.called(str(public_id), unit_ids(*roles)).options(*Ambassador.loader_options()))


def ambassadors_called(session: Session, unit_id: int, public_ids: Sequence[str]) -> Sequence[Ambassador]:
    """Those of a unit who serve and are among some public ids, by name; others are left out."""
    wanted = Ambassador.listed([unit_id]).where(Ambassador.public_id.in_(public_ids[:1000]), Ambassador.until.is_(None))
    return session.scalars(wanted).all()


def offer_here(public_id: UUID | str, *roles: Role) -> AmbassadorOffer:
    """The offer of an address; a 404 for one of another unit."""
    return one_or_404(AmbassadorOffer.called(str(public_id), unit_ids(*roles)))


def note_ambassador(session: Session, action: str, about: Ambassador, detail: dict[str, object] | None = None) -> None:
    """Note what the visitor does to an ambassador, or that they looked at them."""
    subject = ("ambassador", about.public_id)
    note_act(session, action, about.unit_id, subject, {"code": about.code, **(detail or {})})


def note_appointed(session: Session, made: Ambassador) -> None:
    """Note that the visitor appointed somebody, by the form or from a list."""
    note_ambassador(session, "ambassador.appointed", made, {"since": made.since.isoformat()})
