"""Play it, and print a line for each step: `python -m tools.two_servers [--no-pool]`, some minutes."""

import sys
import tempfile
from pathlib import Path

from app import create_app
from app.web.database import db, schema
from app.web.settings import Settings
from tests.postgres import running_cluster
from tools.measure.engines import DURABLE
from tools.measure.report import Broken
from tools.two_servers.place import two_servers
from tools.two_servers.play import play


def main(*, pool: bool) -> None:
    """Play on a database that stores for good."""
    with running_cluster(DURABLE) as cluster:
        database = cluster.create()
        with tempfile.TemporaryDirectory() as folder:
            url = cluster.url(database)
            app = create_app(Settings.from_environment({"DATA_DIR": str(Path(folder)), "DATABASE_URL": url}))
            with app.app_context():
                schema.upgrade()
                db.engine.dispose()
        with two_servers(cluster, database, pool=pool) as place:
            for what, measured in play(place):
                print(f"{what:36} {measured}", flush=True)


if __name__ == "__main__":
    try:
        main(pool="--no-pool" not in sys.argv[1:])
    except Broken as broken:
        sys.exit(str(broken))
