"""The files from which entered figures are; why a target came to more than all.

Revision: 0043
Follows: 0042
"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"

HELD = sa.text("removed_at IS NULL")


def upgrade() -> None:
    """A table, of a figure one file at a time, and a column; nobody has told anything yet."""
    op.create_table(
        "source_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("measurement_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('pdf', 'jpg', 'xlsx', 'docx')", name=op.f("ck_source_file_kind_known")),
        sa.CheckConstraint("(content = '') = (removed_at IS NOT NULL)", name=op.f("ck_source_file_held_until_removed")),
        sa.ForeignKeyConstraint(["measurement_id"], ["measurement.id"], name=op.f("fk_source_file_measurement_id")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["account.id"], name=op.f("fk_source_file_sent_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_file")),
        sa.UniqueConstraint("public_id", name=op.f("uq_source_file_public_id")),
    )
    with op.batch_alter_table("source_file", schema=None) as batch:
        batch.create_index(
            "uq_source_file_held", ["measurement_id"], unique=True, sqlite_where=HELD, postgresql_where=HELD
        )
    with op.batch_alter_table("target") as batch:
        batch.add_column(sa.Column("over_why", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("target") as batch:
        batch.alter_column("over_why", server_default=None)


def downgrade() -> None:
    """Without them."""
    with op.batch_alter_table("target") as batch:
        batch.drop_column("over_why")
    op.drop_table("source_file")
