"""…/quet: scans tickets and citizen cards at the door. With script on the phone and through the outbox, also offline
(app/static/js/scan/scan.js); without script a code is typed, or its photo sent."""

import json
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for

from app.country import clock
from app.country.names import search_key
from app.models import Course, Lesson, LessonState, RollRow
from app.models.learning.attendance_mark import CAME
from app.models.learning.door_list import DoorList
from app.outbox.scanning import WORDS, CitizenCard, Scanned, read_scanned
from app.routes.teaching.lessons import of_mine
from app.routes.teaching.lookups import KEEPERS, LESSON, lesson_here, roll_address
from app.routes.teaching.marks import too_late
from app.routes.teaching.results import is_over_now, outcome
from app.routes.teaching.scan.marks import NotMarked, mark_person, mark_ticket
from app.routes.teaching.scan.words import (
    PROGRAM,
    READER,
    answer_photo,
    needs_for_script,
    no_code_words,
    words_for_script,
)
from app.routes.teaching.walk_ins import walk_in_form
from app.web.access import current_visitor, requires
from app.web.database import db
from app.web.kept_forms import Mechanism, kept_by
from app.web.photos import MOST_BYTES
from app.web.responses import Answer, allow_wasm, personal, saved, see_other, settings
from app.web.static_files import static_url

scans = Blueprint("scans", __name__)

# The files that the page needs besides the shell to scan offline.
FILES = ("hits.js", "camera.js", "band.js", "door.js", "scan_card.js", *READER)
SHOWN = 80
# The current lesson: people come early, and some late.
EARLY, LATE = timedelta(minutes=60), timedelta(minutes=30)


@scans.url_value_preprocessor
def take_photo(endpoint: str | None, values: dict[str, object] | None) -> None:
    """Allow these addresses more bytes than a form."""
    if endpoint and endpoint.endswith(".photo"):
        request.max_content_length = MOST_BYTES + 64 * 1024


@scans.get("/giang-vien/quet")
@requires(*KEEPERS)
def index() -> Answer:
    """For the app's shortcut: the scanner of the current lesson or of the day's only one; else today's to choose."""
    lessons, now = _todays(), clock.now()
    current = [lesson for lesson in lessons if lesson.starts_at - EARLY <= now <= lesson.ends_at + LATE] or lessons
    if len(current) == 1:
        return see_other(scan_address(current[0]))
    return personal(make_response(render_template("teaching/scans/index.html", lessons=lessons, today=clock.today())))


def _todays() -> list[Lesson]:
    """The lessons of today that the visitor may scan at: those that still take marks."""
    me, begins = current_visitor().account_id, clock.at_local(clock.today())
    mine = Course.teachable_by(me, clock.today()).with_only_columns(Course.id).order_by(None)
    found = db.session.scalars(Lesson.between(mine, begins, begins + timedelta(days=1))).all()
    return [lesson for lesson in of_mine(found, me) if lesson.state == LessonState.PLANNED]


@scans.route(f"{LESSON}/quet", methods=["GET", "POST"])
@kept_by(Mechanism.OUTBOX)
@requires(*KEEPERS)
def show(code: str, number: int) -> Answer:
    """The scanner of a lesson, with all that a phone must know to continue offline; a code that was typed, or read by a
    hand-held reader, is carried out."""
    lesson, opened = lesson_here(code, number), request.method != "POST"
    if is_over_now(lesson):
        return outcome(lesson) if opened else too_late(code, number)
    if opened:
        return saved(_page(lesson), lesson_ends=lesson.ends_at)
    return _taken(lesson, [request.form.get("code", "")])


@scans.post(f"{LESSON}/quet/anh")
@requires(*KEEPERS)
def photo(code: str, number: int) -> Answer:
    """Carry out a photo of a code like a typed code; a phone that asks for JSON gets its texts."""
    lesson = lesson_here(code, number)

    def carry_out(texts: list[str]) -> Answer:
        if is_over_now(lesson):
            return too_late(code, number)
        return _taken(lesson, texts) if texts else refused(no_code_words())

    def refused(reason: str) -> Answer:
        return _refused(lesson, reason)

    return answer_photo(carry_out, refused)


def _taken(lesson: Lesson, texts: list[str]) -> Answer:
    """Mark the people of the first code; where no code marks anybody, show what it is."""
    read = [read_scanned(text, origins(), clock.today()) for text in texts]
    best = next((each for each in read if each.kind in ("ticket", "card")), read[0])
    if best.card is not None:
        return _card(lesson, best.card)
    if best.token is None:
        return _refused(lesson, words_of(best), best)
    try:
        flash(mark_ticket(lesson, best.token))
    except NotMarked as refused:
        return _refused(lesson, refused.message, best)
    return see_other(scan_address(lesson))


def words_of(scanned: Scanned) -> str:
    """What a code is that marks nobody; a foreign text is shown, never opened."""
    shown = scanned.text if scanned.kind in ("link", "text") else ""
    more = f" {shown[:SHOWN]}…" if len(shown) > SHOWN else f" {shown}" if shown else ""
    return f"{WORDS[scanned.kind]}{more}"


def _card(lesson: Lesson, card: CitizenCard) -> Answer:
    """Mark the card's holder; where that is not certain, ask, with the form for somebody new filled in."""
    people = DoorList.of(db.session(), lesson).people
    named = [row for row in people if row.search_key == search_key(card.full_name)]
    born = [row for row in named if row.birth_year == card.birth_year]
    if len(born) != 1:
        return _page(lesson, card=card, alike=born or named)
    try:
        flash(mark_person(lesson, born[0]))
    except NotMarked as refused:
        return _refused(lesson, refused.message)
    return see_other(scan_address(lesson))


def origins() -> list[str]:
    """The origins of our addresses: today's and those printed in the past."""
    known = (settings().public_url, *settings().former_public_urls, request.host_url.rstrip("/"))
    return [each.lower() for each in dict.fromkeys(known)]


def scan_address(lesson: Lesson) -> str:
    """The scanner's own address."""
    return url_for("teaching.scans.show", code=lesson.course.code, number=lesson.number)


def _refused(lesson: Lesson, trouble: str, scanned: Scanned | None = None) -> Response:
    """The page again, with the error and what was typed, unless that may be somebody's number."""
    page = _page(lesson, trouble=trouble, typed=scanned.text[:SHOWN] if scanned else "")
    page.status_code = 422
    return page


def _page(lesson: Lesson, **context: Any) -> Response:
    """The page. Five statements, however many people: the visitor, the lesson, the door list (two), the ward's
    groups."""
    door = DoorList.of(db.session(), lesson)
    card: CitizenCard | None = context.get("card")
    form = walk_in_form(lesson)
    if card is not None:
        form.full_name.data = card.full_name
        form.birth_year.data = card.birth_date.strftime("%d/%m/%Y") if card.birth_date else str(card.birth_year)
        form.another.data = ",".join(row.key for row in context.get("alike", []))
    on_roll = [row for row in door.people if row.listed]
    page = render_template(
        "teaching/scans/show.html",
        lesson=lesson,
        came=sum(row.status in CAME for row in on_roll),
        total=len(on_roll),
        door=door_text(door),
        form=form,
        origins=" ".join(origins()),
        words=words_for_script(),
        needs=needs_for_script(),
        files=FILES,
        program=PROGRAM,
        keep=" ".join(static_url(name) for name in (*FILES, PROGRAM)),
        account=current_visitor().public_id,
        roll=roll_address(lesson),
        at=int(clock.now().timestamp() * 1000),
        is_today=clock.local(lesson.starts_at).date() == clock.today(),
        **{"trouble": "", "typed": "", "card": None, "alike": [], **context},
    )
    return allow_wasm(personal(make_response(page)))


def door_text(door: DoorList) -> str:
    """The door list as a phone keeps it: people as [key, name, year, line, needs, state, status], with "outside"
    appended for whoever was not in class, and for each ticket's hash the indexes of its people. It has no token."""
    places = {row.registration_id: place for place, row in enumerate(door.people)}
    tickets = {entry.hash: [places[row.registration_id] for row in entry.people] for entry in door.entries}
    people = [_door_row(row) for row in door.people]
    return json.dumps({"people": people, "tickets": tickets}, ensure_ascii=False, separators=(",", ":"))


def _door_row(row: RollRow) -> list[object]:
    cells: list[object] = [row.key, row.name, row.birth_year, row.door_line, row.needs, row.state, row.status]
    return cells if row.in_class else [*cells, "outside"]
