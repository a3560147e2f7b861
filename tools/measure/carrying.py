"""Lists taken in, and everything taken along: imports of 5,000 rows, a backup there and back, an export."""

import hashlib
import json
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from openpyxl import Workbook
from sqlalchemy.orm import Session

from app.country import clock
from app.jobs import orders
from app.models import AdministrativeUnit, Course, ImportRun, ImportState, Job, ResidentialGroup
from app.web.database import db, immediate
from app.web.settings import Settings
from tests.factories import RESIDENTS, make_course
from tools.measure.asking import Ask, Paced
from tools.measure.bench import Bench, say
from tools.measure.demo import DEMO_WARD
from tools.measure.jobs import Watched, settle, size_of
from tools.measure.registering import opened_form
from tools.measure.report import Broken, Measurement
from tools.measure.servers import product_environment, running, serving, verb
from tools.measure.ward import Ward, a_place

ROWS = 5000
IMPORT_SECONDS, WRITER_MS, EXPORT_MB = 20.0, 3000.0, 300.0
WRITES = 5  # a second, by somebody who registers while a backup is made
HEADS = ("STT", "Họ và tên", "Năm sinh", "Giới tính", "Tổ dân phố", "Số điện thoại")


def measure(bench: Bench) -> Iterator[Measurement]:
    """Imports on the usual rows, the rest on ten times the data."""
    ward = bench.ward.copied(bench.scratch / "carrying")
    with running(ward.data) as (supervisor, _address):
        settle(ward.app(), supervisor.pid)
        for kind in ("people", "registrations"):
            yield from _imported(ward, kind)
    yield from _carried(bench, bench.ten_wards.copied(bench.scratch / "carried"))


def _imported(ward: Ward, kind: str) -> Iterator[Measurement]:
    """A workbook of ROWS people, nobody of whom is on file: what would become of them, then stored."""
    say(f"Importing {ROWS} rows: {kind}")
    run = _loaded(ward, kind)

    def look(session: Session) -> Job:
        return orders.import_look(session, session.get_one(ImportRun, run), by=None)

    def take(session: Session) -> Job:
        return orders.import_take(session, session.get_one(ImportRun, run), by=None)

    for name, order in (("looked at", look), ("stored", take)):
        job = Watched.order(ward.app(), order).finish()
        more: dict[str, object] = {"first_progress_s": round(job.first - job.ordered, 3), "progress": len(job.seen)}
        fault = "" if len(job.seen) > 1 else "no progress was seen"
        name = f"import of {ROWS} rows ({kind}), {name}"
        yield Measurement(name, job.seconds, "s", goal=IMPORT_SECONDS, of="ours", fault=fault, more=more)
    with ward.app().app_context():
        stored = db.session.get_one(ImportRun, run)
        if stored.state != ImportState.DONE or stored.new != ROWS:
            raise Broken(f"{stored.new} of {ROWS} rows are stored as new: {stored.state} {stored.reason}".strip())


def _loaded(ward: Ward, kind: str) -> int:
    """The file where a route puts it, and its row; the id."""
    app = ward.app()
    settings: Settings = app.extensions["settings"]
    folder = settings.data_dir / "imports"
    folder.mkdir(mode=0o700, exist_ok=True)
    public_id = str(uuid.uuid4())
    with app.app_context(), immediate() as session:
        unit = session.scalars(AdministrativeUnit.called(DEMO_WARD)).one()
        groups = [group.name for group in session.scalars(ResidentialGroup.of(unit.id))]
        course: Course | None = None
        if kind == "registrations":
            course = make_course(session, unit, code="DNH", seats=ROWS, place=a_place(session, unit))
        path = folder / f"{public_id}.xlsx"
        _write(path, groups, 1930 if course else 1970)
        run = ImportRun(
            public_id=public_id,
            unit_id=unit.id,
            course_id=course.id if course else None,
            kind=kind,
            name="danh sách.xlsx",
            file=path.name,
            sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
            created_at=clock.now(),
        )
        session.add(run)
        session.flush()
        return run.id


def _write(path: Path, groups: list[str], oldest: int) -> None:
    """A workbook as a ward keeps one: no two people of one name, year and group, each with a number of their own."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADS)
    for number in range(ROWS):
        rest, name = divmod(number, len(RESIDENTS))
        year, group = oldest + rest % 40, groups[number % len(groups)]
        phone = f"09{oldest % 100}{number:06d}"
        sheet.append((number + 1, RESIDENTS[name], year, "nữ" if "Thị" in RESIDENTS[name] else "nam", group, phone))
    book.save(path)


@dataclass(frozen=True)
class _Verb:
    """One verb of the command line, done: seconds, peak of memory in MB, what it told."""

    seconds: float
    memory: float
    told: dict[str, object]


def _carried(bench: Bench, ward: Ward) -> Iterator[Measurement]:
    file, key = bench.scratch / "all.backup", ward.data / "backup_key"
    say("Backing up ten times the data while somebody registers")
    with serving(ward.data) as address, _registering(ward, address) as writer:
        time.sleep(2)
        began = time.perf_counter()
        backed_up = _run(ward.data, "backup", str(file), "--json")
        waits = writer.waits(began, time.perf_counter())
    rows = backed_up.told["rows"]
    more: dict[str, object] = {"rows": rows, "peak_mb": round(backed_up.memory)}
    yield Measurement("backup of ten times the data, read back", backed_up.seconds, "s", more=more)
    size: dict[str, object] = {"database_bytes": size_of(ward.data / "lopso.db")}
    yield Measurement("backup, file", size_of(file), "bytes", more=size)
    yield Measurement(
        "backup, longest wait of who registers meanwhile",
        max(waits),
        "ms",
        goal=WRITER_MS,
        of="ours",
        more={"posts": len(waits)},
    )
    say("Verifying and restoring it")
    verified = _run(ward.data, "verify-backup", str(file), "--json")
    yield Measurement("backup verified", verified.seconds, "s", more={"peak_mb": round(verified.memory)})
    elsewhere = bench.scratch / "restored"
    restored = _run(elsewhere, "restore", str(file), "--key-file", str(key), "--json")
    fault = "" if restored.told["rows"] == rows else f"{restored.told['rows']} rows of {rows}"
    yield Measurement(
        "backup restored", restored.seconds, "s", fault=fault, more={"peak_mb": round(restored.memory), "rows": rows}
    )
    shutil.rmtree(elsewhere)
    yield from _exported(bench, ward)


def _exported(bench: Bench, ward: Ward) -> Iterator[Measurement]:
    say("Exporting ten times the data")
    file = bench.scratch / "ward.zip"
    done = _run(ward.data, "export", str(file), "--unit", ward.code, "--json")
    more: dict[str, object] = {"rows": done.told["rows"], "bytes": size_of(file)}
    yield Measurement("export of ten times the data", done.seconds, "s", more=more)
    yield Measurement("export, peak of memory", done.memory, "MB", goal=EXPORT_MB, of="ours")


def _registering(ward: Ward, address: str) -> Paced:
    """Somebody new registers so many times a second, each on the open course."""
    cookie, token = opened_form(f"{address}/l/{ward.open_course}")
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}

    def post(turn: int) -> Ask:
        said = {
            "csrf_token": token,
            "submission": str(uuid.uuid4()),
            "full_name": f"{RESIDENTS[turn % len(RESIDENTS)]} Nhi",
            "birth_year": str(1935 + turn // len(RESIDENTS)),
            "residential_group": ward.group,
        }
        return Ask(f"/l/{ward.open_course}", headers, urlencode(said).encode())

    return Paced(address, post, rate=WRITES, connections=4, good=303)


# Runs a command and adds a line with its peak of memory in KB. A small program of its own, because Linux counts as a
# peak also what forked it, and we hold all the rows that we made.
APART = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
"""


def _run(data: Path, *words: str) -> _Verb:
    """Run a verb of the command line to its end."""
    command, environment = [sys.executable, "-c", APART, *verb(*words)], product_environment(data)
    began = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise Broken(f"lopso {' '.join(words)} failed: {' '.join(done.stderr.strip().splitlines()[-1:])}")
    told, peak = done.stdout.strip().splitlines()[-2:]
    return _Verb(time.perf_counter() - began, int(peak) / 1024, json.loads(told))
