"""Figures of wards are kept by span; what is counted of helps is told of whom in the same index.

Revision: 0050
Follows: 0049
"""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"

HELPS = "ix_help_record_counted"
COUNTED = ["unit_id", "day", "withdrawn_at", "residential_group_id", "result_id", "minutes"]


def upgrade() -> None:
    """A table that the worker fills; an index with one column more."""
    op.create_table(
        "ward_figures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("span", sa.String(), nullable=False),
        sa.Column("of", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("figures", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_ward_figures_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ward_figures")),
        sa.UniqueConstraint("unit_id", "span", name=op.f("uq_ward_figures_unit_id_span")),
    )
    op.drop_index(HELPS, "help_record")
    op.create_index(HELPS, "help_record", [*COUNTED, "person_id"])


def downgrade() -> None:
    """Without them."""
    op.drop_index(HELPS, "help_record")
    op.create_index(HELPS, "help_record", COUNTED)
    op.drop_table("ward_figures")
