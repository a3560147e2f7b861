"""The product while one works on it: `python -m tools.serve [PORT]`, http://127.0.0.1:8000 unless told otherwise.

It serves the demo ward from ./data (or DATA_DIR) and begins again whenever a file of `app/` changes: Python, templates,
style sheets and scripts. Papers are drawn and lists read by workers beside it, which begin again with it. What a ward
runs is `script/server`; this is its slower sibling (Werkzeug's server), and no signal, no lane, no limit of callers is
tried here.
"""

import os
import subprocess
import sys
from pathlib import Path

from werkzeug.serving import run_simple

ROOT = Path(__file__).resolve().parents[1]
# What is read while the product runs, and is no module that Python has loaded.
READ = ("app/**/*.html", "app/**/*.yaml", "app/static/css/**/*.css", "app/static/js/**/*.js", "app/static/sw/*.js")
WORKERS = ("worker", "list_worker")


def main(port: int) -> None:
    """Prepare what stands on the disk, then serve; in the reloader's child with the workers beside."""
    os.environ.setdefault("DATA_DIR", str(ROOT / "data"))
    os.environ.setdefault("PUBLIC_URL", f"http://127.0.0.1:{port}")
    os.environ["LOPSO_DEBUG"] = "1"
    Path(os.environ["DATA_DIR"]).mkdir(mode=0o700, parents=True, exist_ok=True)
    subprocess.run([ROOT / "script/setup", "dev"], check=True)  # 0.02 s, but when style sheets or scripts changed
    if os.environ.get("WERKZEUG_RUN_MAIN") != "true":
        for words in (["migrate"], ["demo", "--if-empty"]):
            subprocess.run([sys.executable, "-m", "app.commands", *words], check=True, cwd=ROOT)
        _serve(port)
        return
    os.environ["LOPSO_SUPERVISOR"] = str(os.getpid())  # the workers end with this, however that ends
    workers = [subprocess.Popen([sys.executable, "-m", f"app.commands.processes.{name}"], cwd=ROOT) for name in WORKERS]
    try:
        _serve(port)
    finally:
        for worker in workers:
            worker.terminate()
            worker.wait()


def _serve(port: int) -> None:
    from app import create_app

    watched = [str(path) for pattern in READ for path in ROOT.glob(pattern)]
    run_simple("127.0.0.1", port, create_app(), use_reloader=True, threaded=True, extra_files=watched)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 8000)
