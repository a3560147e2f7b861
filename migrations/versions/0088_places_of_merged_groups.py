"""Houses, other sites, organisations and roles of a group that was merged go where the group went.

Revision: 0088
Follows: 0087
"""

import sqlalchemy as sa
from alembic import op

revision = "0088"
down_revision = "0087"

GROUP = sa.table("residential_group", *(sa.column(name) for name in ("id", "valid_to", "merged_into_id")))


def upgrade() -> None:
    """A role that is over stays as history, and so does the site that represents the group itself."""
    today = sa.func.current_date()
    for gone, into in _went().items():
        for table, going in (
            ("site", sa.column("kind") != "group"),
            ("organisation", sa.true()),
            (
                "role_grant",
                sa.column("revoked_at").is_(None) & sa.func.coalesce(sa.column("until") >= today, sa.true()),
            ),
        ):
            rows = sa.table(table, sa.column("residential_group_id"), sa.column("until"))
            there = rows.c.residential_group_id == gone
            op.execute(sa.update(rows).where(there, going).values(residential_group_id=into))


def downgrade() -> None:
    """They stay where the group went."""


def _went() -> dict[int, int]:
    """Each merged group with the one that it finally went to, where that still stands."""
    groups = op.get_bind().execute(sa.select(GROUP).order_by(GROUP.c.id)).all()
    into = {each.id: each.merged_into_id for each in groups if each.merged_into_id is not None}
    ended = {each.id for each in groups if each.valid_to is not None}
    went = {gone: _last(gone, into) for gone in into}
    return {gone: last for gone, last in went.items() if last not in ended}


def _last(group_id: int, into: dict[int, int]) -> int:
    while group_id in into:
        group_id = into[group_id]
    return group_id
