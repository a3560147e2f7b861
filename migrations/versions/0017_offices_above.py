"""The office above the one that issues papers.

Revision: 0017
Follows: 0016
"""

from contextlib import AbstractContextManager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Nobody has said one yet; papers issued before keep their words, and their bytes."""
    with _units() as table:
        table.add_column(sa.Column("issuer_parent", sa.String(), nullable=False, server_default=""))
    with _units() as table:
        table.alter_column("issuer_parent", server_default=None)


def downgrade() -> None:
    """Take it away."""
    with _units() as table:
        table.drop_column("issuer_parent")


def _units() -> AbstractContextManager[BatchOperations]:
    """SQLite makes a table anew to change it; the audit trail's numbers of units go on never being given again."""
    return op.batch_alter_table("administrative_unit", table_kwargs={"sqlite_autoincrement": True})
