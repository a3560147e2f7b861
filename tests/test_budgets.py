"""A whole run names the folders of tests that cost more than their budget, and judges none."""

import os
from pathlib import Path
from typing import cast

import pytest

from tests import budgets
from tests.budgets import Budgets, folder_of


@pytest.mark.parametrize(("cost", "above"), [(100.0, []), (133.0, []), (134.0, ["routes"])])
def test_a_folder_may_cost_a_third_more_than_its_budget(
    monkeypatch: pytest.MonkeyPatch, cost: float, above: list[str]
) -> None:
    monkeypatch.setitem(budgets.BUDGETS, "routes", 100.0)
    counting = Budgets(reports=True)
    counting.spent["routes"] = cost
    assert list(counting.over()) == above


class Terminal:
    """Holds the lines that a run prints at its end."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def write_line(self, line: str, **_markup: bool) -> None:
        self.lines.append(line)


@pytest.mark.parametrize(("load", "named"), [(3.0, True), (6.0, False)])
def test_a_busy_machine_names_no_folder(monkeypatch: pytest.MonkeyPatch, load: float, named: bool) -> None:
    cores = os.cpu_count() or 1
    monkeypatch.setattr(os, "getloadavg", lambda: (0.0, load * cores, 0.0))
    counting, terminal = Budgets(reports=True), Terminal()
    counting.spent["routes"] = 10 * budgets.BUDGETS["routes"]
    counting.pytest_terminal_summary(cast("pytest.TerminalReporter", terminal))
    assert any("tests/routes costs" in line for line in terminal.lines) is named


def test_a_budget_never_fails_a_run() -> None:
    assert not hasattr(Budgets, "pytest_sessionfinish")


def test_a_new_folder_names_its_budget() -> None:
    counting = Budgets(reports=True)
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
