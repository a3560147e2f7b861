"""/quay/dang-ky-ho/<code>/danh-sach: a pasted list: each line's outcome is previewed, then all are registered at
once."""

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import HiddenField, TextAreaField

from app.country import clock, names
from app.exchange.imports.pasted_lines import BATCH, LIMIT, PastedLine, count_lines, read_lines
from app.models import Course, Person, Registration, RegistrationState, ResidentialGroup, SignUpWay, Wishes
from app.models.learning.families import RegistrationScope
from app.models.learning.joining import LIVE, CourseFull, NotOpen
from app.routes.counter.lookups import STAFF, course_here, scope_on
from app.routes.counter.registrations import why_not
from app.routes.trail import note
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.kept_forms import dedupes_itself
from app.web.responses import Answer, refuse, see_other

lists = Blueprint("lists", __name__)

LINES = uuid.UUID("0f3c1f06-7c63-4bb5-8a4d-6f6f27d3a9b1")
SEATED, WAITING, NO_ROOM, KNOWN, REPEATED, UNREAD = "seated", "waiting", "no_room", "known", "repeated", "unread"
TAKEN = (SEATED, WAITING)


class LineOutcome(NamedTuple):
    line: PastedLine
    outcome: str


class ListForm(FlaskForm):
    """The pasted text; its own number makes a double press one registration a line."""

    lines = TextAreaField(_l("Danh sách, mỗi người một dòng"))
    submission = HiddenField()


@lists.route("/dang-ky-ho/<code>/danh-sach", methods=["GET", "POST"])
@dedupes_itself
@requires(*STAFF)
def new(code: str) -> Answer:
    """The box; then the preview; with `step=save` everybody whose line can be read is registered."""
    course, form, step = course_here(code), ListForm(), request.form.get("step", "look")
    if not form.is_submitted():
        form.submission.data = str(uuid.uuid4())
        return _box(form, course)
    scope, text = scope_on(course), form.lines.data or ""
    if fault := _fault(course, scope, text):
        form.lines.errors = [fault]
    if fault or not form.validate() or step == "edit":
        return _box(form, course, status=422 if form.errors else 200)
    if step != "save":
        return render_template(
            "counter/lists/preview.html", form=form, course=course, **_looked_at(course, scope, text)
        )
    outcomes: list[LineOutcome] = []
    lines = _lines(text, scope)
    try:
        for begin in range(0, len(lines), BATCH):
            with immediate() as session:
                some = lines[begin : begin + BATCH]
                outcomes += _register(session, course_here(code), some, form.submission.data or "")
    except NotOpen as refused:
        form.lines.errors = [why_not(refused)]
        return _box(form, course_here(code), status=422)
    return _result_page(code, outcomes)


def _box(form: ListForm, course: Course, *, status: int = 200, left: Sequence[PastedLine] = ()) -> Answer:
    """The page with the box; `left` are lines that could not be registered."""
    scope = scope_on(course)
    return refuse(
        "counter/lists/new.html", status=status, form=form, course=course, scope=scope, limit=LIMIT, left=left
    )


def _fault(course: Course, scope: RegistrationScope, text: str) -> str:
    """Why the whole text cannot be taken, or nothing."""
    if scope.is_empty or not course.takes_registrations(clock.now()):
        return why_not(NotOpen())
    if not text.strip():
        return str(_("Chưa có dòng nào. Anh chị dán hoặc gõ mỗi người một dòng."))
    if count_lines(text) > LIMIT:
        return str(_("Mỗi lần nhận nhiều nhất %(limit)s dòng. Anh chị chia danh sách làm nhiều lần.", limit=LIMIT))
    return ""


def _lines(text: str, scope: RegistrationScope) -> list[PastedLine]:
    """The lines as they can be registered: a line has no room for who stands behind a child."""
    today = clock.today()
    alone = _("Dưới 16 tuổi: anh chị ghi riêng ở Ghi tên, thêm tên cha mẹ hoặc người giám hộ.")
    read = read_lines(text, scope.groups, elsewhere=scope.elsewhere, today=today)
    return [replace(line, why=alone) if not line.why and line.birth.is_child(today) else line for line in read]


def _looked_at(course: Course, scope: RegistrationScope, text: str) -> dict[str, object]:
    """What would become of each line as things stand; nothing is stored."""
    lines = _lines(text, scope)
    known, seen = _registered(course), set[tuple[str, int, int | None]]()
    free, outcomes = course.free, []
    for line in lines:
        outcome = UNREAD if line.why else KNOWN if line.key in known else REPEATED if line.key in seen else SEATED
        if outcome == SEATED and free <= 0:
            outcome = WAITING if course.waiting_list else NO_ROOM
        free -= outcome == SEATED
        seen.add(line.key)
        outcomes.append(LineOutcome(line, outcome))
    counts = Counter(outcome.outcome for outcome in outcomes)
    return {"outcomes": outcomes, "counts": counts, "ready": sum(counts[outcome] for outcome in TAKEN)}


def _registered(course: Course) -> set[tuple[str, int, int | None]]:
    """Who is registered already, as lines name people."""
    live = db.session.scalars(Registration.of(course.id).where(Registration.state.in_(LIVE)))
    people = [registration.person for registration in live]
    return {(names.identity_key(each.full_name), each.birth_year, each.residential_group_id) for each in people}


def _register(session: Session, course: Course, lines: Sequence[PastedLine], submission: str) -> list[LineOutcome]:
    """Register everybody whose line can be read, in their order; one line of the audit trail for all."""
    me, outcomes = current_visitor().account_id, []
    for line in lines:
        outcomes.append(LineOutcome(line, UNREAD if line.why else _register_one(session, course, line, submission, me)))
    taken = sum(outcome.outcome in TAKEN for outcome in outcomes)
    if taken:
        note(session, "registration.made", course, {"people": taken, "way": SignUpWay.DESK.value})
    return outcomes


def _register_one(session: Session, course: Course, line: PastedLine, submission: str, me: int) -> str:
    group = session.get(ResidentialGroup, line.group.id) if line.group else None
    candidate = Person(
        unit=course.unit,
        full_name=line.full_name,
        birth_year=line.birth.year,
        birth_date=line.birth.date,
        residential_group=group,
        phone=line.phone,
        created_at=clock.now(),
    )
    one_press = str(uuid.uuid5(LINES, "\n".join(map(str, (course.folded_code, submission, *line.key)))))
    wishes, now = Wishes(SignUpWay.DESK, one_press, by_id=me), clock.now()
    try:
        ticket = Registration.register(session, course.id, candidate, wishes, now)
    except CourseFull:
        return NO_ROOM
    made = session.scalars(Registration.on(ticket.id)).first()
    if made is None or made.created_at != now:  # known before, or by an earlier press of the same form
        return KNOWN
    return SEATED if made.state == RegistrationState.SEATED else WAITING


def _result_page(code: str, outcomes: Sequence[LineOutcome]) -> Answer:
    """The number of registrations; lines that could not be read stay in the box, to be corrected."""
    counts = Counter(outcome.outcome for outcome in outcomes)
    flash(_saved_words(counts), "good" if counts[SEATED] + counts[WAITING] else "warn")
    left = [outcome.line for outcome in outcomes if outcome.outcome in (UNREAD, NO_ROOM)]
    if not left:
        return see_other(url_for("counter.today.show"))
    form = ListForm(formdata=None)
    form.lines.data, form.submission.data = "\n".join(line.text for line in left), str(uuid.uuid4())
    return _box(form, course_here(code), left=left)


def _saved_words(counts: Counter[str]) -> str:
    phrases = [str(_("Đã ghi tên %(count)s người", count=counts[SEATED] + counts[WAITING]))]
    if counts[WAITING]:
        phrases.append(str(_("%(count)s người trong đó đang chờ", count=counts[WAITING])))
    if again := counts[KNOWN] + counts[REPEATED]:
        phrases.append(str(_("%(count)s người đã có tên từ trước", count=again)))
    return ", ".join(phrases) + "."
