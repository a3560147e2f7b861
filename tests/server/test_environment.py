"""What the supervisor tells its children."""

import os
from pathlib import Path
from unittest import mock

from app.supervisor import prepare_environment

NAME = "MALLOC_MMAP_THRESHOLD_"


def test_large_blocks_go_back_to_the_machine_unless_its_keeper_says_otherwise(tmp_path: Path) -> None:
    with mock.patch.dict(os.environ):
        os.environ.pop(NAME, None)
        prepare_environment(tmp_path, "http://127.0.0.1:8000")
        assert os.environ[NAME] == "1048576"
        os.environ[NAME] = "65536"
        prepare_environment(tmp_path, "http://127.0.0.1:8000")
        assert os.environ[NAME] == "65536"
