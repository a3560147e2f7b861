"""…/them-nguoi: adds somebody in the hall who is not on the roll: three fields, registered and present at once."""

import re
import uuid

from flask import Blueprint, Response, abort, flash, render_template, request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import HiddenField

from app.country import clock
from app.country.names import identity_key
from app.models import AttendanceMark, Lesson, LessonState, Outcome, Person, Registration, ResidentialGroup
from app.models.learning.joining import NotOpen
from app.models.learning.lesson_terms import LessonClosed
from app.models.learning.roll import MARK
from app.models.learning.walk_in import Press, WalkIn
from app.routes.teaching.lookups import (
    KEEPERS,
    LESSON,
    form_device,
    lesson_here,
    lesson_locked,
    note,
    roll_address,
    saved_of,
)
from app.routes.teaching.marks import too_late
from app.routes.teaching.results import is_over_now, outcome
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.forms.fields import BirthYearField, FullNameField, GroupField, GuardianField
from app.web.kept_forms import Mechanism, dedupes_itself, kept_by
from app.web.responses import Answer, personal, refuse, see_other

walk_ins = Blueprint("walk_ins", __name__)

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class WalkInForm(FlaskForm):
    """The person. `submission` makes a double tap one person; `another` has the people who are somebody else."""

    full_name = FullNameField(staff=True)
    birth_year = BirthYearField(staff=True)
    guardian = GuardianField(staff=True, later=True)
    residential_group = GroupField(staff=True)
    submission = HiddenField()
    another = HiddenField()

    @property
    def who(self) -> tuple[str, int]:
        """Name and year, which tell somebody from the next person on the same page; only after validation."""
        return identity_key(self.full_name.value), self.birth_year.value.year

    def person(self, session: Session, lesson: Lesson) -> Person:
        """The person, not stored yet; only after validation."""
        birth, group_id = self.birth_year.value, self.residential_group.value
        return Person(
            unit=lesson.course.unit,
            full_name=self.full_name.value,
            birth_year=birth.year,
            birth_date=birth.date,
            residential_group=session.get_one(ResidentialGroup, group_id) if group_id is not None else None,
            created_at=clock.now(),
        )


def walk_in_form(lesson: Lesson) -> WalkInForm:
    """The form with the ward's groups and a submission number."""
    form = WalkInForm()
    unit = lesson.course.unit
    form.residential_group.offer(db.session.scalars(ResidentialGroup.of(unit.id)).all(), unit.group_word)
    if not _UUID.fullmatch(form.submission.data or ""):
        form.submission.data = str(uuid.uuid4())
    return form


@walk_ins.route(f"{LESSON}/them-nguoi", methods=["GET", "POST"])
@kept_by(Mechanism.OUTBOX)
@dedupes_itself
@requires(*KEEPERS)
def new(code: str, number: int) -> Answer:
    """Admit the person and go back to the roll; first ask where the name is on the roll already. `?ten=` fills in a
    name that was not found."""
    lesson = lesson_here(code, number)
    if request.method != "POST" and is_over_now(lesson):
        return too_late(code, number)
    form = walk_in_form(lesson)
    if not form.is_submitted():
        form.full_name.data = request.args.get("ten", "")[:300]
        form.full_name.render_kw = {"autofocus": True}
        return saved_of(lesson, _page(lesson, form))
    if not form.validate():
        return _refused(lesson, form)
    # Nobody is asked about twice, however the name is corrected meanwhile.
    asked = list(filter(None, (form.another.data or "").split(",")))
    alike = _alike(lesson, form)
    if fresh := [each.public_id for each in alike if not _among(asked, each.public_id)]:
        form.another.data = ",".join(asked + fresh)
        return _refused(lesson, form, alike)
    try:
        with immediate() as session:
            entered = _enter(session, lesson_locked(session, code, number, seats=True), form)
            key, name = entered.registration.public_id, entered.registration.person.full_name
    except LessonClosed:
        return too_late(code, number)
    except NotOpen:
        return outcome(lesson_here(code, number), _("Lớp này không nhận thêm người nữa."), 409)
    flash(_message(entered, name))
    return see_other(roll_address(lesson_here(code, number), vua=key))


def _enter(session: Session, lesson: Lesson, form: WalkInForm) -> WalkIn:
    """The write itself; the same form again finds the first result."""
    if lesson.state == LessonState.CANCELLED:
        raise LessonClosed
    now, page = clock.now(), form.submission.data or ""
    # A page that was typed over and sent again means the next person, under a number that is the same each time.
    for number in (page, str(uuid.uuid5(uuid.UUID(page), "|".join(map(str, form.who))))):
        if (done := session.get(AttendanceMark, number)) is None:
            break
        if done.lesson_id != lesson.id:
            abort(404)
        there = session.get_one(Registration, done.registration_id)
        if form.who == (identity_key(there.person.full_name), there.person.birth_year):
            return WalkIn(there, False, Outcome.ALREADY_DONE)
    press = Press(number, now, now, form_device())
    me, person = current_visitor().account_id, form.person(session, lesson)
    entered = WalkIn.enter(session, lesson, person, press, by_id=me, now=now, guardian=form.guardian.value)
    key = entered.registration.public_id
    note(session, "attendance.walk_in", lesson, registration=key, new=entered.is_new, seat=entered.has_seat)
    return entered


def _message(entered: WalkIn, name: str) -> str:
    message = _("Đã thêm và ghi có mặt: %(name)s.", name=name)
    if not entered.has_seat:
        message = _("Đã ghi có mặt: %(name)s. Lớp hết chỗ, phường thấy và xếp chỗ sau.", name=name)
    elif not entered.is_new:
        message = _("Đã ghi có mặt: %(name)s, có tên từ trước.", name=name)
    return str(message)


def _alike(lesson: Lesson, form: WalkInForm) -> list[Registration]:
    """People of the course with a similar name; none where one of them is exactly who was typed."""
    there = list(db.session.scalars(WalkIn.alike(lesson.course_id, form.full_name.value)))
    typed = (identity_key(form.full_name.value), form.birth_year.value.year, form.residential_group.value)
    for registration in there:
        person = registration.person
        if typed == (identity_key(person.full_name), person.birth_year, person.residential_group_id):
            return []
    return there


def _among(asked: list[str], public_id: str) -> bool:
    """Whether somebody was asked about already: here by their full id, on a roll by its beginning ("p7e")."""
    return any(public_id.startswith(each.removeprefix(MARK)) for each in asked)


def _refused(lesson: Lesson, form: WalkInForm, alike: list[Registration] | None = None) -> Response:
    return personal(
        refuse(
            "teaching/walk_ins/new.html",
            form=form,
            lesson=lesson,
            alike=[(each.public_id, each.person) for each in alike or []],
            address=roll_address(lesson),
        )
    )


def _page(lesson: Lesson, form: WalkInForm) -> str:
    return render_template(
        "teaching/walk_ins/new.html", form=form, lesson=lesson, alike=[], address=roll_address(lesson)
    )
