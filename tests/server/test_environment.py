"""What the supervisor tells its children."""

import os
import stat
from pathlib import Path
from unittest import mock

import pytest

from app.commands.processes.supervisor import Refusal, prepare_environment

pytestmark = pytest.mark.core("the environment of a start")

NAME = "MALLOC_MMAP_THRESHOLD_"


def test_large_blocks_go_back_to_the_machine_unless_its_keeper_says_otherwise(tmp_path: Path) -> None:
    with mock.patch.dict(os.environ):
        os.environ.pop(NAME, None)
        prepare_environment(tmp_path, "http://127.0.0.1:8000")
        assert os.environ[NAME] == "1048576"
        os.environ[NAME] = "65536"
        prepare_environment(tmp_path, "http://127.0.0.1:8000")
        assert os.environ[NAME] == "65536"


def test_a_folder_that_everybody_reads_is_shut_and_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with mock.patch.dict(os.environ):
        tmp_path.chmod(0o755)
        prepare_environment(tmp_path, "http://127.0.0.1:8000")
        assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o750  # a group may be somebody's who makes copies
        assert "it is shut to them now" in capsys.readouterr().err
        prepare_environment(tmp_path, "http://127.0.0.1:8000")
        assert capsys.readouterr().err == ""


def test_a_folder_that_is_not_ours_to_shut_is_refused_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o755)
    monkeypatch.setattr(Path, "chmod", mock.Mock(side_effect=PermissionError(1, "Operation not permitted")))
    with mock.patch.dict(os.environ), pytest.raises(Refusal, match=r"chmod 700"):
        prepare_environment(tmp_path, "http://127.0.0.1:8000")
