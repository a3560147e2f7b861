"""/giang-vien/lop/<code>/buoi/<number>: the roll of a lesson, and what came of it once it is closed."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, make_response, render_template, request
from flask_babel import gettext as _, lazy_gettext as _l

from app import clock, names
from app.access import current_visitor, requires
from app.database import db
from app.models import Lesson, LessonState, RegistrationState, Roll, RollRow, Status
from app.models.learning.attendance_mark import CAME
from app.responses import Answer, personal
from app.routes.teaching.lookups import KEEPERS, LESSON, is_officer_of, lesson_here, roll_address

rolls = Blueprint("rolls", __name__)

ALL, UNMARKED, CAME_FILTER = "", "chua-ghi", "co-mat"

STATUS_WORDS: Mapping[str, object] = {
    Status.PRESENT: _l("Có mặt"),
    Status.LATE: _l("Đến muộn"),
    Status.EXCUSED: _l("Vắng có phép"),
    Status.ABSENT: _l("Vắng"),
    Status.UNMARKED: _l("Chưa ghi"),
}


@dataclass(frozen=True)
class View:
    """Which part of a roll is looked at: what was typed, the filter, and whoever was just marked (who stays)."""

    query: str = ""
    shelf: str = ALL
    just: str = ""

    @classmethod
    def asked(cls) -> "View":
        """As the address says."""
        shelf = request.args.get("loc", "")
        return cls(
            query=names.clean(request.args.get("tim", ""))[: names.NAME_LIMIT],
            shelf=shelf if shelf in (UNMARKED, CAME_FILTER) else ALL,
            just=request.args.get("vua", "")[:36],
        )

    def kept(self, **changed: str) -> dict[str, str]:
        """The query of an address that shows the same part."""
        return {"tim": self.query, "loc": self.shelf, **changed}

    def shows(self, row: RollRow) -> bool:
        """Whether a row is in this part."""
        wanted = {ALL: True, UNMARKED: row.status == Status.UNMARKED, CAME_FILTER: row.status in CAME}
        return wanted[self.shelf] and names.matches(self.query, row.search_key)


@rolls.get(LESSON)
@requires(*KEEPERS)
def show(code: str, number: int) -> Answer:
    """The roll to be ticked, or what came of it."""
    lesson = lesson_here(code, number)
    if lesson.is_closed or lesson.state == LessonState.CANCELLED:
        return outcome(lesson)
    return open_roll(lesson, View.asked())


def open_roll(lesson: Lesson, view: View) -> Answer:
    """The roll of a lesson under way: two statements, however many people."""
    roll = Roll.of(db.session(), lesson, just=view.just)
    whole = not (view.query or view.shelf)
    part = roll.rows if whole else [row for row in roll.rows if row is roll.just or view.shows(row)]
    page = render_template(
        "teaching/rolls/show.html",
        lesson=lesson,
        roll=roll,
        view=view,
        rows=drawn(part),
        whole=whole,
        just=roll.just,
        address=roll_address(lesson, **view.kept()),
        disputed=[row for row in roll.rows if row.disputed],
        account=current_visitor().public_id,
        is_today=clock.local(lesson.starts_at).date() == clock.today(),
        is_ahead=clock.local(lesson.starts_at).date() > clock.today(),
        status_words=STATUS_WORDS,
    )
    return personal(make_response(page))


def outcome(lesson: Lesson, trouble: str = "", status: int = 200) -> Answer:
    """What came of a lesson that is closed or cancelled; `trouble` says why something was not done."""
    roll = Roll.of(db.session(), lesson)
    groups = {key: [row for row in roll.rows if row.status == key] for key in STATUS_WORDS}
    now = clock.now()
    page = render_template(
        "teaching/rolls/outcome.html",
        lesson=lesson,
        roll=roll,
        groups=groups,
        trouble=trouble,
        may_reopen=lesson.is_closed and lesson.may_reopen(officer=is_officer_of(lesson), now=now),
        status_words=STATUS_WORDS,
    )
    return personal(make_response(page, status))


def drawn(rows: list[RollRow]) -> list[tuple[str, str, int, str, str]]:
    """The rows as the roll's macro wants them, with what there is to say of a person beside their year."""
    doubt, no_seat, gone = map(str, (_("hai máy ghi khác nhau"), _("chưa có chỗ"), _("đã trả chỗ")))
    waiting = (RegistrationState.WAITING, RegistrationState.OFFERED)

    def word(row: RollRow) -> str:
        if row.disputed:
            return doubt
        if row.state == RegistrationState.SEATED:
            return ""
        return no_seat if row.state in waiting else gone

    return [(row.key, row.name, row.birth_year, row.status, word(row)) for row in rows]
