"""A folder more than a quarter above its budget fails a run, on a machine that is not busy."""

import os
from pathlib import Path
from threading import Event

import pytest

from tests.costs import folder_of
from tests.patience import PATIENCE
from tools.suite import budgets

TESTS = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize(("cost", "count"), [(100.0, 0), (125.0, 0), (126.0, 1)])
def test_a_folder_may_cost_a_quarter_more_than_its_budget(
    monkeypatch: pytest.MonkeyPatch, cost: float, count: int
) -> None:
    monkeypatch.setitem(budgets.BUDGETS, "routes", (100.0, 1000.0))
    assert len(budgets.over({"routes": cost}, every=False)) == count
    assert len(budgets.over({"routes": 10 * cost}, every=True)) == count


def test_a_new_folder_names_its_budget() -> None:
    assert budgets.over({"new": 1.0}, every=False) == [
        "tests/new costs 1 s, its budget is 0 s (tools/suite/budgets.py)"
    ]


def test_each_folder_with_tests_has_a_budget_and_no_other() -> None:
    folders = {folder_of(f"tests/{path.relative_to(TESTS)}") for path in TESTS.rglob("test_*.py")}
    assert {name for name in budgets.BUDGETS if not name.startswith("(")} == folders


def test_a_test_belongs_to_the_folder_below_tests() -> None:
    assert folder_of("tests/routes/office/people/test_people.py::test_x[sqlite]") == "routes"
    assert folder_of("tests/test_house.py::test_x") == "."


def test_a_machine_is_busy_by_what_others_used(monkeypatch: pytest.MonkeyPatch) -> None:
    cores = os.cpu_count() or 1
    assert not budgets.busy(5.0 * cores, wall=100.0)
    assert budgets.busy(15.0 * cores, wall=100.0)
    monkeypatch.setenv(budgets.BUSY_SIGN, "no")
    assert not budgets.busy(15.0 * cores, wall=100.0)


@pytest.mark.parametrize(("checks", "compiling", "is_unlike"), [(200, 200, True), (200, 100, False), (100, 200, False)])
def test_a_machine_is_unlike_when_all_steady_works_are_over(checks: float, compiling: float, is_unlike: bool) -> None:
    costs = {
        budgets.CHECKS: checks / 100 * budgets.budget(budgets.CHECKS, every=False),
        budgets.COMPILING: compiling / 100 * budgets.budget(budgets.COMPILING, every=False),
        "browser": 10_000.0,
    }
    assert budgets.unlike(costs, every=False) is is_unlike
    assert not budgets.unlike({budgets.CHECKS: 10_000.0}, every=False)


def test_the_machine_counts_its_work() -> None:
    before = budgets.machine_seconds()
    while budgets.machine_seconds() == before:
        budgets.yardstick()


def test_a_machine_is_as_fast_as_it_was_all_along_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = iter([1.0, 2.0, 2.0, 2.0, 100.0])
    done = Event()

    def look() -> float:
        try:
            return next(looks) * budgets.REFERENCE
        except StopIteration:
            done.set()
            return 2.0 * budgets.REFERENCE

    monkeypatch.setattr(budgets, "LOOK_SECONDS", 0.001)
    monkeypatch.setattr(budgets, "yardstick", look)
    with budgets.Machine() as machine:
        assert done.wait(PATIENCE)
    assert machine.scale == pytest.approx(0.5)
    assert machine.wall > 0
