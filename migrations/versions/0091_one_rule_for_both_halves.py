"""A plan's rules for the half-year and for the year are one rule with both days.

Revision: 0091
Follows: 0090
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0091"
down_revision = "0090"

RULE = sa.table(
    "reporting_rule",
    *(sa.column(name) for name in ("id", "plan_id", "key", "text", "senders", "every", "days", "version")),
    sa.column("retired_on", sa.Date()), sa.column("valid_from", sa.Date()),
)  # fmt: skip
PLAN = sa.table("plan", sa.column("id"), sa.column("catalogue"))
# Plans that shipped with two rules, and the days of both.
SHIPPED = {"phan-dinh-phung": ("05-20", "11-20"), "thuan-chau": ("06-08", "12-08")}
HALF, YEAR = "half_yearly_0", "yearly_0"
# What leads to a rule; of two rows that say the same of it (same sender and day) there is none, since days differ.
LEADING = ("report", "report_receipt", "programme", "reminder")


def upgrade() -> None:
    """Where both rules are as they shipped, that of the half-year takes the day of the year and all that leads to the
    other, which is retired: with two, the report of May was the year's, and what followed one asked for one day."""
    connection = op.get_bind()
    for half, year in _pairs():
        for name in LEADING:
            table = sa.table(name, sa.column("rule_id"))
            with _triggers_aside(name):
                connection.execute(sa.update(table).where(table.c.rule_id == year.id).values(rule_id=half.id))
        changed = sa.update(RULE).values(version=RULE.c.version + 1)
        both = changed.values(days=f"{half.days},{year.days}", valid_from=min(half.valid_from, year.valid_from))
        connection.execute(both.where(RULE.c.id == half.id))
        connection.execute(changed.where(RULE.c.id == year.id).values(retired_on=sa.func.current_date()))


def downgrade() -> None:
    """A rule with two days is one that an older release knows; the other stays retired."""


def _pairs() -> Iterator[tuple[Any, Any]]:
    wanted = sa.select(RULE, PLAN.c.catalogue).join(PLAN, PLAN.c.id == RULE.c.plan_id)
    rows = op.get_bind().execute(wanted.where(PLAN.c.catalogue.in_(SHIPPED), RULE.c.retired_on.is_(None))).all()
    rules = {(each.plan_id, each.key): each for each in rows}
    for (plan, key), half in rules.items():
        year = rules.get((plan, YEAR))
        if key == HALF and year and (half.days, year.days) == SHIPPED[half.catalogue] and half.senders == year.senders:
            yield half, year


@contextmanager
def _triggers_aside(table: str) -> Iterator[None]:
    """A locked report never changes, but for the rule that asked for it."""
    bind = op.get_bind()
    if bind.dialect.name != "sqlite":
        op.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        op.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        return
    wanted = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table ORDER BY name")
    triggers = bind.execute(wanted, {"table": table}).all()
    for trigger in triggers:
        op.execute(f"DROP TRIGGER {trigger.name}")
    yield
    for trigger in triggers:
        bind.exec_driver_sql(trigger.sql)
