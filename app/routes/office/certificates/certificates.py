"""/van-phong/lop/<code>/giay and /giay-to: the certificates of a course, each one's file served byte for byte as it was
issued, and every other paper of the course."""

from collections import Counter
from dataclasses import dataclass

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.exchange.exports import certificates as export
from app.exchange.exports.values import numbered
from app.jobs import orders
from app.models import Approval, ApprovalEntry, ApprovalState, Certificate, CertificateState, Course
from app.models.learning.certificate_lists import left_of
from app.models.learning.unearned import read_with_unearned
from app.routes.issued_files import as_issued
from app.routes.jobs import answer_with, give_a_moment, progress_of
from app.routes.office.imports.intakes import list_file
from app.routes.office.lookups import (
    STAFF,
    approved_list_asked,
    approved_lists,
    certificate_here,
    course_here,
    is_officer,
    list_asked,
    newest_list,
)
from app.routes.trail import note, note_certificate
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.responses import Answer, see_other

certificates = Blueprint("certificates", __name__)


@dataclass(frozen=True)
class _Group:
    """An approved list with its papers in the order of their numbers, whatever became of them."""

    approval: Approval
    rows: list[Certificate]

    @property
    def valid(self) -> int:
        """How many stand."""
        return sum(1 for row in self.rows if row.is_valid)

    @property
    def left(self) -> int:
        """How many are still to be drawn."""
        return sum(1 for row in self.rows if row.state == CertificateState.APPROVED)

    @property
    def numbers(self) -> tuple[int, int, int]:
        """Year, first and last number that the approval gave; those given later for a replaced paper left out."""
        first = [row for row in self.rows if row.replaces_id is None]
        return first[0].register.year, first[0].number, first[-1].number


@certificates.get("/lop/<code>/giay")
@requires(*STAFF)
def index(code: str) -> Answer:
    """The certificates of a course's approved lists: progress while they are drawn, then each one's file, and every
    paper that goes with them."""
    course = course_here(code)
    approvals = approved_lists(course)
    if not approvals:
        return see_other(url_for("office.courses.show", code=course.code))
    rows, unearned = read_with_unearned(db.session(), Certificate.of_course(course.id))
    groups = [_Group(one, [row for row in rows if row.approval_id == one.id]) for one in approvals]
    stuck = next((group for group in groups if group.left), None)
    job = orders.certificates_asked(db.session(), stuck.approval) if stuck else None
    newest = db.session.scalars(newest_list(course)).one()
    return render_template(
        "office/certificates/index.html",
        course=course,
        groups=groups,
        valid=sum(group.valid for group in groups),
        left=sum(group.left for group in groups),
        stuck_size=next(row.size for row in stuck.rows if row.state == CertificateState.APPROVED) if stuck else "",
        stuck_number=stuck.approval.number if stuck else None,
        stuck_count=stuck.left if stuck else 0,
        states=Counter(row.state for row in rows),
        due=min((row.due for row in rows if row.state == CertificateState.ISSUED), default=None),
        today=clock.today(),
        progress=progress_of(job) if job else None,
        waits=newest if newest.state == ApprovalState.SUBMITTED else None,
        officer=is_officer(course),
        next_list=newest.supplement_to_come,
        unearned=unearned,
    )


@certificates.post("/lop/<code>/giay")
@requires(*STAFF)
def create(code: str) -> Answer:
    """All issued certificates of a list in one file to print; `?ds=` says of which."""
    with immediate() as session:
        approval = approved_list_asked(course_here(code))
        if approval is None:
            return see_other(url_for("office.courses.show", code=code))
        job = orders.certificates_file(session, approval, by=current_visitor().account_id)
    return answer_with(job)


@certificates.post("/lop/<code>/giay/<any('phu-luc','trao-giay'):paper>")
@requires(*STAFF)
def update(code: str, paper: str) -> Answer:
    """What goes with a list: the annex of the decision ("phu-luc"), or the list to sign ("trao-giay"); `?ds=` says of
    which list."""
    order = orders.approval_list if paper == "phu-luc" else orders.hand_over_list
    with immediate() as session:
        approval = list_asked(course_here(code))
        if approval is None:
            return see_other(url_for("office.courses.show", code=code))
        job = order(session, approval, by=current_visitor().account_id)
    return answer_with(job)


@certificates.get("/lop/<code>/giay.xlsx")
@requires(*STAFF)
def certified(code: str) -> Answer:
    """Who of a course was certified as a workbook, with how often they came; that it left the house is noted."""
    with immediate() as session:
        note(session, "certificates.exported", course_here(code))
    course = course_here(code)
    entries = db.session.scalars(Certificate.of_course(course.id)).all()
    lists = db.session.scalars(Approval.approved_of(course.id)).all()
    came = {
        each.registration_id: each for one in lists for each in db.session.scalars(ApprovalEntry.certified_of(one.id))
    }
    heading, rows = numbered(export.certified(came), entries, course.unit.group_word)
    title = _("Học viên được cấp giấy, %(course)s", course=course.named_title)
    return list_file(f"giay-{course.code}", heading, rows, title=title, xlsx=True)


@certificates.get("/so-cap/<unit>/<int:year>/<int:number>.pdf")
@requires(*STAFF)
def show(unit: str, year: int, number: int) -> Answer:
    """One certificate as it was issued; that it was read is noted. A file whose bytes are others is never shown: the
    page says so."""
    here, row = certificate_here(unit, year, number)

    def note_it(act: str) -> None:
        with immediate() as session:
            note_certificate(session, act, here.id, row.register_number)

    register_number = row.register_number
    text = _(
        "Tệp của giấy số %(number)s không còn nguyên như lúc cấp. Anh chị báo quản trị ngay.", number=register_number
    )
    called = f"giay-chung-nhan-{number:03d}-{year}"
    return as_issued(row, called, (_("Không mở được giấy này"), text), note_it)


SIZES = ("A4", "A5")


@certificates.post("/lop/<code>/giay/kho")
@requires(*STAFF)
def resize(code: str) -> Answer:
    """Draw what is left of a list (`?ds=`) on the size `kho`: numbers and words stay, and what has a file stays as it
    is."""
    size, job = request.form.get("kho", ""), None
    with immediate() as session:
        course = course_here(code)
        if size not in SIZES:
            abort(400)
        session.scalars(Course.locked(course.id)).one()
        approval = approved_list_asked(course)
        left = session.scalars(left_of(approval.id)).all() if approval else []
        for row in left:
            row.draw_on(size)
        if approval is not None and left:
            numbers = [row.register_number for row in left]
            note(session, "certificates.resized", course, {"size": size, "numbers": [numbers[0], numbers[-1]]})
            job = orders.certificates(session, approval, by=current_visitor().account_id, again=True)
    if job is None:
        flash(_("Giấy đã vẽ xong cả, nên khổ giấy giữ nguyên."), "warn")
        return see_other(url_for("office.certificates.index", code=code))
    give_a_moment(job)
    flash(_("Đã đổi %(count)s giấy chưa vẽ được sang khổ %(size)s, số giữ nguyên.", count=len(left), size=size), "good")
    return see_other(url_for("office.certificates.index", code=code))


@certificates.get("/lop/<code>/giay-to")
@requires(*STAFF)
def papers(code: str) -> Answer:
    """What can be printed of the course today, and where its certificates are."""
    course, now = course_here(code), clock.now()
    return render_template(
        "office/courses/papers.html",
        course=course,
        stage=course.stage(now),
        now=now,
        officer=is_officer(course),
        approval=db.session.scalars(newest_list(course)).first(),
        approved=approved_lists(course),
    )


@certificates.post("/lop/<code>/giay-to/<any('ho-so','bang-diem-danh'):paper>")
@requires(*STAFF)
def draw_paper(code: str, paper: str) -> Answer:
    """The file of the course ("ho-so"), or the attendance of all its lessons in one table ("bang-diem-danh")."""
    by = current_visitor().account_id
    with immediate() as session:
        course = course_here(code)
        job = (
            orders.course_file(session, course, by=by)
            if paper == "ho-so"
            else orders.course_grid(session, course, by=by)
        )
    return answer_with(job)
