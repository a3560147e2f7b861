"""The role `unit`: an account records for an organisation, from a day to a day.

Revision: 0074
Follows: 0072
"""

import sqlalchemy as sa
from alembic import op

revision = "0074"
down_revision = "0073"

ROLES = "instructor counter ambassador officer leader administrator province_officer group_head"


def upgrade() -> None:
    """Nobody has the role yet."""
    with op.batch_alter_table("role_grant") as table:
        table.add_column(sa.Column("organisation_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_role_grant_organisation_id"), "organisation", ["organisation_id"], ["id"])
        _roles(table, f"{ROLES} unit")
        table.create_check_constraint(
            op.f("ck_role_grant_organisation_for_units"), "(role = 'unit') = (organisation_id IS NOT NULL)"
        )
    op.create_index(op.f("ix_role_grant_organisation_id"), "role_grant", ["organisation_id"])


def downgrade() -> None:
    """An older release knows no such role: the grants go, the accounts stay."""
    op.execute("DELETE FROM role_grant WHERE role = 'unit'")
    op.drop_index(op.f("ix_role_grant_organisation_id"), table_name="role_grant")
    with op.batch_alter_table("role_grant") as table:
        table.drop_constraint(op.f("ck_role_grant_organisation_for_units"), type_="check")
        _roles(table, ROLES)
        table.drop_constraint(op.f("fk_role_grant_organisation_id"), type_="foreignkey")
        table.drop_column("organisation_id")


def _roles(table: sa.Table, roles: str) -> None:
    table.drop_constraint(op.f("ck_role_grant_role_known"), type_="check")
    among = ", ".join(f"'{role}'" for role in roles.split())
    table.create_check_constraint(op.f("ck_role_grant_role_known"), f"role IN ({among})")
