"""A certificate notes when its picture was drawn, so that nobody has to list the pictures.

Revision: 0108
Follows: 0107
"""

import sqlalchemy as sa
from alembic import op

revision = "0108"
down_revision = "0107"

INDEX, DUE = "ix_certificate_picture_due", "file IS NOT NULL AND (picture_drawn_at IS NULL) = (ended_at IS NULL)"


def upgrade() -> None:
    """None is noted: the worker finds the pictures that are there. The column moves, so the trigger stays as it is."""
    # No batch: a table remade by SQLite would lose its triggers.
    op.add_column("certificate", sa.Column("picture_drawn_at", sa.DateTime(timezone=True)))
    op.create_index(INDEX, "certificate", ["id"], sqlite_where=sa.text(DUE), postgresql_where=sa.text(DUE))


def downgrade() -> None:
    """The release of before lists the pictures again."""
    op.drop_index(INDEX, "certificate")
    op.drop_column("certificate", "picture_drawn_at")
