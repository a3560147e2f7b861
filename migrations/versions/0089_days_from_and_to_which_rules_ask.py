"""Reporting rules know from which day they ask for reports, and copies of a province's rule until which.

Revision: 0089
Follows: 0088
"""

from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0089"
down_revision = "0088"

RULE = sa.table("reporting_rule", *(sa.column(name) for name in ("id", "public_id", "plan_id")),
                sa.column("valid_from", sa.Date()))  # fmt: skip
PLAN = sa.table("plan", sa.column("id"), sa.column("public_id"), sa.column("since", sa.Date()))
EVENT = sa.table(
    "audit_event",
    *(sa.column(name) for name in ("action", "subject_kind", "subject_id")),
    sa.column("at", sa.DateTime(timezone=True)),
)
MADE = ("plan.loaded", "reporting_rule.added", "reporting_rule.set_above")
VIETNAM = timedelta(hours=7)


def upgrade() -> None:
    """The day of which the trail says that the rule or its plan came; where it says none, the plan's first day."""
    with op.batch_alter_table("reporting_rule") as table:
        table.add_column(sa.Column("valid_from", sa.Date(), nullable=True))
        table.add_column(sa.Column("valid_to", sa.Date(), nullable=True))
    connection, came = op.get_bind(), _came()
    wanted = sa.select(RULE.c.id, RULE.c.public_id, PLAN.c.public_id, PLAN.c.since)
    for id_, rule, of_plan, since in connection.execute(wanted.join(PLAN, PLAN.c.id == RULE.c.plan_id)).all():
        day = came.get(("reporting_rule", rule)) or came.get(("plan", of_plan)) or since
        connection.execute(sa.update(RULE).where(RULE.c.id == id_).values(valid_from=day))
    with op.batch_alter_table("reporting_rule") as table:
        table.alter_column("valid_from", existing_type=sa.Date(), nullable=False)
        table.create_check_constraint(op.f("ck_reporting_rule_dates_in_order"), "valid_to >= valid_from")


def downgrade() -> None:
    """Rules ask again for all days of their plans."""
    with op.batch_alter_table("reporting_rule") as table:
        table.drop_constraint(op.f("ck_reporting_rule_dates_in_order"), type_="check")
        table.drop_column("valid_to")
        table.drop_column("valid_from")


def _came() -> dict[tuple[str, str], date]:
    """The day on which plans and rules came, by kind and id of the trail's subject."""
    first = sa.func.min(EVENT.c.at, type_=sa.DateTime(timezone=True))
    wanted = sa.select(EVENT.c.subject_kind, EVENT.c.subject_id, first).where(EVENT.c.action.in_(MADE))
    rows = op.get_bind().execute(wanted.group_by(EVENT.c.subject_kind, EVENT.c.subject_id)).all()
    return {(kind, id_): _local(at) for kind, id_, at in rows}


def _local(at: datetime) -> date:
    return ((at.astimezone(UTC) if at.tzinfo else at) + VIETNAM).date()
