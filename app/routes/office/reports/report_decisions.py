"""/van-phong/bao-cao/<id>/gui, /duyet and /len-tinh: an officer sends a report, a leader reads it and approves, or
sends it back with remarks; locked, it goes to the province, whose questions the ward answers."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, current_app, flash, render_template, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.country.names import clean_lines
from app.exchange.exports.report_files import written
from app.indicators.reports.figures import counted
from app.indicators.reports.following import draft_anew, follow
from app.models import ArrivalRemark, Document, Report, ReportArrival, ReportState, Role
from app.routes.office.approvals.deciding import add_ending
from app.routes.office.reports.pages import PLACE, READERS, WRITERS, note, page_of, report_here
from app.web.access import current_account, one_or_404, requires
from app.web.database import db, immediate
from app.web.responses import Answer, personal, see_other
from app.web.sign_in.proof import fresh_proof

report_decisions = Blueprint("report_decisions", __name__)


@report_decisions.get(f"{PLACE}/gui")
@requires(*WRITERS)
def show(report: UUID) -> Answer:
    """What it still lacks, and words of units that nobody read, asked about once before it is sent."""
    row = report_here(report, *WRITERS)
    if asked := _who_signs(row):
        return asked
    page = page_of(row)
    if not _is_asked(page) or not row.is_open:
        return see_other(url_for("office.reports.show", report=report) + "#gui")
    return render_template("office/reports/send.html", **page)


@report_decisions.post(f"{PLACE}/gui")
@requires(*WRITERS)
def create(report: UUID) -> Answer:
    """Bring it before the leader, or to the other body that signs it: from here on its figures are those of this
    moment. Where it lacks something, or words of units wait, whoever has not seen what (`con-thieu`) is asked
    first."""
    row = report_here(report, *WRITERS)
    if asked := _who_signs(row):
        return asked
    if "con-thieu" not in request.form and _is_asked(page_of(row)):
        return see_other(url_for("office.report_decisions.show", report=report))
    # A ward's books are counted before others wait for the one who writes: of a large ward that takes seconds.
    figures = counted(db.session(), row, clock.today()) if row.unit.is_ward else None
    with immediate() as session:
        row = report_here(report, *WRITERS)
        row.write(session)
        figures = figures or counted(session, row, clock.today())
        draft_anew(session, row, figures)
        row.send(session, figures.stored(), by=current_account(), now=clock.now())
        to_sign = row.state == ReportState.SIGNING
        note(session, "report.sent_to_sign" if to_sign else "report.submitted", row)
    signing = _("Số trong báo cáo giữ nguyên như lúc này. Anh chị in dự thảo, trình ký; ký xong thì ghi số, ngày.")
    flash(signing if to_sign else _("Đã gửi lãnh đạo. Số trong báo cáo giữ nguyên như lúc này."), "good")
    return see_other(url_for("office.reports.show", report=report))


def _is_asked(page: Mapping[str, Any]) -> bool:
    return bool(page["gaps"] or any(part.unread for part in page["parts"]))


def _who_signs(row: Report) -> Response | None:
    """The page that asks who signs what another body than the ward's own does, where nobody has said it yet."""
    if not row.is_open or not row.is_anothers or row.letterhead.is_stored:
        return None
    asked: dict[str, Any] = {"phuong": row.unit.code, "bao-cao": row.public_id}
    return see_other(url_for("office.letterheads.edit", style=row.style, **asked))


@report_decisions.get(f"{PLACE}/duyet")
@requires(Role.LEADER)
def new(report: UUID) -> Answer:
    """The last look: what is approved, what follows. Writes nothing."""
    page = page_of(report_here(report, Role.LEADER))
    if not page["decides"]:
        return see_other(url_for("office.reports.show", report=report))
    return render_template("office/reports/approve.html", **page)


@report_decisions.post(f"{PLACE}/duyet")
@requires(Role.LEADER)
@fresh_proof
def update(report: UUID) -> Answer:
    """Approve what was read (`luc`: when that was sent)."""
    with immediate() as session:
        row = report_here(report, Role.LEADER)
        row.approve(session, by=current_account(), now=clock.now(), seen=request.form.get("luc", ""))
        note(session, "report.approved", row)
    flash(_("Đã duyệt. Văn thư cho số là xong."), "good")
    return see_other(url_for("office.reports.show", report=report))


add_ending(report_decisions, f"{PLACE}/tra-lai", Report, "decline withdraw", *READERS, asks="edit", find=report_here)


LONGEST = 1000


@report_decisions.post(f"{PLACE}/len-tinh")
@requires(Role.OFFICER)
def send_up(report: UUID) -> Answer:
    """Send a locked report up that no rule sent by itself; pressed twice it is once."""
    with immediate() as session:
        row = report_here(report, Role.OFFICER)
        row.lock(session)
        if row.state != ReportState.LOCKED or row.is_anothers:
            abort(409)
        filed = session.scalars(Document.of_report(row.id)).one()
        if came := ReportArrival.arrive(session, row, filed, clock.now()):
            follow(session, came, clock.today())
            note(session, "report.sent_up", row, number=filed.register_number)
    flash(_("Đã gửi lên tỉnh."), "good")
    return see_other(url_for("office.reports.show", report=report))


@report_decisions.get(f"{PLACE}/gui-tinh.json")
@requires(Role.OFFICER)
def file(report: UUID) -> Response:
    """A locked report as a signed file for a province on another server; that it was fetched is noted."""
    with immediate() as session:
        row = report_here(report, Role.OFFICER)
        filed = one_or_404(Document.of_report(row.id))
        if row.state != ReportState.LOCKED or row.is_anothers:
            abort(409)
        content = written(row, filed, str(current_app.secret_key))
        note(session, "report.file_taken", row)
        called = f"bao-cao-{row.unit.code}-{row.until:%Y-%m-%d}.json"
    answer = Response(content, mimetype="application/json")
    answer.headers.set("Content-Disposition", "attachment", filename=called)
    return personal(answer)


@report_decisions.post(f"{PLACE}/tra-loi/<int:remark_id>")
@requires(Role.OFFICER)
def answer(report: UUID, remark_id: int) -> Answer:
    """Answer what the province asks (`tra-loi`): once; what is to be changed goes into a further report."""
    arrival = one_or_404(ReportArrival.of_report(report_here(report, Role.OFFICER).id))
    one_or_404(ArrivalRemark.of(arrival.id).where(ArrivalRemark.id == remark_id))
    words = clean_lines(request.form.get("tra-loi", ""))
    there = see_other(url_for("office.reports.show", report=report) + "#tinh")
    if not 0 < len(words) <= LONGEST:
        flash(_("Anh chị ghi câu trả lời, trong %(longest)s chữ.", longest=LONGEST), "warn")
        return there
    with immediate() as session:
        row = report_here(report, Role.OFFICER)
        row.lock(session)
        arrival = one_or_404(ReportArrival.of_report(row.id))
        one = one_or_404(ArrivalRemark.of(arrival.id).where(ArrivalRemark.id == remark_id))
        if one.answered_at is None:
            one.answer, one.answered_by, one.answered_at = words, current_account(), clock.now()
            note(session, "report.answered", row, part=one.place)
    flash(_("Đã trả lời tỉnh."), "good")
    return there
