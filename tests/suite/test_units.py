"""To which unit of dear tests a test belongs, and what a run leaves out."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import Mock

import pytest

from tests.at_once import at_once
from tests.costs import Costs
from tests.engines import TESTS, engines, unit_of
from tools.suite import folder


def item(path: str, engine: str = "", *marks: str, test: Callable[[], object] | None = None) -> pytest.Item:
    made: Any = SimpleNamespace(
        nodeid=f"tests/{path}::test_x[{engine}]",
        path=TESTS / path,
        iter_markers=lambda: [SimpleNamespace(name=mark) for mark in marks],
        callspec=SimpleNamespace(params={"engine": engine}),
        function=test,
    )
    return cast("pytest.Item", made)


def races() -> object:
    return [at_once(acts) for acts in ([dict],)]


def races_by_another() -> object:
    return [races]


def reads() -> object:
    return [at_once.__doc__ for at_once in (dict,)]


@pytest.mark.parametrize(
    ("test", "unit"),
    [
        (item("models/test_a.py", "sqlite"), "tests/models/test_a.py::test_x"),
        (item("models/test_a.py", "postgresql"), "tests/models/test_a.py[postgresql]"),
        (item("models/test_a.py", "postgresql", "postgresql"), "tests/models/test_a.py::test_x"),
        (item("models/test_a.py", "postgresql", test=races), "tests/models/test_a.py::test_x"),
        (item("models/test_a.py", "postgresql", test=races_by_another), "tests/models/test_a.py::test_x"),
        (item("models/test_a.py", "postgresql", test=reads), "tests/models/test_a.py[postgresql]"),
        (item("routes/test_a.py", "postgresql", "postgresql"), "tests/routes/test_a.py::test_x"),
        (item("routes/test_a.py", "postgresql"), ""),
        (item("models/test_a.py", "postgresql", "either"), ""),
        (item("routes/test_a.py", "sqlite", "others"), "tests/routes/test_a.py[others]"),
        (item("routes/test_a.py", "postgresql", "others"), ""),
    ],
)
def test_a_test_belongs_to_its_function_or_to_one_unit_of_its_module(test: pytest.Item, unit: str) -> None:
    assert unit_of(test) == unit


@pytest.mark.parametrize(
    ("path", "marks", "count", "of_all"),
    [
        ("models/test_a.py", set(), 2, 2),
        ("models/test_a.py", {"either"}, 1, 2),
        ("models/test_a.py", {"sqlite"}, 1, 1),
        ("routes/test_a.py", set(), 1, 2),
        ("routes/test_a.py", {"postgresql"}, 2, 2),
        ("documents/test_a.py", set(), 1, 1),
    ],
)
def test_a_test_runs_on_both_engines_by_its_folder_or_its_mark(
    path: str, marks: set[str], count: int, of_all: int
) -> None:
    assert len(engines(TESTS / path, marks, every=False)) == count
    assert len(engines(TESTS / path, marks, every=True)) == of_all


def test_a_run_leaves_out_what_it_was_not_given(tmp_path: Path) -> None:
    folder.write_choice(tmp_path, ["tests/models/test_a.py[postgresql]"], [])
    items = [item("models/test_a.py", "sqlite"), item("models/test_a.py", "postgresql")]
    config = Mock()
    Costs(tmp_path).pytest_collection_modifyitems(config, items)
    assert [unit_of(each) for each in items] == ["tests/models/test_a.py::test_x"]
    assert len(config.hook.pytest_deselected.call_args.kwargs["items"]) == 1


def test_costs_reach_who_began_the_run(tmp_path: Path) -> None:
    costs = Costs(tmp_path)
    costs.units["tests/a.py::test_x"].append(0.5)
    costs.folders["routes"] = 1.5
    costs.pytest_sessionfinish(cast("pytest.Session", SimpleNamespace(config=SimpleNamespace())))
    assert folder.read_costs(tmp_path) == ({"tests/a.py::test_x": [0.5]}, {"routes": 1.5})
