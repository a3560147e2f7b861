"""Whose account is older than the eight entries of the office is told once what moved.

Revision: 0101
Follows: 0100
"""

from contextlib import AbstractContextManager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0101"
down_revision = "0100"


def upgrade() -> None:
    """Nobody of before was told. Accounts made from now on have nothing to unlearn."""
    with _account() as table:
        table.add_column(sa.Column("knows_places", sa.Boolean(), nullable=False, server_default=sa.false()))
    with _account() as table:
        table.alter_column("knows_places", server_default=None)


def downgrade() -> None:
    """Who was told is forgotten."""
    with _account() as table:
        table.drop_column("knows_places")


def _account() -> AbstractContextManager[BatchOperations]:
    """SQLite makes the table anew to change it; the audit trail's numbers of accounts go on never being given again."""
    return op.batch_alter_table("account", table_kwargs={"sqlite_autoincrement": True})
