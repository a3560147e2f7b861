"""/thiet-bi: what a phone says of itself, with nothing to send: which rolls it saved, that nothing waits on it; and
what it saves for whoever is signed in on it, wherever they came in."""

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock, codes, names
from app.country.numbers import LARGEST
from app.models import AuditEvent, Course, Lesson, OfflineRoll, Phone, Role
from app.models.learning.lesson_terms import Lock
from app.outbox.figures import entered_today
from app.routes.counter.courses import kept_forms, open_courses
from app.routes.counter.doorsteps import quick_entries, rounds
from app.routes.counter.lookups import LOGGING, REGISTERING
from app.routes.counter.mentorships.mentorships import stamp
from app.routes.counter.mentorships.mentorships_lookups import KEEPERS, own_pairs
from app.routes.teaching.lessons import SOON, of_mine, to_keep
from app.web.access import current_visitor, requires, unattended
from app.web.browsers.devices import device_words
from app.web.database import db, immediate
from app.web.kept_forms import PROGRAM, not_kept
from app.web.responses import personal
from app.web.words.roles import kept_start

phones = Blueprint("phones", __name__)
preparations = Blueprint("preparations", __name__)

# A day's lessons of one person, and more than anybody teaches.
MOST_LESSONS = 50
LONGEST_NAME = 64


@phones.post("/thiet-bi")
@not_kept(PROGRAM)
@requires(*Role)
def create() -> Response:
    """Note the phone, the rolls it saved (`lessons`), and what is left on it.

    Takes `{device, account, release, waiting, refused, lessons: ["DEM4/3"]}` and answers `{entered, held}`: how many
    operations of this account the server has taken from this device today, and which of the lessons it noted.
    """
    visitor, now = current_visitor(), clock.now()
    given = _given()
    report = _read(given) if isinstance(given, dict) else None
    if report is None:
        return _json_answer({"message": _("Máy chủ không đọc được nội dung gửi lên.")}, 400)
    if report["account"] != visitor.public_id:
        return _json_answer({"message": _("Máy này vừa đăng nhập bằng tài khoản khác.")}, 409)
    with immediate() as session:
        lessons = _lessons(session, visitor.account_id, report["lessons"])
        phone = Phone.heard(
            session,
            account_id=visitor.account_id,
            device=report["device"],
            kind=device_words(request.user_agent.string),
            release=report["release"],
            waiting=report["waiting"],
            refused=report["refused"],
            now=now,
        )
        new = OfflineRoll.hold(session, phone, [lesson.id for lesson in lessons], now)
        OfflineRoll.report(session, phone, now)
        for lesson in lessons:
            if lesson.id in new:
                _note(session, lesson, phone)
        entered = entered_today(session, visitor.account_id, report["device"], now)
    return _json_answer({"entered": entered, "held": sorted(lesson.key for lesson in lessons)})


def _json_answer(body: dict[str, object], status: int = 200) -> Response:
    answer = jsonify(body)
    answer.status_code = status
    return personal(answer)


def _given() -> object:
    """What came, as JSON; None where it is none."""
    try:
        return json.loads(request.get_data(cache=False))
    except (ValueError, RecursionError):
        return None


def _read(given: dict[str, object]) -> dict[str, Any] | None:
    """What the phone says, or None where it cannot be read."""
    device, account, lessons = given.get("device"), given.get("account"), given.get("lessons", [])
    if not isinstance(device, str) or not 0 < len(names.clean(device)) <= LONGEST_NAME:
        return None
    if not isinstance(account, str) or not isinstance(lessons, list) or len(lessons) > MOST_LESSONS:
        return None
    release = given.get("release")
    return {
        "device": names.clean(device),
        "account": account,
        "release": names.clean(release) if isinstance(release, str) else "",
        "waiting": _count(given.get("waiting")),
        "refused": _count(given.get("refused")),
        "lessons": [each for each in lessons if isinstance(each, str)],
    }


def _count(given: object) -> int:
    return given if isinstance(given, int) and not isinstance(given, bool) and 0 <= given <= LARGEST else 0


def _lessons(session: Session, account_id: int, keys: list[str]) -> list[Lesson]:
    """The lessons that a phone names ("DEM4/3"), their rows held; what is not this person's to keep is left out."""
    wanted = set()
    for key in keys:
        code, _slash, number = key.rpartition("/")
        if code and number.isascii() and number.isdigit() and len(number) <= 4:
            wanted.add((codes.fold(code), int(number)))
    if not wanted:
        return []
    return list(Lesson.taught(session, account_id, clock.today(), wanted, lock=Lock.ROW).values())


def _note(session: Session, lesson: Lesson, phone: Phone) -> None:
    """That names of a class lie on a phone now is a thing to be known afterwards."""
    AuditEvent.note(
        session,
        "roll.held",
        at=clock.now(),
        account_id=phone.account_id,
        unit_id=lesson.course.unit_id,
        subject=("lesson", lesson.key),
        detail={"device_id": phone.device, "on": phone.kind},
    )


@dataclass(frozen=True)
class Group:
    """Pages that are needed together. `stamp` is another one whenever they read otherwise: then they are fetched anew.

    `shelf` is where the phone remembers them, "lessons" or "pages", and `key` under what; `ends` is when a lesson does.
    """

    shelf: str
    key: str
    stamp: str
    pages: Sequence[str]
    ends: str = ""


@preparations.get("/thiet-bi/chuan-bi")
@requires(*Role)
@unattended
def show() -> Response:
    """What is taught within a day, whom one visits, the log with its day, from door to door; `start` is the page on
    which its owner begins, "" at a desk."""
    visitor, now = current_visitor(), clock.now()
    groups: list[Group] = []
    if Role.INSTRUCTOR in visitor.roles:
        groups += _lessons_ahead(now)
    if visitor.roles & set(LOGGING):
        log = (url_for("counter.help_records.index"), url_for("counter.days.show"))
        groups.append(Group("pages", log[0], clock.today().isoformat(), log))
    if visitor.roles & set(KEEPERS):
        groups += _pairs()
    groups += _rounds()
    if stands := quick_entries.stamp():
        page = url_for("counter.quick_entries.index")
        groups.append(Group("pages", page, stands, [page]))
    if visitor.roles & set(REGISTERING) - {Role.OFFICER}:
        groups += _neighbours(now)
    start = kept_start(visitor.roles)
    groups += _starts(start, groups)
    preparation = {"account": visitor.public_id, "start": start, "groups": [asdict(group) for group in groups]}
    return personal(jsonify(preparation))


def _lessons_ahead(now: datetime) -> Iterator[Group]:
    """The lessons that one teaches oneself, today and within a day; the list of them first."""
    me = current_visitor().account_id
    mine = Course.teachable_by(me, clock.today()).with_only_columns(Course.id).order_by(None)
    around = Lesson.between(mine, clock.at_local(clock.today()), now + SOON)
    kept = to_keep(db.session(), of_mine(db.session.scalars(around).all(), me), now)
    own = [each for each in kept if each.by_itself]
    if own:
        index = url_for("teaching.lessons.index")
        yield Group("pages", index, _sum([(each.lesson.key, each.stamp) for each in own]), [index])
    for each in own:
        yield Group("lessons", each.lesson.key, each.stamp, each.pages, each.lesson.ends_at.isoformat())


def _pairs() -> Iterator[Group]:
    """Whom one visits: a page to look at and one to note the visit; the list of them first."""
    pairs = [(pair.public_id, stamp(pair)) for pair in own_pairs() if pair.is_open]
    if pairs:
        index = url_for("counter.mentorships.index")
        yield Group("pages", index, _sum(pairs), [index])
    for pair_id, stands in pairs:
        own = [url_for(f"counter.{page}", pair_id=pair_id) for page in ("mentorships.show", "mentorships_visits.new")]
        yield Group("pages", pair_id, stands, own)


def _rounds() -> Iterator[Group]:
    """Of each round from door to door the list, the page of a new house, and the houses that are visited next."""
    for each in rounds.to_keep():
        kept = [(stop.public_id, each.stamp(stop), each.address(stop)) for stop in each.kept()]
        index = each.address(None)
        yield Group("pages", index, _sum([house[:2] for house in kept]), [index, *([each.fresh] if each.adds else [])])
        for house, stands, address in kept:
            yield Group("pages", house, stands, [address])


def _neighbours(now: datetime) -> Iterator[Group]:
    """The classes on which one registers neighbours, and the form of each."""
    forms, index = kept_forms(open_courses(now)), url_for("counter.courses.index")
    if forms:
        yield Group("pages", index, _sum(forms), [index, *(address for address, _stamp in forms)])


def _starts(start: str, groups: Sequence[Group]) -> Iterator[Group]:
    """What is still missing of where somebody begins: the first page, the next house. Fetched anew each day, and
    whenever what they count does."""
    there = {page for group in groups for page in group.pages}
    stamp = _sum([(group.key, group.stamp) for group in groups] + [(clock.today().isoformat(), "")])
    pages = [start] if start else []
    if any(page.startswith("/quay/ho/") for page in there):
        pages.append(url_for("counter.next_houses.show"))
    for page in pages:
        if page not in there:
            yield Group("pages", page, stamp, [page])


def _sum(parts: Sequence[tuple[str, str]]) -> str:
    return format(zlib.crc32(repr(parts).encode()), "x")
