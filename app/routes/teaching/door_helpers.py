"""…/nguoi-o-cua: links for door helpers of one lesson: made, shown as a QR code, revoked."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import quote
from uuid import UUID

from flask import Blueprint, flash, make_response, render_template, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from app.country import clock, formats
from app.country.names import clean
from app.models import DoorHelper, DoorPhone, Lesson
from app.models.learning.door_helper import MOST, NAME_LENGTH, DoorState, EnoughHelpers, scanned_at
from app.routes.teaching.lookups import KEEPERS, LESSON, lesson_here, lesson_locked, note, roll_address
from app.web import qr
from app.web.access import current_account, one_or_404, requires
from app.web.database import db, immediate
from app.web.responses import Answer, personal, public_address, refuse, see_other

door_helpers = Blueprint("door_helpers", __name__)

PLACE = f"{LESSON}/nguoi-o-cua"
ENDED = (DoorState.REVOKED, DoorState.OVER)


class HelperForm(FlaskForm):
    name = StringField(
        _l("Người đón là ai"),
        [
            DataRequired(_l("Anh chị ghi tên người đón, ví dụ: Lan, đoàn thanh niên.")),
            Length(max=NAME_LENGTH, message=_l("Tên dài quá. Anh chị ghi gọn trong 60 chữ.")),
        ],
        filters=[lambda typed: clean(typed or "")],
    )


class HelperRow(NamedTuple):
    """A link in the list: its state, the phone that has it (None: none yet), the number of people it scanned."""

    helper: DoorHelper
    state: str
    phone: DoorPhone | None
    was_taken_up: bool
    scanned: int


@door_helpers.route(PLACE, methods=["GET", "POST"])
@requires(*KEEPERS)
def index(code: str, number: int) -> Answer:
    """The links of the lesson, those in use first, and the form for another, which is made and shown. Six statements
    for any number of them."""
    lesson, form = lesson_here(code, number), HelperForm()
    if not form.is_submitted():
        return personal(make_response(_listed(lesson, form)))
    if not form.validate():
        return personal(refuse("teaching/door_helpers/index.html", **_context(lesson, form)))
    if not DoorHelper.may_ever_open(lesson, clock.now()):
        return personal(make_response(_listed(lesson, form), 409))
    try:
        with immediate() as session:
            lesson, by = lesson_locked(session, code, number), current_account()
            made = DoorHelper.make(session, lesson, form.name.data or "", by=by, now=clock.now())
            note(session, "door_helper.made", lesson, name=made.name, helper=made.public_id)
            key = made.public_id
    except EnoughHelpers:
        form.name.errors = [_("Buổi này đã có %(most)s đường dẫn, đủ cho mọi cửa.", most=MOST)]
        return personal(refuse("teaching/door_helpers/index.html", **_context(lesson_here(code, number), form)))
    return see_other(url_for("teaching.door_helpers.show", code=code, number=number, helper=key))


@door_helpers.get(f"{PLACE}/<uuid:helper>")
@requires(*KEEPERS)
def show(code: str, number: int, helper: UUID) -> Answer:
    """One link, to be scanned from this screen or sent on."""
    lesson = lesson_here(code, number)
    asked = one_or_404(DoorHelper.called(lesson.id, str(helper)))
    row = next(each for each in _rows(db.session(), lesson) if each.helper.id == asked.id)
    address = public_address(url_for("public.doors.show", token=asked.token))
    text = _(
        "Mời %(name)s đón ở cửa lớp %(course)s, %(day)s. Mở đường dẫn này trên điện thoại của mình: %(address)s",
        name=asked.name,
        course=lesson.course.title,
        day=formats.moment(lesson.starts_at),
        address=address,
    )
    page = render_template(
        "teaching/door_helpers/show.html",
        lesson=lesson,
        row=row,
        shown=row.state not in ENDED and row.phone is None,
        picture=qr.inline(address),
        text=text,
        text_message=f"sms:?&body={quote(text)}",
        list_address=_address(lesson),
    )
    return personal(make_response(page))


@door_helpers.post(f"{PLACE}/<uuid:helper>/thu-hoi")
@requires(*KEEPERS)
def destroy(code: str, number: int, helper: UUID) -> Answer:
    """Revoke a link at once; what was scanned before stays."""
    with immediate() as session:
        lesson, asked = _locked(session, code, number, helper)
        name = asked.name
        if asked.revoke(clock.now()):
            note(session, "door_helper.revoked", lesson, name=name, helper=asked.public_id)
    flash(_("Đã thu lại đường dẫn của %(name)s. Những người đã quét vẫn được tính.", name=name), "good")
    return see_other(url_for("teaching.door_helpers.index", code=code, number=number))


@door_helpers.post(f"{PLACE}/<uuid:helper>/doi-may")
@requires(*KEEPERS)
def update(code: str, number: int, helper: UUID) -> Answer:
    """Release the phone that has a link, so that another can take it up."""
    with immediate() as session:
        lesson, asked = _locked(session, code, number, helper)
        name = asked.name
        if DoorPhone.release(session, asked.id, clock.now()):
            note(session, "door_helper.released", lesson, name=name, helper=asked.public_id)
    flash(_("Máy cũ thôi quét. %(name)s mở lại đường dẫn trên máy mới rồi bấm Bắt đầu.", name=name), "good")
    return see_other(url_for("teaching.door_helpers.show", code=code, number=number, helper=helper))


def _locked(session: Session, code: str, number: int, helper: UUID) -> tuple[Lesson, DoorHelper]:
    """The lesson, its row locked as for a scan, and one of its helpers; a 404 for another lesson's."""
    lesson = lesson_locked(session, code, number)
    return lesson, one_or_404(DoorHelper.called(lesson.id, str(helper)))


def _listed(lesson: Lesson, form: HelperForm) -> str:
    return render_template("teaching/door_helpers/index.html", **_context(lesson, form))


def _context(lesson: Lesson, form: HelperForm) -> dict[str, Any]:
    rows = _rows(db.session(), lesson)
    return {
        "lesson": lesson,
        "form": form,
        "rows": [row for row in rows if row.state not in ENDED],
        "ended": [row for row in rows if row.state in ENDED],
        "may_make": DoorHelper.may_ever_open(lesson, clock.now()),
        "list_address": _address(lesson),
        "roll_address": roll_address(lesson),
    }


def _rows(session: Session, lesson: Lesson) -> Sequence[HelperRow]:
    """The links of a lesson with their states. Three statements."""
    scanned, now = scanned_at(session, lesson.id), clock.now()
    phones = session.scalars(DoorPhone.at_lesson(lesson.id)).all()
    holding = {phone.helper_id: phone for phone in phones if phone.has_link}
    ever = {phone.helper_id for phone in phones}
    return [
        HelperRow(helper, helper.state(now).value, holding.get(helper.id), helper.id in ever, scanned.get(helper.id, 0))
        for helper in session.scalars(DoorHelper.of(lesson.id))
    ]


def _address(lesson: Lesson) -> str:
    return url_for("teaching.door_helpers.index", code=lesson.course.code, number=lesson.number)
