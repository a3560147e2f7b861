"""A version of each ward's public pages, so that what is the same for everybody is drawn once.

The triggers that let it grow are put up by migrations/env.py, after the newest revision.

Revision: 0016
Follows: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """All pages are of the first version."""
    op.create_table(
        "page_version",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["administrative_unit.id"], name=op.f("fk_page_version_unit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_page_version")),
    )
    op.execute("INSERT INTO page_version (unit_id, version) SELECT id, 1 FROM administrative_unit")


def downgrade() -> None:
    """Take it away."""
    op.drop_table("page_version")
