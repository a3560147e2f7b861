"""Which folders of app each dear module of tests looks at, as a whole run saw it (`script/test --all --map`).

Tests in one process: by the lines that coverage saw them run. Tests of browsers: by the addresses and static files that
their pages asked for (tests/browser/ahead.py writes them down). Servers go by the rule of tools/suite/due.py.
"""

import os
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from werkzeug.exceptions import HTTPException

from app import create_app
from app.commands.build_static import BUNDLES
from app.web.settings import Settings
from app.web.static_files import SOURCES, built_names
from tools.suite.due import module_of

# The file of the run's folder to which pages add what they ask for, if it is there: a line "module address".
ADDRESSES = "addresses"
# What every page is drawn with.
EVERY_PAGE = ("app/templates", "app/templates/components", "app/static/css", "app/web")
COVERAGE = Path(".coverage-data/coverage")
RECORDING = ("--cov=app", "--cov-context=test", "--cov-report=", "--cov-fail-under=0")


def looks_at(root: Path, run: Path) -> dict[str, list[str]]:
    """The folders of each module, from the coverage and the addresses of a run whose folder is `run`."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for module, folder in (*_covered(root), *_asked(root, run)):
        found[module].add(folder)
    return {module: sorted(folders) for module, folders in sorted(found.items())}


def _covered(root: Path) -> Iterator[tuple[str, str]]:
    with sqlite3.connect(root / COVERAGE) as data:
        for context, path in data.execute(
            "SELECT DISTINCT context, path FROM arc, file, context WHERE file.id = file_id AND context.id = context_id"
        ):
            if context.startswith("tests/") and Path(path).is_relative_to(root / "app"):
                yield module_of(context), str(Path(path).parent.relative_to(root))


def _asked(root: Path, run: Path) -> Iterator[tuple[str, str]]:
    app = create_app(Settings.from_environment({"DATA_DIR": str(run), "SECRET_KEY": "a key of no database"}))
    adapter, plain_names = app.url_map.bind("localhost"), {name: plain for plain, name in built_names().items()}
    for line in sorted(set((run / ADDRESSES).read_text(encoding="utf-8").splitlines())):
        module, address = line.split(" ", 1)
        path = urlsplit(address).path
        yield from ((module, folder) for folder in EVERY_PAGE)
        if plain := plain_names.get(path.removeprefix("/static/")):
            yield from ((module, str(source.parent.relative_to(root))) for source in _sources(plain))
            continue
        with suppress(HTTPException):
            endpoint, _values = adapter.match(path, method="GET")
            yield module, str(Path(*app.view_functions[endpoint].__module__.split(".")).parent)


def _sources(plain: str) -> Iterator[Path]:
    if plain in BUNDLES:
        yield from (SOURCES / "js" / part for part in BUNDLES[plain])
    else:
        yield from (path for path in SOURCES.rglob(plain) if "built" not in path.parts)


def is_recorded(run: Path | None) -> bool:
    """Whether the run wants to know what pages ask for."""
    return run is not None and (run / ADDRESSES).exists()


def write_address(run: Path, address: str) -> None:
    """Add an address that a page of the present test asked for; one write, as several processes add to the file."""
    module = module_of(os.environ["PYTEST_CURRENT_TEST"])
    with (run / ADDRESSES).open("ab") as addresses:
        os.write(addresses.fileno(), f"{module} {address}\n".encode())
