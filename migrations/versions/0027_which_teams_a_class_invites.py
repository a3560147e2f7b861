"""Which teams a class invites.

Revision: 0027
Follows: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

TABLE = "team_invitation"
LINKS = (("course_id", "course.id"), ("invited_by_id", "account.id"), ("team_id", "team.id"))


def upgrade() -> None:
    """The table of invitations."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("course_id", "team_id", "invited_by_id")),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        *(sa.ForeignKeyConstraint([name], [there], name=op.f(f"fk_{TABLE}_{name}")) for name, there in LINKS),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("course_id", "team_id", name=op.f(f"uq_{TABLE}_course_id_team_id")),
    )
    op.create_index(op.f(f"ix_{TABLE}_team_id"), TABLE, ["team_id"])


def downgrade() -> None:
    """They are forgotten."""
    op.drop_index(op.f(f"ix_{TABLE}_team_id"), table_name=TABLE)
    op.drop_table(TABLE)
