"""/van-phong/lop/<code>/quyet-dinh: number and day of the decision on paper whose annex an approved list is; `?ds=`
says which of the course's lists."""

from flask import Blueprint, flash, render_template, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField

from app.models import Approval
from app.models.learning.approving import DecisionChanged
from app.routes.office.fields import LineField
from app.routes.office.lookups import STAFF, approved_list_asked, course_here
from app.routes.trail import note
from app.web.access import requires
from app.web.database import db, immediate
from app.web.forms.days import DayField
from app.web.responses import Answer, refuse, see_other

decision_papers = Blueprint("decision_papers", __name__)


class DecisionForm(FlaskForm):
    """Both may be empty: the annex is then printed with room to write them by hand."""

    number = LineField(_l("Số quyết định"), longest=60)
    day = DayField(_l("Ngày ký"))
    seen = HiddenField()

    def show(self, approval: Approval) -> None:
        """Fill the form with what stands."""
        self.number.data = approval.decision_number
        self.day.show(approval.decision_date)
        self.seen.data = " ".join(approval.decision)

    @property
    def remembered(self) -> tuple[str, str]:
        """What stood when the form was opened."""
        number, _space, day = (self.seen.data or "").rpartition(" ")
        return number, day


@decision_papers.get("/lop/<code>/quyet-dinh")
@requires(*STAFF)
def edit(code: str) -> Answer:
    """The form."""
    course = course_here(code)
    approval = approved_list_asked(course)
    if approval is None:
        return see_other(url_for("office.courses.show", code=course.code))
    form = DecisionForm(formdata=None)
    form.show(approval)
    return render_template("office/decision_papers/edit.html", form=form, course=course, approval=approval)


@decision_papers.post("/lop/<code>/quyet-dinh")
@requires(*STAFF)
def update(code: str) -> Answer:
    """Note them; 409 with both versions where somebody else wrote others meanwhile."""
    course = course_here(code)
    form = DecisionForm()
    if not form.validate():
        approval = approved_list_asked(course)
        return refuse("office/decision_papers/edit.html", form=form, course=course, approval=approval)
    try:
        with immediate() as session:
            course = course_here(code)
            approval = approved_list_asked(course)
            if approval is None:
                return see_other(url_for("office.courses.show", code=code))
            approval.write_decision(session, form.number.value, form.day.value, seen=form.remembered)
            note(session, "approval.decision_noted", course, {"decision": approval.decision_number})
    except DecisionChanged:
        return _changed(code, form)
    flash(_("Đã ghi số quyết định. Phụ lục in ra mang số này."), "good")
    return see_other(url_for("office.certificates.index", code=code))


def _changed(code: str, form: DecisionForm) -> Answer:
    db.session.rollback()
    course = course_here(code)
    approval = approved_list_asked(course)
    assert approval is not None  # an approved list stays approved
    form.seen.data = " ".join(approval.decision)
    return refuse(
        "office/decision_papers/edit.html", status=409, form=form, course=course, approval=approval, stands=approval
    )
