"""On which databases a test runs, and to which unit of dear tests it belongs (tools/suite/asked.py)."""

import inspect
from collections.abc import Mapping, Set
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType

import pytest

TESTS = Path(__file__).parent
ENGINES = ("sqlite", "postgresql")
# Folders whose every test runs on both engines, unless it is marked `either`; elsewhere those marked `postgresql` do.
# With --all-engines all of these and of `PAIRABLE` run on both.
PAIRED = (
    "models", "registers", "exchange/imports", "exchange/exports", "indicators", "upgrades", "entries", "routes/outbox",
    "routes/unit",
)  # fmt: skip
PAIRABLE = (*PAIRED, "jobs", "exchange", "commands", "routes", "architecture", "year", "test_revision.py")
# The dear unit of a module's cases that are marked so (tests/shipping.py).
OTHERS = "others"
# A test that calls one of these, itself or by a function of its module, races two transactions, which each engine
# decides in its own way.
RACES = frozenset(("all_at_once", "at_once", "under_way"))


def engines(path: Path, marks: Set[str], every: bool) -> tuple[str, ...]:
    """The engines of a test in a file: SQLite, or both."""
    if "sqlite" in marks:
        return ENGINES[:1]
    paired = _in(path, PAIRABLE) if every else _paired(path, marks)
    return ENGINES if paired or "postgresql" in marks else ENGINES[:1]


def unit_of(item: pytest.Item) -> str:
    """The unit of a test: its function, the second engine of its module, or the cases there that are marked `others`;
    none of what only --all-engines asks."""
    module, function = item.nodeid.partition("[")[0].split("::", 1)
    marks = {mark.name for mark in item.iter_markers()}
    second = getattr(item, "callspec", None) and item.callspec.params.get("engine") == ENGINES[1]  # type: ignore[attr-defined]
    if OTHERS in marks:
        return "" if second else f"{module}[{OTHERS}]"
    if not second or "postgresql" in marks:
        return f"{module}::{function}"
    if not _paired(item.path, marks):
        return ""
    races = _races(getattr(item, "function", None))
    return f"{module}::{function}" if races else f"{module}[{ENGINES[1]}]"


@cache
def _races(test: FunctionType | None) -> bool:
    return test is not None and not RACES.isdisjoint(_named(test.__code__, test.__globals__, set()))


def _named(code: CodeType, module: Mapping[str, object], found: set[str]) -> set[str]:
    """All names that a function uses, and those of its module that it calls."""
    new = {*code.co_names} - found
    found |= new
    functions = (inspect.unwrap(each) for name in new if isinstance(each := module.get(name), FunctionType))
    own = (each.__code__ for each in functions if each.__globals__ is module)
    for each in (*(inner for inner in code.co_consts if isinstance(inner, CodeType)), *own):
        _named(each, module, found)
    return found


def _paired(path: Path, marks: Set[str]) -> bool:
    return _in(path, PAIRED) and "either" not in marks


def _in(path: Path, folders: tuple[str, ...]) -> bool:
    return any(path.is_relative_to(TESTS / folder) for folder in folders)
