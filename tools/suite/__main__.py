"""Run what must hold: `script/test [--all [--map] | --again | --coverage | --year [--faults] | --forms] [TESTS …]`.

Without TESTS the run is whole: checks beside the tests, then the pages that tests met. It fails where a folder is over
its budget or dear tests have waited too long. `--all` leaves nothing out; green, it writes tests/asked.json. Where
nothing was wrong but some tests, `--again` asks these once more when they are mended, and writes it: with the files as
`--all` found them, so that what changed since is asked by the next run as ever.
`--at "2026-12-31 23:58"` moves the clock of all processes (Vietnam's time). Other arguments go to pytest.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from app.country.clock import LOCAL, SHIFT
from tools.suite import asked as asked_file, budgets, folder, mapping
from tools.suite.due import Due, due, is_late, module_of
from tools.suite.processes import SERVERS, Step, adopt_orphans, run

ROOT = Path(__file__).resolve().parents[2]
PYTEST = (sys.executable, "-m", "pytest")
# Three processes for two cores: each waits for servers and browsers now and then. Tests of one module stay together,
# for what they share; which come first, tests/conftest.py decides.
PROCESSES = ("-n", os.environ.get("LOPSO_TEST_PROCESSES", "3"), "--dist", "loadscope", "--no-loadscope-reorder")
PAGES = "LOPSO_PAGES_DIR"
VALIDATION = ("sh", "-c", f'exec node script/validate.mjs "${PAGES}"')
TESTS, PAGE_STEP, NO_FOLDER = "tests", "(pages)", "(PostgreSQL, collecting, handing out)"
LONG_WALK = "tests/year/long_walk.py::test_a_year_leaves_everything_true"


def main() -> int:
    """Read the arguments, run; the exit code."""
    parser = argparse.ArgumentParser(prog="script/test", description=__doc__, allow_abbrev=False)
    parser.add_argument("--all", action="store_true", help="everything, on both engines; writes tests/asked.json")
    parser.add_argument("--again", action="store_true", help="the tests that failed in the last --all, to finish it")
    parser.add_argument("--map", action="store_true", help="with --all: record anew which folders dear tests look at")
    parser.add_argument("--at", metavar="MOMENT", type=_moment, help='move the clock: "2026-12-31 23:58"')
    parser.add_argument("--coverage", action="store_true", help="require that 90 %% of the branches of app/ are run")
    parser.add_argument(
        "--year", action="store_true", help="the long walk of tests/year; --faults: with planted faults"
    )
    parser.add_argument("--faults", action="store_true")
    parser.add_argument("--forms", action="store_true", help="each form offline in a real browser")
    options, tests = parser.parse_known_args()
    adopt_orphans()
    with tempfile.TemporaryDirectory() as place:
        os.environ[PAGES] = str(Path(place) / "pages")
        Path(os.environ[PAGES]).mkdir()
        os.environ.pop(folder.RUN, None)
        if options.at:
            os.environ[SHIFT] = str((options.at - datetime.now(UTC)).total_seconds())
        if options.again:
            return _again()
        if options.forms:
            tests = ["-q", "tests/forms/long_walk.py", *tests]
        if options.year:
            return _walk_year(options.faults, tests)
        if tests:
            return _some([tests])
        return _whole(options, Path(place))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def _some(each: Sequence[Sequence[str]]) -> int:
    """Run some tests, side by side where there are several lists, and validate the pages that they met, if any."""
    steps = run({" ".join(tests): [*PYTEST, *tests] for tests in each}, os.environ)
    if any(Path(os.environ[PAGES]).glob("*.html")):
        steps = run({PAGE_STEP: VALIDATION}, os.environ, steps)
    return max(abs(step.code) for step in steps.values())


def _again() -> int:
    """Ask the tests that failed in the last `--all` once more, on both engines; green, finish what it would have
    written."""
    tests, unfinished = asked_file.failed_tests(ROOT), asked_file.read(ROOT, asked_file.UNFINISHED)
    if not unfinished.files or not tests:
        print("No run of all tests waits for some that failed: script/test --all")
        return 1
    code = _some([["--all-engines", *tests]])
    if not code:
        asked_file.write(ROOT, unfinished)
        (ROOT / asked_file.UNFINISHED).unlink()
    return code


def _walk_year(faults: bool, tests: Sequence[str]) -> int:
    """Play the long walk on both engines side by side, as one walk uses one core; or let it look for planted faults."""
    if faults:
        return _some([["-q", "-s", "tests/year/faults_walk.py", *tests]])
    return _some([["-q", "-s", f"{LONG_WALK}[{engine}]", *tests] for engine in ("sqlite", "postgresql")])


def _whole(options: argparse.Namespace, place: Path) -> int:
    """Run the checks and the tests, then validate pages, and judge what all of it cost."""
    every = options.all or options.coverage
    before = asked_file.read(ROOT)
    found = due(before, ROOT)
    os.environ[folder.RUN] = str(place)
    folder.write_choice(place, [] if every else found.left_out, [] if every else found.chosen)
    if options.map:
        (place / mapping.ADDRESSES).touch()
    more = [
        *(["--all-engines"] if options.all else []),
        *(mapping.RECORDING if options.map else []),
        *(["--cov=app", "--cov-report=term"] if options.coverage else []),
    ]
    with budgets.Machine() as machine:
        # Of a fresh clone each process would compile all tests, 16 s of the processor each: one does it for all.
        compiled = any((ROOT / "tests").rglob("*-pytest-*.pyc"))
        steps = run({} if compiled else {budgets.COMPILING: [*PYTEST, "-q", "-q", "--collect-only"]}, os.environ)
        print("· Format, lint, types and imports, beside the tests", flush=True)
        steps = run(
            {budgets.CHECKS: ["script/check", "--beside-tests"], TESTS: [*PYTEST, *PROCESSES, *more]}, os.environ, steps
        )
        steps = run({PAGE_STEP: VALIDATION}, os.environ, steps)
    units, folders = folder.read_costs(place)
    wrong = [name for name, step in steps.items() if step.code]
    print("".join(f"· {name}: failed, see above\n" for name in wrong), end="")
    others = machine.seconds - sum(step.seconds for step in steps.values())
    print(f"A second of this machine is {machine.scale:.2f} s of the one where budgets were measured")
    costs = {name: seconds * machine.scale for name, seconds in _by_place(steps, folders).items()}
    every = every or not before.dear
    lenient = options.coverage or options.map or budgets.busy(others, machine.wall) or budgets.unlike(costs, every)
    over = _over_budget(costs, every, lenient)
    failed = bool(wrong) or over
    if options.all:
        # Tests that failed, and nothing else: exit code 1 of pytest.
        unfinished = wrong == [TESTS] and steps[TESTS].code == 1 and not over
        (ROOT / asked_file.UNFINISHED).unlink(missing_ok=True)
        if (not failed or unfinished) and not options.at:
            # Coverage costs more than many a test, and so does a busy machine: such runs leave the costs as they were.
            kept = before.dear and (options.map or lenient)
            dear = before.dear if kept else asked_file.dear_units(units, before.dear, machine.scale)
            looks_at = mapping.looks_at(ROOT, place) if options.map else before.looks_at
            _write_asked(dear, looks_at, asked_file.UNFINISHED if unfinished else asked_file.ASKED)
        return int(failed)
    print(found.words, flush=True)
    return int(failed or _late(found))


def _by_place(steps: dict[str, Step], folders: dict[str, float]) -> dict[str, float]:
    """The seconds of each folder and of each step."""
    costs = {name: step.seconds for name, step in steps.items() if name not in (TESTS, SERVERS)} | folders
    costs[NO_FOLDER] = steps[TESTS].seconds + steps[SERVERS].seconds - sum(folders.values())
    return costs


def _over_budget(costs: dict[str, float], every: bool, lenient: bool) -> bool:
    """Print what the run cost, and which folders are over their budget: that fails it unless `lenient`."""
    print(budgets.table(costs, every))
    over = budgets.over(costs, every)
    print("\n".join(over), end="\n" if over else "")
    if over and lenient:
        print("Other programs, coverage, or the machine itself made the run dearer: it does not fail for it")
    return bool(over) and not lenient


def _late(found: Due) -> bool:
    late = is_late(found, ROOT)
    if late:
        print("They have waited for more than three days: run script/test --all and commit tests/asked.json")
    return late


def _write_asked(dear: dict[str, float], looks_at: dict[str, list[str]], path: Path) -> None:
    modules = {module_of(unit) for unit in dear}
    asked_file.write(
        ROOT,
        asked_file.Asked(
            day=asked_file.day_of_head(ROOT).isoformat(),
            dear=dear,
            looks_at={module: folders for module, folders in looks_at.items() if module in modules},
            files=asked_file.digests(ROOT),
        ),
        path,
    )


if __name__ == "__main__":
    sys.exit(main())
