"""/giang-vien/lop/<code>/buoi/<number>: the roll of a lesson; once it is closed, its result. …/ghi: its state, for the
phones that keep it together; …/may/thoi: one of them will send nothing any more."""

from dataclasses import dataclass

from flask import Blueprint, Response, abort, flash, jsonify, make_response, render_template, request, url_for
from flask_babel import gettext as _

from app.country import clock, formats, names
from app.country.numbers import as_number
from app.models import HallRequest, Lesson, MarkWay, OfflineRoll, RegistrationState, Roll, RollRow, Status
from app.models.learning.attendance_mark import CAME
from app.models.learning.contest import MarkSource
from app.models.learning.joining import NEEDS
from app.models.learning.roll_state import RollState
from app.routes.teaching.lessons import pages_of
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
from app.routes.teaching.results import STATUS_WORDS, is_over_now, outcome
from app.web.access import current_visitor, requires, unattended
from app.web.database import db, immediate
from app.web.responses import Answer, personal, see_other

rolls = Blueprint("rolls", __name__)

ALL, UNMARKED, CAME_FILTER, ANNOUNCED = "", "chua-ghi", "co-mat", "bao-truoc"


@dataclass(frozen=True)
class View:
    """The part of a roll that is shown: the search words, the filter, and whoever was just marked (who stays in it)."""

    query: str = ""
    shelf: str = ALL
    just: str = ""

    @classmethod
    def asked(cls) -> "View":
        shelf = request.args.get("loc", "")
        return cls(
            query=names.clean(request.args.get("tim", ""))[: names.NAME_LIMIT],
            shelf=shelf if shelf in (UNMARKED, CAME_FILTER, ANNOUNCED) else ALL,
            just=request.args.get("vua", "")[:36],
        )

    def kept(self, **changed: str) -> dict[str, str]:
        """The query of an address that shows the same part."""
        return {"tim": self.query, "loc": self.shelf, **changed}

    def of(self, roll: Roll) -> list[RollRow]:
        """The rows of this part: words of the name begin with the search words, else the name contains them."""
        begun = [row for row in roll.rows if names.begins(self.query, row.search_key)]
        named = begun or [row for row in roll.rows if names.matches(self.query, row.search_key)]
        keys = {row.key for row in named}
        return [row for row in roll.rows if row is roll.just or (row.key in keys and self._wants(row))]

    def _wants(self, row: RollRow) -> bool:
        unmarked, came = row.status == Status.UNMARKED and row.listed, row.status in CAME
        return {ALL: True, UNMARKED: unmarked, CAME_FILTER: came, ANNOUNCED: row.gave_notice}[self.shelf]


@rolls.get(LESSON)
@requires(*KEEPERS)
def show(code: str, number: int) -> Answer:
    """The roll, or the result of a closed lesson."""
    lesson = lesson_here(code, number)
    if is_over_now(lesson):
        return outcome(lesson)
    return open_roll(lesson, View.asked())


def open_roll(lesson: Lesson, view: View) -> Answer:
    """The roll of a lesson under way: three statements, however many people; more where devices disagree, or two
    of them may be one."""
    roll = Roll.of(db.session(), lesson, just=view.just)
    unfiltered = not (view.query or view.shelf)
    part = roll.rows if unfiltered else view.of(roll)
    page = render_template(
        "teaching/rolls/show.html",
        lesson=lesson,
        roll=roll,
        view=view,
        rows=drawn(part),
        beside=beside(part),
        outside={row.key for row in part if not row.in_class},
        unfiltered=unfiltered,
        just=roll.just,
        newest=roll.newest_by(current_visitor().account_id),
        address=roll_address(lesson, **view.kept()),
        disputes=roll.disputes(db.session(), lesson),
        lookalikes=roll.lookalikes(db.session()),
        officer=is_officer_of(lesson),
        asking=db.session.scalars(HallRequest.waiting_at(lesson.id)).all(),
        drawn_at=current_visitor().drawn,
        is_today=clock.local(lesson.starts_at).date() == clock.today(),
        is_ahead=clock.local(lesson.starts_at).date() > clock.today(),
        status_words=STATUS_WORDS,
        along=(*pages_of(lesson)[1:], url_for("teaching.lessons.index")),
    )
    return saved_of(lesson, page)


def drawn(rows: list[RollRow]) -> list[tuple[str, str, int, str, str, str]]:
    """The rows for the roll's macro, with who else marked somebody, and a remark beside the year."""
    doubt, no_seat, gone = map(str, (_("hai máy ghi khác nhau"), _("chưa có chỗ"), _("đã trả chỗ")))
    announced, later = str(_("báo trước vắng")), str(_("vào lớp sau buổi này"))
    waiting = (RegistrationState.WAITING, RegistrationState.OFFERED)

    def word(row: RollRow) -> str:
        if row.disputed:
            return doubt
        if not row.listed and row.state == RegistrationState.SEATED:
            return later
        if row.state == RegistrationState.SEATED:
            return announced if row.gave_notice else ""
        return no_seat if row.state in waiting else gone

    return [(row.key, row.name, row.birth_year, row.status, word(row), marked_by(row.source)) for row in rows]


def marked_by(source: MarkSource | None) -> str:
    """Who made a mark and when, in as few words as a row has room for: "Lan quét 10 giờ 31"; "" where it was the
    visitor, or nobody."""
    if source is None or not source.is_foreign(current_visitor().account_id):
        return ""
    hour, is_marked = formats.time(source.at), source.status != Status.UNMARKED
    if source.is_own_word:
        return str(_("tự quét %(hour)s", hour=hour) if is_marked else _("tự bỏ %(hour)s", hour=hour))
    # A helper is "Lan, đoàn thanh niên", a member of staff "Trịnh Bảo Châu".
    name = source.helper.split(",")[0].strip() if source.helper else (source.account or "").rpartition(" ")[2]
    if not is_marked:
        return str(_("%(name)s bỏ %(hour)s", name=name, hour=hour))
    if source.way == MarkWay.SCAN:
        return str(_("%(name)s quét %(hour)s", name=name, hour=hour))
    return str(_("%(name)s ghi %(hour)s", name=name, hour=hour))


def beside(rows: list[RollRow]) -> dict[str, list[tuple[str, str]]]:
    """The lines under a name, by the row's key: symbol and words of each need, then the office's line for the door
    (without a symbol). Only for rows that have one."""
    words = {key: (need.symbol, str(need.short)) for key, need in NEEDS.items()}
    return {
        row.key: [
            *(words[need] for need in row.needs.split() if need in words),
            *([("", row.door_line)] if row.door_line else []),
        ]
        for row in rows
        if row.needs or row.door_line
    }


@rolls.get(f"{LESSON}/ghi")
@requires(*KEEPERS)
@unattended
def changes(code: str, number: int) -> Response:
    """JSON: `now`, the status of everybody on the roll by key (`marks`), who made it where it was somebody else
    (`by`), the keys of whom devices disagree (`disputed`), who asks to be let in from the hall (`asking`), whether
    people mark themselves by a code (`wall`), and whether the lesson is over (`closed`).

    One statement tells whether anything is new, and one more what; a third where somebody asks to be let in.
    A 404 for a lesson of others.
    """
    state = RollState.taught(db.session(), current_visitor().account_id, clock.today(), code, number)
    if state is None:
        abort(404)
    if request.if_none_match.contains_weak(state.tag):
        answer = make_response("", 304)
    else:
        roll = Roll.of(db.session(), state)
        answer = jsonify(
            now=clock.now().isoformat(),
            marks={row.key: row.status for row in roll.rows},
            by={row.key: by for row in roll.rows if (by := marked_by(row.source))},
            disputed=[row.key for row in roll.disputed],
            asking=_asking(state) if state.asking else [],
            wall=bool(state.has_wall),
            closed=state.is_closed,
        )
    answer.set_etag(state.tag, weak=True)
    return personal(answer)


def _asking(state: RollState) -> list[str]:
    return [each.public_id for each in db.session.scalars(HallRequest.waiting_at(state.id))]


@rolls.post(f"{LESSON}/may/thoi")
@requires(*KEEPERS)
def give_up(code: str, number: int) -> Answer:
    """Stop waiting for the phone. A second press finds it done; what the phone still sends counts all the same."""
    wanted = request.form.get("held", type=as_number)
    with immediate() as session:
        lesson = lesson_locked(session, code, number)
        offline_roll = session.scalars(OfflineRoll.of(lesson.id).where(OfflineRoll.id == wanted)).one_or_none()
        if offline_roll is None:
            abort(404)
        if offline_roll.give_up(by_id=current_visitor().account_id, now=clock.now()):
            whose = offline_roll.phone.account
            note(
                session,
                "roll.given_up",
                lesson,
                of=whose.full_name,
                on=offline_roll.phone.kind,
                device_id=offline_roll.phone.device,
            )
    flash(_("Không chờ máy này nữa. Nếu máy còn gửi, những gì ghi trước khi đóng buổi vẫn được tính."))
    return see_other(result_address(lesson_here(code, number)))
