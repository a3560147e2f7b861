"""Answers may name an organisation, a residential group or a course; they are counted by its id.

Revision: 0072
Follows: 0069
"""

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0071"

INDEX = "ix_answer_programme_id_key_refers_id"


def upgrade() -> None:
    """No answer names one yet."""
    op.add_column("answer", sa.Column("refers_id", sa.Integer(), nullable=True))
    op.create_index(INDEX, "answer", ["programme_id", "key", "refers_id"])


def downgrade() -> None:
    """Answers keep the id in their words."""
    op.drop_index(INDEX, "answer")
    with op.batch_alter_table("answer") as table:
        table.drop_column("refers_id")
