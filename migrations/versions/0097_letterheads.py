"""A plan's style heads its reports: letterheads of other styles than the ward's own, and a series of numbers each.

Revision: 0097
Follows: 0096
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0097"
down_revision = "0096"

TABLE = "letterhead"
STYLES = ("state", "party", "front")
LINES = ("parent", "name", "in_the_name_of", "formula", "capacity", "signer_name")
STATES = ("draft", "sent", "signing", "returned", "approved", "locked")
UNIT = sa.table("administrative_unit", sa.column("id"), sa.column("paper_style"))
PLAN = sa.table("plan", *(sa.column(name) for name in ("id", "unit_id", "style", "catalogue")))
REPORT = sa.table("report", *(sa.column(name) for name in ("id", "unit_id", "plan_id", "state")))
DOCUMENT = sa.table(
    "document", *(sa.column(name) for name in ("id", "unit_id", "kind", "year", "number", "said")),
)  # fmt: skip


def upgrade() -> None:
    """What a ward wrote of its own papers stays with it. Until now a plan's style was on no paper: those that somebody
    made get their ward's; reports of another style that the leader has before him go to who signs them; numbers of
    party and front go on in a series of their own."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("style", sa.String(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in LINES),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"style IN ({_quoted(STYLES)})", name=op.f(f"ck_{TABLE}_style_known")),
        sa.CheckConstraint(
            "name <> '' AND capacity <> '' AND signer_name <> ''", name=op.f(f"ck_{TABLE}_says_who_signs")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f(f"fk_{TABLE}_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("unit_id", "style", name=op.f(f"uq_{TABLE}_unit_id_style")),
    )
    own = sa.select(UNIT.c.paper_style).where(UNIT.c.id == PLAN.c.unit_id).scalar_subquery()
    made = sa.update(PLAN).where(PLAN.c.catalogue == "", PLAN.c.style == "state")
    op.execute(made.values(style=own))
    with _triggers_aside("report"):
        _states(STATES, "(state IN ('draft', 'returned')) = (figures = '')")
        another = sa.select(PLAN.c.id).join(UNIT, UNIT.c.id == PLAN.c.unit_id).where(PLAN.c.style != UNIT.c.paper_style)
        to_leader = REPORT.c.state == "sent", REPORT.c.plan_id.in_(another)
        op.execute(sa.update(REPORT).where(*to_leader).values(state="signing"))
    with _triggers_aside("document"):
        rows = op.get_bind().execute(sa.select(DOCUMENT.c.id, DOCUMENT.c.said).where(DOCUMENT.c.kind == "BC")).all()
        for id_, said in rows:
            if (style := json.loads(said).get("style", "state")) != "state":
                op.execute(sa.update(DOCUMENT).where(DOCUMENT.c.id == id_).values(kind=f"BC.{style}"))


def downgrade() -> None:
    """Who signs papers of other styles is lost; what another body signs waits for the leader; a number that is free in
    the one series goes back into it."""
    op.drop_table(TABLE)
    with _triggers_aside("report"):
        op.execute(sa.update(REPORT).where(REPORT.c.state == "signing").values(state="sent"))
        without = [state for state in STATES if state != "signing"]
        _states(without, "(state IN ('sent', 'approved', 'locked')) = (figures <> '')")
    other = DOCUMENT.alias()
    same = (other.c.unit_id == DOCUMENT.c.unit_id, other.c.year == DOCUMENT.c.year, other.c.number == DOCUMENT.c.number)
    with _triggers_aside("document"):
        for style in STYLES[1:]:
            taken = sa.exists().where(*same, other.c.kind == "BC")
            back = sa.update(DOCUMENT).where(DOCUMENT.c.kind == f"BC.{style}", ~taken)
            op.execute(back.values(kind="BC"))


def _states(states: Sequence[str], with_figures: str) -> None:
    with op.batch_alter_table("report") as table:
        for name, says in (
            ("state_known", f"state IN ({_quoted(states)})"),
            ("figures_when_sent", with_figures),
        ):
            table.drop_constraint(op.f(f"ck_report_{name}"), type_="check")
            table.create_check_constraint(op.f(f"ck_report_{name}"), says)


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(map(repr, words))


@contextmanager
def _triggers_aside(table: str) -> Iterator[None]:
    """What is locked or filed never changes, but for its state and series here; and a table remade by SQLite loses its
    triggers."""
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
