"""What was asked twice about one's own data is one request for the office, each with a ticket of its own.

Revision: 0055
Follows: 0054
"""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"


def upgrade() -> None:
    """Those that stand stay as they are: which of them is the first, the office has seen by now."""
    with op.batch_alter_table("data_request") as table:
        table.add_column(sa.Column("same_as_id", sa.Integer(), nullable=True))
        table.create_foreign_key("fk_data_request_same_as_id", "data_request", ["same_as_id"], ["id"])
    op.create_index("ix_data_request_same_as_id", "data_request", ["same_as_id"])


def downgrade() -> None:
    """Each is a request of its own again."""
    op.drop_index("ix_data_request_same_as_id", "data_request")
    with op.batch_alter_table("data_request") as table:
        table.drop_constraint("fk_data_request_same_as_id", type_="foreignkey")
        table.drop_column("same_as_id")
