"""Files and lines of a tree. A line longer than 120 signs counts as the lines that it would be."""

import ast
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

SIGNS = 120
# What people wrote, and no machine.
KINDS = (".py", ".html", ".css", ".yaml")


class Module(NamedTuple):
    """A module by its path below the root, with all nodes of its tree."""

    path: str
    nodes: list[ast.AST]


def files(root: Path, *patterns: str) -> list[Path]:
    """The files that any of some patterns names, folders with all that lies in them."""
    named = {path for pattern in patterns for path in root.glob(pattern)}
    inside = {path for folder in named if folder.is_dir() for path in folder.rglob("*")}
    return sorted(path for path in named | inside if path.is_file() and path.suffix in KINDS)


def lines_of(path: Path) -> int:
    """How many lines a file has."""
    return count(path.read_text(encoding="utf-8").splitlines())


def count(lines: Iterable[str]) -> int:
    """How many lines of at most 120 signs some lines are."""
    return sum(max(1, -(-len(line) // SIGNS)) for line in lines)


def machinery_of(path: Path) -> int:
    """How many lines of a file are no declaration: of Python all but the data of its module (X = …), else all."""
    text = path.read_text(encoding="utf-8")
    data: set[int] = set()
    if path.suffix == ".py":
        for node in ast.parse(text).body:
            if isinstance(node, ast.Assign | ast.AnnAssign):
                data |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return count(line for number, line in enumerate(text.splitlines(), 1) if number not in data)


def modules(root: Path) -> list[Module]:
    """The modules of the app."""
    return [
        Module(str(path.relative_to(root)), [*ast.walk(ast.parse(path.read_text(encoding="utf-8")))])
        for path in sorted((root / "app").rglob("*.py"))
    ]
