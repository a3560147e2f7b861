"""…/ket-qua: the result of a lesson: counts, heads, note, pictures, who closed it, and the corrections since."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, render_template
from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import HiddenField, IntegerField, TextAreaField
from wtforms.validators import Length, Optional

from app.country import clock
from app.country.names import clean
from app.country.numbers import parse_integer
from app.models import (
    Account,
    AttendanceMark,
    AuditEvent,
    CheckIn,
    Lesson,
    LessonPhoto,
    LessonState,
    OfflineRoll,
    Roll,
    Status,
)
from app.models.learning import substitution
from app.models.learning.contest import Contest
from app.models.learning.unearned import at_stake_at
from app.models.people.changing import Overtaken
from app.routes.teaching.lookups import (
    KEEPERS,
    LESSON,
    is_officer_of,
    lesson_here,
    lesson_locked,
    note,
    result_address,
    roll_address,
    saved_of,
)
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.forms.versioned import VersionedForm, merges_again
from app.web.kept_forms import Mechanism, kept_by
from app.web.responses import Answer, personal, refuse, see_other
from app.web.words.acts import act_words
from app.web.words.classes import both_words

results = Blueprint("results", __name__)

MOST_HEADS = 100_000
STATUS_WORDS: Mapping[str, object] = {
    Status.PRESENT: _l("Có mặt"),
    Status.LATE: _l("Đến muộn"),
    Status.EXCUSED: _l("Vắng có phép"),
    Status.ABSENT: _l("Vắng"),
    Status.UNMARKED: _l("Chưa ghi"),
}
# The acts of the trail that show how the result came about, and how many of them are shown.
RESULT_ACTIONS = (
    "lesson.closed",
    "lesson.reopened",
    "lesson.noted",
    "attendance.corrected",
    "attendance.keyed_in",
    "roll.given_up",
    "lesson.substitute_appointed",
    "lesson.substitute_left",
)
MOST_LINES = 30


class HeadsField(IntegerField):
    """The optional number of people counted in the hall."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a whole number, or refuse with an example."""
        typed = (valuelist or [""])[0].strip()
        self.data = parse_integer(typed, MOST_HEADS)
        if typed and self.data is None:
            raise ValueError(_("Anh chị ghi một số, ví dụ 34."))


class ResultForm(VersionedForm):
    """An instructor's note and head count of a lesson, with the version of both that was on the screen."""

    heads = HeadsField(_l("Đếm trong phòng"), [Optional()])
    note = TextAreaField(
        _l("Ghi chú buổi học"), [Length(max=1000, message=_l("Ghi chú dài quá 1.000 chữ. Anh chị ghi gọn lại."))]
    )
    version = HiddenField(name="seen")


@dataclass(frozen=True)
class ResultLine:
    at: datetime
    words: str
    who: str
    reason: str


@results.route(f"{LESSON}/ket-qua", methods=["GET", "POST"])
@kept_by(Mechanism.OUTBOX)
@requires(*KEEPERS)
@merges_again
def show(code: str, number: int) -> Answer:
    """The result so far, closed or not: unmarked people are unknown until the lesson is closed, and absent afterwards.
    The note and the head count may be changed; 409 with both versions where a colleague changed the same."""
    lesson = lesson_here(code, number)
    form = ResultForm()
    if not form.is_submitted():
        return outcome(lesson)
    form.merge(standing(lesson), lambda: _form_of(lesson))
    if not form.validate():
        return personal(refuse("teaching/results/show.html", editing=True, **_known(lesson, form)))
    with immediate() as session:
        lesson = lesson_locked(session, code, number)
        if form.version.data != standing(lesson):
            raise Overtaken({})
        now = clock.now()
        lesson.take_heads(form.heads.data, at=now)
        lesson.take_note(clean(form.note.data or ""), at=now)
        note(session, "lesson.noted", lesson, heads=lesson.heads)
    flash(_("Đã lưu ghi chú và số đếm."))
    return see_other(result_address(lesson_here(code, number)))


def standing(lesson: Lesson) -> str:
    """The version of the note and the head count: changes when one of them does."""
    return f"{lesson.heads if lesson.heads is not None else ''} {lesson.note_at.isoformat() if lesson.note_at else ''}"


def outcome(lesson: Lesson, trouble: str = "", status: int = 200) -> Answer:
    """The result of a lesson; `trouble` says why something was not done."""
    page = render_template("teaching/results/show.html", **_known(lesson, _form_of(lesson)), trouble=trouble)
    return saved_of(lesson, page, status)


def _form_of(lesson: Lesson) -> ResultForm:
    return ResultForm(formdata=None, data={"heads": lesson.heads, "note": lesson.note, "version": standing(lesson)})


def _known(lesson: Lesson, form: ResultForm) -> dict[str, Any]:
    session, now = db.session(), clock.now()
    roll = Roll.of(session, lesson)
    officer = is_officer_of(lesson)
    may_reopen = lesson.is_closed and lesson.may_reopen(officer=officer, now=now)
    return {
        "lesson": lesson,
        "form": form,
        "roll": roll,
        "differed": _differed(session, lesson, roll),
        "groups": {key: [row for row in roll.listed if row.status == key] for key in STATUS_WORDS},
        "ways": CheckIn.ways(session, lesson.id),
        "photos": session.scalars(LessonPhoto.of(lesson.id)).all(),
        "trail": trail(lesson, roll),
        "late_words": late_words(lesson),
        "phones": unheard(lesson),
        "may_reopen": may_reopen,
        "at_stake": at_stake_at(session, lesson) if may_reopen else [],
        "needs_reason": not lesson.may_reopen(officer=False, now=now),
        "may_appoint": substitution.may_appoint(session, lesson, current_visitor().account_id, clock.today()),
        "is_over": lesson.starts_at <= now,
        "status_words": STATUS_WORDS,
        "address": roll_address(lesson),
        "as_of": current_visitor().as_of,
    }


def _differed(session: Session, lesson: Lesson, roll: Roll) -> dict[int, str]:
    """The marks of the devices that disagreed about somebody at a lesson, resolved since or not, by registration."""
    contests = Contest.of(session, [row.registration_id for row in roll.rows])
    here = ((key, each) for key, found in contests.items() for each in found if each.lesson_number == lesson.number)
    return {key: both_words(contest) for key, contest in here}


def unheard(lesson: Lesson) -> Sequence[OfflineRoll]:
    """The phones from which marks of a closed lesson may still come: until then unmarked people are unknown, and absent
    by the lesson's rule only. One statement, and none where the lesson is open."""
    return db.session.scalars(OfflineRoll.outstanding(lesson.id)).all() if lesson.is_closed else ()


def late_words(lesson: Lesson) -> int:
    """How many marks arrived after the lesson was closed, from phones without signal. One statement."""
    if lesson.closed_at is None:
        return 0
    return db.session.scalars(AttendanceMark.count_late(lesson.id, lesson.closed_at)).one()


def trail(lesson: Lesson, roll: Roll, key: str = "") -> list[ResultLine]:
    """The history of the result, the newest first; with `key` only the corrections of one person. Two statements."""
    wanted = AuditEvent.about("lesson", lesson.key).where(AuditEvent.action.in_(RESULT_ACTIONS)).limit(MOST_LINES)
    events = [(event, json.loads(event.detail)) for event in db.session.scalars(wanted)]
    ids = {event.account_id for event, _detail in events if event.account_id}
    who = {account.id: account.full_name for account in db.session.scalars(Account.among(ids))}
    names = {row.key: row.name for row in roll.rows}
    return [
        ResultLine(
            event.at, _words(event, detail, names), who.get(event.account_id or 0, ""), str(detail.get("reason") or "")
        )
        for event, detail in events
        if not key or detail.get("registration") == key
    ]


def _words(event: AuditEvent, detail: Mapping[str, Any], names: Mapping[str, str]) -> str:
    words = act_words(event.action)
    if event.action == "attendance.corrected":
        status = str(STATUS_WORDS.get(detail.get("status", ""), ""))
        return f"{names.get(detail.get('registration', ''), words)}: {status.lower()}"
    if event.action == "attendance.keyed_in":
        return f"{words}, {_('%(count)s người', count=detail.get('people', 0))}"
    if event.action == "roll.given_up":
        return f"{words}, {_('máy của %(name)s', name=detail.get('of', ''))}"
    return words


def is_over_now(lesson: Lesson) -> bool:
    """Whether the lesson takes no more marks: closed, or cancelled."""
    return lesson.is_closed or lesson.state == LessonState.CANCELLED
