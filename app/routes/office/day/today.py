"""/van-phong: what is to be done today, in the order of the harm that waiting does."""

from collections.abc import Iterator
from datetime import date, timedelta

from flask import Blueprint, make_response, render_template, request
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.waiting.kind import Harm, WaitingQuery
from app.indicators.waiting.kinds import KINDS
from app.indicators.waiting.requests import BY_LEADERS
from app.models import AdministrativeUnit, Course, Lesson, Person, Plan, Plate, Role
from app.models.base import count_of
from app.models.learning import shelf
from app.models.learning.certificate_lists import undrawn
from app.models.learning.due import how_many_without_guardian
from app.models.learning.shelf import Beginning, CourseShelf
from app.models.learning.unearned import unearned_in
from app.models.movement.entry_lists import unconfirmed
from app.models.movement.site_holdings import lookalikes
from app.registers.personal_data.obstacles import tonight
from app.routes.office.approvals.deciding import waiting_for
from app.routes.office.day import lines
from app.routes.office.day.lines import TodayLine
from app.routes.office.desk.shown import kept, office_waits, visitors_roles
from app.routes.office.lookups import STAFF, unit_ids
from app.routes.office.movement.programmes import news_of
from app.routes.office.targets.standing import is_running, main_figures, overdue_tasks, standing_lines
from app.routes.task_lines import given_lines
from app.web.access import current_visitor, requires
from app.web.database import db
from app.web.responses import Answer

# The start page of a leader: the ten numbers, and what waits for a signature.
# Whose numbers a leader reads on this browser.
PLAN = "ke_hoach"


def page() -> Answer:
    """The numbers of the plan that was chosen on this browser (`?ke-hoach=`), else of the government's own that was
    loaded first, so that another one takes no place; decisions that wait, the oldest first; overdue tasks; what the
    machine does by itself. The same number of statements however much it is."""
    visitor, day, session = current_visitor(), clock.today(), db.session()
    here = visitor.units(Role.LEADER)
    unit = session.scalars(AdministrativeUnit.among(here).limit(1)).one()
    plans, asked = session.scalars(Plan.running(unit.id, day)).all(), request.args.get("ke-hoach", "")
    chosen = asked or request.cookies.get(PLAN)
    own = min(plans, key=lambda each: (each.style != "state", each.id), default=None)
    plan = next((each for each in plans if each.public_id == chosen), own)
    standing = standing_lines(session, plan, day, officer=False) if plan else []
    waiting = [(each, rows) for each, rows in waiting_for(Role.LEADER, here) if rows]
    given = given_lines()
    page = render_template(
        "office/today/leader.html",
        today=day,
        name=visitor.full_name,
        unit=unit,
        plan=plan,
        plans=plans,
        ten=main_figures([each for each in standing if is_running(each, day)]),
        waiting=waiting,
        unearned=(unearned := unearned_in(session, here)),
        count=sum(len(rows) for _decision, rows in waiting) + len(unearned),
        unconfirmed=len(unconfirmed(session, here, [Role.LEADER])),
        confirm=lines.address_of(BY_LEADERS.page),
        late=overdue_tasks(session, plan, day) if plan else [],
        given=[each for each in given if not each.is_late],
        given_late=[each for each in given if each.is_late],
        undrawn=undrawn(session, here),
        erased_tonight=session.scalar(count_of(tonight(here, day))),
    )
    return kept(make_response(page), PLAN, plan.public_id) if asked and plan else page


today = Blueprint("today", __name__)


@today.get("")
@requires(*STAFF)
def show() -> Answer:
    """What was sent back, whom somebody keeps waiting, what falls due, what can wait; beside it today's and tomorrow's
    lessons. The same number of statements however many rows wait."""
    now, here, visitor, day = clock.now(), unit_ids(), current_visitor(), clock.today()
    if Role.OFFICER not in visitor.roles:
        return page()
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
