"""The page of targets at a ward of 60,000 people with three years of classes and help, at three times and at ten times
as much, on either engine: what a leader waits for, and how long the worker counts for it."""

import random
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from http.client import HTTPConnection
from urllib.parse import urlsplit

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.country import clock
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
from app.web.database import db, immediate
from tests.postgres import running_cluster
from tools.measure import grown
from tools.measure.asking import p95
from tools.measure.bench import Bench, say
from tools.measure.engines import DURABLE
from tools.measure.growing import EACH, PAGE_MS, opened
from tools.measure.instructors import sign_in
from tools.measure.report import Measurement
from tools.measure.servers import serving
from tools.measure.ward import Ward, furnished, make_demo

TIMES = (1, 3, 10)
# A ward's three years: people, attendances, helps; added in so many portions, to be held in memory one by one.
PEOPLE, ATTENDANCES, HELPS, PORTIONS = 60_000, 400_000, 100_000, 20
DAYS = 3 * 365
Waits = dict[tuple[str, int], list[float]]


def measure(bench: Bench) -> Iterator[Measurement]:
    """All sizes on SQLite, then on PostgreSQL."""
    with ExitStack() as stack:
        cluster = stack.enter_context(running_cluster(DURABLE))
        for engine in ("SQLite", "PostgreSQL"):
            waits: Waits = {}
            for times in TIMES:
                data = bench.scratch / f"targets-{engine}-{times}"
                url = cluster.url(cluster.create()) if engine == "PostgreSQL" else ""
                ward = furnished(make_demo(data, url), url) if url else bench.ward.copied(data)
                counting = _grown(ward, times * bench.size)
                yield Measurement(f"targets counted on {engine} at {times}×, whole plan", counting, "s", of="ours")
                for name, took in _opened(bench, ward):
                    waits.setdefault((name, times), []).append(took)
                ward.leave()
            yield from _told(engine, waits)


def _told(engine: str, waits: Waits) -> Iterator[Measurement]:
    for (name, times), taken in waits.items():
        first = statistics.median(waits[name, TIMES[0]])
        more: dict[str, object] = {"p50": round(statistics.median(taken), 2), "times": len(taken)}
        more["of 1×"] = round(statistics.median(taken) / first, 2)
        goal = PAGE_MS if times == TIMES[0] else None
        yield Measurement(f"{name} on {engine} at {times}×, p95", p95(taken), "ms", goal=goal, of="ours", more=more)


def _grown(ward: Ward, size: float) -> float:
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
    lot, unit = random.Random(1), session.scalars(AdministrativeUnit.wards()).one()
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


def _opened(bench: Bench, ward: Ward) -> Iterator[tuple[str, float]]:
    """How long each page took, again and again."""
    (token,) = sign_in(ward, 1, Role.OFFICER)
    with ward.app().app_context():
        target = db.session.scalars(select(Target.public_id).where(Target.measured_by == "nguoi-hoc").limit(1)).one()
        db.session.rollback()
    pages = {
        "targets": "/van-phong/chi-tieu", "targets by place": "/van-phong/chi-tieu?theo=to",
        "targets by month": "/van-phong/chi-tieu?theo=thang", "one target": f"/van-phong/chi-tieu/{target}",
        "people who learnt": "/van-phong/so-lieu/nguoi-hoc", "help by place": "/van-phong/so-lieu/luot-ho-tro?theo=to",
    }  # fmt: skip
    with serving(ward.data, ward.database) as address:
        line = HTTPConnection(urlsplit(address).netloc, timeout=120)
        for turn in range(bench.rounds * EACH + 1):
            for name, path in pages.items():
                took = opened(line, path, token)
                if turn:  # the first of each warms up
                    yield name, took
        line.close()
