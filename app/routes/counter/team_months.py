"""/quay/thang-cua-to: where the month of a team was told until it became the return `team_month` (docs/decisions/0130).
A form that a phone kept since then becomes an entry of it."""

from datetime import date
from uuid import UUID, uuid4, uuid5

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import ImmutableMultiDict

from app.country.months import month_here
from app.entries.judging import NotRecorded
from app.models import Programme, ProgrammeEntry, ProgrammeVersion, Role, Team
from app.models.movement.declaration import Outcome
from app.models.movement.represented import TeamSite
from app.models.movement.team_month import KEY
from app.registers.programmes.answer_values import PREFIX
from app.routes.counter.doorsteps import quick_entries
from app.routes.counter.help_requests import GOING
from app.routes.entries.keeping import PREFILLED, keep, posted_form
from app.web.access import current_visitor, one_or_404, requires
from app.web.database import db
from app.web.responses import Answer, see_other

team_months = Blueprint("team_months", __name__)

NUMBERS, TICKS = ("visits", "helps", "went"), ("met", "taught", "announced")
HOME = "counter.quick_entries.index"


@team_months.get("/thang-cua-to")
@requires(*GOING)
def index() -> Answer:
    """The form of the month, where one is asked of the visitor; else what else they record."""
    lines = (each for each in quick_entries.asked_here() if each.is_quick and each.programme.catalogue == KEY)
    return see_other(url_for(HOME, muc=next((each.programme.id for each in lines), None)))


@team_months.route("/thang-cua-to/<uuid:team>/<month>", methods=["GET", "POST"])
@requires(*GOING)
def edit(team: UUID, month: str) -> Answer:
    """The form of a month, or the page of the team in the book of the office. What an old form says is recorded, but
    never over what it did not show."""
    visitor, (first, _last) = current_visitor(), month_here(month)
    row = one_or_404(Team.visible_to(visitor.account_id, visitor.units(Role.OFFICER)).where(Team.at(team)))
    programmes = db.session.scalars(Programme.in_units([row.unit_id]).where(Programme.catalogue == KEY))
    asked = next((each.current for each in programmes if each.retired_on is None), None)
    site = db.session.scalars(TeamSite.of(row.id)).first()
    if asked is None or site is None:
        flash(_("Phường chưa mở sổ tháng của tổ, đội nên chưa ghi được. Anh chị hỏi văn phòng."), "warn")
        return see_other(url_for(HOME))
    number, leads = asked.programme_id, row.head is not None and row.head.account_id == visitor.account_id
    there = url_for("office.programme_rows.edit", programme=number, row=site.public_id, ky=first)
    if leads:
        there = url_for(HOME, muc=number, subject=site.public_id, period=first)
    if request.method != "POST":
        return see_other(there)
    shown = _shown(asked, team, site, first)
    if "khong" in request.form and not shown:
        flash(_("Có người vừa gửi tháng này trước anh chị. Anh chị xem lại rồi gửi lần nữa."), "warn")
        return see_other(there)
    request.form = _as_today(site, first, shown=shown)
    try:
        keep(asked, posted_form(asked, site.public_id))
    except NotRecorded as refused:
        if leads:
            return quick_entries.page(number, refused)
        flash(refused.message, "warn")
        return see_other(there)
    flash(_("Đã gửi tháng %(month)s của %(team)s.", month=first.month, team=row.name))
    return see_other(there)


def _shown(asked: ProgrammeVersion, team: UUID, site: TeamSite, month: date) -> bool:
    """Whether the old form showed what stands: the uuid of a migrated month tells which version of it that was."""
    stands = db.session.scalars(ProgrammeEntry.standing(site.id, asked.programme_id, month)).first()
    if stands is None or ("khong" in request.form and stands.outcome == Outcome.NOTHING):
        return True
    return stands.uuid == migrated_uuid(team, month, request.form.get("version", ""))


def migrated_uuid(team: UUID, month: date, version: str) -> str:
    """The uuid that migration 0118 gave to the entry of a month of a team, as it was stored by a version."""
    return str(uuid5(team, f"{month:%Y-%m}/{version}"))


def _as_today(site: TeamSite, month: date, *, shown: bool) -> ImmutableMultiDict[str, str]:
    """What an old form says, as the form of today does. It replaces what it showed; else what stands is kept where it
    says nothing, and nothing that differs is replaced."""
    form, nothing = request.form, "khong" in request.form
    boxes = {} if nothing else {key: form.get(key, "") for key in (*NUMBERS, "trouble")}
    boxes |= {} if nothing else {key: "yes" if key in form else "no" for key in TICKS}
    own = {"subject": site.public_id, "period": month.isoformat(), "uuid": str(uuid4())}
    own |= {"outcome": Outcome.NOTHING.value if nothing else Outcome.DONE.value}
    drawn = {"anew": "1"} if shown else {PREFILLED + key: "" for key in (*NUMBERS, "trouble", *TICKS)}
    return ImmutableMultiDict({**own, **{PREFIX + key: each for key, each in boxes.items()}, **drawn})
