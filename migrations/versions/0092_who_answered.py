"""Measurements know who answered, whose number their denominator is, and by which paper they were entered.

Revision: 0092
Follows: 0091
"""

import json
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0092"
down_revision = "0091"

TABLE = "measurement"
NUMBERS, WORDS = ("answered", "carried", "expected", "answered_part"), ("period", "responders", "denominator_of")
PAPER = ("paper_number", "paper_body")
ASKED = ("organisation", "group", "team")


def upgrade() -> None:
    """Of what units report nobody knows who had answered; what was entered so far stands in months that are over."""
    with op.batch_alter_table(TABLE) as table:
        for name in NUMBERS:
            table.add_column(sa.Column(name, sa.Integer(), nullable=True))
        for name in (*WORDS, *PAPER):
            table.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("paper_day", sa.Date(), nullable=True))
        for name in ("unsure", "paper_asked"):
            table.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table(TABLE) as table:
        for name in (*WORDS, *PAPER):
            table.alter_column(name, existing_type=sa.String(), server_default=None)
        for name in ("unsure", "paper_asked"):
            table.alter_column(name, existing_type=sa.Boolean(), server_default=None)
        table.create_check_constraint(
            op.f(f"ck_{TABLE}_answered_of_expected"), "(answered IS NULL) = (expected IS NULL)"
        )
    row = sa.table(TABLE, *(sa.column(name) for name in ("target_id", "source", "unsure")))
    target = sa.table("target", sa.column("id"), sa.column("measured_by"))
    for key in sorted({*_reported()}):
        counted = sa.select(target.c.id).where(target.c.measured_by.like(f"{key}.%"))
        computed = row.c.source == "computed", row.c.target_id.in_(counted)
        op.execute(sa.update(row).where(*computed).values(unsure=sa.true()))


def downgrade() -> None:
    """Nothing is known of who answered, nor of papers."""
    with op.batch_alter_table(TABLE) as table:
        table.drop_constraint(op.f(f"ck_{TABLE}_answered_of_expected"), type_="check")
        for name in (*NUMBERS, *WORDS, *PAPER, "paper_day", "unsure", "paper_asked"):
            table.drop_column(name)


def _reported() -> Iterator[str]:
    """The keys of programmes of which some version asks for periods, or organisations, groups or teams."""
    programme = sa.table("programme", sa.column("id"), sa.column("key"))
    version = sa.table("programme_version", sa.column("programme_id"), sa.column("said"))
    rows = sa.select(programme.c.key, version.c.said).join(version, version.c.programme_id == programme.c.id)
    for key, said in op.get_bind().execute(rows).all():
        declared = json.loads(said)
        if declared.get("every") or declared.get("subject") in ASKED:
            yield key
