"""The figures of a province of 130 wards, each of 60,000 people with three years of classes and help, on either engine:
what its officer waits for, and how long the worker counts a ward and a span.

Of all 130 figures are kept; `FULL` have the rows behind them, too: one that is grown, and copies of it by SQL. The page
reads what is kept alone, so that rows of the others (30 GB) would change nothing of what is measured here.
"""

import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack

from sqlalchemy import func, insert, literal, select
from sqlalchemy.orm import Session

from app.country import clock
from app.jobs import summing
from app.models import AdministrativeUnit, Base, Role, WardFigures
from app.web.database import immediate
from app.web.database.analysis import analyse
from tests.factories import make_account, make_sign_in
from tests.postgres import running_cluster
from tools.measure import targets
from tools.measure.asking import p95
from tools.measure.bench import Bench, say
from tools.measure.demo import DEMO_WARD
from tools.measure.engines import DURABLE
from tools.measure.report import Measurement
from tools.measure.sizes import ENGINES, opened_again
from tools.measure.ward import Ward, furnished, make_demo

WARDS, FULL = 130, 5
GOAL_MS = 500
STEP = 10_000_000
PAGES = {"figures of a province": "/tinh/so-lieu", "of its last month": "/tinh/so-lieu?ky=thang-truoc"}
# What a copy has of each table: columns that count on; others as they are said, those that name something else empty.
COPIED: Mapping[str, tuple[Sequence[str], Sequence[str], Sequence[str]]] = {
    "person": (("id", "merged_into_id"), ("public_id",), ()),
    "course": (("id",), ("code", "folded_code"), ()),
    "lesson": (("id", "course_id"), ("code",), ()),
    "registration": (("id", "course_id", "person_id"), ("public_id",), ("submission",)),
    "attendance": (("lesson_id", "registration_id"), (), ()),
    "help_record": (("id", "person_id"), ("uuid",), ("mentorship_id", "request_id")),
    "help_record_topic": (("record_id",), (), ()),
}


def measure(bench: Bench) -> Iterator[Measurement]:
    """On SQLite, then on PostgreSQL."""
    with ExitStack() as stack:
        cluster = stack.enter_context(running_cluster(DURABLE))
        for engine in ENGINES:
            data = bench.scratch / f"province-{engine}"
            url = cluster.url(cluster.create()) if engine == "PostgreSQL" else ""
            ward = furnished(make_demo(data, url), url) if url else bench.ward.copied(data)
            targets.grow(ward, bench.size)
            token, counting = _province(ward)
            yield Measurement(f"a ward and span counted for its province on {engine}", counting, "s", of="ours")
            waits: dict[str, list[float]] = {}
            for name, took in opened_again(bench, ward, PAGES, token):
                waits.setdefault(name, []).append(took)
            ward.leave()
            for name, taken in waits.items():
                more: dict[str, object] = {"p50": round(statistics.median(taken), 2), "times": len(taken)}
                yield Measurement(f"{name} on {engine}, p95", p95(taken), "ms", goal=GOAL_MS, of="ours", more=more)


def _province(ward: Ward) -> tuple[str, float]:
    """Make a province round a ward; the sign-in of its officer, and how long counting took a ward and a span."""
    say(f"Copying the ward {FULL - 1} times")
    with ward.app().app_context():
        with immediate() as session:
            first = session.scalars(AdministrativeUnit.called(DEMO_WARD)).one()
            assert first.parent
            token = make_sign_in(session, make_account(session, first.parent, Role.PROVINCE_OFFICER))
            for number in range(1, FULL):
                _copy(session, first, _ward(session, first, number), number)
        analyse()
        say("Counting what is kept")
        began, many = time.perf_counter(), 0
        while done := summing.go():
            many += done
        counting = (time.perf_counter() - began) / many
        with immediate() as session:
            kept = session.scalars(select(WardFigures).where(WardFigures.unit_id == first.id)).all()
            for number in range(FULL, WARDS):
                unit = _ward(session, first, number)
                for row in kept:
                    mark = row.of.partition(" ")[2]
                    made = WardFigures(
                        unit_id=unit.id, of=f"{unit.id} {mark}", span=row.span, since=row.since, until=row.until,
                        figures=row.figures, made_at=clock.now(),
                    )  # fmt: skip
                    session.add(made)
        assert summing.go() == 0, "what was made is not what the worker keeps"
    return token, counting


def _ward(session: Session, like: AdministrativeUnit, number: int) -> AdministrativeUnit:
    made = AdministrativeUnit(
        code=f"{90_000 + number}", kind=like.kind, name=f"{like.name} {number}", parent=like.parent
    )
    session.add(made)
    session.flush()
    return made


def _copy(session: Session, first: AdministrativeUnit, unit: AdministrativeUnit, number: int) -> None:
    """All that a ward's figures are counted of once more, in another."""
    for name, (counted, named, empty) in COPIED.items():
        table = Base.metadata.tables[name]
        said = {column.name: column.expression for column in table.columns}
        said |= {each: table.c[each] + number * STEP for each in counted}
        said |= {each: func.substr(table.c[each], 1, 30) + f"-{number}" for each in named}
        said |= {each: literal(None) for each in empty}
        said |= {"unit_id": literal(unit.id)} if "unit_id" in said else {}
        key = table.c[counted[0]]
        rows = select(*(value.label(column) for column, value in said.items())).where(key < STEP)
        if "unit_id" in table.c:
            rows = rows.where(table.c.unit_id == first.id)
        session.execute(insert(table).from_select(list(said), rows))
