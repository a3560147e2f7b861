"""Each step of a whole run (script/test) fails where the fault that it is there for is planted.

The runs are real ones, of a copy of the tree that has few tests left.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tools.suite.asked import digests
from tools.suite.budgets import BUSY_SIGN

ROOT = Path(__file__).resolve().parents[1]
# What git does not have and a run would make anew.
LINKED, COPIED = (".venv", "node_modules"), ("app/static/built", ".check_cache", ".mypy_cache")
# The tests that stay: some pages, and the guards that are tests themselves.
LEFT = (
    "tests/country/test_numbers.py",
    "tests/routes/public/test_guides.py",
    "tests/test_waits.py",
    "tests/architecture/test_declared.py",
    "tests/architecture/test_acts.py",
)
# A file, what is written instead of what in it (once; an empty text is its end), and what the run says of it.
FAULTS = {
    "an invalid page": (
        "app/templates/public/guides/targets.html",
        "{% block main %}",
        '{% block main %}<input name="planted" aria-label="A">',
        "[no-implicit-input-type]",
    ),
    "a type error": ("app/country/numbers.py", "", 'PLANTED: int = "one"\n', "app/country/numbers.py:"),
    "a fixed wait": (
        "tests/country/test_numbers.py",
        "",
        "\n\ndef test_planted() -> None:\n    import time\n\n    time.sleep(1)\n",
        "FAILED tests/test_waits.py",
    ),
    "a folder over its budget": (
        "tools/suite/budgets.py",
        r'"country": \(\d+, \d+\)',
        '"country": (0, 0)',
        "tests/country costs",
    ),
    "an undeclared trail event": (
        "app/routes/public/pages.py",
        "",
        '\n\ndef planted() -> None:\n    note_act("planted.event", "x")\n    note("x", "planted.event")\n',
        "FAILED tests/architecture/test_acts.py",
    ),
    "a role let in": (
        "app/routes/counter/calls.py",
        r"HEARS = \(",
        "HEARS = (Role.LEADER, ",
        "FAILED tests/architecture/test_declared.py",
    ),
}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree, as it is, without most tests."""
    copy = tmp_path_factory.mktemp("tree")
    for path in digests(ROOT):
        if not Path(path).name.startswith("test_") or path in LEFT:
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, copy / path)
    for name in LINKED:
        (copy / name).symlink_to(ROOT / name)
    for name in COPIED:
        if (ROOT / name).exists():
            shutil.copytree(ROOT / name, copy / name)
    for words in ("init -q", "add .", "-c user.name=A -c user.email=a@b.example commit -q -m A"):
        subprocess.run(["git", *words.split()], cwd=copy, check=True)
    return copy


def script_test(tree: Path, **more: str) -> subprocess.CompletedProcess[str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "LOPSO_"))}
    command = [tree / "script" / "test"]
    return subprocess.run(command, cwd=tree, env={**own, **more}, capture_output=True, text=True)


def test_a_whole_run_is_green_where_nothing_is_planted(tree: Path) -> None:
    run = script_test(tree)
    assert run.returncode == 0, run.stdout[-5000:] + run.stderr[-5000:]


def test_a_whole_run_names_each_planted_fault(tree: Path) -> None:
    for path, before, after, _words in FAULTS.values():
        text = (tree / path).read_text(encoding="utf-8")
        changed = re.sub(before, lambda _found, after=after: after, text, count=1) if before else text + after
        assert changed != text, path
        (tree / path).write_text(changed, encoding="utf-8")
    run = script_test(tree, **{BUSY_SIGN: "no"})
    assert run.returncode == 1
    assert [name for name, fault in FAULTS.items() if fault[-1] not in run.stdout + run.stderr] == []
