"""An organisation may be subordinate to another of its ward, one level deep.

Revision: 0103
Follows: 0102
"""

import sqlalchemy as sa
from alembic import op

revision = "0103"
down_revision = "0102"

KEY = ["superior_id", "unit_id", "superior_is_top"]


def upgrade() -> None:
    """None has a superior yet."""
    with op.batch_alter_table("organisation") as table:
        table.add_column(sa.Column("superior_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("is_top", sa.Boolean(), nullable=False, server_default=sa.true()))
        table.add_column(sa.Column("superior_is_top", sa.Boolean(), nullable=True))
    with op.batch_alter_table("organisation") as table:
        table.alter_column("is_top", server_default=None)
        table.create_check_constraint(op.f("ck_organisation_top_without_superior"), "is_top = (superior_id IS NULL)")
        table.create_check_constraint(
            op.f("ck_organisation_superior_there"), "(superior_id IS NULL) = (superior_is_top IS NULL)"
        )
        table.create_check_constraint(op.f("ck_organisation_superior_is_top"), "superior_is_top")
        table.create_unique_constraint(op.f("uq_organisation_id_unit_id_is_top"), ["id", "unit_id", "is_top"])
    with op.batch_alter_table("organisation") as table:
        name = op.f("fk_organisation_superior_id_unit_id_superior_is_top")
        table.create_foreign_key(name, "organisation", KEY, ["id", "unit_id", "is_top"])
        table.create_index(op.f("ix_organisation_superior_id"), ["superior_id"])


def downgrade() -> None:
    """Who is whose superior is forgotten."""
    with op.batch_alter_table("organisation") as table:
        table.drop_index(op.f("ix_organisation_superior_id"))
        table.drop_constraint(op.f("fk_organisation_superior_id_unit_id_superior_is_top"), type_="foreignkey")
    with op.batch_alter_table("organisation") as table:
        table.drop_constraint(op.f("uq_organisation_id_unit_id_is_top"), type_="unique")
        for name in ("superior_is_top", "superior_there", "top_without_superior"):
            table.drop_constraint(op.f(f"ck_organisation_{name}"), type_="check")
        for column in ("superior_is_top", "is_top", "superior_id"):
            table.drop_column(column)
