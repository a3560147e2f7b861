"""Whose account is older than the eight entries of the office is told once what moved.

Revision: 0101
Follows: 0100
"""

from collections.abc import Iterator
from contextlib import contextmanager

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


@contextmanager
def _account() -> Iterator[BatchOperations]:
    """SQLite makes the table anew to change it, and would count on from the highest account that is left; the audit
    trail's numbers of accounts are never given again, also those of accounts that are gone."""
    bind = op.get_bind()
    is_sqlite = bind.dialect.name == "sqlite"
    given = bind.scalar(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'account'")) if is_sqlite else None
    with op.batch_alter_table("account", table_kwargs={"sqlite_autoincrement": True}) as table:
        yield table
    if given:
        bind.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = 'account'"))
        bind.execute(sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES ('account', :given)"), {"given": given})
