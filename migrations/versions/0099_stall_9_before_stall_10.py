"""Sites that are no houses have a sort key too: stall 9 before stall 10.

Revision: 0099
Follows: 0098
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0099"
down_revision = "0098"

SITE = sa.table("site", *(sa.column(name) for name in ("id", "kind", "search_key", "order_key")))


def upgrade() -> None:
    """Each sorts by its name, numbers in it by their size. Houses have theirs."""
    others = sa.select(SITE.c.id, SITE.c.search_key).where(SITE.c.kind != "household")
    keys = [{"row": row.id, "key": _key(row.search_key)} for row in op.get_bind().execute(others)]
    write = sa.update(SITE).where(SITE.c.id == sa.bindparam("row")).values(order_key=sa.bindparam("key"))
    if keys:
        op.get_bind().execute(write, keys)


def downgrade() -> None:
    """They sort by name as words do."""
    op.execute(sa.update(SITE).where(SITE.c.kind != "household").values(order_key=""))


def _key(name: str) -> str:
    return re.sub(r"\d+", lambda number: number[0].zfill(6), name) + "|~"
