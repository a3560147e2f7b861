"""Word files in which wards write their reports.

Revision: 0035
Follows: 0034
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"

IN_USE = sa.text("used_at IS NOT NULL AND ended_at IS NULL")


def upgrade() -> None:
    """The table; of a ward one file is in use at a time."""
    op.create_table(
        "word_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("name <> '' AND content <> ''", name=op.f("ck_word_template_has_file")),
        sa.CheckConstraint(
            "ended_at IS NULL OR used_at IS NOT NULL", name=op.f("ck_word_template_used_before_it_ends")
        ),
        sa.ForeignKeyConstraint(["sent_by_id"], ["account.id"], name=op.f("fk_word_template_sent_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_word_template_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_word_template")),
        sa.UniqueConstraint("public_id", name=op.f("uq_word_template_public_id")),
    )
    with op.batch_alter_table("word_template", schema=None) as batch_op:
        batch_op.create_index(
            "uq_word_template_used", ["unit_id"], unique=True, sqlite_where=IN_USE, postgresql_where=IN_USE
        )


def downgrade() -> None:
    """Gone: reports are written in the file that ships."""
    op.drop_table("word_template")
