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
    organisation = sa.table("organisation", sa.column("id", sa.Integer()), sa.column("kind", sa.String()))
    staffed = sa.select(organisation.c.id).where(organisation.c.kind.in_(STAFFED.split()))
    workplace = sa.table("workplace", sa.column("organisation_id", sa.Integer()))
    op.execute(sa.delete(workplace).where(workplace.c.organisation_id.in_(staffed)))
    columns = ("organisation_id", sa.Integer()), ("employed", sa.Boolean()), ("version", sa.Integer())
    person = sa.table("person", *(sa.column(*each) for each in columns))
    theirs = sa.update(person).where(person.c.organisation_id.in_(staffed))
    op.execute(theirs.values(organisation_id=None, employed=None, version=person.c.version + 1))
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
