"""/ and /x/<unit_code>: a ward's public home, its open classes soonest first."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from app import clock
from app.access import public
from app.audiences import AUDIENCES, audience
from app.database import db
from app.models import AdministrativeUnit, Course, Lesson
from app.responses import Answer, see_other

# A filter that is a link: its key, its address, its words.
Chip = tuple[str, str, str]

homes = Blueprint("homes", __name__)

# More classes than this are a crowd: the filters appear.
HANDFUL = 6
# Cards on the first screenful or so; one link shows the rest.
FIRST = 24
THIS_WEEK = "tuan-nay"
WHOLE = "het"


@homes.get("/")
@public
def index() -> Answer:
    """The one ward's home; with several, the choice of the ward; with none, the first run."""
    wards = db.session.scalars(AdministrativeUnit.wards().options(joinedload(AdministrativeUnit.parent))).all()
    if not wards:
        return see_other(url_for("admin.first_run.new"))
    if len(wards) == 1:
        return _home(wards[0])
    return render_template("public/homes/index.html", wards=wards)


@homes.get("/x/<unit_code>")
@public
def show(unit_code: str) -> Answer:
    """The home of the ward with a state code of five digits."""
    if len(unit_code) != 5 or not unit_code.isdecimal() or not unit_code.isascii():
        abort(404)
    ward = db.session.scalars(AdministrativeUnit.called(unit_code)).one_or_none()
    if ward is None:
        abort(404)
    return _home(ward)


def _home(ward: AdministrativeUnit) -> str:
    now = clock.now()
    courses = db.session.scalars(Lesson.courses_ahead(ward.id, now)).all()
    chosen = request.args.get("loc", "")
    fitting = [course for course in courses if _fits(course, chosen, now)]
    shown = fitting if WHOLE in request.args else fitting[:FIRST]
    return render_template(
        "public/homes/show.html",
        ward=ward,
        courses=shown,
        more=len(fitting) - len(shown),
        filters=_filters(courses, now) if len(courses) > HANDFUL or chosen else ([], []),
        chosen=chosen,
        now=now,
    )


def _fits(course: Course, chosen: str, now: datetime) -> bool:
    """Whether a course passes the chosen filter; a word that is none of ours hides nothing."""
    if chosen == THIS_WEEK:
        return _is_this_week(course, now)
    return chosen not in AUDIENCES or course.audience == chosen


def _is_this_week(course: Course, now: datetime) -> bool:
    """Whether its next lesson is before the night from Sunday to Monday."""
    today = clock.local(now).date()
    monday = clock.at_local(today + timedelta(days=7 - today.weekday()))
    lesson = course.next_lesson(now)
    return lesson is not None and lesson.starts_at < monday


def _filters(courses: Sequence[Course], now: datetime) -> tuple[list[Chip], list[Chip]]:
    """The chips: all and this week; then each audience that has a class, when they are several. Counts in the words."""
    weekly = sum(_is_this_week(course, now) for course in courses)
    first = [("", request.path, _("Mọi lớp (%(count)s)", count=len(courses)))]
    if weekly:
        first.append((THIS_WEEK, f"?loc={THIS_WEEK}", _("Tuần này (%(count)s)", count=weekly)))
    for_whom = Counter(course.audience for course in courses)
    audiences = [(key, f"?loc={key}", f"{audience(key)} ({for_whom[key]})") for key in AUDIENCES if for_whom[key]]
    return first, audiences if len(audiences) > 1 else []
