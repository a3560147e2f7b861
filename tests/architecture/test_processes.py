"""What each process loads: the web process no printing press, the supervisor nothing of the product."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def loaded_after(statement: str, data_dir: Path) -> set[str]:
    """The modules that a fresh interpreter holds after a statement."""
    program = f"import sys; {statement}; print(*sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "DATA_DIR": str(data_dir)},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(told.stdout.split())


def test_the_web_process_loads_neither_the_printing_press_nor_what_migrates(tmp_path: Path) -> None:
    collecting = "import gc; assert gc.isenabled() and gc.get_freeze_count() > 100_000, 'all is looked through again'"
    for statement in ("from app.commands.processes import web; web.create_app()", "import wsgi"):
        loaded = loaded_after(f"{statement}; {collecting}", tmp_path)

        assert "flask" in loaded
        assert not {module for module in loaded if module.startswith(("weasyprint", "app.documents", "alembic"))}


def test_a_queue_in_a_file_loads_no_driver_of_another_store(tmp_path: Path) -> None:
    asking = "from app import create_app\nwith create_app().app_context():\n  from app.jobs import queue; queue.queue()"
    loaded = loaded_after(f"exec({asking!r})", tmp_path)

    assert "huey" in loaded
    assert not {"redis", "psycopg"} & loaded


def test_the_worker_does_load_it(tmp_path: Path) -> None:
    assert "weasyprint" in loaded_after("import app.documents.rendering", tmp_path)


def test_the_worker_opens_no_rooms(tmp_path: Path) -> None:
    loaded = loaded_after("from app.commands.processes import worker; worker.create_app(rooms=False)", tmp_path)

    assert "app.models" in loaded
    assert not {module for module in loaded if module.startswith("app.routes")}


def test_the_supervisor_stays_small(tmp_path: Path) -> None:
    loaded = loaded_after("import runpy; runpy.run_path('app/commands/processes/supervisor.py')", tmp_path)

    assert "argparse" in loaded
    assert not {module for module in loaded if module.partition(".")[0] in {"app", "flask", "sqlalchemy", "alembic"}}
