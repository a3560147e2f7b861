"""Two servers of the product on one PostgreSQL and one object store, behind nginx: `python -m tools.two_servers`.

It installs what it needs itself (nginx, PgBouncer, OpenStack Swift) and plays what a place of several servers is held
to (play.py). `tests/server/test_two_servers.py` plays the same.
"""
