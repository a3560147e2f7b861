"""Identifiers with a word that means too many things to be searched for; docs/glossary.md names better ones."""

import ast
import re
from collections.abc import Collection, Iterator, Sequence

from tools.house.tree import Module

OPAQUE = frozenset(
    ("told", "said", "fate", "fates", "lifeline", "settle", "trial", "trials", "wholes", "shut", "hear", "mending")
) | {"held", "whole"}
# A lesson or an event is held; the name says so.
PLAIN = frozenset({"held_on"})

Nodes = Sequence[ast.AST]


def opaque(modules: Collection[Module]) -> Iterator[str]:
    """The places where a function, class, argument, variable, attribute or alias is defined with such a word.

    Mapped columns, wherever one is set, and members of an enumeration that are their own value have names of the
    database, and are left out.
    """
    columns = {target.id for _path, nodes in modules for target in _columns(nodes)}
    for path, nodes in modules:
        for line, name in sorted(_defined(nodes, columns)):
            if name not in PLAIN and OPAQUE & words_of(name):
                yield f"{path}:{line}  {name}"


def words_of(name: str) -> set[str]:
    """The words of a name, in small letters: between underscores, and between the capitals of CamelCase."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)}


def _defined(nodes: Nodes, columns: set[str]) -> Iterator[tuple[int, str]]:
    stored = {id(target) for target in (*_columns(nodes), *_members(nodes))}
    for node in nodes:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield node.lineno, name
            case ast.arg(arg=name):
                yield node.lineno, name
            case ast.Name(id=name, ctx=ast.Store()) if id(node) not in stored:
                yield node.lineno, name
            case ast.Attribute(attr=name, ctx=ast.Store()) if name not in columns:
                yield node.lineno, name
            case ast.alias(asname=str(name)):
                yield node.lineno, name
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield node.lineno, name


def _columns(nodes: Nodes) -> Iterator[ast.Name]:
    """Where a class maps an attribute: `name: Mapped[…]`."""
    for each in nodes:
        match each:
            case ast.AnnAssign(target=ast.Name() as target, annotation=ast.Subscript(value=ast.Name(id="Mapped"))):
                yield target


def _members(nodes: Nodes) -> Iterator[ast.Name]:
    """Where a class gives a name its own word: `HELD = "held"`."""
    for each in _in_classes(nodes):
        match each:
            case ast.Assign(targets=[ast.Name() as target], value=ast.Constant(value=value)) if (
                target.id.lower() == value
            ):
                yield target


def _in_classes(nodes: Nodes) -> Iterator[ast.stmt]:
    for node in nodes:
        if isinstance(node, ast.ClassDef):
            yield from node.body
