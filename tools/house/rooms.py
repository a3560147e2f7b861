"""Rooms, cycles and arrows: how the modules of the app lie and what each imports."""

import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import grimp

Arrows = Mapping[str, set[str]]


def graph_of(root: Path, *, types: bool = False) -> grimp.ImportGraph:
    """The imports of the app; `types`: also those under TYPE_CHECKING."""
    sys.path.insert(0, str(root))
    return grimp.build_graph("app", exclude_type_checking_imports=not types, cache_dir=None)


def imports(graph: grimp.ImportGraph) -> Arrows:
    """Which module imports which."""
    return {each: set(graph.find_modules_directly_imported_by(each)) for each in graph.modules}


def running_back(graph: grimp.ImportGraph) -> Arrows:
    """Which arrows between rooms run back up: without those, no room would reach itself."""
    found: dict[str, set[str]] = defaultdict(set)
    for one, other in graph.nominate_cycle_breakers("app"):
        found[_room(one)].add(_room(other))
    return found


def between_rooms(arrows: Arrows) -> Arrows:
    """Which room of the app, its entries at the top, imports which other."""
    found: dict[str, set[str]] = defaultdict(set)
    for one, others in arrows.items():
        found[_room(one)] |= {_room(other) for other in others} - {_room(one)}
    return found


def _room(module: str) -> str:
    return module.split(".")[1] if "." in module else "__init__"


def cycles(arrows: Arrows) -> list[list[str]]:
    """Those that reach each other, in groups of at least two (Tarjan)."""
    numbers: dict[str, int] = {}
    lowest: dict[str, int] = {}
    path: list[str] = []
    found: list[list[str]] = []

    def visit(one: str) -> None:
        numbers[one] = lowest[one] = len(numbers)
        path.append(one)
        for other in sorted(arrows.get(one, ())):
            if other not in numbers:
                visit(other)
            if other in path:
                lowest[one] = min(lowest[one], lowest[other])
        if lowest[one] == numbers[one]:
            group = path[path.index(one) :]
            del path[path.index(one) :]
            if len(group) > 1:
                found.append(sorted(group))

    deep = sys.getrecursionlimit()
    sys.setrecursionlimit(10_000)
    for one in sorted(arrows):
        if one not in numbers:
            visit(one)
    sys.setrecursionlimit(deep)
    return found


def drawn(arrows: Arrows) -> tuple[str, ...]:
    """Each arrow as a line."""
    return tuple(f"{one} → {other}" for one, others in sorted(arrows.items()) for other in sorted(others))
