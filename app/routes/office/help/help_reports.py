"""/van-phong/ho-tro/bao-cao: the report of a month's help, counts only, as a paper."""

from flask import Blueprint, render_template, request

from app import clock
from app.access import current_visitor, requires
from app.database import db, immediate
from app.indicators.help import Scope, total
from app.jobs import help_orders, queue
from app.models import Meaning
from app.months import month_here, months_before
from app.responses import Answer
from app.routes.jobs import answer_with
from app.routes.office.lookups import STAFF, unit_called, units
from app.words.help_log import topic_counts

help_reports = Blueprint("help_reports", __name__)

# How many months are offered; an older one stands in the address.
OFFERED = 12


@help_reports.get("/ho-tro/bao-cao")
@requires(*STAFF)
def show() -> Answer:
    """What the report of a month (`?thang=2026-11`) would say, and the way to have it drawn."""
    unit = unit_called(request.args.get("phuong"))
    first, last = month_here(request.args.get("thang"))
    scope = Scope(unit.id, first, last)
    return render_template(
        "office/help_reports/show.html",
        unit=unit,
        units=units(),
        first=first,
        months=months_before(clock.today(), OFFERED),
        total=total(db.session(), scope),
        topics=topic_counts(db.session(), scope),
        alone=list(Meaning).index(Meaning.ALONE),
    )


@help_reports.post("/ho-tro/bao-cao")
@requires(*STAFF)
def create() -> Answer:
    """Order it and go where it comes to lie."""
    first, last = month_here(request.form.get("thang"))
    with immediate() as session:
        unit = unit_called(request.form.get("phuong"))
        job = help_orders.help_report(session, Scope(unit.id, first, last), by=current_visitor().account_id)
    queue.enqueue(job.id)
    return answer_with(job)
