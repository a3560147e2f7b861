"""/ and /x/<unit_code>: a ward's public home with its open classes, soonest first; with several wards, the choice of
one."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from flask import Blueprint, Response, abort, request, url_for

from app.country import clock, names
from app.models import AdministrativeUnit, Lesson, PageVersion, ResidentialGroup
from app.routes.public.class_filters import ClassFilter, is_near
from app.routes.public.courses.timetables import Preview
from app.routes.public.phone.own_cards import SHOWN, holds_any, own_cards
from app.web.access import public
from app.web.database import db
from app.web.page_cache import drawn_once, minute
from app.web.responses import Answer, htmx, page_or_fragment, see_other

homes = Blueprint("homes", __name__)

# The filters appear above this number of classes.
HANDFUL = 3
# Class cards on the first screenful or so; one link shows the rest.
FIRST = 24
SHOW_ALL = "het"
# The cookie of a phone on which a resident's form waits (js/unsent/list.js).
UNSENT = "unsent"
# The search box appears above this number of wards.
FEW_WARDS = 8


@homes.get("/")
@public
def index() -> Answer:
    """The only ward's home; with several wards, the choice of the ward; with none, the first run."""
    return without_ward(_home)


def without_ward(page_of: Callable[[AdministrativeUnit], Answer], /, **choice: Any) -> Answer:
    """The answer to an address without a ward: the only ward's page; with several, the choice of the ward (`choice` as
    `_choice_of` takes it); with none, the first run."""
    wards = db.session.scalars(ResidentialGroup.wards_for_people()).all()
    if not wards:
        return see_other(url_for("admin.first_run.new"))
    return page_of(wards[0]) if len(wards) == 1 else _choice_of(wards, **choice)


def of_ward(unit_code: str, endpoint: str, page_of: Callable[[AdministrativeUnit], Answer]) -> Answer:
    """A ward's page at its own address; for a ward that was merged away, its successor's; for one that was divided, the
    choice among the wards that received its groups."""
    ward = ward_called(unit_code)
    if ward.code != unit_code and len(went := _went(unit_code)) > 1:
        return _choice_of(
            [unit for unit, _names in went], show=endpoint, groups={unit.id: group_names for unit, group_names in went}
        )
    return page_of(ward) if ward.code == unit_code else see_other(url_for(endpoint, unit_code=ward.code))


def _choice_of(wards: Sequence[AdministrativeUnit], page: str = "public/homes/index.html", **context: Any) -> Answer:
    """The wards to choose from, searched by `?tim=`. `index` and `show` name the endpoints of the page to come back to
    and of a ward's page, where those are not the homes."""
    query = request.args.get("tim", "")
    found = [ward for ward in wards if names.matches(query, names.search_key(f"{ward.full_name} {_province(ward)}"))]
    return page_or_fragment(
        page,
        "public/homes/_wards.html",
        provinces=_by_province(found),
        query=query,
        searchable=len(wards) > FEW_WARDS or bool(query),
        **context,
    )


@homes.get("/x/<unit_code>")
@public
def show(unit_code: str) -> Answer:
    """The home of the ward with a state code of five digits; of one that was merged away, its successor's."""
    return of_ward(unit_code, "public.homes.show", _home)


def ward_called(unit_code: str) -> AdministrativeUnit:
    """The ward of a state code, or of one that was merged away its last successor; ends with a 404."""
    if len(unit_code) != 5 or not unit_code.isdecimal() or not unit_code.isascii():
        abort(404)
    ward = db.session.scalars(AdministrativeUnit.called(unit_code)).one_or_none()
    if ward is None:
        abort(404)
    return _as_of_today(ward)


def _went(unit_code: str) -> list[tuple[AdministrativeUnit, str]]:
    """The wards that have the groups of a divided ward today, with the names of those groups."""
    rows = db.session.scalars(ResidentialGroup.that_left(unit_code)).all()
    return [(unit, ", ".join(each.name for each in theirs)) for unit, theirs in groupby(rows, key=attrgetter("unit"))]


def _as_of_today(ward: AdministrativeUnit) -> AdministrativeUnit:
    """The last successor of a ward, as long as each has ended."""
    passed = {ward.id}
    while ward.valid_to and ward.valid_to <= clock.today() and ward.successor_id not in (None, *passed):
        ward = db.session.get_one(AdministrativeUnit, ward.successor_id)
        passed.add(ward.id)
    return ward


def _province(ward: AdministrativeUnit) -> str:
    return ward.parent.title if ward.parent else ""


def _by_province(wards: Sequence[AdministrativeUnit]) -> list[tuple[str, list[AdministrativeUnit]]]:
    """The wards by province, both in alphabetical order."""
    in_order = sorted(wards, key=lambda ward: (_place_key(_province(ward)), _place_key(ward.name), ward.code))
    return [(province, list(theirs)) for province, theirs in groupby(in_order, key=_province)]


def _place_key(name: str) -> str:
    """A sort key for places: they are sorted from their first word on, people from their last; as one word the order is
    the same."""
    return names.sort_key(name.replace(" ", "-"))


def _home(ward: AdministrativeUnit) -> Answer:
    """The home, rendered once for all phones except those that have a ticket or a request for help, which it lists, and
    those that say that something waits on them."""
    now = clock.now()
    if holds_any() or UNSENT in request.cookies:
        return _drawn(ward, now)
    seats = db.session.execute(PageVersion.with_seats(ward.id)).all()
    return drawn_once((minute(now), *seats), lambda: _drawn(ward, now))


def _drawn(ward: AdministrativeUnit, now: datetime) -> Response:
    groups = db.session.scalars(ResidentialGroup.of(ward.id)).all()
    courses = db.session.scalars(Lesson.courses_offered(ward.id, now)).all()
    chosen = ClassFilter.read(request.path, request.args, groups)
    fitting = [course for course in courses if chosen.fits(course, now)]
    open_ = [course for course in fitting if course.takes_registrations(now)]
    # Classes that still lead to a certificate come first: nobody is led into a class of which half is missed.
    open_.sort(key=lambda course: course.is_too_late(now))
    shown = open_ if SHOW_ALL in request.args else open_[:FIRST]
    return page_or_fragment(
        "public/homes/show.html",
        "public/homes/_answer.html",
        ward=ward,
        about=Preview.of_ward(ward),
        chosen=chosen,
        filtering=len(courses) > HANDFUL or not chosen.is_empty,
        weeks=chosen.weeks(courses, now),
        audiences=chosen.audiences(courses, now),
        groups=chosen.groups(groups, ward.group_word),
        courses=[course for course in shown if not course.is_too_late(now)],
        running=[course for course in shown if course.is_too_late(now)],
        more=len(open_) - len(shown),
        later=[course for course in fitting if not course.takes_registrations(now)],
        near={course.id for course in shown if is_near(course, chosen.group, now)},
        own=[] if htmx() else own_cards(db.session(), now),
        own_shown=SHOWN,
        unsent=UNSENT in request.cookies,
        now=now,
    )
