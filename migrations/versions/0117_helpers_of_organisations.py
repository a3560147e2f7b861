"""The role `unit_helper`: whoever records for an organisation helps and registers people until a day.

Revision: 0117
Follows: 0116
"""

import sqlalchemy as sa
from alembic import op

revision = "0117"
down_revision = "0116"

ROLES = "instructor counter ambassador officer leader administrator province_officer group_head unit"


def upgrade() -> None:
    """Nobody has the role yet."""
    with op.batch_alter_table("role_grant") as table:
        _roles(table, f"{ROLES} unit_helper", "role IN ('unit', 'unit_helper')")
        table.create_check_constraint(
            op.f("ck_role_grant_helpers_of_units_end"), "role <> 'unit_helper' OR until IS NOT NULL"
        )


def downgrade() -> None:
    """An older release knows no such role: the grants go, the accounts stay."""
    op.execute("DELETE FROM role_grant WHERE role = 'unit_helper'")
    with op.batch_alter_table("role_grant") as table:
        table.drop_constraint(op.f("ck_role_grant_helpers_of_units_end"), type_="check")
        _roles(table, ROLES, "role = 'unit'")


def _roles(table: sa.Table, roles: str, for_organisations: str) -> None:
    among = ", ".join(f"'{role}'" for role in roles.split())
    rules = {
        "ck_role_grant_role_known": f"role IN ({among})",
        "ck_role_grant_organisation_for_units": f"({for_organisations}) = (organisation_id IS NOT NULL)",
    }
    for name, rule in rules.items():
        table.drop_constraint(op.f(name), type_="check")
        table.create_check_constraint(op.f(name), rule)
