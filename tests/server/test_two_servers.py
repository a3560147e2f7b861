"""Two servers on one PostgreSQL and one object store behind nginx lose nothing: papers, lists, photos, an erasure, a
backup, a leader that is killed, a server without its folder. Here nothing is skipped: what cannot be installed fails.
"""

from tests.postgres import Cluster
from tools.two_servers.place import two_servers
from tools.two_servers.play import play


def test_two_servers_lose_nothing(postgres: Cluster, migrated_database: str) -> None:
    database = postgres.create(migrated_database)
    with two_servers(postgres, database) as place:
        for what, measured in play(place):
            assert measured, what
    postgres.drop(database)
