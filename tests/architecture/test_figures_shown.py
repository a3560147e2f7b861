"""One place says what a figure looks like (app/country/figures.py): no second one is written beside it."""

import re
from collections.abc import Iterator
from pathlib import Path

APP = Path(__file__).parents[2] / "app"
HOME = APP / "country" / "figures.py"
# What stands for no figure: a teacher, an organisation, the source of a number; and what earlier releases stored.
NO_FIGURE = {
    "templates/office/courses/_panel.html": "teachers",
    "registers/definitions/residential_groups.py": "_NONE = ",
    "indicators/reports/lines.py": "ONCE_UNKNOWN",
}
SECOND = {
    "a missing figure of its own": re.compile(r"""["'](?:chưa có|chưa có số liệu)["']"""),
    "a percentage put together": re.compile(r"""formats\.number\([^\n]*\) ?\+ ?["']%|\|number[^\n}]*\}\}%"""),
    "hours rounded by hand": re.compile(r"round\([^()\n]*/ ?(?:60|[a-z_.]*parts)\b"),
}


def lines() -> Iterator[tuple[str, str]]:
    for path in sorted(APP.rglob("*")):
        if path.suffix in (".py", ".html") and path != HOME:
            name = path.relative_to(APP).as_posix()
            for line in path.read_text(encoding="utf-8").splitlines():
                yield name, line


def test_no_second_place_says_what_a_figure_looks_like() -> None:
    found = [
        f"{name}: {what}: {line.strip()}"
        for name, line in lines()
        for what, pattern in SECOND.items()
        if pattern.search(line) and not line.lstrip().startswith(("#", "{#", '"""'))
        and not (name in NO_FIGURE and NO_FIGURE[name] in line)
    ]  # fmt: skip
    assert found == []


def test_what_is_left_out_of_it_is_still_there() -> None:
    kept = {name for name, line in lines() if name in NO_FIGURE and NO_FIGURE[name] in line}
    assert kept == set(NO_FIGURE)
