"""/van-phong/doi/<…>/thanh-vien: somebody joins a team, by account or by name alone, leads it, is mended, or leaves;
the cards of all."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock, formats, names
from app.country.formats import UnusablePhone
from app.country.name_surroundings import check_one
from app.country.names import UnusableName
from app.country.refusals import sentence
from app.jobs import help_orders
from app.models import Account, Membership, Person, Role, Team
from app.models.movement.team import Dissolved
from app.registers.definitions.teams import TEAMS, size_words
from app.routes.jobs import answer_with
from app.routes.office.ambassadors.ambassador_papers import CARDS
from app.routes.office.lookups import STAFF, unit_called, unit_ids, units
from app.routes.registers.rows import page_context
from app.routes.trail import note_about
from app.web.access import current_visitor, one_or_404, requires
from app.web.database import db, immediate
from app.web.responses import Answer, refuse, see_other

memberships = Blueprint("memberships", __name__)

TEAM = "/doi/<uuid:team>"
# A line of a list of names: the name, and a telephone behind it.
_LINE = re.compile(r"(.*?)[\s,;:–-]*(\+?\d[\d .\-]{6,})?")
MOST = 60


@memberships.post(f"{TEAM}/thanh-vien")
@requires(Role.OFFICER)
def create(team: UUID) -> Answer:
    """Take somebody of the ward in, or let a member lead (`dan=1`) or lead no more (`dan=0`). Twice changes nothing."""
    if "names" in request.form:
        return _name(team, request.form["names"])
    team_here(team, Role.OFFICER)
    if not request.form.get("account") and not request.form.get("member"):
        flash(_("Anh chị chọn một người để thêm vào tổ."), "warn")
        return see_other(url_for("office.teams.show", row=team))
    leads = request.form.get("dan") == "1"
    try:
        with immediate() as session:
            row = team_here(team, Role.OFFICER, locked=True)
            row.check_stands()
            name, about, changed = _changed(session, row, leads=leads)
            if changed:
                note_about(session, "team.member_taken_in", row, {"name": row.name, **about})
    except Dissolved:
        flash(_("Tổ, đội này đã giải thể."), "warn")
    else:
        flash(_("%(name)s đứng đầu tổ.", name=name) if leads else _("%(name)s là thành viên của tổ.", name=name))
    return see_other(url_for("office.teams.show", row=team))


def _changed(session: Session, row: Team, *, leads: bool) -> tuple[str, dict[str, object], bool]:
    """Take in an account, or let a member lead: who, as the trail names them, and whether that changed anything."""
    if chosen := request.form.get("account"):
        here = Membership.candidates(row.unit_id, clock.today())
        account = one_or_404(here.where(Account.public_id == chosen))
        changed = row.take_in(session, account, leads=leads, day=clock.today())
        return account.full_name, {"account": account.public_id}, changed
    member = _member(row)
    changed = (leads or member.leads) and row.lead(member if leads else None)
    row.version += bool(changed)
    return member.full_name, {"member": member.id}, bool(changed)


def _name(team: UUID, text: str) -> Answer:
    """Each line names a member; with a line that names nobody, nothing is stored and all that was typed comes back."""
    lines = [line for line in map(names.clean, text.splitlines()[: MOST + 1]) if line]
    read = [_read(line) for line in lines]
    wrong = [f"“{line[:40]}”: {why}" for line, (_name, _phone, why) in zip(lines, read, strict=True) if why]
    wrong += [_("Mỗi lần ghi nhiều nhất %(most)s người.", most=MOST)] if len(lines) > MOST else []
    row = team_here(team, Role.OFFICER)
    if wrong or not lines or row.retired_on:
        more = TEAMS.page.context(db.session(), row)
        errors = wrong or [_("Anh chị ghi ít nhất một người.")]
        return refuse("registers/show.html", **page_context(TEAMS, row.unit, row), **more, typed=text, wrong=errors)
    with immediate() as session:
        row = team_here(team, Role.OFFICER, locked=True)
        many = sum(row.name_in(session, name, phone, day=clock.today()) for name, phone, _why in read)
        if many:
            note_about(session, "team.members_named", row, {"name": row.name, "count": many})
    flash(_("Đã ghi thêm %(count)s thành viên.", count=many) if many else _("Những người này đã có trong tổ."))
    return see_other(url_for("office.teams.show", row=team))


def _read(line: str) -> tuple[str, str, str]:
    """The name and telephone of a line, and why it cannot be used."""
    parts = _LINE.fullmatch(line)
    assert parts
    try:
        check_one(parts[1])
        return names.clean_name(names.unlisted(parts[1])), formats.parse_phone(parts[2]) if parts[2] else "", ""
    except (UnusableName, UnusablePhone) as refused:
        return "", "", sentence(refused, staff=True)


@memberships.post(f"{TEAM}/thanh-vien/roi")
@requires(Role.OFFICER)
def destroy(team: UUID) -> Answer:
    """Somebody leaves, at once. What they accepted stays theirs until the office gives it to another."""
    with immediate() as session:
        row = team_here(team, Role.OFFICER, locked=True)
        member = _member(row)
        if row.let_go(member, day=clock.today()):
            note_about(session, "team.member_left", row, {"name": row.name, "member": member.id})
        name = member.full_name
    flash(_("%(name)s đã thôi ở tổ.", name=name))
    return see_other(url_for("office.teams.show", row=team))


@memberships.route(f"{TEAM}/thanh-vien/<int:member>/sua", methods=["GET", "POST"])
@requires(Role.OFFICER)
def edit(team: UUID, member: int) -> Answer:
    """The telephone of a member; of who has no account the name, and who of the people on file that is."""
    typed = (names.clean(request.form.get("name", "")), names.clean(request.form.get("phone", "")))
    row = team_here(team, Role.OFFICER)
    each = _member(row, member)
    if request.method != "POST":
        return render_template("office/teams/member.html", **_form(row, each), typed=(each.name, each.phone), wrong="")
    name, phone, why = _read(f"{typed[0] or each.full_name}, {typed[1]}" if typed[1] else typed[0] or each.full_name)
    if why:
        return refuse("office/teams/member.html", **_form(row, each), typed=typed, wrong=why)
    with immediate() as session:
        row = team_here(team, Role.OFFICER, locked=True)
        each = _member(row, member)
        there = {one.person_id for one in row.members if one is not each and one.person_id}
        same = _alike(row, each, name).where(Person.public_id == request.form.get("person"), Person.id.not_in(there))
        each.person = session.scalars(same).first()
        each.name = "" if each.account_id or each.person else name
        each.phone = phone
        row.version += 1
        note_about(session, "team.member_changed", row, {"name": row.name, "member": each.id})
    flash(_("Đã lưu %(name)s.", name=each.full_name))
    return see_other(url_for("office.teams.show", row=team))


def _form(row: Team, member: Membership) -> dict[str, Any]:
    people = db.session.scalars(_alike(row, member, member.full_name)).all()
    return {"row": row, "member": member, "people": people, "register": TEAMS}


def _alike(row: Team, member: Membership, name: str) -> Any:
    """Who of the people on file bears a name."""
    return Person.bearing(row.unit_id, name).limit(20)


def _member(row: Team, member_id: int | None = None) -> Membership:
    """The member of an address or of a form, of today or of before; a 404, or a 422, where there is none such."""
    wanted = request.form.get("member", "") if member_id is None else str(member_id)
    there = next((each for each in row.memberships if str(each.id) == wanted), None)
    return there or abort(422 if member_id is None else 404)


def team_here(public_id: UUID, *roles: Role, locked: bool = False) -> Team:
    """The team of an address with its people, dissolved or not; a 404 for one of another unit. `locked`: its row is
    held until the write transaction ends."""
    row = one_or_404(Team.called(public_id, unit_ids(*roles)))
    if locked:
        db.session.scalars(Team.locked(row.id)).one()
    db.session.scalars(Membership.of(row.id)).all()  # with their names, in one statement
    return row


@memberships.route("/doi/the", methods=["GET", "POST"])
@requires(*STAFF)
def new_cards() -> Answer:
    """The cards of the teams that are ticked, or of the one whose page was pressed; first all in which somebody is
    named are."""
    if request.method != "POST":
        return render_template(CARDS, **_choice(), wrong="")
    unit = unit_called(request.args.get("phuong"))
    chosen = [each for each in _named(unit.id) if each.public_id in request.form.getlist("ai")]
    if not chosen:
        return refuse(CARDS, **_choice(), wrong=_("Anh chị chọn ít nhất một tổ có ghi tên người."))
    with immediate() as session:
        job = help_orders.team_cards(session, unit_called(unit.code), chosen, by=current_visitor().account_id)
    return answer_with(job)


def _named(unit_id: int) -> Sequence[Team]:
    every = db.session.scalars(Team.standing_in([unit_id]).options(*Team.people())).all()
    return [each for each in every if each.members]


def _choice() -> dict[str, Any]:
    unit = unit_called(request.args.get("phuong"))
    teams = _named(unit.id)
    ticked = set(request.form.getlist("ai")) if request.method == "POST" else {each.public_id for each in teams}
    return {
        "unit": unit, "ticked": ticked, "heading": _("In thẻ thành viên"), "legend": _("In thẻ cho tổ nào"),
        "choices": [(each.public_id, each.name, _("%(size)s người", size=size_words(each))) for each in teams],
        "back": (url_for("office.teams.index", phuong=unit.code), _("Đội")),
        "action": url_for("office.memberships.new_cards", phuong=unit.code),
        "nobody": (_("Chưa tổ nào ghi tên thành viên"), _("Ghi tên thành viên ở trang của từng tổ, rồi in thẻ ở đây.")),
        "units": units(),
    }  # fmt: skip
