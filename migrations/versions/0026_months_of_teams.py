"""What the head of a team tells of a month.

Revision: 0026
Follows: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

FIGURES, TICKS = ("visits", "helps", "went"), ("met", "taught", "announced")


def upgrade() -> None:
    """The table of months."""
    op.create_table(
        "team_month",
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("id", "team_id")),
        sa.Column("month", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in FIGURES),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in TICKS),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *(
            sa.CheckConstraint(f"{name} BETWEEN 0 AND 9999", name=op.f(f"ck_team_month_{name}_counted"))
            for name in FIGURES
        ),
        sa.ForeignKeyConstraint(["sent_by_id"], ["account.id"], name=op.f("fk_team_month_sent_by_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_month_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_month")),
        sa.UniqueConstraint("team_id", "month", name=op.f("uq_team_month_team_id_month")),
    )
    op.create_index(op.f("ix_team_month_month"), "team_month", ["month"])


def downgrade() -> None:
    """They are forgotten."""
    op.drop_index(op.f("ix_team_month_month"), table_name="team_month")
    op.drop_table("team_month")
