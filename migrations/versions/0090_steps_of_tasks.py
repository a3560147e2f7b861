"""Tasks have a history of their states.

Revision: 0090
Follows: 0089
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0090"
down_revision = "0089"

STEP, MATTER = "matter_step", "matter"
STATES = ("open", "doing", "reported", "returned", "accepted", "done", "dropped")
MOMENT = sa.DateTime(timezone=True)
# Into which state each act of the trail brought a task.
ACTS = {
    "matter.begun": "doing", "matter.reported": "reported", "matter.accepted": "accepted",
    "matter.given_back": "returned",
}  # fmt: skip


def upgrade() -> None:
    """Filled with what the trail says; a state that it does not explain began with the task's last act, or today."""
    op.create_table(
        STEP,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint(f"state IN ({', '.join(map(repr, STATES))})", name=op.f(f"ck_{STEP}_state_known")),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f(f"fk_{STEP}_matter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{STEP}")),
    )
    op.create_index(op.f(f"ix_{STEP}_matter_id_at"), STEP, ["matter_id", "at"])
    step = sa.table(STEP, sa.column("matter_id"), sa.column("state"), sa.column("at", MOMENT))
    if rows := [*_steps()]:
        op.bulk_insert(step, rows)


def downgrade() -> None:
    """Tasks have the state of today alone."""
    op.drop_table(STEP)


def _steps() -> list[dict[str, object]]:
    matter = sa.table(MATTER, *(sa.column(name) for name in ("id", "public_id", "state")))
    event = sa.table(
        "audit_event", *(sa.column(name) for name in ("id", "action", "subject_kind", "subject_id")),
        sa.column("at", MOMENT),
    )  # fmt: skip
    connection = op.get_bind()
    acts: dict[str, list[tuple[str, datetime]]] = {}
    of_tasks = sa.select(event.c.subject_id, event.c.action, event.c.at).where(event.c.subject_kind == MATTER)
    for public_id, action, at in connection.execute(of_tasks.order_by(event.c.id)):
        acts.setdefault(public_id, []).append((action, at.replace(tzinfo=UTC) if at.tzinfo is None else at))
    steps: list[dict[str, object]] = []
    now = datetime.now(UTC)
    for id_, public_id, state in connection.execute(sa.select(matter.c.id, matter.c.public_id, matter.c.state)):
        own = acts.get(public_id, [])
        gone = [(ACTS[action], at) for action, at in own if action in ACTS]
        if state != (gone[-1][0] if gone else "open"):
            gone.append((state, own[-1][1] if own else now))
        steps += [{"matter_id": id_, "state": each, "at": at} for each, at in gone]
    return steps
