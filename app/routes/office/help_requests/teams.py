"""/van-phong/doi: the ward's teams, who is in them; made, renamed, dissolved."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import joinedload, selectinload
from wtforms import HiddenField, SelectField
from wtforms.validators import ValidationError

from app import clock
from app.access import current_account, found, requires
from app.database import db, immediate
from app.models import Account, HelpRequest, Membership, ResidentialGroup, Role, Team
from app.models.helping.requests.request_board import open_of_teams
from app.models.movement.team import Dissolved, NameTaken
from app.models.people.account import by_name
from app.models.people.changing import Overtaken
from app.responses import Answer, refuse, see_other
from app.routes.office.fields import LineField
from app.routes.office.lookups import STAFF, unit_called, unit_ids, units
from app.routes.office.people_here import is_officer_of
from app.routes.request_trail import note_about

teams = Blueprint("teams", __name__)

TEAM = "/doi/<uuid:team>"


class TeamForm(FlaskForm):
    """What is known of a team. `version` is that of the row that the form was filled from."""

    version = HiddenField()
    name = LineField(_l("Tên đội"), longest=80, required=True)
    group = SelectField(_l("Của tổ nào"), choices=[], validate_choice=False)

    def offer(self, groups: Sequence[ResidentialGroup]) -> None:
        """Offer the ward's groups, and the whole ward."""
        self.groups = {group.code: group.id for group in groups}
        self.group.choices = [("", _("Cả phường, xã")), *((group.code, group.name) for group in groups)]

    @property
    def group_id(self) -> int | None:
        """The group it is of, None for the whole ward; only after validation."""
        return self.groups.get(self.group.data or "")

    def validate_group(self, field: SelectField) -> None:
        """One of those offered."""
        if field.data and field.data not in self.groups:
            raise ValidationError(_("Anh chị chọn một dòng trong danh sách."))


@teams.get("/doi")
@requires(*STAFF)
def index() -> Answer:
    """The teams that stand, with how many are in each and what they have to visit; those dissolved beneath."""
    unit = unit_called(request.args.get("phuong"))
    told = (joinedload(Team.residential_group), selectinload(Team.memberships).joinedload(Membership.account))
    every = db.session.scalars(Team.ever_in({unit.id}).options(*told)).all()
    return render_template(
        "office/teams/index.html",
        unit=unit,
        units=units(),
        teams=[team for team in every if team.dissolved_at is None],
        dissolved=[team for team in every if team.dissolved_at is not None],
        open_requests=open_of_teams(db.session(), unit.id),
        officer=is_officer_of(unit.id),
    )


@teams.get("/doi/moi")
@requires(Role.OFFICER)
def new() -> Answer:
    """The form."""
    unit, form = unit_called(request.args.get("phuong"), Role.OFFICER), TeamForm(formdata=None)
    form.offer(db.session.scalars(ResidentialGroup.of(unit.id)).all())
    return render_template("office/teams/edit.html", form=form, unit=unit, team=None)


@teams.post("/doi/moi")
@requires(Role.OFFICER)
def create() -> Answer:
    """Make a team; who is in it is chosen on its page."""
    unit, form = unit_called(request.args.get("phuong"), Role.OFFICER), TeamForm()
    form.offer(db.session.scalars(ResidentialGroup.of(unit.id)).all())
    if not form.validate():
        return refuse("office/teams/edit.html", form=form, unit=unit, team=None)
    try:
        with immediate() as session:
            unit = unit_called(unit.code, Role.OFFICER)
            Team.check_name(session, unit.id, form.name.value)
            group = session.get_one(ResidentialGroup, form.group_id) if form.group_id else None
            made = Team(unit=unit, name=form.name.value, residential_group=group, created_at=clock.now())
            session.add(made)
            session.flush()
            note_about(session, "team.made", made, {"name": made.name})
    except NameTaken:
        return _taken(form, unit=unit_called(unit.code, Role.OFFICER), team=None)
    flash(_("Đã lập %(name)s. Anh chị chọn người vào đội.", name=form.name.value))
    return see_other(url_for("office.teams.show", team=made.public_id))


@teams.get(TEAM)
@requires(*STAFF)
def show(team: UUID) -> Answer:
    """Who is in it, who was, what it has to visit; whom to take in."""
    row = team_here(team)
    officer = is_officer_of(row.unit_id) and row.dissolved_at is None
    there = {each.account_id for each in row.members}
    here = db.session.scalars(Membership.candidates(row.unit_id, clock.today())).all() if officer else []
    others: list[Account] = [account for account in here if account.id not in there]
    return render_template(
        "office/teams/show.html",
        team=row,
        unit=row.unit,
        officer=officer,
        others=by_name(others),
        before=[each for each in row.memberships if each.until is not None],
        open_requests=open_of_teams(db.session(), row.unit_id).get(row.id, 0),
    )


@teams.get(f"{TEAM}/sua")
@requires(Role.OFFICER)
def edit(team: UUID) -> Answer:
    """The form."""
    row, form = team_here(team, Role.OFFICER), TeamForm(formdata=None)
    _fill(form, row)
    return render_template("office/teams/edit.html", form=form, unit=row.unit, team=row)


@teams.post(f"{TEAM}/sua")
@requires(Role.OFFICER)
def update(team: UUID) -> Answer:
    """Store it; 409 when somebody else changed it meanwhile, with theirs beside what was typed."""
    row, form = team_here(team, Role.OFFICER), TeamForm()
    form.offer(db.session.scalars(ResidentialGroup.of(row.unit_id)).all())
    if not form.validate():
        return refuse("office/teams/edit.html", form=form, unit=row.unit, team=row)
    try:
        with immediate() as session:
            row = team_here(team, Role.OFFICER)
            session.scalars(Team.locked(row.id)).one()
            Team.check_name(session, row.unit_id, form.name.value, besides=row.id)
            said = {"name": form.name.value, "residential_group_id": form.group_id}
            if row.change(said, form.version.data or ""):
                note_about(session, "team.changed", row, {"name": row.name})
    except NameTaken:
        row = team_here(team, Role.OFFICER)
        return _taken(form, unit=row.unit, team=row)
    except Overtaken as overtaken:
        return _overtaken(team_here(team, Role.OFFICER), form, overtaken)
    except Dissolved:
        flash(_("Đội này đã giải thể."), "warn")
    else:
        flash(_("Đã lưu %(name)s.", name=form.name.value))
    return see_other(url_for("office.teams.show", team=team))


@teams.post(f"{TEAM}/giai-the")
@requires(Role.OFFICER)
def destroy(team: UUID) -> Answer:
    """Dissolve it: nobody is in it any more, and what it had to visit waits in the office. Twice changes nothing."""
    with immediate() as session:
        row = team_here(team, Role.OFFICER)
        session.scalars(Team.locked(row.id)).one()
        given_back = 0
        if row.dissolve(now=clock.now(), day=clock.today()):
            given_back = HelpRequest.give_back(session, team=row, by=current_account(), now=clock.now())
            note_about(session, "team.dissolved", row, {"name": row.name, "requests": given_back})
        unit_code, name = row.unit.code, row.name
    flash(
        _("%(name)s đã giải thể. %(count)s việc đang mở về lại văn phòng, chờ giao.", name=name, count=given_back)
        if given_back
        else _("%(name)s đã giải thể.", name=name)
    )
    return see_other(url_for("office.teams.index", phuong=unit_code))


def team_here(public_id: UUID, *roles: Role) -> Team:
    """The team of an address with its people, dissolved or not; a 404 for one of another unit."""
    here = Team.ever_in(unit_ids(*roles)).where(Team.public_id == str(public_id))
    people = selectinload(Team.memberships).joinedload(Membership.account)
    return found(here.options(joinedload(Team.unit), joinedload(Team.residential_group), people))


def _fill(form: TeamForm, team: Team) -> None:
    form.offer(db.session.scalars(ResidentialGroup.of(team.unit_id)).all())
    form.version.data, form.name.data = str(team.version), team.name
    form.group.data = team.residential_group.code if team.residential_group else ""


def _taken(form: TeamForm, **shown: Any) -> Response:
    form.offer(db.session.scalars(ResidentialGroup.of(shown["unit"].id)).all())
    form.name.errors = [_("Phường đã có một đội tên này. Anh chị đặt tên khác.")]
    return refuse("office/teams/edit.html", form=form, **shown)


def _overtaken(team: Team, form: TeamForm, overtaken: Overtaken) -> Response:
    """Both versions; sent once more, what was typed replaces theirs."""
    stands = {"name": team.name, "residential_group_id": team.residential_group.name if team.residential_group else ""}
    words = {"name": form.name.label.text, "residential_group_id": form.group.label.text}
    theirs = [(words[name], stands[name] or _("cả phường, xã")) for name in overtaken.wanted]
    form.offer(db.session.scalars(ResidentialGroup.of(team.unit_id)).all())
    form.version.data = str(team.version)
    return refuse("office/teams/edit.html", status=409, form=form, unit=team.unit, team=team, theirs=theirs)
