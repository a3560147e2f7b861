"""On PostgreSQL servers share what each noted in a folder of its own: trusted days, last night, who runs.

`lopso migrate` makes rows of the files (app/web/place_notes.py): a migration reads no folder.

Revision: 0109
Follows: 0108
"""

import sqlalchemy as sa
from alembic import op

revision = "0109"
down_revision = "0108"


def upgrade() -> None:
    """Nothing is noted yet; on SQLite both tables stay empty."""
    op.create_table(
        "place_note",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.CheckConstraint("name IN ('days', 'last-night')", name=op.f("ck_place_note_name_known")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_place_note")),
    )
    op.create_table(
        "server",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("release", sa.String(), nullable=False),
        sa.Column("clock_off", sa.Double(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proxied_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("process IN ('web', 'worker')", name=op.f("ck_server_process_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_server")),
    )


def downgrade() -> None:
    """That release takes the day from the trail, and looks at night."""
    op.drop_table("server")
    op.drop_table("place_note")
