"""A province's report is of what its wards sent, and of no plan.

Revision: 0047
Follows: 0046
"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"


def upgrade() -> None:
    """A report may be without a plan."""
    _change(nullable=True)


def downgrade() -> None:
    """Those without one get a plan of their own days, which nobody loaded."""
    with_plan = (
        "INSERT INTO plan (public_id, unit_id, key, title, number, body, style, since, until, based_on, addressees,"
        " catalogue, search_key, version) SELECT 'of-' || public_id, unit_id, 'of-' || public_id, name, '', '',"
        " 'state', since, until, '', '', '', '', 1 FROM report WHERE plan_id IS NULL"
    )
    op.execute(with_plan)
    _change(
        "UPDATE report SET plan_id = (SELECT id FROM plan WHERE plan.public_id = 'of-' || report.public_id) "
        "WHERE plan_id IS NULL",
        nullable=False,
    )


def _change(first: str = "", *, nullable: bool) -> None:
    """Change the column with the triggers out of the way: a table remade by SQLite loses them, and locked rows move."""
    bind = op.get_bind()
    if bind.dialect.name == "sqlite":
        wanted = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'report' ORDER BY rowid"
        stood = list(bind.execute(sa.text(wanted)).scalars())
        for name in ("report_frozen", "report_stays"):
            op.execute(f"DROP TRIGGER {name}")
    else:
        stood = ["ALTER TABLE report ENABLE TRIGGER USER"]
        op.execute("ALTER TABLE report DISABLE TRIGGER USER")
    if first:
        op.execute(first)
    with op.batch_alter_table("report") as table:
        table.alter_column("plan_id", existing_type=sa.Integer(), nullable=nullable)
    for statement in stood:
        op.execute(statement)
