"""The rules of the house that are counted: lengths of lines, files and functions, SQL in routes, words in names."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from tools.house import words
from tools.house.figure import Figure
from tools.house.tree import SIGNS, Module, files, modules

FILE, FUNCTION, NAMES = 250, 40, 40
# A register, or a part of one: how many attributes its class declares itself.
REGISTER, ATTRIBUTES = re.compile(r"Row[A-Z]\w+|\w*Register"), 16
# What writes SQL: SQLAlchemy's own words, as they are called in a view.
SQL = {"select", "insert", "update", "delete", "exists", "text", "union", "union_all"}
# What loads with a row what stands beside it.
LOADING = {
    "joinedload",
    "selectinload",
    "contains_eager",
    "defaultload",
    "load_only",
    "raiseload",
    "with_loader_criteria",
}


def kept(root: Path) -> list[Figure]:
    """Each rule with how often it is not kept."""
    read = modules(root)
    return [
        _figure("sql", "SQL in routes", list(_sql(read, SQL)), 0),
        _figure("loading", "Loader options in routes", list(_sql(read, LOADING)), 0),
        _figure("template lines", f"Template lines longer than {SIGNS}", list(_long(root, ".html")), 0),
        _figure("script lines", f"Lines of scripts longer than {SIGNS}", list(_long(root, ".js")), 0),
        _figure("files", f"Modules longer than {FILE} lines", list(_long_files(root)), 0),
        _figure("functions", f"Functions longer than {FUNCTION} lines", list(_long_functions(read)), 0),
        _figure("attributes", f"Register classes of more than {ATTRIBUTES} attributes", list(_wide(read)), 0),
        _figure("words", "Names with a word that says too little", list(words.opaque(read)), NAMES),
    ]


def _figure(key: str, title: str, found: list[str], goal: int) -> Figure:
    return Figure(key, title, len(found), goal, tuple(found))


def _sql(read: Iterable[Module], called: set[str]) -> Iterator[str]:
    """Calls in routes of functions that SQLAlchemy itself gives, by the names that the module imported them under."""
    for path, nodes in read:
        if not path.startswith("app/routes/"):
            continue
        taken = {
            name.asname or name.name
            for node in nodes
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
            for name in node.names
            if name.name in called
        }
        for node in nodes:
            if isinstance(node, ast.Call) and _is_called(node.func, taken, called):
                yield f"{path}:{node.lineno}  {ast.unparse(node.func)}"


def _is_called(func: ast.expr, taken: set[str], called: set[str]) -> bool:
    if isinstance(func, ast.Name):
        return func.id in taken
    return isinstance(func, ast.Attribute) and func.attr in called and ast.unparse(func.value) == "db"


def _long(root: Path, suffix: str) -> Iterator[str]:
    for path in sorted((root / "app").rglob(f"*{suffix}")):
        if "built" in path.parts or "vendor" in path.parts:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if len(line) > SIGNS:
                yield f"{path.relative_to(root)}:{number}  {len(line)}"


def _long_files(root: Path) -> Iterator[str]:
    for path in files(root, "app/**/*.py"):
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > FILE:
            yield f"{lines}  {path.relative_to(root)}"


def _wide(read: Iterable[Module]) -> Iterator[str]:
    for path, nodes in read:
        for node in nodes if path.startswith("app/registers/") else ():
            if isinstance(node, ast.ClassDef) and REGISTER.fullmatch(node.name):
                count = sum(isinstance(each, ast.AnnAssign) for each in node.body)
                if count > ATTRIBUTES:
                    yield f"{path}:{node.lineno}  {node.name}, {count}"


def _long_functions(read: Iterable[Module]) -> Iterator[str]:
    for path, nodes in read:
        for node in nodes:
            if isinstance(node, ast.FunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION:
                    yield f"{path}:{node.lineno}  {node.name}, {lines}"
