"""A database knows which SECRET_KEY it belongs to, by a fingerprint that the first server notes when it starts.

Revision: 0058
Follows: 0055
"""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0055"


def upgrade() -> None:
    """None is known yet: a migration does not ask for the key."""
    op.create_table(
        "key_fingerprint",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_key_fingerprint_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_fingerprint")),
    )


def downgrade() -> None:
    """Any key will do again."""
    op.drop_table("key_fingerprint")
