"""/van-phong: what is to be done today, in the order of the harm that waiting does."""

from datetime import datetime, timedelta
from itertools import chain

from flask import Blueprint, render_template
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Course, DataRequest, HelpRequest, Lesson, Person, Plate, Role
from app.models.base import count_of
from app.models.helping.requests.request_board import waiting_in, with_helpers
from app.models.learning import due, shelf
from app.models.learning.beginning import Beginning
from app.models.learning.certificate_lists import to_hand_over, undrawn
from app.models.learning.children import how_many_without_guardian
from app.models.learning.clashes import Clash, clashes_among, meetings_between
from app.models.learning.let_in import let_in
from app.models.learning.met_since import met_since
from app.models.learning.shelf import Shelf
from app.models.movement.house_merging import lookalikes
from app.models.reports.due import due_reports
from app.registers.personal_data.due import tonight
from app.routes.office.approvals.deciding import waiting_for
from app.routes.office.day import class_lines, lines
from app.routes.office.day.lines import TodayLine
from app.routes.office.lookups import STAFF, unit_ids
from app.web.access import current_visitor, requires
from app.web.database import db
from app.web.responses import Answer

today = Blueprint("today", __name__)

TWO_WEEKS, THREE_WEEKS = timedelta(days=14), timedelta(days=21)


@today.get("")
@requires(*STAFF)
def show() -> Answer:
    """Whom somebody keeps waiting, what falls due, what can wait; beside it today's and tomorrow's lessons. The same
    number of statements however much it is."""
    now, here, visitor = clock.now(), unit_ids(), current_visitor()
    officer, leads = Role.OFFICER in visitor.roles, bool(visitor.units(Role.LEADER))
    day, begins = clock.today(), clock.at_local(clock.today())
    courses = Course.in_units(here).with_only_columns(Course.id).order_by(None)
    to_decide = [*lines.to_decide(waiting_for(Role.LEADER, here))]
    lessons = db.session.scalars(Lesson.between(courses, begins, begins + timedelta(days=2))).all()
    late, coming = _everybodys(db.session(), here)
    drafts = db.session.scalars(shelf.courses_on(Shelf.DRAFT, here, now)).all() if officer else []
    if leads:
        coming += to_decide
    if officer:
        coming += _due(db.session(), here, now)
    tomorrow = begins + timedelta(days=1)
    return render_template(
        "office/today/show.html",
        today=day,
        tomorrow=clock.local(tomorrow).date(),
        name=visitor.full_name,
        officer=officer,
        beginning=Beginning.of(db.session(), visitor.units(Role.OFFICER)) if officer else None,
        late=lines.by_day(late),
        coming=lines.by_day(coming),
        reports=[*lines.to_report(due_reports(db.session(), here, day, THREE_WEEKS))] if officer else [],
        usual=[*_usual(db.session(), here, now), *class_lines.drafts(drafts)] if officer else [],
        shown=lines.USUAL_SHOWN,
        drafts=drafts,
        waiting=[] if leads else to_decide,
        lessons=[lesson for lesson in lessons if lesson.starts_at < tomorrow],
        tomorrows=[lesson for lesson in lessons if lesson.starts_at >= tomorrow],
        undrawn=undrawn(db.session(), here),
        erased_tonight=db.session.scalar(count_of(tonight(here, day))),
    )


def _everybodys(session: Session, here: set[int]) -> tuple[list[TodayLine], list[TodayLine]]:
    """Who waits past what was promised, and what everybody of the office should know."""
    day = clock.today()
    at_home, asked = waiting_in(session, here, day), session.execute(DataRequest.waiting_in(here, day)).one()
    requests = session.scalars(with_helpers(HelpRequest.open_in(here).where(HelpRequest.due_on < day))).all()
    late, data = list(lines.overdue(requests, day)), list(lines.about_data(asked[0], asked[1], day))
    coming = list(lines.to_assign(at_home.new, day))
    return (late + data, coming) if asked[1] else (late, coming + data)


def _due(session: Session, here: set[int], now: datetime) -> list[TodayLine]:
    """What an officer does by a day."""
    day = clock.today()
    return [
        *class_lines.closing(session.scalars(due.closing_soon(here, now, now + due.SOON))),
        *class_lines.lapsing(due.offers_lapsing(session, here, now)),
        *lines.to_hand_over(to_hand_over(session, here), day),
        *lines.without_list(session.scalars(shelf.without_list(here, now)), day),
    ]


def _usual(session: Session, here: set[int], now: datetime) -> list[TodayLine]:
    """What can wait until the rest is done."""
    unsure = session.scalars(Person.unsure_in(here)).one()
    children = session.scalar(how_many_without_guardian(here, clock.today())) or 0
    return list(
        chain(
            class_lines.without_seat(let_in(session, here, now)),
            class_lines.unclosed(session.scalars(shelf.lessons_to_close(here, now))),
            lines.to_decide(waiting_for(Role.OFFICER, here)),
            class_lines.clashing(_clashing(here, now)),
            class_lines.met_since(met_since(session, here)),
            lines.to_renew(session.execute(Plate.due_by_programme(here, clock.today()))),
            lines.on_file(unsure, children, len(lookalikes(session, here))),
        )
    )


def _clashing(unit_ids: set[int], now: datetime) -> list[Clash]:
    """The clashes of the next two weeks, each pair once, the soonest first."""
    meetings = [each for each in meetings_between(db.session(), unit_ids, now, now + TWO_WEEKS) if not each.is_draft]
    found = clashes_among(db.session(), meetings)
    pairs: dict[frozenset[int], Clash] = {}
    for meeting in meetings:
        assert meeting.lesson is not None
        for clash in found.get(meeting.lesson.id, ()):
            assert clash.other.lesson is not None
            pairs.setdefault(frozenset((meeting.lesson.id, clash.other.lesson.id)), clash)
    return list(pairs.values())
