"""Background work beside people at work: 400 certificates are drawn while sixty instructors tick and a roll is opened.

Each round runs on a fresh copy of the rows, with a product that has come to rest; half of what people do happens before
the order (idle), half while the worker draws.
"""

import hashlib
import shutil
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.jobs import orders
from app.models import AdministrativeUnit, Approval, Certificate, Job
from app.web.database import db, immediate
from app.web.settings import Settings
from tests.factories import make_approved_list, make_attended_course
from tools.measure.asking import Paced, p95
from tools.measure.bench import Bench, say
from tools.measure.demo import DEMO_WARD
from tools.measure.instructors import opening, sign_in, ticking
from tools.measure.jobs import Watched, cpu_seconds, settle
from tools.measure.report import Broken, Measurement
from tools.measure.servers import running
from tools.measure.ward import Ward, a_place

COUNT = 400
INSTRUCTORS, PHONES, PAGES = 60, 12, 10  # people; connections they share; rolls opened a second
IDLE_SECONDS, CPU_SECONDS = 6.0, 10.0
# Longer than nine would take, and no surer: each of these rounds holds hundreds of waits.
MOST_ROUNDS = 5
Papers = dict[int, tuple[str, str | None, str | None]]


@dataclass(frozen=True)
class _Made:
    """The rows to copy: a ward, its approved list with the numbers it was given, sixty sign-ins."""

    ward: Ward
    approval: int
    numbers: dict[int, str]
    tokens: list[str]


@dataclass(frozen=True)
class _Round:
    """What one round saw; waits in ms, the rest in seconds."""

    first: float
    took: float
    marks: tuple[list[float], list[float]]
    pages: tuple[list[float], list[float]]
    wrong: int


def measure(bench: Bench) -> Iterator[Measurement]:
    """At rest; while it draws; and with the worker killed half-way."""
    made = _made(bench)
    rounds = []
    for number in range(min(bench.rounds, MOST_ROUNDS)):
        say(f"{COUNT} certificates while {INSTRUCTORS} instructors tick: round {number + 1}")
        rounds.append(_round(bench, made, number))
    yield from _told(rounds)
    yield from _killed(bench, made)
    yield _at_rest(bench, made)


def _made(bench: Bench) -> _Made:
    ward = bench.ward.copied(bench.scratch / "working")
    say(f"Adding a course of {COUNT} whose list is approved")
    with ward.app().app_context(), immediate() as session:
        unit = session.scalars(AdministrativeUnit.called(DEMO_WARD)).one()
        course = make_attended_course(session, unit, people=COUNT, code="DCN", place=a_place(session, unit))
        approval = make_approved_list(session, course)
        key = approval.id
    return _Made(ward, key, {of: paper[0] for of, paper in _papers(ward, key).items()}, sign_in(ward, INSTRUCTORS))


def _round(bench: Bench, made: _Made, number: int) -> _Round:
    ward = made.ward.copied(bench.scratch / f"working-{number}")
    with running(ward.data) as (supervisor, address):
        settle(ward.app(), supervisor.pid)
        before, marks = ward.marks(), ticking(address, ward, made.tokens, PHONES)
        pages = opening(address, ward.rolls[40], ward.token, PAGES)
        with marks, pages:
            time.sleep(1)  # the first of everything is slower, on either side
            idle = time.perf_counter()
            time.sleep(IDLE_SECONDS)
            job = _order(made, ward).finish()
        seen = [(paced.waits(idle, job.ordered), paced.waits(job.ordered, job.over)) for paced in (marks, pages)]
        _check_stored(ward, marks, before)
        told = _Round(job.first - job.ordered, job.seconds, seen[0], seen[1], _wrong(ward, made))
    shutil.rmtree(ward.data)
    return told


def _order(made: _Made, ward: Ward) -> Watched:
    def ask(session: Session) -> Job:
        return orders.certificates(session, session.get_one(Approval, made.approval), by=None)

    return Watched.order(ward.app(), ask)


def _told(rounds: list[_Round]) -> Iterator[Measurement]:
    first, took = [each.first for each in rounds], [each.took for each in rounds]
    more: dict[str, object] = {"rounds": len(rounds), "slowest": round(max(first), 3)}
    yield Measurement("order to first progress", statistics.median(first), "s", goal=1.0, of="ours", more=more)
    drawn: dict[str, object] = {"rounds": len(rounds), "beside": f"{INSTRUCTORS} marks and {PAGES} rolls a second"}
    yield Measurement(f"order to {COUNT} certificates issued", statistics.median(took), "s", more=drawn)
    for name, pairs in (("mark", [each.marks for each in rounds]), ("roll of 40", [each.pages for each in rounds])):
        idle, busy = ([p95(pair[place]) for pair in pairs] for place in (0, 1))
        ratios = [slow / calm for slow, calm in zip(busy, idle, strict=True)]
        yield Measurement(
            f"{name} while {COUNT} are drawn, p95 beside idle",
            statistics.median(busy),
            "ms",
            statistics.median(idle),
            statistics.median(ratios),
            1.5,
            more={
                "rounds": len(rounds),
                "spread": [round(min(ratios), 3), round(max(ratios), 3)],
                "p50": round(statistics.median(statistics.median(pair[1]) for pair in pairs), 2),
                "slowest": round(max(max(pair[1]) for pair in pairs), 1),
                "answers": sum(len(pair[1]) for pair in pairs),
            },
        )
    wrong = sum(each.wrong for each in rounds)
    yield Measurement(f"{COUNT} certificates, not issued, altered or with another number", wrong, "", goal=0, of="ours")


def _killed(bench: Bench, made: _Made) -> Iterator[Measurement]:
    """The worker ends by SIGKILL when some certificates are issued and others not; the next one goes on."""
    say("Killing the worker half-way")
    ward = made.ward.copied(bench.scratch / "working-killed")
    with running(ward.data) as (supervisor, _address):
        processes = settle(ward.app(), supervisor.pid)
        job = _order(made, ward).finish(lambda done, total: total < done * 2 < total * 2 and _issued(ward, made) > 0)
        processes["worker"].kill()
        killed = time.perf_counter()
        before = {of: paper for of, paper in _papers(ward, made.approval).items() if paper[1]}
        job.finish()
    after = _papers(ward, made.approval)
    again = sum(after[of] != paper for of, paper in before.items())
    wrong = _wrong(ward, made) + again
    more: dict[str, object] = {"issued_before": len(before), "drawn_again": again}
    if not 0 < len(before) < COUNT:
        raise Broken(f"The worker was not killed half-way: {len(before)} of {COUNT} were issued.")
    yield Measurement("worker killed half-way, wrong or missing certificates", wrong, "", goal=0, of="ours", more=more)
    yield Measurement("worker killed half-way, seconds to the end", job.over - killed, "s")
    shutil.rmtree(ward.data)


def _at_rest(bench: Bench, made: _Made) -> Measurement:
    say(f"Watching the product rest for {CPU_SECONDS:.0f} s")
    with running(made.ward.data) as (supervisor, _address):
        processes = settle(made.ward.app(), supervisor.pid)
        before, began = {name: cpu_seconds({name: each}) for name, each in processes.items()}, time.perf_counter()
        time.sleep(CPU_SECONDS)
        spent = {name: cpu_seconds({name: each}) - before[name] for name, each in processes.items()}
        passed = time.perf_counter() - began
    more: dict[str, object] = {name: round(100 * seconds / passed, 2) for name, seconds in spent.items()}
    return Measurement("CPU at rest", 100 * sum(spent.values()) / passed, "%", goal=1.0, of="ours", more=more)


def _papers(ward: Ward, approval: int) -> Papers:
    """Number, file and hash of each certificate, by its id."""
    with ward.app().app_context():
        rows = db.session.scalars(Certificate.of_approval(approval)).all()
        return {row.id: (row.register_number, row.file, row.sha256) for row in rows}


def _issued(ward: Ward, made: _Made) -> int:
    return sum(1 for paper in _papers(ward, made.approval).values() if paper[1])


def _wrong(ward: Ward, made: _Made) -> int:
    """How many certificates are not there, not as their hash says, or have lost the number they were given."""
    settings: Settings = ward.app().extensions["settings"]
    papers = _papers(ward, made.approval)

    def is_right(of: int, number: str) -> bool:
        found, file, sha256 = papers.get(of, ("", None, None))
        if found != number or not file:
            return False
        return hashlib.sha256(settings.papers.get(file)).hexdigest() == sha256

    return COUNT - sum(is_right(of, number) for of, number in made.numbers.items())


def _check_stored(ward: Ward, marks: Paced, before: int) -> None:
    """Each mark that was answered is there."""
    stored = ward.marks() - before
    if stored < len(marks.answers):
        raise Broken(f"{len(marks.answers)} marks were answered, {stored} are stored.")
