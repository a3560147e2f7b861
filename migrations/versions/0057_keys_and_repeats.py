"""A database knows which SECRET_KEY it belongs to, by a fingerprint that the first server notes when it starts.

And help at home that is asked for a second time is one request for the office, each with a ticket of its own.

Revision: 0057
Follows: 0056
"""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"


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
    op.drop_index("uq_help_request_open", "help_request")
    with op.batch_alter_table("help_request") as table:
        table.add_column(sa.Column("same_as_id", sa.Integer(), nullable=True))
        table.create_foreign_key("fk_help_request_same_as_id", "help_request", ["same_as_id"], ["id"])
    op.create_index("ix_help_request_same_as_id", "help_request", ["same_as_id"])
    _one_open("AND same_as_id IS NULL")


def downgrade() -> None:
    """Any key will do again. Tickets of who asked again stay as requests that were called off: the first goes on."""
    op.execute("UPDATE help_request SET state = 'cancelled' WHERE same_as_id IS NOT NULL AND state = 'new'")
    op.drop_index("uq_help_request_open", "help_request")
    op.drop_index("ix_help_request_same_as_id", "help_request")
    with op.batch_alter_table("help_request") as table:
        table.drop_constraint("fk_help_request_same_as_id", type_="foreignkey")
        table.drop_column("same_as_id")
    _one_open("")
    op.drop_table("key_fingerprint")


def _one_open(more: str) -> None:
    """One open request a phone and topic of a ward."""
    where = sa.text(f"state IN ('new', 'assigned', 'accepted') {more}".strip())
    columns = ["unit_id", "phone", "topic_id"]
    op.create_index(
        "uq_help_request_open", "help_request", columns, unique=True, sqlite_where=where, postgresql_where=where
    )
