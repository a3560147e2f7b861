"""The figures: what machinery, a plain register and four decisions cost, how large and how tidy all of it is."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from tools.house import rooms, rules
from tools.house.figure import Figure
from tools.house.tree import files, lines_of, machinery_of

# What serves every register, decision, issue, paper and indicator, wherever it lies; not what one noun alone declares.
MACHINERY = (
    "app/registers/*.py", "app/registers/acts", "app/registers/definitions/__init__.py", "app/registers/listing",
    "app/models/mixins", "app/routes/registers", "app/templates/registers",
    "app/templates/components/listing.html", "app/templates/components/_listing*.html",
)  # fmt: skip
# What a ward keeps and is nothing special, by the word that its files are named for.
PLAIN = {
    "places": "place",
    "groups": "residential_group",
    "teams": "team",
    "templates of courses": "course_template",
    "message texts": "message_text",
    "organisations": "organisation",
    "denominators": "denominator",
}
PLAIN_IN = ("app/routes/office", "app/templates/office", "app/registers")
# What four decisions cost, with what they share. The room office/approvals holds other papers of a class too: of it
# counts what is named for a decision, as everywhere else.
DECISIONS = (
    "approv", "certificate_request", "request_decision", "thanks_letter", "ambassador_offer", "registers/decisions",
    "office/decisions", "approvals/deciding", "approvals/decisions", "components/deciding",
)  # fmt: skip
NOT_DECISIONS = "app/routes/office/approvals/"
HOUSEHOLD = ("app/**/*household*", "tests/**/*household*")
ROUTES_AT_MOST = 16
# One that stands for any: how many files of the product name this column of a person.
COLUMN = re.compile(r"\bsex\b")


def measured(root: Path) -> list[Figure]:
    """All figures of a tree, in their order."""
    return [
        machinery(root),
        *plain(root),
        _column(root),
        _counted("decisions", "Approvals, requests, letters, offers", root, decided(root), 1_900, lines_of),
        _counted(
            "app", "app/: Python and templates", root, files(root, "app/**/*.py", "app/**/*.html"), 100_000, lines_of
        ),
        _programmes(root),
        _counted("household", "Household with page and tests", root, files(root, *HOUSEHOLD), 700, lines_of),
        *_rooms(root),
        *rules.kept(root),
    ]


def _counted(
    key: str, words: str, root: Path, paths: Iterable[Path], goal: int, lines: Callable[[Path], int]
) -> Figure:
    each = [(lines(path), str(path.relative_to(root))) for path in paths]
    return Figure(key, words, sum(n for n, _path in each), goal, tuple(f"{n:6,}  {path}" for n, path in each))


def machinery(root: Path) -> Figure:
    """What serves every noun, but for what a noun's own count has."""
    nouns = {*decided(root), *(path for word in PLAIN.values() for path in _kept(root, word))}
    shared = [path for path in files(root, *MACHINERY) if path not in nouns]
    return _counted("machinery", "Machinery, declarations aside", root, shared, 2_000, machinery_of)


def decided(root: Path) -> list[Path]:
    """The files of the four decisions; of the room of approvals those that are named for them."""

    def counts(path: Path) -> bool:
        within = str(path.relative_to(root)).removeprefix(NOT_DECISIONS)
        return "/" in within or any(word.split("/")[-1] in within for word in DECISIONS)

    return [path for path in _named(root, DECISIONS) if counts(path)]


def plain(root: Path) -> list[Figure]:
    """What each plain register costs, the noun aside."""
    return [
        _counted(name, f"A plain register: {name}", root, _kept(root, word), 80, lines_of)
        for name, word in PLAIN.items()
    ]


def _kept(root: Path, word: str) -> list[Path]:
    return files(root, *(f"{room}/**/*{word}*" for room in PLAIN_IN))


def _named(root: Path, words: Iterable[str]) -> list[Path]:
    return files(root, *(f"app/**/*{word}*" for word in words))


def _column(root: Path) -> Figure:
    naming = [path for path in files(root, "app") if COLUMN.search(path.read_text(encoding="utf-8"))]
    told = tuple(str(path.relative_to(root)) for path in naming)
    return Figure("column", "Files that name a person's sex", len(naming), None, told)


def _programmes(root: Path) -> Figure:
    """Lines of Python that name a programme by its key: none where it is data alone."""
    keys = [path.stem for path in files(root, "app/data/movement/*.yaml")]
    quoted = [f'"{key}"' for key in keys]
    found = [
        f"{path.relative_to(root)}:{number}"
        for path in files(root, "app/**/*.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if any(each in line for each in quoted)
    ]
    goal = 0 if keys else None
    return Figure(
        "programmes", f"Lines of Python that name one of {len(keys)} programmes", len(found), goal, tuple(found)
    )


def _rooms(root: Path) -> list[Figure]:
    graph = rooms.graph_of(root)
    arrows = rooms.imports(graph)
    entries = sorted({path.name for path in (root / "app").iterdir() if not path.name.startswith("__pycache__")})
    sizes = Counter(path.parent for path in files(root, "app/routes/**/*.py") if path.name != "__init__.py")
    crowds = [f"{n:3}  {path.relative_to(root)}" for path, n in sizes.most_common() if n > ROUTES_AT_MOST]
    between, back = rooms.drawn(rooms.between_rooms(arrows)), rooms.drawn(rooms.running_back(graph))
    cycles, typed = rooms.cycles(arrows), rooms.cycles(rooms.imports(rooms.graph_of(root, types=True)))
    return [
        Figure("entries", "Entries of app/", len(entries), 16, tuple(entries)),
        Figure("crowds", f"Rooms of routes with more than {ROUTES_AT_MOST} modules", len(crowds), 0, tuple(crowds)),
        Figure("arrows", "Arrows between rooms", len(between), None, between),
        Figure("back", "Arrows between rooms that run back up", len(back), 0, back),
        Figure("cycles", "Cycles of modules", len(cycles), 0, tuple(map(" ".join, cycles))),
        Figure(
            "type cycles", "Cycles of modules, imports for types included", len(typed), 0, tuple(map(" ".join, typed))
        ),
    ]
