"""Entries of a programme may be of a period: of a site and a period one is latest and one counts.

Revision: 0067
Follows: 0064
"""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0067"
down_revision = "0066"

NO_PERIOD = "0001-01-01"
FORMER = {
    "outcome_known": "outcome IN ('done', 'absent', 'refused', 'moved')",
    "counts_where_done": "NOT counts OR (outcome = 'done' AND withdrawn_at IS NULL)",
    "superseded_where_done": (
        "superseded_on IS NULL OR "
        "(outcome = 'done' AND withdrawn_at IS NULL AND NOT counts AND superseded_on >= day)"
    ),
}  # fmt: skip
CHECKS = {
    name: words.replace("'moved'", "'moved', 'nothing'").replace("outcome = 'done'", "outcome IN ('done', 'nothing')")
    for name, words in FORMER.items()
}
ONCE = ["programme_id", "site_id"]
INDEXES = {
    "uq_programme_entry_latest": (ONCE, "latest", True),
    "uq_programme_entry_counts": (ONCE, "counts", True),
    "ix_programme_entry_counted": (["programme_id", "day", "unit_id", "site_id", "counts"], "counts", False),
    "ix_programme_entry_outcome": (["site_id", "programme_id", "outcome", "latest"], "latest", False),
}
# Of several periods of a site the newest one.
ROWS = sa.table(
    "programme_entry", *(sa.column(name) for name in ("id", "programme_id", "site_id", "period")),
    *(sa.column(name, sa.Boolean()) for name in ("latest", "counts")),
)  # fmt: skip
ENTRY, NEWER = ROWS.alias("entry"), ROWS.alias("newer")


def upgrade() -> None:
    """What stands is of no period: no programme had any."""
    _drop_indexes()
    with op.batch_alter_table("programme_entry") as table:
        table.add_column(sa.Column("period", sa.Date(), nullable=False, server_default=NO_PERIOD))
        _check(table, CHECKS)
    with op.batch_alter_table("programme_entry") as table:
        table.alter_column("period", server_default=None, existing_type=sa.Date(), existing_nullable=False)
    _create_indexes(["period"])


def downgrade() -> None:
    """The newest period of each site is latest and counts; that nothing happened is forgotten."""
    op.execute("DELETE FROM programme_entry WHERE outcome = 'nothing'")
    _drop_indexes()
    for flag in ("latest", "counts"):
        same = NEWER.c.programme_id == ENTRY.c.programme_id, NEWER.c.site_id == ENTRY.c.site_id
        newer = sa.exists().where(*same, NEWER.c[flag], NEWER.c.period > ENTRY.c.period)
        older = sa.select(ENTRY.c.id).where(ENTRY.c[flag], newer)
        op.execute(sa.update(ROWS).where(ROWS.c.id.in_(older)).values({flag: False}))
    with op.batch_alter_table("programme_entry") as table:
        _check(table, FORMER)
        table.drop_column("period")
    _create_indexes([])


def _check(table: BatchOperations, checks: dict[str, str]) -> None:
    for name, words in checks.items():
        table.drop_constraint(op.f(f"ck_programme_entry_{name}"), type_="check")
        table.create_check_constraint(op.f(f"ck_programme_entry_{name}"), words)


def _drop_indexes() -> None:
    for name in INDEXES:
        op.drop_index(name, table_name="programme_entry")


def _create_indexes(more: list[str]) -> None:
    for name, (columns, flag, unique) in INDEXES.items():
        where = {"sqlite_where": sa.text(f"{flag} = 1"), "postgresql_where": sa.text(flag)}
        op.create_index(name, "programme_entry", [*columns, *more], unique=unique, **where)
