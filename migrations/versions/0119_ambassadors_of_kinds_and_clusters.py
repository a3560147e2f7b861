"""Of which kinds of organisations a ward asks an ambassador, ambassadors of a nhóm liên gia, committees among teams.

Revision: 0119
Follows: 0118
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0119"
down_revision = "0118"

KINDS = ("community", "youth", "rescue", "project_06", "squad", "other")
COMMITTEE = "committee"
TEAM = sa.table("team", sa.column("kind"))


def upgrade() -> None:
    """No ward chose kinds yet, no ambassador is of a cluster."""
    empty = {"nullable": False, "server_default": ""}
    with _batch("administrative_unit") as unit:
        unit.add_column(sa.Column("ambassador_kinds", sa.String(), **empty))
    with op.batch_alter_table("ambassador") as ambassador:
        ambassador.add_column(sa.Column("household_cluster", sa.String(), **empty))
        ambassador.create_check_constraint(
            op.f("ck_ambassador_cluster_in_group"), "household_cluster = '' OR residential_group_id IS NOT NULL"
        )
    for table, column in (("administrative_unit", "ambassador_kinds"), ("ambassador", "household_cluster")):
        with _batch(table) as batch:
            batch.alter_column(column, server_default=None)
    _kinds((*KINDS[:-1], COMMITTEE, KINDS[-1]))


def downgrade() -> None:
    """A committee is another team there; clusters and chosen kinds are forgotten."""
    op.execute(sa.update(TEAM).where(TEAM.c.kind == COMMITTEE).values(kind="other"))
    _kinds(KINDS)
    with op.batch_alter_table("ambassador") as ambassador:
        ambassador.drop_constraint(op.f("ck_ambassador_cluster_in_group"), type_="check")
        ambassador.drop_column("household_cluster")
    with _batch("administrative_unit") as unit:
        unit.drop_column("ambassador_kinds")


def _batch(table: str) -> Any:
    return op.batch_alter_table(table, table_kwargs={"sqlite_autoincrement": table == "administrative_unit"})


def _kinds(known: tuple[str, ...]) -> None:
    name = op.f("ck_team_kind_known")
    among = ", ".join(f"'{each}'" for each in known)
    with op.batch_alter_table("team") as team:
        team.drop_constraint(name, type_="check")
        team.create_check_constraint(name, f"kind IN ({among})")
