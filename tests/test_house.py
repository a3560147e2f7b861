"""`python -m tools.house` counts what is there: seen on code small enough to count by hand."""

import sys
from pathlib import Path

import pytest

from tools.house import rules, words
from tools.house.figure import Figure
from tools.house.figures import machinery, measured, plain
from tools.house.ratchets import RATCHETS
from tools.house.rooms import between_rooms, cycles, graph_of, imports
from tools.house.tree import count, machinery_of, modules

ROOT = Path(__file__).resolve().parents[1]
ARROWS = {"app.a.one": {"app.b.two"}, "app.b.two": {"app.b.three"}, "app.b.three": {"app.a.one"}, "app": {"app.a.one"}}


def test_a_long_line_counts_as_the_lines_that_it_would_be() -> None:
    assert count(["x", "", "x" * 120, "x" * 121]) == 5


def test_declarations_are_no_machinery(tmp_path: Path) -> None:
    module = tmp_path / "register.py"
    module.write_text("import re\n\nFIELDS = (\n    1,\n    2,\n)\n\n\ndef drawn() -> int:\n    return 1\n")
    assert machinery_of(module) == 6


def test_what_one_noun_declares_is_counted_with_it_alone(tmp_path: Path) -> None:
    registers = tmp_path / "app" / "registers"
    folder = registers / "definitions"
    folder.mkdir(parents=True)
    for module in (
        folder / "places.py",
        folder / "__init__.py",
        folder.parent / "decisions.py",
        folder.parent / "field.py",
    ):
        module.write_text("def drawn() -> int:\n    return 1\n")
    shared = machinery(tmp_path)
    assert [part.split()[-1] for part in shared.parts] == [
        "app/registers/definitions/__init__.py",
        "app/registers/field.py",
    ]
    assert {figure.key: figure.value for figure in plain(tmp_path)}["places"] == 2


def test_cycles_are_modules_that_reach_each_other() -> None:
    assert cycles(ARROWS) == [["app.a.one", "app.b.three", "app.b.two"]]
    assert between_rooms(ARROWS) == {"__init__": {"a"}, "a": {"b"}, "b": {"a"}}
    assert cycles({"one": {"two"}, "two": {"three"}, "three": set()}) == []


def test_cycles_include_imports_for_types_where_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.delitem(sys.modules, "app")  # grimp looks for a package there first
    app = tmp_path / "app"
    app.mkdir()
    (app / "__init__.py").touch()
    (app / "one.py").write_text("from app import two\n")
    (app / "two.py").write_text("from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from app import one\n")
    assert cycles(imports(graph_of(tmp_path))) == []
    assert cycles(imports(graph_of(tmp_path, types=True))) == [["app.one", "app.two"]]


def test_sql_in_routes_is_what_sqlalchemy_gives_by_whatever_name(tmp_path: Path) -> None:
    routes = tmp_path / "app" / "routes"
    routes.mkdir(parents=True)
    (routes / "page.py").write_text(
        "from sqlalchemy import select as wanted\nfrom app.forms import update\n\nwanted(1)\nupdate(2)\ndb.delete(3)\n"
    )
    sql, *_others = rules.kept(tmp_path)
    assert sql.parts == ("app/routes/page.py:4  wanted", "app/routes/page.py:6  db.delete")


NAMES = """
class Told(StrEnum):
    HELD = "held"
    SHUT = "closed"


class Row(Base):
    if TYPE_CHECKING:
        said: Mapped[str]
    held_on: date
    trial: int = 0

    def settle(self, hear, *, held_on):
        self.said = self.whole = hear
        return [fate for fate in self.fates], twofold


try:
    from app import said as told_once, one as saidly
except Refused as shut:
    pass
"""


def test_names_with_an_opaque_word_are_those_that_app_defines_itself(tmp_path: Path) -> None:
    app = tmp_path / "app"
    app.mkdir()
    (app / "page.py").write_text(NAMES)
    found = [place.split("  ")[1] for place in words.opaque(modules(tmp_path))]
    assert found == ["Told", "SHUT", "trial", "hear", "settle", "whole", "fate", "told_once", "shut"]
    assert next(words.opaque(modules(tmp_path))) == "app/page.py:2  Told"
    assert rules.kept(tmp_path)[-1].value == len(found)


@pytest.fixture(scope="module")
def figures() -> dict[str, Figure]:
    """Counted once for all ratchets."""
    return {each.key: each for each in measured(ROOT)}


@pytest.mark.parametrize("key", RATCHETS)
def test_figure_is_not_above_its_ratchet(figures: dict[str, Figure], key: str) -> None:
    assert figures[key].value <= RATCHETS[key], figures[key].above
