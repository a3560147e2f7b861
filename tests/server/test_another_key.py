"""A server with another SECRET_KEY than the one its database belongs to does not start, and says what to do."""

import os
import subprocess
from pathlib import Path

from app.web.own_place import SENTENCE
from app.web.storage.base import KEYS_MISSING, NO_BUCKET
from tests.server.conftest import ROOT, Start

FIRST, OTHER = "the key of the first server, of this ward", "the key of a second server, set in a hurry"


def trust_key(data: Path, key: str) -> str:
    """What `lopso trust-key` says."""
    command = [str(ROOT / "script" / "lopso"), "trust-key"]
    environment = {**os.environ, "DATA_DIR": str(data), "SECRET_KEY": key}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def test_it_refuses_in_a_sentence_until_somebody_says_that_the_key_was_changed(start: Start, data: Path) -> None:
    first = start("--port", "0", SECRET_KEY=FIRST)
    assert first.get()[0] == 200

    other = start("--port", "0", SECRET_KEY=OTHER)
    assert other.wait() == 1
    assert other.complaints == [f"{SENTENCE}\n", "The server does not start: the reason stands above.\n"]
    assert other.lines == []
    assert first.get()[0] == 200
    first.process.terminate()
    assert first.wait() == 0

    assert "from now on" in trust_key(data, OTHER)
    assert "already" in trust_key(data, OTHER)
    assert start("--port", "0", SECRET_KEY=OTHER).get()[0] == 200
    assert start("--port", "0", SECRET_KEY=FIRST).wait() == 1


def test_an_address_that_names_no_bucket_is_refused_in_a_sentence(start: Start) -> None:
    for address in ("ward-files", "https://store.example/ward", "s3://"):
        server = start("--port", "0", FILES_URL=address, SECRET_KEY=FIRST, BACKUP_KEY=FIRST)
        assert server.wait() == 1
        assert server.complaints == [f"{NO_BUCKET}\n", "The server does not start: the reason stands above.\n"]


def test_with_one_store_for_several_servers_keys_of_one_machine_are_refused(start: Start, data: Path) -> None:
    for keys in ({}, {"SECRET_KEY": FIRST}, {"BACKUP_KEY": FIRST}):
        server = start("--port", "0", FILES_URL="s3://ward", **keys)
        assert server.wait() == 1
        assert server.complaints == [f"{KEYS_MISSING}\n", "The server does not start: the reason stands above.\n"]
    assert "SECRET_KEY and BACKUP_KEY" in KEYS_MISSING
    assert not (data / "secret_key").exists()
