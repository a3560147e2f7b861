"""/van-phong/lop/<code>/trao-giay: which certificates of a course were handed over, when, to whom, by whom."""

from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import RadioField, SelectMultipleField
from wtforms.validators import StopValidation

from app.country import clock
from app.country.names import UnusableName, clean_name
from app.country.refusals import sentence
from app.models import Certificate, CertificateState, Course
from app.models.learning.certificate import NotToHandOver
from app.models.learning.unearned import Unearned, read_with_unearned
from app.routes.office.lookups import STAFF, course_here
from app.routes.trail import note
from app.web.access import current_account, requires
from app.web.database import db, immediate
from app.web.forms.staff_fields import LineField
from app.web.responses import Answer, form_page, see_other

hand_overs = Blueprint("hand_overs", __name__)

SELF, OTHER = "chinh-chu", "nhan-thay"


class HandOverForm(FlaskForm):
    """Which papers, and who took them."""

    papers = SelectMultipleField(_l("Giấy trao lần này"), choices=list, validate_choice=False)
    to = RadioField(
        _l("Ai nhận"),
        choices=lambda: [(SELF, _("Người được cấp tự nhận")), (OTHER, _("Người khác nhận thay"))],
        default=SELF,
        validate_choice=False,
    )
    name = LineField(_l("Họ và tên người nhận thay"), longest=300)

    @property
    def ticked(self) -> set[str]:
        """The names of the papers ticked, one by one or several in one value."""
        return {name for value in self.papers.data or [] for name in value.split(",")}

    @property
    def handed_to(self) -> str:
        """Who took them, empty for the people themselves; only after validation."""
        return self.name.value if self.to.data == OTHER else ""

    def validate_papers(self, field: SelectMultipleField) -> None:
        """At least one."""
        if not field.data:
            raise StopValidation(_("Anh chị chọn những giấy đã trao."))

    def validate_name(self, field: LineField) -> None:
        """Asked for where somebody came for others."""
        if self.to.data != OTHER:
            return
        try:
            field.data = clean_name(field.data or "")
        except UnusableName as refused:
            raise StopValidation(sentence(refused, staff=True)) from refused


@hand_overs.route("/lop/<code>/trao-giay", methods=["GET", "POST"])
@requires(*STAFF)
def index(code: str) -> Answer:
    """Those that wait for their people, to tick, and those that were handed over. Those ticked are noted; what somebody
    else noted meanwhile stays as they wrote it, and is told."""
    course, form = course_here(code), HandOverForm()
    if not form.validate_on_submit():
        rows, unearned = read_with_unearned(db.session(), Certificate.of_course(course.id))
        if not rows:
            return see_other(url_for("office.courses.show", code=course.code))
        return form_page("office/hand_overs/index.html", form, **_page(course, rows, unearned, form))
    done, before = 0, []
    with immediate() as session:
        course = course_here(code)
        for row in _locked(session, course):
            if row.name not in form.ticked:
                continue
            try:
                row.hand_over(to=form.handed_to, by=current_account(), now=clock.now())
                done += 1
                note(session, "certificate.handed_over", course, {"certificate": row.register_number})
            except NotToHandOver:
                before.append(row.register_number)
    if done:
        flash(_("Đã ghi trao %(count)s giấy.", count=done), "good")
    if before:
        flash(_("Không ghi lại giấy số %(numbers)s: có người vừa ghi rồi.", numbers=", ".join(before)), "warn")
    return see_other(url_for("office.hand_overs.index", code=code))


@hand_overs.post("/lop/<code>/trao-giay/bo")
@requires(*STAFF)
def destroy(code: str) -> Answer:
    """Undo one hand-over of today."""
    name, undone = request.form.get("giay", ""), ""
    with immediate() as session:
        course = course_here(code)
        for row in _locked(session, course):
            if row.name == name and row.may_take_back(clock.now()):
                row.take_back(now=clock.now())
                note(session, "certificate.hand_over_undone", course, {"certificate": row.register_number})
                undone = row.register_number
    if undone:
        flash(_("Đã bỏ ghi trao giấy số %(number)s.", number=undone), "good")
    else:
        flash(_("Chỉ bỏ được trong ngày ghi. Giấy này vẫn như cũ."), "warn")
    return see_other(url_for("office.hand_overs.index", code=code))


def _page(course: Course, rows: list[Certificate], unearned: dict[int, Unearned], form: HandOverForm) -> dict[str, Any]:
    waiting = [row for row in rows if row.state == CertificateState.ISSUED]
    form.papers.choices = [(row.name, row.paper["full_name"]) for row in waiting]
    handed = [row for row in rows if row.state == CertificateState.HANDED_OVER]
    return {
        "course": course,
        "waiting": waiting,
        "handed": sorted(handed, key=lambda row: (row.handed_over_at or row.approved_at, row.id), reverse=True),
        "due": min((row.due for row in waiting), default=None),
        "today": clock.today(),
        "now": clock.now(),
        "OTHER": OTHER,
        "unearned": unearned,
    }


def _locked(session: Session, course: Course) -> list[Certificate]:
    """The papers of the course, read afresh under the course's lock."""
    course.lock()
    wanted = Certificate.of_course(course.id).with_for_update(of=Certificate)
    return list(session.scalars(wanted.execution_options(populate_existing=True)))
