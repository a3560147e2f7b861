"""The page of targets at a ward of 60,000 people with three years of classes and help, at three times and at ten times
as much, on either engine: what a leader waits for, and how long the worker counts for it."""

import random
import time
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.reports.drafting import drafted
from app.indicators.reports.figures import counted
from app.jobs.measuring import keep, measure_all
from app.models import (
    AdministrativeUnit,
    HelpDesk,
    HelpRecord,
    HelpResult,
    HelpTopic,
    Person,
    Plan,
    ResidentialGroup,
    Role,
    Target,
    help_record_topic,
)
from app.models.reports.due import Period
from app.models.reports.passage import begin, draft
from app.web.database import db, immediate
from tests.factories import make_account
from tools.measure import grown
from tools.measure.bench import Bench, say
from tools.measure.demo import DEMO_WARD
from tools.measure.report import Measurement
from tools.measure.sizes import over_sizes
from tools.measure.ward import Ward

TIMES = (1, 3, 10)
# A ward's three years: people, attendances, helps; added in so many portions, to be held in memory one by one.
PEOPLE, ATTENDANCES, HELPS, PORTIONS = 60_000, 400_000, 100_000, 20
DAYS = 3 * 365


def measure(bench: Bench) -> Iterator[Measurement]:
    """All sizes on SQLite, then on PostgreSQL; the ward as it is is held to the goal."""
    yield from over_sizes(bench, "targets", TIMES, grow, _pages, judged=TIMES[:1])


def grow(ward: Ward, size: float) -> float:
    """Add the rows, and count what the plan's targets come to; how long the counting took, in seconds."""
    say(f"Adding {PEOPLE * size:.0f} people with three years of classes and help")
    portions = max(1, round(PORTIONS * size))
    courses = max(1, round(ATTENDANCES * size / portions / grown.LEARNERS / grown.LESSONS))
    part = grown.Size(max(1, round(PEOPLE * size / portions)), courses, trail=False)
    for portion in range(portions):
        grown.grow(ward, part.after(portion))
    with ward.app().app_context():
        with immediate() as session:
            _help(session, round(HELPS * size))
        began = time.perf_counter()
        plan = db.session.scalars(select(Plan)).one()
        keep(measure_all(db.session(), plan, clock.today()), clock.now())
        return time.perf_counter() - began


def _help(session: Session, many: int) -> None:
    lot, unit = random.Random(1), session.scalars(AdministrativeUnit.called(DEMO_WARD)).one()
    of = {noun: [each.id for each in session.scalars(noun.of(unit.id))] for noun in (HelpTopic, HelpResult)}
    groups = [each.id for each in session.scalars(ResidentialGroup.of(unit.id))]
    desks = [each.id for each in session.scalars(HelpDesk.in_units([unit.id]))]
    people = session.scalars(select(Person.id).where(Person.unit_id == unit.id).limit(PEOPLE)).all()
    helper = session.scalars(select(HelpRecord.helper_id).limit(1)).one()
    first = (session.scalar(select(func.max(HelpRecord.id))) or 0) + 1
    for start in range(first, first + many, 5_000):
        rows, topics = [], []
        for number in range(start, min(start + 5_000, first + many)):
            at = clock.now() - timedelta(minutes=lot.randrange(1, DAYS * 1440))
            told = {"at": at, "device_at": at, "received_at": at, "day": clock.local(at).date()}
            rows.append({
                **told, "id": number, "uuid": f"{lot.getrandbits(128):032x}", "unit_id": unit.id, "helper_id": helper,
                "desk_id": lot.choice(desks), "result_id": lot.choice(of[HelpResult]), "place_kind": "counter",
                "residential_group_id": lot.choice(groups), "person_id": lot.choice(people), "minutes": 5,
                "way": "log", "other_words": "",
            })  # fmt: skip
            topics.append({"record_id": number, "topic_id": lot.choice(of[HelpTopic])})
        session.execute(insert(HelpRecord), rows)
        session.execute(insert(help_record_topic), topics)


def _pages(ward: Ward) -> dict[str, str]:
    """What a leader and an officer open, a report that is written among it."""
    with ward.app().app_context(), immediate() as session:
        target = session.scalars(select(Target.public_id).where(Target.measured_by == "nguoi-hoc").limit(1)).one()
        plan, today = session.scalars(select(Plan)).one(), clock.today()
        by = make_account(session, plan.unit, Role.OFFICER)
        period = Period(today - timedelta(days=180), today, today, "6 tháng")
        report = begin(session, plan.unit, plan, None, period, by=by, now=clock.now())
        draft(session, report, drafted(counted(session, report, today), []))
        report_id = report.public_id
    return {
        "targets": "/van-phong/chi-tieu", "targets by place": "/van-phong/chi-tieu?theo=to",
        "targets by month": "/van-phong/chi-tieu?theo=thang", "one target": f"/van-phong/chi-tieu/{target}",
        "people who learnt": "/van-phong/so-lieu/nguoi-hoc", "help by place": "/van-phong/so-lieu/luot-ho-tro?theo=to",
        "a report that is written": f"/van-phong/bao-cao/{report_id}",
    }  # fmt: skip
