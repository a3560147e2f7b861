"""/van-phong/ho-tro/bao-cao: the report of a month's help, counts only, as a paper."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from app.country import clock
from app.country.months import month_here, months_before
from app.indicators.help import HELPS, meanings_by_topic, total
from app.indicators.help_asked import By, HelpScope
from app.indicators.help_words import KIOSK_COUNTED
from app.jobs import help_orders, queue
from app.models import AdministrativeUnit, HelpTopic, Meaning, PlaceKind
from app.routes.jobs import answer_with
from app.routes.office.fields import LineField
from app.routes.office.help.help_report_tables import report_tables as help_report_tables
from app.routes.office.imports.intakes import sheets_file
from app.routes.office.lookups import STAFF, unit_called, units
from app.routes.trail import note_log_taken
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.forms.days import DayField
from app.web.responses import Answer, refuse
from app.web.words.help_lines import HelpLine, lines

help_reports = Blueprint("help_reports", __name__)

# How many months are offered; an older one stands in the address.
OFFERED = 12
# Letters of a paper's number: "31/BC-UBND".
LONGEST_NUMBER = 40
PAGE = "office/help_reports/show.html"
TABLES = (By.TOPIC, By.MEANING, By.PLACE, By.AGE, By.GROUP)


class NumberForm(FlaskForm):
    """Number and day of a report that has them; without both it is drawn as a draft."""

    number = LineField(_l("Số báo cáo"), longest=LONGEST_NUMBER)
    day = DayField(_l("Ngày ký"), past=True)


@help_reports.get("/ho-tro/bao-cao")
@requires(*STAFF)
def show() -> Answer:
    """What the report of a month (`?thang=2026-11`) would say, and the way to have it drawn."""
    unit = unit_called(request.args.get("phuong"))
    return render_template(PAGE, **_shown(unit, *month_here(request.args.get("thang"))), form=NumberForm(formdata=None))


def _shown(unit: AdministrativeUnit, first: date, last: date) -> dict[str, Any]:
    """What the page tells of a month."""
    session, scope = db.session(), HelpScope(unit.id, first, last)
    tables = {by: lines(session, scope, by) for by in TABLES}
    return {
        "unit": unit,
        "units": units(),
        "first": first,
        "months": months_before(clock.today(), OFFERED),
        "total": total(session, scope),
        "tables": tables,
        "by": By,
        "ended": meanings_by_topic(session, scope),
        "meaning": Meaning.ALONE,
        "unused": _unused(session, unit.id, tables[By.TOPIC]),
        "links": partial(_rows_at, unit, first, last),
        "kiosk_counted": KIOSK_COUNTED if any(line.key == PlaceKind.KIOSK for line in tables[By.PLACE]) else None,
    }


def _rows_at(unit: AdministrativeUnit, first: date, last: date, key: str = HELPS.key, **narrowed: str) -> str:
    """The address of the rows behind a figure of the page."""
    asked: dict[str, Any] = {
        "key": key,
        "phuong": unit.code,
        "tu": first.isoformat(),
        "den": last.isoformat(),
        **narrowed,
    }
    return url_for("office.figures.rows", **asked)


def _unused(session: Session, unit_id: int, topics: Sequence[HelpLine]) -> int:
    """How many topics that are offered have no lượt: each help has a topic, so that is a true 0."""
    offered = set(session.scalars(HelpTopic.offered(unit_id).order_by(None).with_only_columns(HelpTopic.id)))
    return len(offered - {line.key for line in topics})


@help_reports.post("/ho-tro/bao-cao")
@requires(*STAFF)
def create() -> Answer:
    """Order it and go where it comes to lie."""
    (first, last), form = month_here(request.form.get("thang")), NumberForm()
    if not form.validate():
        return refuse(PAGE, **_shown(unit_called(request.form.get("phuong")), first, last), form=form)
    with immediate() as session:
        unit = unit_called(request.form.get("phuong"))
        scope, by = HelpScope(unit.id, first, last), current_visitor().account_id
        job = help_orders.help_report(session, scope, by=by, number=form.number.data or "", day=form.day.value)
    queue.enqueue(job.id)
    return answer_with(job)


@help_reports.get("/ho-tro/bao-cao.xlsx")
@requires(*STAFF)
def index() -> Answer:
    """The tables of the report in one workbook, a sheet each with its sum; that it was fetched is noted."""
    unit = unit_called(request.args.get("phuong"))
    first, last = month_here(request.args.get("thang"))
    scope = HelpScope(unit.id, first, last)
    with immediate() as session:
        note_log_taken(session, unit.id, span := help_orders.span_words(scope), table="bao-cao")
    where = _("Báo cáo hỗ trợ %(span)s, %(ward)s", span=span, ward=unit.title)
    return sheets_file(f"bao-cao-ho-tro-{first:%Y-%m}", help_report_tables(db.session(), unit, scope), title=where)
