"""A share is divided in one place, so that no page can forget who answered."""

import ast
import re
from collections.abc import Iterator

from tests.golden import ROOT, assert_listed

# Where else a number is divided for a hundred, and why that is no share of those who are asked.
DIVIDES = {
    "app/indicators/shares.py": "the type itself",
    "app/country/figures.py": "growth, and a share of two numbers that the caller knows to be of all",
    "app/indicators/reports/rollup.py": "the ratio of sums of wards whose numbers are of all",
    "app/routes/office/classes/rows.py": "those who came of those on a list: a book of the ward",
    "app/routes/figures/tables.py": "how long a bar is: a row's part of all that was counted",
    "app/routes/office/targets/words.py": "how long a bar is",
    "app/documents/issuers.py": "widths on paper",
    "app/templates/components/figures.html": "how long a bar is",
    "app/templates/office/targets/target.html": "how long a bar is",
}
_IN_TEMPLATE = re.compile(r"\*\s*100\s*/")


def _is_hundred(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value == 100


def _divides(node: ast.AST) -> bool:
    """Whether it reads `x * 100 / y`, or `x / y * 100`."""
    if not isinstance(node, ast.BinOp):
        return False
    inner = [each for each in (node.left, node.right) if isinstance(each, ast.BinOp)]
    kinds = (ast.Div, ast.Mult) if isinstance(node.op, ast.Div) else (ast.Mult, ast.Div)
    if not isinstance(node.op, kinds[0]):
        return False
    hundred = (node.left, node.right) if isinstance(node.op, ast.Mult) else ()
    nested = any(
        isinstance(each.op, kinds[1]) and (hundred or any(map(_is_hundred, (each.left, each.right)))) for each in inner
    )
    return nested and (not hundred or any(map(_is_hundred, hundred)))


def _files() -> Iterator[str]:
    for file in sorted((ROOT / "app").rglob("*.py")):
        if any(map(_divides, ast.walk(ast.parse(file.read_text(encoding="utf-8"))))):
            yield str(file.relative_to(ROOT))
    for file in sorted((ROOT / "app").rglob("*.html")):
        if _IN_TEMPLATE.search(file.read_text(encoding="utf-8")):
            yield str(file.relative_to(ROOT))


def test_shares_are_divided_in_named_places_alone() -> None:
    assert_listed(_files(), DIVIDES, "DIVIDES of tests/architecture/test_divisions.py", "ask app/indicators/shares.py")


def test_a_division_is_found_however_it_is_written() -> None:
    for text in ("a * 100 / b", "100 * a / b", "a / b * 100", "100 * (a / b)"):
        assert any(map(_divides, ast.walk(ast.parse(text)))), text
    for text in ("a * b / c", "a / 100", "a * 100"):
        assert not any(map(_divides, ast.walk(ast.parse(text)))), text
