"""What becomes of help, houses and roles when a residential group goes into another."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, true, update
from sqlalchemy.orm import Session

from app.country import clock
from app.models.helping.ambassadors.ambassador import Ambassador
from app.models.helping.requests.help_request import HelpRequest
from app.models.helping.requests.requesting import OPEN_STAGES
from app.models.learning.course import Course
from app.models.movement.merging import move_references
from app.models.movement.organisation import Organisation
from app.models.movement.question import Type
from app.models.movement.site import Site, SiteKind
from app.models.movement.team import Team
from app.models.people.person import Person
from app.models.people.residential_group import ResidentialGroup
from app.models.people.role import RoleGrant
from app.models.targets.body_matching import move_bodies


def merge(session: Session, group: ResidentialGroup, into: ResidentialGroup, on: date) -> dict[str, Any]:
    """Let a group go into another of its ward with all that is there; `on` is its last day. Returns the trail detail.
    The caller holds both groups' rows.

    Raises:
        AlreadyEnded: nothing was changed.
    """
    group.end(on, into)
    moved = Person.move_all(session, group, into)
    Course.move_groups(session, group, into)
    detail = {"name": group.name, "into": into.name, "until": on.isoformat(), "people": len(moved), "members": moved}
    others = move_others(session, group, into)
    return {**detail, "helping": others} if others else detail


def move_others(session: Session, group: ResidentialGroup, into: ResidentialGroup) -> dict[str, int]:
    """Open requests, ambassadors who serve, teams that stand, houses and other sites, organisations and the roles of
    its head go along; what has ended stays as history, and so does what was recorded of the group itself.

    Returns how many of each, by kind. The caller holds both groups' rows.
    """
    standing: list[tuple[type[HelpRequest | Ambassador | Site | Organisation], ColumnElement[bool]]] = [
        (HelpRequest, HelpRequest.state.in_(OPEN_STAGES)),
        (Ambassador, Ambassador.until.is_(None)),
        (Site, Site.kind != SiteKind.GROUP),
        (Organisation, true()),
    ]
    move_bodies(session, "residential_group", group.id, into.id)
    move_references(session, group.unit_id, Type.GROUP, group.id, into.id)
    heads = RoleGrant.move(session, "residential_group_id", group.id, into.id, clock.now())
    moved = {"team": Team.move_groups(session, group, into), "role_grant": heads}
    for noun, stands in standing:
        there = update(noun).where(noun.residential_group_id == group.id, stands).returning(noun.id)
        rows = session.scalars(there.values(residential_group_id=into.id, version=noun.version + 1))
        moved[noun.__tablename__] = len(rows.all())
    return {kind: count for kind, count in moved.items() if count}
