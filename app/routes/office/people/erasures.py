"""/van-phong/xoa-ten: whose names go this night, counted first, by name when asked for; and who is held back."""

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, Response, abort, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField

from app.country import clock
from app.country.numbers import as_number
from app.models import ErasingHold, Person, Role
from app.models.base import count_of
from app.registers.personal_data.obstacles import cutoff, tonight
from app.routes.office.lookups import STAFF, unit_called, units
from app.routes.office.people.people_here import is_officer_of, note_about, person_here
from app.routes.trail import note_unit
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.forms.staff_fields import LineField
from app.web.responses import Answer, form_page, see_other

erasures = Blueprint("erasures", __name__)

PAGE = 50
LAST_PAGE = 1_000
DAYS = {"30": _l("1 tháng"), "91": _l("3 tháng"), "182": _l("6 tháng")}


def _spans() -> list[tuple[str, str]]:
    return [(days, str(words)) for days, words in DAYS.items()]


class HoldForm(FlaskForm):
    """Why somebody is not erased yet, and for how long."""

    reason = LineField(_l("Việc gì chưa xong"), longest=200, required=True)
    days = RadioField(_l("Giữ thêm"), choices=_spans, default="30")


@erasures.get("/xoa-ten")
@requires(*STAFF)
def show() -> Answer:
    """How many names go this night and why these, and who is held back; no names of those who go."""
    unit = unit_called(request.args.get("phuong"))
    return render_template(
        "office/erasures/show.html",
        unit=unit,
        units=units(),
        officer=is_officer_of(unit.id),
        count=db.session.scalar(count_of(tonight({unit.id}, clock.today()))),
        before=cutoff(clock.today() + timedelta(days=1)),
        holds=db.session.scalars(ErasingHold.standing_in(unit.id, clock.today())).all(),
    )


@erasures.get("/xoa-ten/danh-sach")
@requires(*STAFF)
def index() -> Answer:
    """The same by name, fifty a page; that they were looked at is noted."""
    unit = unit_called(request.args.get("phuong"))
    number = min(max(request.args.get("trang", 1, type=as_number), 1), LAST_PAGE)
    wanted = tonight({unit.id}, clock.today())
    people = db.session.scalars(wanted.offset((number - 1) * PAGE).limit(PAGE + 1)).all()
    with immediate() as session:
        note_unit(session, "person.due_viewed", unit_called(unit.code), {"people": len(people[:PAGE])})
    return render_template(
        "office/erasures/index.html",
        unit=unit_called(unit.code),
        people=people[:PAGE],
        more=len(people) > PAGE,
        number=number,
        officer=is_officer_of(unit.id),
    )


@erasures.route("/xoa-ten/<uuid:person>", methods=["GET", "POST"])
@requires(Role.OFFICER)
def edit(person: UUID) -> Answer:
    """Hold somebody back: their name stays until that day, then goes that night."""
    form = HoldForm()
    if not form.validate_on_submit():
        return form_page("office/erasures/edit.html", form, person=_still_named(person))
    today, by = clock.today(), current_visitor().account_id
    until = today + timedelta(days=int(form.days.data))
    with immediate() as session:
        someone = _still_named(person)
        session.scalars(Person.locked(someone.id)).one()
        reason = form.reason.value
        ErasingHold.place(session, someone, reason=reason, until=until, by_id=by, now=clock.now(), today=today)
        note_about(session, "person.held_back", someone, {"until": until.isoformat()})
    flash(_("Đã ghi: giữ tên người này thêm."), "good")
    return _back(someone)


@erasures.post("/xoa-ten/<uuid:person>/thoi-giu")
@requires(Role.OFFICER)
def destroy(person: UUID) -> Answer:
    """Let go of somebody: their name goes this night if its time is over."""
    with immediate() as session:
        someone = person_here(person, Role.OFFICER)
        session.scalars(Person.locked(someone.id)).one()
        if ErasingHold.end(session, someone, now=clock.now()):
            note_about(session, "person.let_go", someone)
    flash(_("Đã thôi giữ. Tới hạn là máy xóa tên."), "good")
    return _back(someone)


def _still_named(public_id: UUID) -> Person:
    someone = person_here(public_id, Role.OFFICER)
    if someone.erased_at is not None or someone.merged_into_id is not None:
        abort(404)
    return someone


def _back(someone: Person) -> Response:
    return see_other(url_for("office.erasures.show", phuong=someone.unit.code))
