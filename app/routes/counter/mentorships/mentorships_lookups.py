"""How the counter finds an ambassador's own pairs: nobody else's are there."""

from uuid import UUID

from flask import abort
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Ambassador, Mentorship, Role
from app.routes.trail import note_act
from app.web.access import current_visitor, one_or_404
from app.web.database import db

# Whoever may be an ambassador: those who came as such, and counter staff who are one besides.
KEEPERS = (Role.AMBASSADOR, Role.COUNTER)


def ambassador_here() -> Ambassador | None:
    """The ambassador that the visitor is today, or None: the role alone makes nobody one."""
    return db.session.scalars(Ambassador.of_account(current_visitor().account_id, clock.today())).first()


def own_pairs() -> list[Mentorship]:
    """The visitor's pairs, ended ones too: those of every time that they were ambassador."""
    return list(db.session.scalars(Mentorship.of_account(current_visitor().account_id)))


def pair_here(pair_id: UUID) -> Mentorship:
    """A pair of the visitor's own, to read; a 404 for one of others."""
    own = Mentorship.of_account(current_visitor().account_id)
    return one_or_404(own.where(Mentorship.public_id == str(pair_id)))


def pair_locked(session: Session, pair_id: UUID) -> Mentorship:
    """A pair of the visitor's own, its row locked until the write transaction ends; a 404 for one of others."""
    pair = session.scalars(Mentorship.locked_called(str(pair_id))).one_or_none()
    if pair is None or pair.ambassador.account_id != current_visitor().account_id:
        abort(404)
    return pair


def note(session: Session, action: str, pair: Mentorship, **detail: object) -> None:
    """Write what was done to a pair into the audit trail, under the mentee's name."""
    note_act(
        session, action, pair.unit_id, ("person", pair.person.public_id), {"ambassador": pair.ambassador.code, **detail}
    )
