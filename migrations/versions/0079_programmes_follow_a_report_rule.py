"""A programme may follow a reporting rule: its periods are due by the rule's days.

Revision: 0079
Follows: 0078
"""

import sqlalchemy as sa
from alembic import op

revision = "0079"
down_revision = "0078"

RULE = sa.table("reporting_rule", sa.column("id"), sa.column("days"))


def upgrade() -> None:
    """What runs has the periods of the calendar, or none."""
    with op.batch_alter_table("programme") as table:
        table.add_column(sa.Column("rule_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_programme_rule_id"), "reporting_rule", ["rule_id"], ["id"])
    op.create_index(op.f("ix_programme_rule_id"), "programme", ["rule_id"])


def downgrade() -> None:
    """A day of one year alone, by which an office opened a period, is none that an older release can read."""
    op.drop_index(op.f("ix_programme_rule_id"), table_name="programme")
    with op.batch_alter_table("programme") as table:
        table.drop_constraint(op.f("fk_programme_rule_id"), type_="foreignkey")
        table.drop_column("rule_id")
    connection = op.get_bind()
    for id_, days in connection.execute(sa.select(RULE.c.id, RULE.c.days).where(RULE.c.days != "")).all():
        yearly = ",".join(each for each in days.split(",") if each.count("-") == 1)
        if yearly != days:
            connection.execute(sa.update(RULE).where(RULE.c.id == id_).values(days=yearly))
