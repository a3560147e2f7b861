"""What is erased: when a person was, and whom the office holds back for a while.

Revision: 0012
Follows: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the column and the table."""
    op.add_column("person", sa.Column("erased_at", _MOMENT))
    op.create_table(
        "erasing_hold",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("person_id", sa.Integer, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("by_id", sa.Integer, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_erasing_hold_reason_given")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_erasing_hold_person_id_person"),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name="fk_erasing_hold_by_id_account"),
        sa.PrimaryKeyConstraint("id", name="pk_erasing_hold"),
    )
    op.create_index(
        "uq_erasing_hold_person",
        "erasing_hold",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    """Take them away; what was erased stays so."""
    op.drop_table("erasing_hold")
    op.drop_column("person", "erased_at")
