"""What becomes of help when a residential group goes into another."""

from sqlalchemy import ColumnElement, update
from sqlalchemy.orm import Session

from app.models.helping.ambassadors.ambassador import Ambassador
from app.models.helping.requests.help_request import HelpRequest
from app.models.helping.requests.requesting import OPEN_STAGES
from app.models.movement.question import Type
from app.models.movement.references import move_references
from app.models.movement.team import Team
from app.models.people.residential_group import ResidentialGroup
from app.models.targets.body_matching import move_bodies


def move_help(session: Session, group: ResidentialGroup, into: ResidentialGroup) -> dict[str, int]:
    """Open requests, ambassadors who serve and teams that stand go along; what has ended stays as history.

    Returns how many of each, by kind. The caller holds both groups' rows.
    """
    standing: list[tuple[type[HelpRequest | Ambassador], ColumnElement[bool]]] = [
        (HelpRequest, HelpRequest.state.in_(OPEN_STAGES)),
        (Ambassador, Ambassador.until.is_(None)),
    ]
    move_bodies(session, "residential_group", group.id, into.id)
    move_references(session, group.unit_id, Type.GROUP, group.id, into.id)
    moved = {"team": Team.move_groups(session, group, into)}
    for noun, stands in standing:
        there = update(noun).where(noun.residential_group_id == group.id, stands).returning(noun.id)
        rows = session.scalars(there.values(residential_group_id=into.id, version=noun.version + 1))
        moved[noun.__tablename__] = len(rows.all())
    return {kind: count for kind, count in moved.items() if count}
