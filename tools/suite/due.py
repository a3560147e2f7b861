"""Which dear tests a default run asks: the core, and those that look at what changed, as far as the limit goes."""

import ast
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from tools.suite.asked import Asked, changed, day_of_head

# Seconds of the processor that dear tests of changed folders may take in a default run, and those that the core may:
# 350 as they were read before the yardstick was taken all along a run; the same tests read a quarter less then. 20 of
# these are of the programmes that cover the language of declarations.
LIMIT, CORE = 170.0, 420.0
# Days for which dear tests may wait for a whole run.
PATIENT = 3
# What a module of tests looks at where no run has recorded it ("/": and all below). Longest folder first.
RULES = {
    "tests/test_revision.py": ("migrations/", "app/models/", "tools/"),
    "tests/test_guards.py": ("script/", "tools/suite/", ".ci/"),
    "tests/server/test_two_servers.py": (
        "app/commands/processes/",
        "app/exchange/backups/",
        "app/jobs/",
        "app/web/database/",
        "app/web/storage/",
        "tools/object_store/",
        "tools/two_servers/",
    ),
    "tests/browser/": ("app/static/", "app/templates/", "app/routes/", "app/web/", "app/outbox/"),
    "tests/forms/": ("app/static/", "app/templates/", "app/routes/", "app/web/", "app/outbox/"),
    "tests/server/": ("app/commands/processes/", "app/jobs/", "app/web/"),
    "tests/upgrades/": ("migrations/", "app/models/", "app/web/database/"),
    "tests/commands/": ("app/commands/", "app/data/"),
    "tests/architecture/": ("app/routes/", "app/models/"),
    "tests/year/": ("app/models/", "app/routes/", "app/outbox/"),
}
# A change of one of these concerns every test.
GROUND = ("pyproject.toml", "package-lock.json", "requirements/", "tests/conftest.py")


@dataclass(frozen=True)
class Due:
    """Dear units that are asked beside the core, those left out, and of these the ones that wait for `--all`."""

    chosen: list[str]
    left_out: list[str]
    waiting: list[str]
    since: str

    def late(self, today: date) -> bool:
        """Whether dear tests of changed folders wait for longer than they may, on the day of the last commit."""
        return bool(self.waiting) and (today - date.fromisoformat(self.since)).days > PATIENT

    @property
    def words(self) -> str:
        """What waits, in a line."""
        day = f", since {self.since}" if self.waiting else ""
        return f"Dear tests of changed folders that wait for script/test --all: {len(self.waiting)}{day}"


def due(asked: Asked, root: Path) -> Due:
    """Choose among the dear units; the core is in neither list."""
    core = core_functions(root)
    dear = {unit: cost for unit, cost in asked.dear.items() if unit not in core and (root / module_of(unit)).exists()}
    differ = changed(asked, root)
    concerned = [unit for unit in dear if looks_at_any(module_of(unit), differ, asked, root)]
    chosen, seconds = [], 0.0
    for unit in sorted(concerned, key=lambda unit: (dear[unit], unit)):
        seconds += dear[unit]
        if seconds > LIMIT:
            break
        chosen.append(unit)
    waiting = [unit for unit in concerned if unit not in chosen]
    return Due(chosen, [unit for unit in dear if unit not in chosen], waiting, asked.day)


def is_late(due: Due, root: Path) -> bool:
    """Whether the head may not land before a whole run."""
    return due.late(day_of_head(root))


def module_of(unit: str) -> str:
    """The file of a unit."""
    return unit.split("::")[0].split("[")[0]


def looks_at_any(module: str, paths: Iterable[str], asked: Asked, root: Path) -> bool:
    """Whether a module of tests looks at one of some files: its own, those of tests that it imports, those of its
    folders of app."""
    own = {module, *_helpers(module, root)}
    folders = asked.looks_at.get(module) or _rule(module, root)
    return any(path in own or path.startswith(GROUND) or _lies_in(path, folders, root) for path in paths)


def _rule(module: str, root: Path) -> tuple[str, ...]:
    for start, folders in RULES.items():
        if module.startswith(start):
            return folders
    folder = Path("app") / Path(module).parent.relative_to("tests")
    while not (root / folder).is_dir():
        folder = folder.parent
    return (f"{folder}/",)


def _lies_in(path: str, folders: Iterable[str], root: Path) -> bool:
    room = _room(path, root)
    return any(room.startswith(folder) if folder.endswith("/") else room == f"{folder}/" for folder in folders)


@cache
def _room(path: str, root: Path) -> str:
    """The folder that stands for a file: of a page's template the room that draws it, of data the code around it."""
    folder = Path(path).parent
    if path.startswith("app/templates/"):
        drawn_by = Path("app/routes") / folder.relative_to("app/templates")
        while drawn_by != Path("app/routes") and not (root / drawn_by).is_dir():
            drawn_by = drawn_by.parent
        return f"{folder if drawn_by == Path('app/routes') else drawn_by}/"
    if path.startswith("app/") and not path.startswith("app/static/"):
        while folder != Path("app") and not any((root / folder).glob("*.py")):
            folder = folder.parent
    return f"{folder}/"


@cache
def _helpers(module: str, root: Path) -> frozenset[str]:
    """The modules of tests that one imports, directly or through others, and the fixtures of its folders."""
    found: set[str] = set()
    waiting = [module, *(str(folder / "conftest.py") for folder in Path(module).parents if folder != Path("tests"))]
    while waiting:
        path = waiting.pop()
        if path in found or not (root / path).is_file():
            continue
        found.add(path)
        waiting += _imported(ast.parse((root / path).read_text(encoding="utf-8")))
    return frozenset(found - {"tests/conftest.py"})


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "tests":
            name = (node.module or "").replace(".", "/")
            yield from (f"{name}.py", *(f"{name}/{alias.name}.py" for alias in node.names))


def core_functions(root: Path) -> dict[str, str]:
    """The functions marked `core`, themselves or by their module, each with what nothing cheaper holds; and those
    marked `postgresql`, whose promises each run asks."""
    command = ["git", "grep", "-l", "--untracked", "-E", r"mark\.(core\(|postgresql)", "--", "tests/*.py"]
    files = subprocess.run(command, cwd=root, capture_output=True, text=True).stdout.split()
    found: dict[str, str] = {}
    for path in files:
        body = ast.parse((root / path).read_text(encoding="utf-8")).body
        of_module = [node.value for node in body if isinstance(node, ast.Assign) and _assigns_marks(node)]
        for node in body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found |= {f"{path}::{node.name}": reason for reason in _reasons([*of_module, *node.decorator_list])}
    return found


def _assigns_marks(node: ast.Assign) -> bool:
    return ast.unparse(node.targets[0]) == "pytestmark"


def _reasons(marks: Iterable[ast.expr]) -> Iterator[str]:
    for mark in marks:
        if isinstance(mark, ast.List):
            yield from _reasons(mark.elts)
        elif isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.core":
            yield ast.literal_eval(mark.args[0])
        elif ast.unparse(mark) == "pytest.mark.postgresql":
            yield "a promise on PostgreSQL"
