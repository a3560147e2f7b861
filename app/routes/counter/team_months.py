"""/quay/thang-cua-to: the head of a team reports its month in two minutes; the log's figures are filled in."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import BooleanField, TextAreaField
from wtforms.validators import Length

from app.country import clock, formats
from app.country.months import month_here
from app.country.names import clean
from app.indicators.team_work import offered
from app.models import Role, Team, TeamMonth
from app.models.movement.team_month import FIGURES, LONGEST, MOST, TICKS, Closed, closes_on, due_on, open_months
from app.models.people.changing import Overtaken
from app.routes.counter.help_requests import GOING
from app.routes.trail import note_about
from app.web.access import current_account, current_visitor, one_or_404, requires
from app.web.database import db, immediate
from app.web.forms.staff_fields import NumberField
from app.web.forms.versioned import VersionedForm, merges_again
from app.web.responses import Answer, form_page, refuse, saved, see_other

team_months = Blueprint("team_months", __name__)

AT = "/thang-cua-to/<uuid:team>/<month>"
PAGE = "counter/team_months/edit.html"


class MonthForm(VersionedForm):
    """Six fields at most; `nothing` is the second button."""

    visits = NumberField(_l("Nhà đã tới"), least=0, most=MOST)
    helps = NumberField(_l("Lượt giúp bà con"), least=0, most=MOST)
    went = NumberField(_l("Thành viên có đi"), least=0, most=MOST)
    met = BooleanField(_l("Họp tổ"))
    taught = BooleanField(_l("Mở lớp"))
    announced = BooleanField(_l("Phát loa"))
    trouble = TextAreaField(_l("Vướng gì cần phường giúp?"), validators=[Length(max=LONGEST)])

    @property
    def values(self) -> dict[str, object]:
        """The report; only after validation."""
        figures: dict[str, object] = {"visits": self.visits.value, "helps": self.helps.value, "went": self.went.value}
        return figures | {each: bool(self[each].data) for each in TICKS} | {"trouble": clean(self.trouble.data or "")}


@team_months.get("/thang-cua-to")
@requires(*GOING)
def index() -> Answer:
    """The teams that the visitor leads, with the open months; for a single team the month to report. Kept on the phone,
    so it names nobody (docs/decisions/0073)."""
    teams = db.session.scalars(Team.led_by(current_visitor().account_id)).all()
    months = open_months(clock.today())
    if len(teams) == 1:
        sent = set(db.session.scalars(TeamMonth.months_of(teams[0].id)))
        month = next((each for each in reversed(months) if each not in sent), months[0])
        return edit(UUID(teams[0].public_id), f"{month:%Y-%m}")
    page = render_template("counter/team_months/index.html", teams=teams, months=months, tab="month")
    return saved(make_response(page))


@team_months.route(AT, methods=["GET", "POST"])
@requires(*GOING)
@merges_again
def edit(team: UUID, month: str) -> Answer:
    """The stored report, else the figures of the log; "nothing" empties every figure. 409 where somebody else sent one
    meanwhile, 422 once it is closed."""
    row, first = _here(team), month_here(month)[0]
    form, stored = MonthForm(), db.session.scalars(TeamMonth.of(row.id, first)).first()
    nothing = "khong" in request.form
    if not nothing:
        form = form.merge(stored.version if stored else "", lambda: _form_of(row, first, stored))
    if not nothing and not form.validate_on_submit():
        return saved(make_response(form_page(PAGE, **_shown(row, first, form, stored))))
    values = {**dict.fromkeys(FIGURES, 0), **dict.fromkeys(TICKS, False)} if nothing else form.values
    try:
        with immediate() as session:
            row = _here(team)
            session.scalars(Team.locked(row.id)).one()
            by, now = current_account(), clock.now()
            stored = TeamMonth.tell(session, row, first, values, form.version.data or "", by=by, now=now)
            note_about(session, "team.month_told", row, {"name": row.name, "month": f"{first:%m/%Y}"})
    except Closed:
        wrong = _("Tháng này đã khóa sổ, không sửa được nữa.")
        return refuse(PAGE, **_shown(_here(team), first, form, stored), wrong=wrong)
    except Overtaken:
        if not nothing:
            raise
        db.session.rollback()
        row = _here(team)
        stored = db.session.scalars(TeamMonth.of(row.id, first)).first()
        wrong = _("Có người vừa gửi tháng này trước anh chị. Anh chị xem lại rồi gửi lần nữa.")
        return refuse(PAGE, status=409, **_shown(row, first, _form_of(row, first, stored), stored), wrong=wrong)
    late = _(" Gửi sau hạn %(day)s.", day=formats.date(due_on(first))) if stored.is_late else ""
    flash(_("Đã gửi tháng %(month)s của %(team)s.", month=first.month, team=row.name) + late)
    return see_other(url_for("counter.team_months.edit", team=team, month=month))


def _here(public_id: UUID) -> Team:
    """The team of an address: one that the visitor leads, or of the officer's ward, who reports for a head without
    account."""
    visitor = current_visitor()
    return one_or_404(Team.visible_to(visitor.account_id, visitor.units(Role.OFFICER)).where(Team.at(public_id)))


def _form_of(row: Team, month: date, stored: TeamMonth | None) -> MonthForm:
    """The report as it stands, else the figures of the log."""
    log = offered(db.session(), row, month)
    stands = {"visits": log.visits, "helps": log.helps, "went": log.went, "taught": bool(log.lessons), "version": ""}
    return MonthForm(formdata=None, obj=stored, data=None if stored else stands)


def _shown(row: Team, month: date, form: MonthForm, stored: TeamMonth | None) -> dict[str, Any]:
    today = clock.today()
    return {
        "team": row,
        "month": month,
        "form": form,
        "stored": stored,
        "log": offered(db.session(), row, month),
        "due": due_on(month),
        "closes": closes_on(month),
        "address": url_for("counter.team_months.edit", team=row.public_id, month=f"{month:%Y-%m}"),
        "is_open": month in open_months(today),
        "is_late": today > due_on(month),
        "led": row.head is not None and row.head.account_id == current_visitor().account_id,
        "tab": "month",
    }
