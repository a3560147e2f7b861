"""Measures the product beside its floors: JSON lines on standard output, the way there and a table on standard error.

Called by script/bench.
"""

import argparse
import platform
import shutil
import signal
import sqlite3
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

import click

from tools.measure import (
    carrying,
    doors,
    engines,
    growing,
    helping,
    households,
    journeys,
    ledger,
    listening,
    marking,
    pages,
    papers,
    province,
    reading,
    registering,
    rush,
    scanning,
    starting,
    tapping,
    targets,
    template,
    walking,
    weight,
    working,
)
from tools.measure.bench import Bench, Group, busy, say
from tools.measure.floors import Floors
from tools.measure.report import Broken, Measurement, table
from tools.measure.servers import ROOT

GROUPS: dict[str, Group] = {
    "weight": weight.measure,
    "pages": pages.measure,
    "reading": reading.measure,
    "registering": registering.measure,
    "rush": rush.measure,
    "marking": marking.measure,
    "helping": helping.measure,
    "scanning": scanning.measure,
    "tapping": tapping.measure,
    "journeys": journeys.measure,
    "template": template.measure,
    "sheets": papers.measure_sheets,
    "certificates": papers.measure_certificates,
    "starting": starting.measure,
    "working": working.measure,
    "engines": engines.measure,
    "growing": growing.measure,
    "walking": walking.measure,
    "doors": doors.measure,
    "households": households.measure,
    "ledger": ledger.measure,
    "targets": targets.measure,
    "province": province.measure,
    "carrying": carrying.measure,
    "listening": listening.measure,
}
ROUNDS, QUICK_ROUNDS = 9, 2
STORM = 10_000
# Without any of these there is nothing to measure with.
PROGRAMS = {"wrk": "wrk", "pdftotext": "poppler-utils"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what is asked for; 1 when some of it could not be measured. A goal that is missed is no failure."""
    options = _options(arguments)
    found: list[Measurement] = []
    broken = 0
    with tempfile.TemporaryDirectory(prefix="lopso-bench-") as scratch:
        try:
            bench = _bench(options, Path(scratch))
        except Broken as reason:
            say(str(reason))
            return 1
        _turn = _our_turn(bench)
        for name in options.only or GROUPS:
            try:
                for measurement in GROUPS[name](bench):
                    click.echo(measurement.line())
                    found.append(measurement)
            except Broken as reason:
                say(f"{name}: {reason}")
                broken += 1
            except Exception:  # the others can still be measured
                say(f"{name} broke:\n{traceback.format_exc()}")
                broken += 1
    click.echo(table(found), err=True)
    return 1 if broken else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench", description="Measure the product beside its floors.")
    floors = ROOT.parent / "shared" / "bench"
    parser.add_argument(
        "--floors", type=Path, metavar="DIR", default=floors, help="the folder of the floors (default ../shared/bench)"
    )
    parser.add_argument(
        "--only", action="append", choices=GROUPS, metavar="GROUP", help=f"again for several: {', '.join(GROUPS)}"
    )
    parser.add_argument("--rounds", type=int, help=f"rounds of each comparison (default {ROUNDS})")
    parser.add_argument("--seconds", type=int, default=1, help="seconds under load, each time (default 1)")
    parser.add_argument(
        "--quick", action="store_true", help=f"{QUICK_ROUNDS} rounds: to see that it runs, not to judge"
    )
    parser.add_argument(
        "--storm",
        nargs="?",
        type=int,
        metavar="N",
        default=0,
        const=STORM,
        help=f"with registering: N more of them ({STORM}) at c=50 on two web processes",
    )
    parser.add_argument(
        "--size",
        type=float,
        default=1.0,
        help="with targets, province, households: how much of a ward (default 1; 0.02 to see that it runs); with pages:"
        " above 1 a ward five times the demo's, with all programmes in use for two years",
    )
    parser.add_argument("--beside", metavar="REVISION", default="", help="with pages: another revision, by turns")
    parser.add_argument(
        "--kept", type=Path, metavar="DIR", help="with pages: the data directory of a demo ward, instead of a new one"
    )
    parser.add_argument(
        "--programmes", type=Path, metavar="DIR", default=ROOT / "app/data/movement", help="with pages: which it uses"
    )
    parser.add_argument("--written", action="store_true", help="with pages: each after a write that makes readings old")
    return parser.parse_args(arguments)


def _bench(options: argparse.Namespace, scratch: Path) -> Bench:
    floors = Floors(options.floors, scratch)
    missing = [package for program, package in PROGRAMS.items() if not shutil.which(program)]
    if missing:
        raise Broken(f"Missing on this machine: apt install {' '.join(missing)}.")
    rounds = options.rounds or (QUICK_ROUNDS if options.quick else ROUNDS)
    more = options.size, options.beside, options.kept, options.programmes.resolve(), options.written
    return Bench(floors, scratch, rounds, options.seconds, options.storm, *more)


def _our_turn(bench: Bench) -> object:
    """Wait until no other measurement is under way; the lock is held as long as what is returned."""
    say(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {bench.rounds} rounds")
    say("Waiting for our turn to measure on this machine")
    lock = bench.floors.http.take_lock()
    if load := busy():
        say(f"This machine is at work already (load {load:.1f}): these figures are not to be judged by.")
    return lock


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what we started ends with us
    sys.exit(main())
