"""/van-phong/doi/<…>/thanh-vien: somebody joins a team, leads it, or leaves."""

from uuid import UUID

from flask import Blueprint, abort, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from app.country import clock
from app.models import Account, Membership, Role, Team
from app.models.movement.team import Dissolved
from app.routes.office.lookups import unit_ids
from app.routes.request_trail import note_about
from app.web.access import found, requires
from app.web.database import immediate
from app.web.responses import Answer, see_other

memberships = Blueprint("memberships", __name__)

TEAM = "/doi/<uuid:team>"


@memberships.post(f"{TEAM}/thanh-vien")
@requires(Role.OFFICER)
def create(team: UUID) -> Answer:
    """Take somebody of the ward in, or let a member lead (`dan=1`) or lead no more (`dan=0`). Twice changes nothing."""
    if not request.form.get("account"):
        return _choose(team)
    leads = request.form.get("dan") == "1"
    try:
        with immediate() as session:
            row = team_here(team, Role.OFFICER)
            session.scalars(Team.locked(row.id)).one()
            here = Membership.candidates(row.unit_id, clock.today())
            account = found(here.where(Account.public_id == request.form["account"]))
            if row.take_in(session, account, leads=leads, day=clock.today()):
                note_about(session, "team.member_taken_in", row, {"name": row.name, "account": account.public_id})
            name = account.full_name
    except Dissolved:
        flash(_("Đội này đã giải thể."), "warn")
    else:
        flash(_("%(name)s đứng đầu đội.", name=name) if leads else _("%(name)s là thành viên của đội.", name=name))
    return see_other(url_for("office.teams.show", row=team))


@memberships.post(f"{TEAM}/thanh-vien/roi")
@requires(Role.OFFICER)
def destroy(team: UUID) -> Answer:
    """Somebody leaves, at once. What they accepted stays theirs until the office gives it to another."""
    with immediate() as session:
        row = team_here(team, Role.OFFICER)
        session.scalars(Team.locked(row.id)).one()
        there = next((each for each in row.memberships if each.account.public_id == request.form.get("account")), None)
        if there is None:
            abort(422)
        if row.let_go(there.account, day=clock.today()):
            note_about(session, "team.member_left", row, {"name": row.name, "account": there.account.public_id})
        name = there.account.full_name
    flash(_("%(name)s đã thôi ở đội.", name=name))
    return see_other(url_for("office.teams.show", row=team))


def team_here(public_id: UUID, *roles: Role) -> Team:
    """The team of an address with its people, dissolved or not; a 404 for one of another unit."""
    here = Team.in_units(unit_ids(*roles)).where(Team.at(public_id))
    people = selectinload(Team.memberships).joinedload(Membership.account)
    return found(here.options(joinedload(Team.unit), people))


def _choose(team: UUID) -> Answer:
    row = team_here(team, Role.OFFICER)
    flash(_("Anh chị chọn một người để thêm vào đội."), "warn")
    return see_other(url_for("office.teams.show", row=row.public_id))
