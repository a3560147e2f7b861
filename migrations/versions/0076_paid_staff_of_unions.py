"""Paid staff of front, unions and party offices belong to them.

Revision: 0076
Follows: 0075
"""

import sqlalchemy as sa
from alembic import op

revision = "0076"
down_revision = "0075"

WORK = "school staff_room agency health_station police military enterprise cooperative market_board"
STAFFED = "party_office front mass_organisation"


def upgrade() -> None:
    """Nobody belongs to one of them yet."""
    _employing(f"{WORK} {STAFFED}")


def downgrade() -> None:
    """An older release refuses them as places of work: who belongs to one of them belongs to none."""
    staffed = f"(SELECT id FROM organisation WHERE kind IN ({_among(STAFFED)}))"
    op.execute(f"DELETE FROM workplace WHERE organisation_id IN {staffed}")
    op.execute(
        "UPDATE person SET organisation_id = NULL, employed = NULL, version = version + 1 "
        f"WHERE organisation_id IN {staffed}"
    )
    _employing(WORK)


def _employing(kinds: str) -> None:
    with op.batch_alter_table("organisation") as table:
        table.drop_constraint(op.f("ck_organisation_employs_by_kind"), type_="check")
    organisation = sa.table("organisation", sa.column("employs", sa.Boolean()), sa.column("kind", sa.String()))
    op.execute(sa.update(organisation).values(employs=organisation.c.kind.in_(kinds.split())))
    with op.batch_alter_table("organisation") as table:
        table.create_check_constraint(op.f("ck_organisation_employs_by_kind"), f"employs = (kind IN ({_among(kinds)}))")


def _among(kinds: str) -> str:
    return ", ".join(f"'{kind}'" for kind in kinds.split())
