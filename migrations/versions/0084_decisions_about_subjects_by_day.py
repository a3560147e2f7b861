"""A decision about a subject of a programme holds from a day until the day of the next one.

Revision: 0084
Follows: 0083
"""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0084"
down_revision = "0083"

TABLE = "programme_subject"
VIETNAM = timezone(timedelta(hours=7))


def upgrade() -> None:
    """A subject that is left out was in the book before, since the programme began."""
    rows = _read("programme_id", "site_id", "since", "included", "reason")
    begun = dict(op.get_bind().execute(sa.select(_PROGRAMME.c.id, _PROGRAMME.c.created_at)).all())
    earlier = [
        {**each, "included": True, "reason": "", "since": first, "until": each["since"]}
        for each in rows
        if not each["included"] and (first := _day(begun[each["programme_id"]])) < each["since"]
    ]
    op.drop_table(TABLE)
    _create("since", sa.Column("until", sa.Date()), sa.CheckConstraint(
        "until IS NULL OR until >= since", name=op.f(f"ck_{TABLE}_dates_in_order")
    ))  # fmt: skip
    current = sa.text("until IS NULL")
    op.create_index(
        f"uq_{TABLE}_current", TABLE, ["programme_id", "site_id"], unique=True,
        sqlite_where=current, postgresql_where=current,
    )  # fmt: skip
    _write([*earlier, *({**each, "until": None} for each in rows)])


def downgrade() -> None:
    """Only the decisions that hold are left."""
    rows = _read("programme_id", "site_id", "since", "included", "reason", "until")
    op.drop_table(TABLE)
    _create()
    _write([{key: value for key, value in each.items() if key != "until"} for each in rows if each["until"] is None])


_PROGRAMME = sa.table("programme", sa.column("id", sa.Integer), sa.column("created_at", sa.DateTime(timezone=True)))


def _day(at: datetime) -> date:
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(VIETNAM).date()


def _table(*columns: str) -> sa.TableClause:
    kinds: dict[str, Any] = {"since": sa.Date, "until": sa.Date, "included": sa.Boolean}
    return sa.table(TABLE, *(sa.column(each, kinds.get(each)) for each in columns))


def _read(*columns: str) -> list[dict[str, Any]]:
    return [dict(each) for each in op.get_bind().execute(sa.select(*_table(*columns).c)).mappings()]


def _write(rows: list[dict[str, Any]]) -> None:
    if rows:
        op.bulk_insert(_table(*rows[0]), rows)


def _create(key: str = "", *more: Any) -> None:
    op.create_table(
        TABLE,
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("included", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        *more,
        sa.CheckConstraint("included OR reason <> ''", name=op.f(f"ck_{TABLE}_left_out_with_a_reason")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f(f"fk_{TABLE}_programme_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f(f"fk_{TABLE}_site_id")),
        sa.PrimaryKeyConstraint("programme_id", "site_id", *filter(None, [key]), name=op.f(f"pk_{TABLE}")),
    )
    op.create_index(op.f(f"ix_{TABLE}_site_id"), TABLE, ["site_id"])
