"""A programme is data: no code and no page does something else because a programme has some key."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from app.data.programmes import catalogue

ROOT = Path(__file__).resolve().parents[2]
# What has values that are also the key of a programme: what a site is of ("household"), for whom a class is ("staff").
OF_OTHERS = frozenset({"kind", "subject", "who_may"})


def compared(tree: ast.AST) -> Iterator[ast.Compare | ast.MatchValue]:
    """The comparisons with the key of a programme that ships, also among others ("in"), and the cases of a match."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            values = [each.value for side in sides for each in ast.walk(side) if isinstance(each, ast.Constant)]
            of_another = any(getattr(side, "attr", getattr(side, "id", "")) in OF_OTHERS for side in sides)
            if not of_another and any(map(_is_key, values)):
                yield node
        elif isinstance(node, ast.MatchValue) and isinstance(node.value, ast.Constant) and _is_key(node.value.value):
            yield node


def _is_key(value: object) -> bool:
    return isinstance(value, str) and value in catalogue()


def test_no_code_compares_with_the_key_of_a_programme() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted((ROOT / "app").rglob("*.py"))
        for node in compared(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_no_page_compares_with_the_key_of_a_programme() -> None:
    read = Environment(autoescape=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do"])
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted((ROOT / "app/templates").rglob("*.html"))
        for node in read.parse(path.read_text(encoding="utf-8")).find_all(nodes.Compare)
        if any(_is_key(each.value) for each in node.find_all(nodes.Const))
        and not any(each.attr in OF_OTHERS for each in node.find_all(nodes.Getattr))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("line", "refused"),
    [
        ("programme.key == 'market'", True), ("'staff' != declared.key", True), ("key in ('market', 'other')", True),
        ("match key:\n  case 'vneid': pass", True), ("programme.key == 'household'", True),
        ("site.kind == 'household'", False), ("subject == 'household'", False), ("word == 'report'", False),
        ("Subject.HOUSEHOLD == declared.subject", False),
    ],
)  # fmt: skip
def test_a_comparison_is_told_by_its_words(line: str, refused: bool) -> None:
    assert bool([*compared(ast.parse(line))]) == refused
