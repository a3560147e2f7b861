"""Two servers on one PostgreSQL and one object store behind nginx lose nothing: papers, lists, photos, an erasure, a
backup, a leader that is killed, a server without its folder. Here nothing is skipped: what cannot be installed fails.
"""

import os
from datetime import timedelta

import pytest

from app.country import clock
from app.jobs import nightly
from tests.postgres import Cluster
from tools.two_servers.place import two_servers
from tools.two_servers.play import play


def test_two_servers_lose_nothing(postgres: Cluster, migrated_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # A night's work is due.
    ahead = timedelta(hours=nightly.HOUR if clock.local(clock.now()).hour < nightly.HOUR else 0)
    monkeypatch.setenv(clock.SHIFT, str(float(os.environ.get(clock.SHIFT, 0)) + ahead.total_seconds()))
    database = postgres.create(migrated_database)
    with clock.shifted(ahead), two_servers(postgres, database) as place:
        for what, measured in play(place):
            assert measured, what
    postgres.drop(database)
