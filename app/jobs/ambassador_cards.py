"""Draws the cards of ambassadors and of team members: one card on A7, several on A4 to cut."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.documents import ambassador_card
from app.documents.ambassador_card import Card
from app.jobs.drawing import draw_file, issuer_of
from app.jobs.work import Impossible, Work
from app.models import AdministrativeUnit, Ambassador, Membership, Team
from app.registers.definitions.teams import KINDS
from app.web.database import db
from app.web.responses import public_address
from app.web.words.ambassadors import sending_body


def perform(work: Work) -> str:
    """Draw the cards of the active `ambassadors` (ids, separated by commas), or of all members of `teams`; returns the
    file."""
    if "teams" in work.arguments:
        return _of_teams(work)
    ids = [int(each) for each in work.arguments["ambassadors"].split(",")]
    wanted = select(Ambassador).where(Ambassador.id.in_(ids), Ambassador.until.is_(None))
    query = wanted.options(
        joinedload(Ambassador.person), joinedload(Ambassador.residential_group), joinedload(Ambassador.unit)
    )
    found = {each.id: each for each in db.session.scalars(query)}
    cards = [_card(found[each], found[each].unit) for each in ids if each in found]
    if not cards:
        raise Impossible(_("Những người này không còn là Đại sứ số, nên không có thẻ để in."))
    return _drawn(work, next(iter(found.values())).unit, cards)


def _of_teams(work: Work) -> str:
    """Cards team by team, the leader first, with or without an account."""
    ids = [int(each) for each in work.arguments["teams"].split(",")]
    loads = (joinedload(Team.unit), selectinload(Team.groups), *Team.people())
    found = {each.id: each for each in db.session.scalars(select(Team).where(Team.id.in_(ids)).options(*loads))}
    cards = [_of_member(found[each], member) for each in ids if each in found for member in found[each].members]
    if not cards:
        raise Impossible(_("Những tổ này không còn ai, nên không có thẻ để in."))
    return _drawn(work, next(iter(found.values())).unit, cards)


def _drawn(work: Work, unit: AdministrativeUnit, cards: Sequence[Card]) -> str:
    return draw_file(work, unit.code, ambassador_card.draw, cards)


def _card(ambassador: Ambassador, unit: AdministrativeUnit) -> Card:
    group = ambassador.residential_group
    return Card(
        issuer=issuer_of(unit).full_name,
        name=ambassador.person.full_name,
        code=ambassador.code,
        group=group.name if group else "",
        organisation=sending_body(ambassador.organisation, group.name if group else ""),
        decision=ambassador.decision_no,
        since=ambassador.since,
        link=public_address(ambassador.card_path),
        ward=unit.title,
        phone=unit.phone or "",
    )


def _of_member(team: Team, member: Membership) -> Card:
    return Card(
        issuer=issuer_of(team.unit).full_name,
        name=member.full_name,
        code=member.card_number,
        group=team.name,
        organisation=team.helps_in,
        decision=team.decision_no,
        since=member.since,
        link=public_address(member.card_path),
        ward=team.unit.title,
        phone=team.unit.phone or "",
        title=str(KINDS[team.kind]).upper(),
    )
