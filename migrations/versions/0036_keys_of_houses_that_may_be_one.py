"""Keys by which two houses may be one, so that those are found without reading all others.

Revision: 0036
Follows: 0035
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"

KEYS = {"place_key": "CASE WHEN number <> '' THEN order_key ELSE '' END", "head_key": "head"}


def upgrade() -> None:
    """Of every house that stands, each with its index."""
    for key in KEYS:
        with op.batch_alter_table("site") as table:
            table.add_column(sa.Column(key, sa.String(), nullable=False, server_default=""))
        with op.batch_alter_table("site") as table:
            table.alter_column(key, server_default=None)
    for key, said in KEYS.items():
        house = f"SELECT {said} FROM household WHERE household.site_id = site.id"  # noqa: S608 words of ours alone
        op.execute(f"UPDATE site SET {key} = ({house}) WHERE kind = 'household'")  # noqa: S608 words of ours alone
        where = sa.text(f"retired_on IS NULL AND {key} <> ''")
        op.create_index(
            f"ix_site_{key}", "site", ["unit_id", "residential_group_id", key], sqlite_where=where,
            postgresql_where=where,
        )  # fmt: skip


def downgrade() -> None:
    """Houses are compared one by one again."""
    for key in KEYS:
        op.drop_index(f"ix_site_{key}", table_name="site")
        with op.batch_alter_table("site") as table:
            table.drop_column(key)
