"""/van-phong/ho-tro/bao-cao: the report of a month's help, counts only, as a paper."""

from collections.abc import Sequence

from flask import Blueprint, render_template, request
from sqlalchemy.orm import Session

from app import clock
from app.access import current_visitor, requires
from app.database import db, immediate
from app.indicators.help import By, Scope, meanings_by_topic, total
from app.jobs import help_orders, queue
from app.models import HelpTopic, Meaning, PlaceKind
from app.months import month_here, months_before
from app.responses import Answer
from app.routes.jobs import answer_with
from app.routes.office.help.figure_links import FigureLinks
from app.routes.office.lookups import STAFF, unit_called, units
from app.words.help_lines import Line, lines
from app.words.helps import KIOSK_COUNTED

help_reports = Blueprint("help_reports", __name__)

# How many months are offered; an older one stands in the address.
OFFERED = 12
TABLES = (By.TOPIC, By.MEANING, By.PLACE, By.AGE, By.GROUP)


@help_reports.get("/ho-tro/bao-cao")
@requires(*STAFF)
def show() -> Answer:
    """What the report of a month (`?thang=2026-11`) would say, and the way to have it drawn."""
    unit = unit_called(request.args.get("phuong"))
    first, last = month_here(request.args.get("thang"))
    session, scope = db.session(), Scope(unit.id, first, last)
    tables = {by: lines(session, scope, by) for by in TABLES}
    return render_template(
        "office/help_reports/show.html",
        unit=unit,
        units=units(),
        first=first,
        months=months_before(clock.today(), OFFERED),
        total=total(session, scope),
        tables=tables,
        by=By,
        ended=meanings_by_topic(session, scope),
        meaning=Meaning.ALONE,
        unused=_unused(session, unit.id, tables[By.TOPIC]),
        links=FigureLinks.of(session, unit, first, last),
        kiosk_counted=KIOSK_COUNTED if any(line.key == PlaceKind.KIOSK for line in tables[By.PLACE]) else None,
    )


def _unused(session: Session, unit_id: int, topics: Sequence[Line]) -> int:
    """How many topics that are offered have no lượt: each help has a topic, so that is a true 0."""
    offered = set(session.scalars(HelpTopic.offered(unit_id).order_by(None).with_only_columns(HelpTopic.id)))
    return len(offered - {line.key for line in topics})


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
