"""/thiet-bi/chuan-bi: what a phone saves for whoever is signed in on it, wherever they came in."""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from flask import Blueprint, Response, jsonify, url_for

from app.country import clock
from app.models import Course, Lesson, Role, Team
from app.routes.counter.courses import kept_forms, open_courses
from app.routes.counter.doorsteps import rounds
from app.routes.counter.lookups import HELPERS, STAFF
from app.routes.counter.mentorships.mentorships import stamp
from app.routes.counter.mentorships.mentorships_lookups import KEEPERS, own_pairs
from app.routes.teaching.keeping import SOON, to_keep
from app.routes.teaching.lessons import of_mine
from app.web.access import current_visitor, requires, unattended
from app.web.database import db
from app.web.responses import personal
from app.web.words.roles import kept_start

preparations = Blueprint("preparations", __name__)


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
        groups += _lessons(now)
    if visitor.roles & set(HELPERS):
        log = (url_for("counter.help_records.index"), url_for("counter.days.show"))
        groups.append(Group("pages", log[0], clock.today().isoformat(), log))
    if visitor.roles & set(KEEPERS):
        groups += _pairs()
    groups += _rounds()
    if visitor.roles & set(STAFF) - {Role.OFFICER}:
        groups += _neighbours(now)
    start = kept_start(visitor.roles)
    groups += _starts(start, groups)
    preparation = {"account": visitor.public_id, "start": start, "groups": [asdict(group) for group in groups]}
    return personal(jsonify(preparation))


def _lessons(now: datetime) -> Iterator[Group]:
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
        yield Group("pages", index, _sum([house[:2] for house in kept]), [index, each.fresh])
        for house, stands, address in kept:
            yield Group("pages", house, stands, [address])


def _neighbours(now: datetime) -> Iterator[Group]:
    """The classes on which one registers neighbours, and the form of each."""
    forms, index = kept_forms(open_courses(now)), url_for("counter.courses.index")
    if forms:
        yield Group("pages", index, _sum(forms), [index, *(address for address, _stamp in forms)])


def _starts(start: str, groups: Sequence[Group]) -> Iterator[Group]:
    """What is still missing of where somebody begins: the first page, the next house, the month of a team that they
    lead. Fetched anew each day, and whenever what they count does."""
    there = {page for group in groups for page in group.pages}
    stamp = _sum([(group.key, group.stamp) for group in groups] + [(clock.today().isoformat(), "")])
    pages = [start] if start else []
    if any(page.startswith("/quay/ho/") for page in there):
        pages.append(url_for("counter.next_houses.show"))
    if db.session.scalars(Team.led_by(current_visitor().account_id)).first():
        pages.append(url_for("counter.team_months.index"))
    for page in pages:
        if page not in there:
            yield Group("pages", page, stamp, [page])


def _sum(parts: Sequence[tuple[str, str]]) -> str:
    return format(zlib.crc32(repr(parts).encode()), "x")
