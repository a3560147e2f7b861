"""/van-phong/dai-su/the and /danh-sach: cards to print, the list with results as a paper or a workbook."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from app.exchange.exports import ambassadors as export
from app.jobs import ambassador_orders, queue
from app.models import AdministrativeUnit, Ambassador, ResidentialGroup
from app.models.helping.ambassadors import ambassador_rows
from app.routes.jobs import answer_with
from app.routes.office.ambassadors.ambassadors_here import ambassadors_called
from app.routes.office.imports.intakes import list_file
from app.routes.office.lookups import STAFF, unit_called, units
from app.routes.trail import note_unit
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.responses import Answer, personal, refuse

ambassador_papers = Blueprint("ambassador_papers", __name__)

CARDS = "office/ambassador_papers/new.html"


@ambassador_papers.get("/dai-su/the")
@requires(*STAFF)
def new() -> Answer:
    """Whose cards: all are ticked, or those of `?ai=`."""
    return render_template(CARDS, **_choice(), wrong="")


@ambassador_papers.post("/dai-su/the")
@requires(*STAFF)
def create() -> Answer:
    """The cards of those ticked in one file."""
    unit = unit_called(request.args.get("phuong"))
    with immediate() as session:
        chosen = ambassadors_called(session, unit.id, request.form.getlist("ai"))
        here = unit_called(unit.code)
        job = ambassador_orders.cards(session, here, chosen, by=current_visitor().account_id) if chosen else None
    if job is None:
        return refuse(CARDS, **_choice(), wrong=_("Anh chị chọn ít nhất một người."))
    queue.enqueue(job.id)
    return answer_with(job)


@ambassador_papers.post("/dai-su/danh-sach")
@requires(*STAFF)
def update() -> Answer:
    """The list with results, of the group of `?to=` or of all; `?loc=` adds those who serve no more."""
    unit, group, ended = _wanted(request.args.get("phuong"))
    with immediate() as session:
        here = unit_called(unit.code)
        there = session.get(ResidentialGroup, group.id) if group else None
        by = current_visitor().account_id
        job = ambassador_orders.ambassador_list(session, here, group=there, ended=ended, by=by)
    queue.enqueue(job.id)
    return answer_with(job)


@ambassador_papers.get("/dai-su/danh-sach-<unit>.<any(xlsx,csv):ending>")
@requires(*STAFF)
def show(unit: str, ending: str) -> Answer:
    """The same as a workbook; that it left is noted."""
    here, group, ended = _wanted(unit)
    with immediate() as session:
        note_unit(session, "ambassadors.exported", unit_called(here.code), {"ending": ending})
    listed = ambassador_rows.rows(db.session(), here.id, group_id=group.id if group else None, ended=ended)
    rows = export.lines(listed)
    title = _("Đại sứ số, %(ward)s", ward=here.title)
    return personal(list_file(f"dai-su-so-{here.code}", export.heading(), rows, title=title, xlsx=ending == "xlsx"))


def _wanted(code: str | None) -> tuple[AdministrativeUnit, ResidentialGroup | None, bool]:
    """The unit, its group where one is asked for, and whether those who serve no more are wanted too."""
    unit = unit_called(code)
    groups = db.session.scalars(ResidentialGroup.of(unit.id)).all()
    group = next((one for one in groups if one.code == request.args.get("to")), None)
    return unit, group, request.args.get("loc") == "ca-da-thoi"


def _choice() -> dict[str, Any]:
    unit = unit_called(request.args.get("phuong"))
    serving = db.session.scalars(Ambassador.listed([unit.id]).where(Ambassador.until.is_(None))).all()
    posted = request.form.getlist("ai") if request.method == "POST" else request.args.getlist("ai")
    ticked = set(posted) or ({each.public_id for each in serving} if request.method == "GET" else set())
    return {
        "unit": unit, "units": units(), "ticked": ticked,
        "heading": _("In thẻ Đại sứ số"), "legend": _("In thẻ cho ai"),
        "choices": [
            (each.public_id, each.person.full_name, f"{each.code} · {_home(each)}")
            for each in serving
        ],
        "back": (url_for("office.ambassadors.index", phuong=unit.code), _("Đại sứ số")),
        "action": url_for("office.ambassador_papers.create", phuong=unit.code),
        "nobody": (_("Chưa có Đại sứ số nào"), _("Có Đại sứ số rồi thì in thẻ ở đây.")),
    }  # fmt: skip


def _home(ambassador: Ambassador) -> str:
    return ambassador.residential_group.short_name if ambassador.residential_group else str(_("cả phường"))
