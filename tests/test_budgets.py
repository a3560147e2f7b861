"""A folder of tests that has become too dear makes a whole run red."""

import os
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from tests import budgets
from tests.budgets import Budgets, folder_of


@pytest.mark.parametrize(("cost", "red"), [(100.0, []), (133.0, []), (134.0, ["routes"])])
def test_a_folder_may_cost_a_third_more_than_its_budget(
    monkeypatch: pytest.MonkeyPatch, cost: float, red: list[str]
) -> None:
    monkeypatch.setitem(budgets.BUDGETS, "routes", 100.0)
    counting = Budgets(judges=True)
    counting.spent["routes"] = cost
    assert list(counting.over()) == red


@pytest.mark.parametrize(("load", "red"), [(3.0, True), (6.0, False)])
def test_a_busy_machine_judges_nothing(monkeypatch: pytest.MonkeyPatch, load: float, red: bool) -> None:
    cores = os.cpu_count() or 1
    monkeypatch.setattr(os, "getloadavg", lambda: (0.0, load * cores, 0.0))
    counting, session = Budgets(judges=True), SimpleNamespace(config=object(), exitstatus=pytest.ExitCode.OK)
    counting.spent["routes"] = 10 * budgets.BUDGETS["routes"]
    counting.pytest_sessionfinish(cast("pytest.Session", session))
    assert (session.exitstatus == pytest.ExitCode.TESTS_FAILED) is red


def test_a_new_folder_names_its_budget() -> None:
    counting = Budgets(judges=True)
    counting.spent["a folder that nobody named"] = 0.1
    assert list(counting.over()) == ["a folder that nobody named"]


def test_each_folder_with_tests_has_a_budget_and_no_other() -> None:
    tests = Path(__file__).parent
    assert {folder_of(f"tests/{path.relative_to(tests)}") for path in tests.rglob("test_*.py")} == set(budgets.BUDGETS)


def test_a_test_belongs_to_the_folder_below_tests() -> None:
    assert folder_of("tests/routes/office/people/test_people.py::test_x[sqlite]") == "routes"
    assert folder_of("tests/test_house.py::test_x") == "."


def test_the_yardstick_is_work() -> None:
    assert budgets.yardstick() > 0
