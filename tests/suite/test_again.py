"""`script/test --again`: a run of all tests in which some failed is finished by these alone."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tools.suite import __main__ as suite, asked as asked_file
from tools.suite.asked import ASKED, UNFINISHED, Asked

FAILED = ["tests/a.py::test_one", "tests/b.py::test_two[postgresql]"]
RUN = Asked(day="2026-11-20", dear={"tests/a.py::test_one": 0.7}, files={"app/a.py": "0123"})


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str]]:
    """A tree in which a run of all tests left two that failed; what is asked of pytest from now on."""
    monkeypatch.setattr(suite, "ROOT", tmp_path)
    (tmp_path / "tests").mkdir()
    (tmp_path / asked_file.LAST_FAILED).parent.mkdir(parents=True)
    (tmp_path / asked_file.LAST_FAILED).write_text(json.dumps(dict.fromkeys(FAILED, True)))
    asked_file.write(tmp_path, RUN, UNFINISHED)
    return []


@pytest.mark.parametrize("code", [0, 1])
def test_again_asks_what_failed_and_writes_only_if_all_of_it_passes(
    asked: list[Sequence[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def answer(each: Sequence[Sequence[str]]) -> int:
        asked.extend(each)
        return code

    monkeypatch.setattr(suite, "_some", answer)
    assert suite._again() == code
    assert asked == [["--all-engines", *FAILED]]
    assert asked_file.read(tmp_path, ASKED) == (Asked() if code else RUN)
    assert (tmp_path / UNFINISHED).exists() == bool(code), "a failed one is asked once more"


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("lost", [UNFINISHED, asked_file.LAST_FAILED])
def test_again_refuses_where_no_run_of_all_tests_or_no_failed_one_is_known(tmp_path: Path, lost: Path) -> None:
    (tmp_path / lost).unlink()
    assert suite._again() == 1
    assert not (tmp_path / ASKED).exists()
