"""Shares of a part of the staff are of that part, and what houses were counted before is not of all.

Revision: 0112
Follows: 0111
"""

import sqlalchemy as sa
from alembic import op

revision = "0112"
down_revision = "0111"

STAFF, PARTS = "cbccvc", ("cadres", "officials")
DECIDED = ("household.recognised", "household.lapsed")
TARGET = sa.table("target", *(sa.column(name) for name in ("id", "audience", "share_of", "measured_by", "version")))
MEASUREMENT = sa.table(
    "measurement", sa.column("target_id"), sa.column("source"), sa.column("unsure", sa.Boolean()),
)  # fmt: skip


def upgrade() -> None:
    """The numbers that were counted stand; a share of the ward's houses they are no more."""
    for part in PARTS:
        _of(part, STAFF, part)
    houses = TARGET.c.measured_by.like("household.%"), TARGET.c.measured_by.not_in(DECIDED)
    counted = MEASUREMENT.c.target_id.in_(sa.select(TARGET.c.id).where(*houses)), MEASUREMENT.c.source == "computed"
    op.execute(sa.update(MEASUREMENT).where(*counted).values(unsure=sa.true()))


def downgrade() -> None:
    """That release knows no such audience, and counts houses anew."""
    for part in PARTS:
        _of(part, part, STAFF)


def _of(part: str, before: str, now: str) -> None:
    stands = TARGET.c.share_of == f"staff.{part}", TARGET.c.audience == before
    op.execute(sa.update(TARGET).where(*stands).values(audience=now, version=TARGET.c.version + 1))
