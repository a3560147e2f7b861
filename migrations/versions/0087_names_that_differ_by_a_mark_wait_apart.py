"""Two people in a hall whose names differ by a mark wait apart.

Revision: 0087
Follows: 0084
"""

import sqlalchemy as sa
from alembic import op

revision = "0087"
down_revision = "0084"

INDEX, TABLE, COLUMNS = "uq_hall_request_name", "hall_request", ("lesson_id", "search_key", "birth_year")
WAITS = sa.text("state = 'waiting'")


def upgrade() -> None:
    """The name as typed joins the key of those who wait."""
    op.drop_index(INDEX, TABLE)
    op.create_index(INDEX, TABLE, [*COLUMNS, "full_name"], unique=True, sqlite_where=WAITS, postgresql_where=WAITS)


def downgrade() -> None:
    """Of those of one name and year only who asked first waits on."""
    op.execute(
        "DELETE FROM hall_request WHERE state = 'waiting' AND id NOT IN "
        "(SELECT min(id) FROM hall_request WHERE state = 'waiting' GROUP BY lesson_id, search_key, birth_year)"
    )
    op.drop_index(INDEX, TABLE)
    op.create_index(INDEX, TABLE, [*COLUMNS], unique=True, sqlite_where=WAITS, postgresql_where=WAITS)
