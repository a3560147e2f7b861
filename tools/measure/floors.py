"""The floors: a folder of scripts outside of this repository, run as they are with our own environment.

Their pages and posts are Flask apps started here on waitress, as the product is; their papers are whole commands.
"""

import ast
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from tools.measure.report import Broken
from tools.measure.servers import ROOT, answered, ended, free_port

# What their papers and templates want beyond our environment (floors.lock, installed by script/bench).
EXTRAS = ROOT / ".venv" / "floors"
# A POST that stores for good, counting seats before, one writer at a time: what a registration cannot do without.
GATED = {"SYNC": "FULL", "BEGIN": "IMMEDIATE", "RW": "1", "GATE": "flock", "DB": "sqlite"}
PARTS = ("floor_http.py", "floor_pdf.py", "floor_template.py", "e_page")


class Floors:
    """The folder, and what is asked of it.

    Raises:
        Broken: it is not there, or is none.
    """

    def __init__(self, folder: Path, scratch: Path) -> None:
        missing = [part for part in PARTS if not (folder / part).exists()]
        if missing:
            raise Broken(f"The floors are not in {folder} (no {missing[0]}): name their folder with --floors DIR.")
        self.folder, self.scratch = folder.resolve(), scratch
        self.http: Any = loaded(self.folder / "floor_http.py")

    @property
    def environment(self) -> dict[str, str]:
        """For their processes: their folder and extras to import from, byte code kept with us."""
        path = os.pathsep.join((str(self.folder), str(EXTRAS)))
        return {**os.environ, "PYTHONPATH": path, "PYTHONPYCACHEPREFIX": str(self.scratch / "bytecode")}

    @contextmanager
    def serving(self, app: str, **settings: str) -> Iterator[str]:
        """One of their apps ("page", "post") on waitress, threads as ours, with fresh rows; gives its address."""
        process, address = self.ready(app, **settings)()
        try:
            answered(address, process, body=b"n=x&p=1" if app == "post" else None)
            yield address
        finally:
            ended(process)

    def ready(self, app: str, **settings: str) -> Callable[[], tuple[subprocess.Popen[bytes], str]]:
        """Lay the rows of one of their apps ready; what is returned starts it, and whoever calls that ends it."""
        from app.commands.processes.lanes import THREADS  # here, so that what it loads counts in no drawing's memory

        port = free_port()
        database = self.scratch / f"floor-{app}-{port}.db"
        self.http.seed(str(database))

        def start() -> tuple[subprocess.Popen[bytes], str]:
            process = subprocess.Popen(
                self.http.server_cmd("waitress", port, 1, THREADS),
                env={**self.environment, "APP": app, "DBPATH": str(database), **settings},
                cwd=self.scratch,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            return process, f"http://127.0.0.1:{port}/"

        return start

    def paper(self, engine: str, doc: str, variant: str, count: int) -> list[str]:
        """The command that draws a paper twice and prints a line of JSON about it.

        Raises:
            Broken: its fonts or packages are not there.
        """
        fonts = Path(loaded(self.folder / "floor_pdf.py").REG)
        if not fonts.exists():
            raise Broken(f"The floors' papers want {fonts.name}: apt install fonts-liberation2.")
        if not (EXTRAS / "reportlab").exists():
            raise Broken("The floors' papers want reportlab: script/bench installs it.")
        Path(tempfile.gettempdir(), "perf").mkdir(exist_ok=True)  # they keep a picture there
        out = self.scratch / f"floor-{doc}-{count}.pdf"
        options = {"engine": engine, "doc": doc, "variant": variant, "n": count, "reps": 2, "out": out}
        given = [word for name, value in options.items() for word in (f"--{name}", str(value))]
        return [sys.executable, str(self.folder / "floor_pdf.py"), "--nolock", *given]

    def templates(self) -> dict[str, Any]:
        """What floor_template.py defines, its Jinja environment `env` among it, without the run at its end."""
        sys.path.append(str(EXTRAS))
        path = self.folder / "floor_template.py"
        tree = ast.parse(path.read_text(encoding="utf-8"))
        run = next(place for place, statement in enumerate(tree.body) if isinstance(statement, ast.With))
        tree.body = tree.body[:run]
        names: dict[str, Any] = {"__file__": str(path), "__name__": "floor_template"}
        exec(compile(tree, str(path), "exec"), names)
        return names

    def page_files(self) -> dict[str, bytes]:
        """The hand-made registration page and its files, as they are before compression."""
        return {path.name: path.read_bytes() for path in (self.folder / "e_page").iterdir()}


def loaded(file: Path) -> ModuleType:
    """A script of the floors as a module; nothing is written beside it."""
    spec = spec_from_file_location(file.stem, file)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    spec.loader.exec_module(module)
    sys.dont_write_bytecode = before
    return module
