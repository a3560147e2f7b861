"""Places are found and sorted by a key of their name, quarter and address, as people and groups are.

Revision: 0018
Follows: 0017
"""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Those that stand get theirs."""
    with op.batch_alter_table("place") as table:
        table.add_column(sa.Column("search_key", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("place") as table:
        table.alter_column("search_key", server_default=None)
    names = ("id", "name", "quarter", "address", "search_key")
    place = sa.table("place", *(sa.column(name) for name in names))
    connection = op.get_bind()
    for row in connection.execute(sa.select(place)).all():
        key = _key(f"{row.name} {row.quarter} {row.address}")
        connection.execute(sa.update(place).where(place.c.id == row.id).values(search_key=key))


def downgrade() -> None:
    """Take it away."""
    with op.batch_alter_table("place") as table:
        table.drop_column("search_key")


def _key(text: str) -> str:
    """Lower case, no accents, letters and figures alone, as `app.country.names.search_key` made it at the time."""
    bare = "".join(sign for sign in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(sign))
    return " ".join("".join(sign if sign.isalnum() else " " for sign in bare.replace("đ", "d")).split())[:600]
