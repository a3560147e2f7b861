"""docs/coverage.md: what the plans ask for and what carries it. `python -m tools.coverage` writes it anew from
docs/coverage.yaml, whose head says what each cell is."""

import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent.parent / "docs/coverage.md"
# The cells of a row that name things of the tree.
NAMING = ("programmes", "pages", "who", "figures", "papers", "sentences", "tests")
STATES = {"whole": "carried", "part": "carried in part", "none": "carried by nothing", "–": "beyond software"}
HEAD = """# What the plans ask for, and what carries it

Written by `python -m tools.coverage` from [coverage.yaml](coverage.yaml), whose head says what stands in each cell;
tests/test_coverage.py looks each cell up in the tree. Lines are those of the text of a plan.
"""
COLUMNS = ("account", "task", "within", "pages", "taps", "lacks")


def read() -> Any:
    """What docs/coverage.yaml says."""
    return yaml.safe_load(FILE.with_suffix(".yaml").read_text(encoding="utf-8"))


def state(row: Mapping[str, Any]) -> str:
    """How far a row is carried: a key of `STATES`."""
    if "why_not" in row or not ("programmes" in row or "pages" in row):
        return "–" if "why_not" in row else "none"
    return "part" if "lacks" in row else "whole"


def page(said: Mapping[str, Any]) -> str:
    """The text of docs/coverage.md."""
    lines = {title: [_cells(row) for row in rows] for title, rows in said["rows"].items()}
    for number, cells in enumerate((cells for some in lines.values() for cells in some), 1):
        cells[0] = str(number)
    counts = Counter(cells[3] for some in lines.values() for cells in some)
    told = ", ".join(f"{counts[each]} {words}" for each, words in STATES.items())
    plans = ", ".join(f"{short} {key}" for short, key in said["plans"].items())
    headings = ("", "asked for", "plan", "", *NAMING, "lacks")
    parts = [f"{HEAD}\n{counts.total()} rows: {told}. Plans (app/data/plans): {plans}.\n"]
    parts += [f"\n## {title}\n\n{_table(headings, some)}" for title, some in lines.items()]
    tasks = [[_words(each.get(name, "")) for name in COLUMNS] for each in said["tasks"]]
    done = sum(not cells[-1] for cells in tasks)
    parts.append(f"\n## Tasks of accounts of organisations\n\n{len(tasks)} tasks, {done} done as asked for.\n\n")
    return "".join([*parts, _table(COLUMNS, tasks)])


def _cells(row: Mapping[str, Any]) -> list[str]:
    asked = f"**{row['name']}.** {row['asks']}" if "name" in row else row["asks"]
    left = " ".join(row[each] for each in ("note", "why_not", "lacks") if each in row)
    return ["", asked, row["plan"], state(row), *(_words(row.get(each, [])) for each in NAMING), left]


def _words(cell: Any) -> str:
    return ", ".join(f"`{each}`" for each in cell) if isinstance(cell, list) else str(cell)


def _table(headings: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (headings, ["---"] * len(headings), *lines))


if __name__ == "__main__":
    FILE.write_text(page(read()), encoding="utf-8")
    sys.stdout.write(f"{FILE} is written.\n")
