"""Teams are found, sorted and told apart by a key of their name, as places and groups are.

Revision: 0019
Follows: 0018
"""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
STANDS = sa.text("dissolved_at IS NULL")


def upgrade() -> None:
    """Those that stand get theirs; a second one of a name that was made in the same moment is told apart by its key."""
    with op.batch_alter_table("team") as table:
        table.add_column(sa.Column("search_key", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("team") as table:
        table.alter_column("search_key", server_default=None)
    team = sa.table("team", *(sa.column(name) for name in ("id", "unit_id", "name", "dissolved_at", "search_key")))
    connection = op.get_bind()
    taken: set[tuple[int, str]] = set()
    for row in connection.execute(sa.select(team).order_by(team.c.id)).all():
        key = _key(row.name)
        if row.dissolved_at is None:
            key = key if (row.unit_id, key) not in taken else f"{key} {row.id}"
            taken.add((row.unit_id, key))
        connection.execute(sa.update(team).where(team.c.id == row.id).values(search_key=key))
    op.create_index(
        "uq_team_name", "team", ["unit_id", "search_key"], unique=True, sqlite_where=STANDS, postgresql_where=STANDS
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_index("uq_team_name", table_name="team")
    with op.batch_alter_table("team") as table:
        table.drop_column("search_key")


def _key(text: str) -> str:
    """Lower case, no accents, letters and figures alone, as `app.country.names.search_key` made it at the time."""
    bare = "".join(sign for sign in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(sign))
    return " ".join("".join(sign if sign.isalnum() else " " for sign in bare.replace("đ", "d")).split())[:600]
