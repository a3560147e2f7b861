"""docs/coverage.yaml: each cell of a row names what is there, and an empty one says why."""

import ast
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from app.country.written import read_yaml
from app.data.plans import catalogue as plans
from app.data.programmes import catalogue as programmes
from app.indicators.named_figures import INDICATORS
from app.indicators.shipped import shipped_sentences
from app.models.movement.declared_periods import OWN_COUNTS
from app.models.movement.sentence import read_sentence
from app.registers.papers import PAPERS
from tests.golden import ROOT, assert_file
from tools import coverage

SAID = coverage.read()
ROWS = [row for some in SAID["rows"].values() for row in some]
ONE_PLAN = rf"({'|'.join(SAID['plans'])})( L\d+(–\d+)?(, L\d+(–\d+)?)*)?"
TEXTS = ("asks", "note", "lacks", "why_not")
# Who may open each address, and the figures that each "programme/theme" or "group of the house/theme" tells.
WHO, TOLD = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
for _each in json.loads((ROOT / "tests/architecture/routes.json").read_text(encoding="utf-8")):
    WHO[_each["address"]].update(_each["who"])
_HOUSE = read_yaml((ROOT / "app/data/report_sentences.yaml").read_text(encoding="utf-8"))
_BOOKS = {each: shipped_sentences(each) for each in programmes()}
for _book, _all in [*_BOOKS.items(), *((each, map(read_sentence, some)) for each, some in _HOUSE.items())]:
    for _one in _all:
        _prefix = f"{_book}." if _book in programmes() else ""
        TOLD[f"{_book}/{_one.theme}"].update(_prefix + each.count for each in _one.elements)


@pytest.fixture(scope="module")
def tests() -> set[str]:
    """The functions of the modules of tests that have one which a row names."""
    wanted, found = {name for row in ROWS for name in row.get("tests", [])}, set[str]()
    for path in (ROOT / "tests").rglob("test_*.py"):
        text = path.read_text(encoding="utf-8")
        if not wanted.isdisjoint(re.findall(r"^def (test_\w+)", text, re.M)):
            found |= {each.name for each in ast.parse(text).body if isinstance(each, ast.FunctionDef)}
    return found


def faults(row: Mapping[str, Any], tests: set[str]) -> Iterator[str]:
    """What is wrong with a row, each with the name of its cell first."""
    cells = {each: row.get(each, []) for each in coverage.NAMING}
    declared = [programmes()[each] for each in cells["programmes"] if each in programmes()]
    counts = {f"{one.key}.{each.key}" for one in declared for each in one.counts}
    counts |= {f"{one.key}.{each}" for one in declared if one.every for each in OWN_COUNTS}
    known = {
        "programmes": programmes(), "pages": WHO, "papers": PAPERS, "tests": tests,
        "figures": {*INDICATORS, *counts, *TOLD["tasks/chi-dao"]},
        "who": set().union(*(one.records for one in declared), *(WHO.get(each, ()) for each in cells["pages"])),
        "sentences": {each for each, figures in TOLD.items() if not figures.isdisjoint(cells["figures"])},
    }  # fmt: skip
    yield from (f"{cell}: no {each} here" for cell, names in known.items() for each in cells[cell] if each not in names)
    yield from (f"{each}: no cell" for each in row.keys() - {*coverage.NAMING, *TEXTS, "key", "name", "plan"})
    yield from (f"{each}: no sentence" for each in TEXTS if not row.get(each, ".").endswith("."))
    if not re.fullmatch(f"{ONE_PLAN}(; {ONE_PLAN})*", row["plan"]):
        yield f"plan: {row['plan']}"
    if coverage.state(row) in ("whole", "part"):
        silent = row.keys().isdisjoint({"note", "lacks"})
        needed = ("who", "tests", *(("figures", "papers", "sentences") if silent else ()))
        yield from (f"{each}: empty" for each in needed if not cells[each])
    elif any(cells.values()) or row.keys().isdisjoint({"lacks", "why_not"}):
        yield "why_not: nothing carries the row, and it does not say why"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["key"])
def test_a_row_names_what_is_there_or_says_why_nothing_is(row: Mapping[str, Any], tests: set[str]) -> None:
    assert [*faults(row, tests)] == []


@pytest.mark.parametrize(
    ("cell", "wrong"),
    [
        ("programmes", ["nothing"]), ("pages", ["/van-phong/nothing"]), ("who", ["province_officer"]), ("who", []),
        ("figures", ["household.nothing"]), ("papers", ["nothing"]), ("papers", []), ("sentences", ["vneid/nen-tang"]),
        ("sentences", ["household/nothing"]), ("tests", ["test_nothing"]), ("plan", "S7 L1"), ("plan", "line 1"),
        ("asks", "A house"), ("nothing", "It."), ("why_not", "It is law."),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_found(cell: str, wrong: object, tests: set[str]) -> None:
    [row] = [row for row in ROWS if row["key"] == "household"]
    assert cell in {fault.partition(":")[0] for fault in faults({**row, cell: wrong}, tests)}
    assert [*faults({"plan": "S0 L1", "asks": "It."}, tests)] != []  # nothing carries it


def test_each_row_and_plan_stands_once_and_each_task_names_its_page_or_what_is_lacking() -> None:
    assert len({row["key"] for row in ROWS}) == len(ROWS) == 86 + 16
    assert sorted(SAID["plans"].values()) == sorted(plans())
    assert {page for task in SAID["tasks"] for page in task.get("pages", [])} <= WHO.keys()
    assert len([task for task in SAID["tasks"] if {"taps", "lacks"} & task.keys()]) == len(SAID["tasks"]) == 30


def test_the_page_says_what_the_rows_say() -> None:
    assert_file(coverage.FILE, coverage.page(SAID), ".venv/bin/python -m tools.coverage")
