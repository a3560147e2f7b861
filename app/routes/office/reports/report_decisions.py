"""What becomes of a report: an officer sends it, a leader reads it and approves, or sends it back with remarks."""

from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.indicators.reports.figures import counted
from app.indicators.reports.following import draft_anew
from app.models import Report, Role
from app.routes.office.approvals.deciding import add_ending
from app.routes.office.reports.pages import PLACE, READERS, WRITERS, note, page_of, report_here
from app.web.access import current_account, requires
from app.web.database import db, immediate
from app.web.responses import Answer, see_other
from app.web.sign_in.proof import fresh_proof

report_decisions = Blueprint("report_decisions", __name__)


@report_decisions.post(f"{PLACE}/gui")
@requires(*WRITERS)
def create(report: UUID) -> Answer:
    """Bring it before the leader: from here on its figures are those of this moment."""
    # A ward's books are counted before others wait for the one who writes: of a large ward that takes seconds.
    asked = report_here(report, *WRITERS)
    figures = counted(db.session(), asked, clock.today()) if asked.unit.is_ward else None
    with immediate() as session:
        row = report_here(report, *WRITERS)
        row.write(session)
        draft_anew(session, row, clock.today())
        figures = figures or counted(session, row, clock.today())
        row.send(session, figures.stored(), by=current_account(), now=clock.now())
        note(session, "report.submitted", row)
    flash(_("Đã gửi lãnh đạo. Số trong báo cáo giữ nguyên như lúc này."), "good")
    return see_other(url_for("office.reports.show", report=report))


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


add_ending(report_decisions, f"{PLACE}/tra-lai", Report, "decline withdraw", *READERS, find=report_here)
