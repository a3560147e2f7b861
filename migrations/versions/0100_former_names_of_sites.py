"""Former names of houses and of programmes' own sites.

Revision: 0100
Follows: 0099
"""

import sqlalchemy as sa
from alembic import op

revision = "0100"
down_revision = "0099"

TABLE = "site_name"


def upgrade() -> None:
    """The table. Of sites that were renamed before nobody knows the former name."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("search_key", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f(f"fk_{TABLE}_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    for column in ("site_id", "search_key"):
        op.create_index(op.f(f"ix_{TABLE}_{column}"), TABLE, [column])


def downgrade() -> None:
    """Former names are lost: what is pressed under one is a new site."""
    op.drop_table(TABLE)
