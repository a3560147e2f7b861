"""/quay/to-cua-toi: the four errands of who heads a residential group, its half-year in figures, and its sheet on
paper."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby

from flask import Blueprint, abort, make_response, render_template, request
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.named_figures import INDICATORS
from app.indicators.programmes import each_indicator_of
from app.indicators.residential_groups import GROUP, OF_A_GROUP
from app.jobs import recognition_orders
from app.models import (
    AdministrativeUnit,
    Course,
    Lesson,
    Programme,
    ProgrammeEntry,
    Registration,
    ResidentialGroup,
    Role,
)
from app.models.learning.absences import absent_last, courses_of_neighbours, how_many_absent
from app.models.movement.entry_lists import returned_from_phone
from app.registers.indicator import Indicator, Scope
from app.registers.joint_counts import count_together
from app.routes.counter.courses import open_courses
from app.routes.counter.doorsteps import quick_entries, recorded_entries
from app.routes.counter.doorsteps.rounds import at_home
from app.routes.counter.log.help_log import wards_of
from app.routes.counter.lookups import own_groups
from app.routes.jobs import COUNTER, answer_with
from app.routes.task_lines import given_lines
from app.routes.trail import note_unit
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.responses import Answer, saved

homes = Blueprint("homes", __name__)


@homes.get("/to-cua-toi")
@requires(Role.GROUP_HEAD)
def show() -> Answer:
    """Register, the next house, how many were absent, the half-year; `?to=` another of the groups that they head. Kept
    on the phone, so it names nobody (docs/decisions/0073)."""
    group, others = headed_group()
    now, session = clock.now(), db.session()
    rounds, asked = at_home(group.id), quick_entries.asked_here()
    since = _half_year(clock.today())
    page = render_template(
        "counter/homes/show.html",
        group=group,
        groups=others,
        rounds=rounds,
        given=given_lines(),
        asked=quick_entries.due_lines(asked),
        quick=any(each.is_quick for each in asked),
        returned=_returned(session),
        absent=how_many_absent(session, _wards(group), [group.id], now),
        course=next(iter(open_courses(now)), None),
        elsewhere=_elsewhere(session, group, now),
        came_from=session.get(AdministrativeUnit, group.came_from_id) if group.came_from_id else None,
        figures=list(_figures(session, group, since, [each.programme for each in rounds])),
        since=since,
        notes=bool(wards_of(current_visitor())),
        now=now,
        tab="home",
    )
    return saved(make_response(page))


@homes.get("/to-cua-toi/vang")
@requires(Role.GROUP_HEAD)
def absent() -> Answer:
    """Who of the group was absent at the last lesson of each class, with the telephone by which to ask why. That they
    were looked at is noted."""
    group, others = headed_group()
    rows = _absent(db.session(), group)
    if rows:
        with immediate() as session:
            note_unit(session, "registration.absent_viewed", group.unit, {"group": group.name, "people": len(rows)})
        rows = _absent(db.session(), group)
    lessons = [(lesson, [seat for seat, _lesson in seats]) for lesson, seats in groupby(rows, lambda row: row[1])]
    return render_template("counter/homes/absent.html", group=group, groups=others, lessons=lessons, tab="home")


def _returned(session: Session) -> list[tuple[ProgrammeEntry, str]]:
    """What the office gave back of what the visitor sent, each with the form on which it is sent again."""
    visitor = current_visitor()
    who = visitor.account_id, {grant.unit_id for grant in visitor.grants}, visitor.as_of
    return [(each, recorded_entries.form_address(each)) for each in returned_from_phone(session, *who)]


def headed_group() -> tuple[ResidentialGroup, list[ResidentialGroup]]:
    """The group of the address, or the first that they head, and all of them; a 404 for another's."""
    groups = own_groups()
    code = request.args.get("to")
    return next((each for each in groups if code in (None, each.code)), None) or abort(404), groups


def _absent(session: Session, group: ResidentialGroup) -> list[tuple[Registration, Lesson]]:
    return [(seat, lesson) for seat, lesson in session.execute(absent_last(_wards(group), [group.id], clock.now()))]


def _wards(group: ResidentialGroup) -> list[int]:
    """The ward of a group, and the one that it came from: classes of many groups run to their end there."""
    return [each for each in (group.unit_id, group.came_from_id) if each is not None]


def _elsewhere(session: Session, group: ResidentialGroup, now: datetime) -> Iterable[tuple[Course, int]]:
    """The classes of the ward that the group left in which its people learn, and how many of them."""
    if group.came_from_id is None:
        return ()
    return [(course, many) for course, many in
            session.execute(courses_of_neighbours(group.came_from_id, group.id, now))]  # fmt: skip


def _half_year(today: date) -> date:
    return date(today.year, 1 if today.month < 7 else 7, 1)


def _figures(
    session: Session, group: ResidentialGroup, since: date, programmes: Sequence[Programme]
) -> Iterable[tuple[Indicator, int, date | None]]:
    """Each counted of the group alone, by the same declarations as the office's pages; of a group that came from
    another ward since then, the day from which on it counts here: what was recorded at houses came along."""
    came = group.came_on if group.came_from_id and group.came_on and group.came_on > since else None
    firsts = (next(each_indicator_of(each.used), None) for each in programmes)
    seen = [one for one in firsts if one and one.is_seen_by((Role.GROUP_HEAD,))]
    wanted = [each for each in seen + [INDICATORS[key] for key in OF_A_GROUP] if GROUP in each.by_key]
    begun = [None if each.noun is ProgrammeEntry else came for each in wanted]
    found: dict[int, int] = {}
    for day in {*begun}:
        scope = Scope((group.unit_id,), day or since, clock.today(), {GROUP: group.id})
        here = [each for each, its_day in zip(wanted, begun, strict=True) if its_day == day]
        totals = count_together(session, scope, [(each, Indicator.total_of) for each in here])
        found |= {id(each): total for each, total in zip(here, totals, strict=True)}
    return [(each, found[id(each)], day) for each, day in zip(wanted, begun, strict=True)]


group_sheets = Blueprint("group_sheets", __name__)


@group_sheets.route("/to-cua-toi/phieu", methods=["GET", "POST"])
@requires(Role.GROUP_HEAD)
def new() -> Answer:
    """What is on the sheet, and the press that orders it; `?to=` another of the groups that they head."""
    group, groups = headed_group()
    if request.method != "POST":
        return render_template("counter/group_sheets/new.html", group=group, groups=groups, tab="home")
    with immediate() as session:
        here = session.scalars(ResidentialGroup.with_unit(group.id)).one()
        job = recognition_orders.group_sheet(session, [here], by=current_visitor().account_id)
    return answer_with(job, COUNTER)
