"""Sites lie within sites; the machine says what a site meets by those within it.

Revision: 0071
Follows: 0075
"""

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"

WAYS = "'doorstep', 'office', 'import'"


def upgrade() -> None:
    """None lies within another yet."""
    with op.batch_alter_table("site") as table:
        table.add_column(sa.Column("within_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_site_within_id"), "site", ["within_id"], ["id"])
        table.create_check_constraint(op.f("ck_site_within_another"), "within_id IS NULL OR within_id <> id")
    op.create_index(op.f("ix_site_within_id"), "site", ["within_id"])
    _ways(f"{WAYS}, 'parts'")


def downgrade() -> None:
    """What lay within another is a site of its own; what the machine judged is what an officer recorded."""
    op.execute("UPDATE programme_entry SET way = 'office' WHERE way = 'parts'")
    _ways(WAYS)
    op.drop_index(op.f("ix_site_within_id"), table_name="site")
    with op.batch_alter_table("site") as table:
        table.drop_constraint(op.f("ck_site_within_another"), type_="check")
        table.drop_constraint(op.f("fk_site_within_id"), type_="foreignkey")
        table.drop_column("within_id")


def _ways(ways: str) -> None:
    with op.batch_alter_table("programme_entry") as table:
        table.drop_constraint(op.f("ck_programme_entry_way_known"), type_="check")
        table.create_check_constraint(op.f("ck_programme_entry_way_known"), f"way IN ({ways})")
