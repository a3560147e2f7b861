"""/van-phong/lop/<code>/ten-tren-giay: how names will be written on the certificates, and who has not said so yet.

A learner confirms on the ticket page; whoever has none, or telephones, is asked by the office.
"""

from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField

from app.country import clock
from app.models import Course, Registration, Role
from app.models.learning.approval import holders
from app.models.learning.certificate_numbers import name_on_paper
from app.models.learning.paper_name import AlreadyNumbered, NameChanged, confirm, offers, rewrite, seen
from app.models.learning.standing import attending, learner_statuses
from app.routes.office.lookups import course_here
from app.routes.trail import note
from app.web.access import current_account, one_or_404, requires
from app.web.database import db, immediate
from app.web.forms.fields import FullNameField
from app.web.responses import Answer, form_page, refuse, see_other

paper_names = Blueprint("paper_names", __name__)


class NameForm(FlaskForm):
    """The name as the person wants it on the paper."""

    full_name = FullNameField(_l("Tên trên giấy chứng nhận"), staff=True)
    seen = HiddenField()


@paper_names.get("/lop/<code>/ten-tren-giay")
@requires(Role.OFFICER)
def index(code: str) -> Answer:
    """Everybody who learned and has no number yet: first those whose name nobody has confirmed, on top those with a
    certificate to come."""
    course = course_here(code, Role.OFFICER)
    holder_ids, everybody = holders(db.session(), course.id), learner_statuses(db.session(), course)
    rows = [row for row in everybody if row.registration.person_id not in holder_ids]
    return render_template(
        "office/paper_names/index.html",
        course=course,
        waiting=sorted((row for row in rows if row.registration.paper_name is None), key=lambda row: not row.met),
        confirmed=[row for row in rows if row.registration.paper_name is not None],
        numbered=len(everybody) - len(rows),
        offers=offers(row.registration for row in rows),
        remember=seen,
    )


@paper_names.post("/lop/<code>/ten-tren-giay")
@requires(Role.OFFICER)
def create(code: str) -> Answer:
    """Confirm as they stand the names of those ticked, whom the office asked: "public id, what was seen" each."""
    ticked = dict(value.split(" ", 1) for value in request.form.getlist("nguoi") if " " in value)
    done, changed, numbered = 0, [], []
    with immediate() as session:
        course = course_here(code, Role.OFFICER)
        for seat in session.scalars(attending(course.id).where(Registration.public_id.in_(ticked))).all():
            try:
                name, remembered = name_on_paper(seat), ticked[seat.public_id]
                confirm(session, seat, name, remembered=remembered, by=current_account(), now=clock.now())
                done += 1
            except NameChanged as meanwhile:
                changed.append(meanwhile.stands)
            except AlreadyNumbered:
                numbered.append(name)
        if done:
            note(session, "registration.names_confirmed", course, {"people": done})
    if numbered and not done:
        return _too_late(code)
    if done:
        flash(_("Đã xác nhận hộ tên của %(count)s người.", count=done), "good")
    if changed:
        flash(_("Vừa có người ghi lại tên: %(names)s. Giữ bản của họ.", names=", ".join(changed)), "warn")
    if numbered:
        flash(_("Giấy của những người này đã có số, giữ nguyên: %(names)s.", names=", ".join(numbered)), "warn")
    if not ticked:
        flash(_("Anh chị chưa chọn ai."), "warn")
    return see_other(url_for("office.paper_names.index", code=code, soat=request.args.get("soat")))


@paper_names.route("/lop/<code>/ten-tren-giay/<uuid:public_id>", methods=["GET", "POST"])
@requires(Role.OFFICER)
def edit(code: str, public_id: UUID) -> Answer:
    """Correct one name; 409 with both versions where the person, or somebody else, said another one meanwhile."""
    course = course_here(code, Role.OFFICER)
    seat = _seat(course, public_id)
    form = NameForm()
    if not form.is_submitted():
        form.full_name.data, form.seen.data = name_on_paper(seat), seen(seat)
    if not form.validate_on_submit():
        return form_page("office/paper_names/edit.html", form, course=course, seat=seat)
    try:
        with immediate() as session:
            course = course_here(code, Role.OFFICER)
            seat = _seat(course, public_id)
            name, remembered = form.full_name.value, form.seen.data or ""
            confirm(session, seat, name, remembered=remembered, by=current_account(), now=clock.now())
            note(session, "registration.name_corrected", course, {"registration": str(public_id)})
    except AlreadyNumbered:
        return _too_late(code)
    except NameChanged as meanwhile:
        db.session.rollback()
        course = course_here(code, Role.OFFICER)
        seat = _seat(course, public_id)
        form.seen.data = seen(seat)
        page = "office/paper_names/edit.html"
        return refuse(page, status=409, form=form, course=course, seat=seat, stands=meanwhile.stands)
    flash(_("Giấy của người này sẽ ghi tên %(name)s.", name=form.full_name.value), "good")
    return see_other(url_for("office.paper_names.index", code=code, soat=request.args.get("soat")))


def _seat(course: Course, public_id: UUID) -> Registration:
    return one_or_404(attending(course.id).where(Registration.public_id == str(public_id)))


def _too_late(code: str) -> Answer:
    flash(_("Giấy của người này đã có số. Sửa tên thì mở giấy trong sổ cấp và đề nghị cấp lại."), "warn")
    return see_other(url_for("office.certificates.index", code=code))


# Where one goes back to, by the word of the form: the page on which the names stood.
BACK = {"ten-tren-giay": "office.paper_names.index", "nguoi-hoc": "office.registration_lists.index"}


@paper_names.post("/lop/<code>/viet-lai-ten")
@requires(Role.OFFICER)
def rewrite_names(code: str) -> Answer:
    """Rewrite the names that were shown: "public id, name as it will be" each. Twice changes nothing."""
    shown = dict(value.split(" ", 1) for value in request.form.getlist("ten") if " " in value)
    done, changed = 0, []
    with immediate() as session:
        course = course_here(code, Role.OFFICER)
        wanted = Registration.of(course.id).where(Registration.public_id.in_(shown))
        for seat in session.scalars(wanted.options(Registration.whose())).all():
            try:
                better = shown[seat.public_id]
                done += rewrite(session, seat, better, by=current_account(), now=clock.now())
            except NameChanged as meanwhile:
                changed.append(meanwhile.stands)
        if done:
            note(session, "registration.names_rewritten", course, {"people": done})
    if done:
        flash(_("Đã viết lại tên của %(count)s người.", count=done), "good")
    if changed:
        flash(_("Vừa có người ghi lại tên: %(names)s. Giữ bản của họ.", names=", ".join(changed)), "warn")
    if (back := request.form.get("ve", "")) in BACK:
        return see_other(url_for(BACK[back], code=code))
    if len(shown) == 1:
        return see_other(url_for("office.registrations.show", code=code, public_id=next(iter(shown))))
    return see_other(url_for("office.registration_lists.index", code=code))
