"""`script/test --year --faults`: of twenty faults the walk finds most."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.year.faults import FAULTS, Fault

# The product as it stands.
NONE = Fault("Nothing", "pyproject.toml", 'name = "lopso"', 'name = "lopso"')
# So many at least.
FOUND = 17
ENOUGH_SECONDS = 3600


def test_the_walk_finds_most_faults(tmp_path: Path) -> None:
    only = os.environ.get("LOPSO_FAULTS", "")
    chosen = [each for number, each in enumerate(FAULTS) if not only or str(number) in only.split(",")]
    assert not _searched(NONE, tmp_path / "none"), "the product as it stands: mend what it is, then come again"
    found = 0
    for number, fault in enumerate(chosen):
        line = _searched(fault, tmp_path / str(number))
        found += bool(line)
        sys.stdout.write(f"\n{fault.words}: {line or 'NOT FOUND'}")
        sys.stdout.flush()
    assert found >= FOUND or only, f"{found} of {len(chosen)} found"


def _searched(fault: Fault, folder: Path) -> str:
    """What the walk says where it finds the fault; "" where it does not."""
    folder.mkdir()
    fault.put_into(folder)
    environment = {**os.environ, "LOPSO_FAULT_ENGINE": fault.engine, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "tests/year/search_walk.py"]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=ENOUGH_SECONDS, check=False
    )
    said = re.search(r"FOUND at step \d+: [^\n]+", done.stdout)
    if done.returncode and not said:
        raise RuntimeError(f"{fault.words}: the walk broke off\n{done.stdout[-3000:]}{done.stderr[-1000:]}")
    return said[0] if said else ""
