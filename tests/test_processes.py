"""A run's processes: who asks what, and that nothing that happens in one is lost."""

import subprocess
import sys
from pathlib import Path

from tests.processes import Modules

BROWSER = [f"tests/browser/test_{number}.py" for number in range(3)]
OTHERS = [f"tests/models/test_{number}.py" for number in range(2)]
ROOT = Path(__file__).parents[1]
CONFTEST = """
import sys
sys.path.insert(0, {root!r})
from tests.processes import Processes

class Costs:
    def begin(self): ...

def pytest_configure(config):
    config.pluginmanager.register(Costs(), "costs")
    config.pluginmanager.register(Processes(2), "processes")
"""


def test_every_second_process_opens_browsers_as_long_as_there_are_two_kinds() -> None:
    modules = Modules([f"{each}::test" for each in (*BROWSER, *OTHERS)])
    handed = [modules.next(process) for process in (1, 0, 3, 2, 1)]
    assert [module for module, _tests in handed] == [OTHERS[0], BROWSER[0], OTHERS[1], BROWSER[1], BROWSER[2]]
    assert modules.next(0) == ("", [])


def test_tests_of_a_module_are_asked_together() -> None:
    modules = Modules([f"{OTHERS[0]}::test_a", f"{OTHERS[0]}::test_b[1]", f"{OTHERS[1]}::test_a"])
    assert [modules.next(1)[1] for _thrice in range(3)] == [[0, 1], [2], []]


def asked(folder: Path, *modules: str) -> tuple[int, str]:
    """The exit code and the words of a run of two processes over these modules."""
    (folder / "conftest.py").write_text(CONFTEST.format(root=str(ROOT)))
    for number, body in enumerate(modules):
        (folder / f"test_{number}.py").write_text(body)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rA", str(folder)]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=90, check=False)
    return ran.returncode, ran.stdout + ran.stderr


FINE = "def test_fine(tmp_path): print('said')\ndef test_other(tmp_path_factory): tmp_path_factory.mktemp('a')\n"


def test_all_are_asked_and_reported(tmp_path: Path) -> None:
    code, told = asked(tmp_path, FINE, FINE, "import pytest\n@pytest.mark.skip\ndef test_skipped(): ...")
    assert (code, "4 passed, 1 skipped" in told) == (0, True), told


def test_what_fails_is_told_with_what_it_said(tmp_path: Path) -> None:
    code, told = asked(tmp_path, FINE, "def test_red():\n    print('why')\n    assert 1 == 2\n")
    assert (code, "1 failed, 2 passed" in told, "why" in told, "assert 1 == 2" in told) == (1, True, True, True), told


def test_what_a_module_shares_is_removed_at_its_end(tmp_path: Path) -> None:
    body = (
        "import pytest\n@pytest.fixture(scope='module')\ndef kept():\n    yield\n    raise ValueError('at the end')\n"
        "def test_one(kept): ...\ndef test_two(kept): ...\n"
    )
    code, told = asked(tmp_path, body, FINE)
    assert (code, "4 passed, 1 error" in told, "ERROR test_0.py::test_two" in told) == (1, True, True), told


def test_a_process_that_dies_is_a_failure_and_the_others_go_on(tmp_path: Path) -> None:
    dies = "import os, signal\ndef test_dies(): os.kill(os.getpid(), signal.SIGKILL)\n"
    code, told = asked(tmp_path, dies, FINE, FINE)
    assert (code, "1 failed, 4 passed" in told, "FAILED test_0.py::test_dies" in told) == (1, True, True), told


def test_after_a_test_that_cannot_be_collected_none_is_asked(tmp_path: Path) -> None:
    code, told = asked(tmp_path, FINE, "import nothing_like_it\n")
    assert (code, "1 error" in told, "passed" in told) == (2, True, False), told
