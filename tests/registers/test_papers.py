"""Each paper says what it is, who orders it, what draws it and how long its file lies there, or why it stays."""

import ast
import inspect
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from flask import Flask

from app.jobs import dry_run_orders, help_orders, ordering, orders, recognition_orders, report_orders, work
from app.models import Role
from app.registers.papers import PAPERS, Paper
from tests.golden import assert_listed

ROUTES = Path(__file__).resolve().parents[2] / "app" / "routes"
ORDERS = (
    orders,
    recognition_orders,
    report_orders,
    help_orders,
    help_orders,
    help_orders,
    ordering,
    dry_run_orders,
    recognition_orders,
    recognition_orders,
    report_orders,
    report_orders,
)

# Those whose functions are told the kind, or know it by the noun.
BY_TABLE = (recognition_orders, dry_run_orders)


@pytest.mark.parametrize("paper", PAPERS.values(), ids=list(PAPERS))
def test_each_paper_is_swept_or_says_why_not(paper: Paper) -> None:
    assert str(paper.words).strip()
    assert str(paper.shelf.why).strip()
    assert paper.shelf.days is None or 0 < paper.shelf.days <= 31
    assert paper.orders or paper.anyone
    assert callable(work.performer(paper.kind))


def test_what_the_worker_draws_is_declared() -> None:
    drawn = [kind for kind in work.KINDS if not kind.startswith("import_") and kind != "backup"]
    assert_listed(drawn, PAPERS, "app/registers/papers.py", "declare a Paper there; what is no paper is left out here")


def test_papers_that_stay_do_not_share_a_folder_with_those_that_go() -> None:
    stays = {paper.folder for paper in PAPERS.values() if not paper.is_redrawn}
    assert not stays & {paper.folder for paper in PAPERS.values() if paper.is_redrawn}


@pytest.mark.either
def test_a_paper_is_ordered_by_whom_its_declaration_names(shared_app: Flask) -> None:
    told: dict[str, set[str]] = {kind: set() for kind in PAPERS}
    for kind, who in ordered(shared_app):
        told[kind] |= who
    said = {
        kind: {role.value for role in paper.orders} | ({"public"} if paper.anyone else set())
        for kind, paper in PAPERS.items()
    }
    assert told == said


def ordered(app: Flask) -> Iterator[tuple[str, set[str]]]:
    """Each kind of paper that a view orders, itself or through a function of its module, with who may open the view."""
    kinds = {(called_as(module), name): told for module in ORDERS for name, told in kinds_by_function(module)}
    for view in set(app.view_functions.values()):
        who = getattr(view, "who", None)
        if who is None or not view.__module__.startswith("app.routes"):
            continue
        there = dict(functions(inspect.getsource(inspect.getmodule(view) or view)))
        seen, waiting = set(), [view.__name__]
        while waiting:
            name = waiting.pop()
            if name in seen or name not in there:
                continue
            seen.add(name)
            waiting += names_in(there[name])
            for module, called in attributes_in(there[name]):
                if not called.endswith("_asked"):
                    yield from ((kind, set(who)) for kind in kinds.get((module, called), ()))


def called_as(module: ModuleType) -> str:
    """The name by which a view knows a module of orders."""
    return module.__name__.rpartition(".")[2]


def kinds_by_function(module: ModuleType) -> Iterable[tuple[str, set[str]]]:
    """Each function of a module of orders with the papers that it names, itself or through another of the module."""
    trees = functions(inspect.getsource(module))
    # Who is told the kind says none itself, but by a table: what else it names is about something.
    told = {name for name, tree in trees if module not in BY_TABLE and "kind" in {each.arg for each in tree.args.args}}
    kinds = {name: set() if name in told else set(kinds_in(tree, module)) for name, tree in trees}
    for name, tree in trees:
        kinds[name] |= {kind for called in set(names_in(tree)) - {name} for kind in kinds.get(called, ())}
    return kinds.items()


def functions(source: str) -> list[tuple[str, ast.FunctionDef]]:
    """The functions of a module."""
    return [(node.name, node) for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]


def kinds_in(tree: ast.AST, module: ModuleType) -> list[str]:
    """The papers that a function names, itself or by a constant of its module: a name, or a table by or of kinds."""
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    for named in (getattr(module, name, None) for name in names_in(tree)):
        texts += [named] if isinstance(named, str) else []
        if isinstance(named, dict) and module in BY_TABLE:
            texts += [*named, *(getattr(each, "kind", "") for each in named.values())]
    return [text for text in texts if text in PAPERS]


def names_in(tree: ast.AST) -> list[str]:
    """The names that a function reads."""
    return [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]


def attributes_in(tree: ast.AST) -> list[tuple[str, str]]:
    """What a function takes of the modules of orders: the module and the name in it."""
    modules = {called_as(module) for module in ORDERS}
    return [
        (node.value.id, node.attr)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules
    ]


def test_the_roles_are_roles() -> None:
    assert {role for paper in PAPERS.values() for role in paper.orders} <= set(Role)
