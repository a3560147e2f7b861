"""The certificates of a course, and each one's file, served byte for byte as it was issued."""

import logging

from flask import Blueprint, Response, make_response, render_template, url_for
from flask_babel import gettext as _

from app import clock
from app.access import current_visitor, found, requires
from app.database import db, immediate
from app.errors import page
from app.jobs import orders, queue
from app.jobs.files import Altered, kept
from app.models import AdministrativeUnit, ApprovalState, AuditEvent, Certificate, CertificateState
from app.responses import Answer, personal, see_other, settings
from app.routes.jobs import answer_with, progress_of
from app.routes.office.lookups import STAFF, course_here, live_list, unit_ids

log = logging.getLogger(__name__)

certificates = Blueprint("certificates", __name__)


@certificates.get("/lop/<code>/giay")
@requires(*STAFF)
def index(code: str) -> Answer:
    """The certificates of a course's approved list: progress while they are drawn, then each one's file."""
    course = course_here(code)
    approval = live_list(course)
    if approval is None or approval.state != ApprovalState.APPROVED:
        return see_other(url_for("office.courses.show", code=course.code))
    rows = list(db.session.scalars(Certificate.of_approval(approval.id)))
    left = sum(1 for row in rows if row.state == CertificateState.APPROVED)
    job = orders.certificates_asked(db.session(), approval) if left else None
    return render_template(
        "office/certificates/index.html",
        course=course,
        approval=approval,
        rows=rows,
        left=left,
        progress=progress_of(job) if job else None,
    )


@certificates.post("/lop/<code>/giay")
@requires(*STAFF)
def create(code: str) -> Answer:
    """All issued certificates of the list in one file to print."""
    with immediate() as session:
        course = course_here(code)
        approval = live_list(course)
        if approval is None or approval.state != ApprovalState.APPROVED:
            return see_other(url_for("office.courses.show", code=code))
        job = orders.certificates_file(session, approval, by=current_visitor().account_id)
    queue.enqueue(job.id)
    return answer_with(job)


@certificates.get("/so-cap/<unit>/<int:year>/<int:number>.pdf")
@requires(*STAFF)
def show(unit: str, year: int, number: int) -> Answer:
    """One certificate as it was issued. A file whose bytes are others is never shown: the page says so."""
    here = found(AdministrativeUnit.called(unit).where(AdministrativeUnit.id.in_(unit_ids())))
    row = found(
        Certificate.registered(here.id, year).where(Certificate.number == number, Certificate.file.is_not(None))
    )
    try:
        content = kept(settings().papers_dir, row.file or "", row.sha256 or "")
    except Altered:
        return _altered(row, here)
    answer = make_response(content)
    answer.mimetype = "application/pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="giay-chung-nhan-{number:03d}-{year}.pdf"'
    return personal(answer)


def _altered(row: Certificate, unit: AdministrativeUnit) -> Response:
    number = row.register_number
    log.error("the file of certificate %s of unit %s is not the one that was issued", number, unit.code)
    with immediate() as session:
        AuditEvent.note(
            session,
            "certificate.file_altered",
            at=clock.now(),
            account_id=current_visitor().account_id,
            unit_id=unit.id,
            subject=("certificate", number),
        )
    text = _("Tệp của giấy số %(number)s không còn nguyên như lúc cấp. Anh chị báo quản trị ngay.", number=number)
    return page(500, _("Không mở được giấy này"), text)
