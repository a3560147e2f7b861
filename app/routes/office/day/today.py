"""/van-phong: what is to be done today, in the order of the harm that waiting does."""

from collections.abc import Iterator
from datetime import date, timedelta

from flask import Blueprint, render_template
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.waiting.kind import Harm, WaitingQuery
from app.indicators.waiting.kinds import KINDS
from app.models import Course, Lesson, Person, Plate, Role
from app.models.base import count_of
from app.models.learning import shelf
from app.models.learning.beginning import Beginning
from app.models.learning.certificate_lists import undrawn
from app.models.learning.children import how_many_without_guardian
from app.models.learning.shelf import CourseShelf
from app.models.movement.site_lookalikes import lookalikes
from app.registers.personal_data.due import tonight
from app.routes.office.day import leader_start, lines
from app.routes.office.day.lines import TodayLine
from app.routes.office.desk.waiting import office_waits, visitors_roles
from app.routes.office.lookups import STAFF, unit_ids
from app.routes.office.movement.programmes import news_of
from app.routes.task_lines import given_lines
from app.web.access import current_visitor, requires
from app.web.database import db
from app.web.responses import Answer

today = Blueprint("today", __name__)


@today.get("")
@requires(*STAFF)
def show() -> Answer:
    """What was sent back, whom somebody keeps waiting, what falls due, what can wait; beside it today's and tomorrow's
    lessons. The same number of statements however many rows wait."""
    now, here, visitor, day = clock.now(), unit_ids(), current_visitor(), clock.today()
    if Role.OFFICER not in visitor.roles:
        return leader_start.page()
    begins = clock.at_local(day)
    courses = Course.in_units(here).with_only_columns(Course.id).order_by(None)
    lessons = db.session.scalars(Lesson.between(courses, begins, begins + timedelta(days=2))).all()
    beginning = Beginning.of(db.session(), visitor.units(Role.OFFICER))
    tomorrow = begins + timedelta(days=1)
    parts = _waiting(WaitingQuery.at(db.session(), here, now))
    usual = [*_first(here, day), *parts[Harm.USUAL], *_on_file(db.session(), here), *_editions(here)]
    return render_template(
        "office/today/show.html",
        today=day,
        beginning=beginning,
        drafts=db.session.scalars(shelf.courses_on(CourseShelf.DRAFT, here, now)).all() if beginning else [],
        sent_back=parts[Harm.SENT_BACK],
        late=parts[Harm.LATE],
        coming=parts[Harm.DUE],
        overdue=[line for line in usual if line.late],
        usual=[line for line in usual if not line.late],
        shown=lines.SHOWN,
        waiting=0 if Role.LEADER in visitor.roles else office_waits()[1].at("approve", [Role.LEADER]),
        lessons=[lesson for lesson in lessons if lesson.starts_at < tomorrow],
        tomorrows=[lesson for lesson in lessons if lesson.starts_at >= tomorrow],
    )


def _waiting(asked: WaitingQuery) -> dict[Harm, list[TodayLine]]:
    """The lines of each part, of the rows that the rail counted."""
    waits, roles = office_waits()[1], visitors_roles()
    parts: dict[Harm, list[TodayLine]] = {harm: [] for harm in Harm}
    for kind in KINDS:
        if set(kind.roles) & roles and (rows := waits.rows(kind, asked)):
            for line in lines.of_kind(kind, asked, rows):
                parts[Harm.LATE if kind.harm == Harm.DUE and line.late else kind.harm].append(line)
    parts[Harm.DUE].sort(key=lambda line: line.day or date.max)
    return parts


def _first(here: set[int], day: date) -> Iterator[TodayLine]:
    """What can wait, but is read today: names that are erased tonight, what was given to the visitor."""
    erased = db.session.scalar(count_of(tonight(here, day))) or 0
    yield from lines.by_itself(undrawn(db.session(), here), erased)
    yield from lines.given(given_lines())


def _editions(here: set[int]) -> Iterator[TodayLine]:
    """What can wait: new editions of programmes that the office runs."""
    yield from lines.editions(news_of(db.session(), (*sorted(here),)))


def _on_file(session: Session, here: set[int]) -> Iterator[TodayLine]:
    """What can wait until the rest is done, and is no list of the office."""
    unsure = session.scalars(Person.unsure_in(here)).one()
    children = session.scalar(how_many_without_guardian(here, clock.today())) or 0
    yield from lines.to_renew(session.execute(Plate.due_by_programme(here, clock.today())))
    yield from lines.on_file(unsure, children, len(lookalikes(session, here)))
