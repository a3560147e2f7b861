"""A programme knows the moment of its stop: what a phone recorded before it is still taken.

Revision: 0110
Follows: 0109
"""

from datetime import UTC, datetime, time, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0110"
down_revision = "0109"

PROGRAMME = sa.table(
    "programme", sa.column("id"), sa.column("unit_id"), sa.column("key"), sa.column("retired_on", sa.Date()),
    sa.column("retired_at", sa.DateTime(timezone=True)),
)  # fmt: skip
EVENT = sa.table(
    "audit_event", *(sa.column(name) for name in ("action", "unit_id", "subject_kind", "subject_id")),
    sa.column("at", sa.DateTime(timezone=True)),
)  # fmt: skip
VIETNAM = timedelta(hours=7)


def upgrade() -> None:
    """The moment of which the trail says that it was stopped, where it is of that day; else the end of the day."""
    with op.batch_alter_table("programme") as table:
        table.add_column(sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))
    connection = op.get_bind()
    stopped = sa.func.max(EVENT.c.at, type_=sa.DateTime(timezone=True))
    wanted = sa.select(stopped).where(EVENT.c.action == "movement_programme.retired")
    wanted = wanted.where(EVENT.c.subject_kind == "movement_programme")
    rows = sa.select(PROGRAMME.c.id, PROGRAMME.c.unit_id, PROGRAMME.c.key, PROGRAMME.c.retired_on)
    for id_, unit_id, key, on in connection.execute(rows.where(PROGRAMME.c.retired_on.is_not(None))).all():
        at = connection.scalar(wanted.where(EVENT.c.unit_id == unit_id, EVENT.c.subject_id == key))
        at = at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at
        if at is None or (at.astimezone(UTC) + VIETNAM).date() != on:
            at = datetime.combine(on + timedelta(days=1), time(), UTC) - VIETNAM
        connection.execute(sa.update(PROGRAMME).where(PROGRAMME.c.id == id_).values(retired_at=at))
    with op.batch_alter_table("programme") as table:
        table.create_check_constraint(
            op.f("ck_programme_retired_at_a_moment"), "(retired_on IS NULL) = (retired_at IS NULL)"
        )


def downgrade() -> None:
    """What comes after the stop is refused again."""
    with op.batch_alter_table("programme") as table:
        table.drop_constraint(op.f("ck_programme_retired_at_a_moment"), type_="check")
        table.drop_column("retired_at")
