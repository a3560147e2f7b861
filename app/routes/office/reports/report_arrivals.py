"""A locked report goes to the province, which may ask about it: the ward answers, or sends a further report."""

from uuid import UUID

from flask import Blueprint, Response, abort, current_app, flash, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.country.names import clean_lines
from app.exchange.exports.report_files import written
from app.indicators.reports.following import follow
from app.models import ArrivalRemark, Document, ReportArrival, ReportState, Role
from app.routes.office.reports.pages import PLACE, note, report_here
from app.web.access import current_account, found, requires
from app.web.database import immediate
from app.web.responses import Answer, personal, see_other

report_arrivals = Blueprint("report_arrivals", __name__)

LONGEST = 1000


@report_arrivals.post(f"{PLACE}/len-tinh")
@requires(Role.OFFICER)
def create(report: UUID) -> Answer:
    """Send a locked report up that no rule sent by itself; pressed twice it is once."""
    with immediate() as session:
        row = report_here(report, Role.OFFICER)
        row.lock(session)
        if row.state != ReportState.LOCKED:
            abort(409)
        filed = session.scalars(Document.of_report(row.id)).one()
        if came := ReportArrival.arrive(session, row, filed, clock.now()):
            follow(session, came, clock.today())
            note(session, "report.sent_up", row, number=filed.register_number)
    flash(_("Đã gửi lên tỉnh."), "good")
    return see_other(url_for("office.reports.show", report=report))


@report_arrivals.get(f"{PLACE}/gui-tinh.json")
@requires(Role.OFFICER)
def file(report: UUID) -> Response:
    """A locked report as a signed file for a province on another server; that it was fetched is noted."""
    with immediate() as session:
        row = report_here(report, Role.OFFICER)
        filed = found(Document.of_report(row.id))
        if row.state != ReportState.LOCKED:
            abort(409)
        content = written(row, filed, str(current_app.secret_key))
        note(session, "report.file_taken", row)
        called = f"bao-cao-{row.unit.code}-{row.until:%Y-%m-%d}.json"
    answer = Response(content, mimetype="application/json")
    answer.headers.set("Content-Disposition", "attachment", filename=called)
    return personal(answer)


@report_arrivals.post(f"{PLACE}/tra-loi/<int:remark_id>")
@requires(Role.OFFICER)
def update(report: UUID, remark_id: int) -> Answer:
    """Answer what the province asks (`tra-loi`): once; what is to be changed goes into a further report."""
    arrival = found(ReportArrival.of_report(report_here(report, Role.OFFICER).id))
    found(ArrivalRemark.of(arrival.id).where(ArrivalRemark.id == remark_id))
    words = clean_lines(request.form.get("tra-loi", ""))
    there = see_other(url_for("office.reports.show", report=report) + "#tinh")
    if not 0 < len(words) <= LONGEST:
        flash(_("Anh chị ghi câu trả lời, trong %(longest)s chữ.", longest=LONGEST), "warn")
        return there
    with immediate() as session:
        row = report_here(report, Role.OFFICER)
        row.lock(session)
        arrival = found(ReportArrival.of_report(row.id))
        one = found(ArrivalRemark.of(arrival.id).where(ArrivalRemark.id == remark_id))
        if one.answered_at is None:
            one.answer, one.answered_by, one.answered_at = words, current_account(), clock.now()
            note(session, "report.answered", row, part=one.place)
    flash(_("Đã trả lời tỉnh."), "good")
    return there
