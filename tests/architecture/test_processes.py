"""What each process loads: the web process no printing press, the supervisor nothing of the product."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def loaded_after(data_dir: Path, *statements: str) -> list[set[str]]:
    """The modules that a fresh interpreter holds after each of some statements."""
    program = "\n".join(["import sys", *(f"{statement}; print(*sys.modules)" for statement in statements)])
    told = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "DATA_DIR": str(data_dir)},
        capture_output=True,
        text=True,
        check=True,
    )
    return [set(line.split()) for line in told.stdout.splitlines()]


COLLECTING = "import gc; assert gc.isenabled() and gc.get_freeze_count() > 100_000, 'all is looked through again'"
ASKING = "with web.create_app().app_context():\n  from app.jobs import queue; queue.queue()"


def test_the_web_process_loads_no_printing_press_nothing_that_migrates_no_pictures_and_no_drivers_of_other_queues(
    tmp_path: Path,
) -> None:
    starting = f"from app.commands.processes import web; web.create_app(); {COLLECTING}"
    started, asked = loaded_after(tmp_path, starting, f"exec({ASKING!r})")
    [elsewhere] = loaded_after(tmp_path, f"import wsgi; {COLLECTING}")

    for loaded in (started, elsewhere):
        assert "flask" in loaded
        assert not {module for module in loaded if module.startswith(("weasyprint", "app.documents", "alembic", "PIL"))}
    assert "huey" in asked
    assert not {"redis", "psycopg", "obstore"} & asked


def test_the_worker_opens_no_rooms_and_loads_the_printing_press(tmp_path: Path) -> None:
    starting = "from app.commands.processes import worker; worker.create_app(rooms=False)"
    started, drawing = loaded_after(tmp_path, starting, "import app.documents.rendering")

    assert "app.models" in started
    assert not {module for module in started if module.startswith("app.routes")}
    assert "weasyprint" in drawing


def test_the_client_of_an_object_store_is_loaded_where_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = "from app.web.settings import Settings; Settings.from_environment().store"
    assert "obstore" not in loaded_after(tmp_path, opening)[0]
    for name, value in (("FILES_URL", "s3://lopso/05443"), ("SECRET_KEY", "x"), ("BACKUP_KEY", "x")):
        monkeypatch.setenv(name, value)
    assert "obstore" in loaded_after(tmp_path, opening)[0]


def test_the_supervisor_stays_small(tmp_path: Path) -> None:
    [loaded] = loaded_after(tmp_path, "import runpy; runpy.run_path('app/commands/processes/supervisor.py')")

    assert "argparse" in loaded
    assert not {module for module in loaded if module.partition(".")[0] in {"app", "flask", "sqlalchemy", "alembic"}}
