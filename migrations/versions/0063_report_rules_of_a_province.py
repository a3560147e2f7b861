"""Wards have copies of the report rules of their province.

Revision: 0063
Follows: 0062
"""

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"


def upgrade() -> None:
    """No province has given a rule to its wards yet."""
    with op.batch_alter_table("reporting_rule", schema=None) as batch_op:
        batch_op.add_column(sa.Column("from_rule_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_reporting_rule_from_rule_id"), ["from_rule_id"], unique=False)
        batch_op.create_unique_constraint(
            batch_op.f("uq_reporting_rule_plan_id_from_rule_id"), ["plan_id", "from_rule_id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_reporting_rule_from_rule_id"), "reporting_rule", ["from_rule_id"], ["id"]
        )


def downgrade() -> None:
    """Copies stay as rules of the wards."""
    with op.batch_alter_table("reporting_rule", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_reporting_rule_from_rule_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_reporting_rule_plan_id_from_rule_id"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_reporting_rule_from_rule_id"))
        batch_op.drop_column("from_rule_id")
