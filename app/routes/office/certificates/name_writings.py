"""/van-phong/lop/<code>/viet-lai-ten: names in the case that Vietnam writes them in, as they were shown."""

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.models import Registration, Role
from app.models.learning.name_writing import rewrite
from app.models.learning.paper_name import NameChanged
from app.routes.office.lookups import course_here
from app.routes.trail import note
from app.web.access import current_account, requires
from app.web.database import immediate
from app.web.responses import Answer, see_other

name_writings = Blueprint("name_writings", __name__)

# Where one goes back to, by the word of the form: the page on which the names stood.
BACK = {"ten-tren-giay": "office.paper_names.index", "nguoi-hoc": "office.registration_lists.index"}


@name_writings.post("/lop/<code>/viet-lai-ten")
@requires(Role.OFFICER)
def create(code: str) -> Answer:
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
