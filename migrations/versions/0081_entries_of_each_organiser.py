"""An entry may be one of several of a subject and period: one for each organisation that records.

Revision: 0081
Follows: 0080
"""

import sqlalchemy as sa
from alembic import op

revision = "0081"
down_revision = "0080"

CHECK = "ck_programme_entry_organiser_key_own"
ONCE = "programme_id", "site_id", "period"
FLAGS = "latest", "counts"


def upgrade() -> None:
    """No programme has such entries yet."""
    _drop_indexes()
    with op.batch_alter_table("programme_entry") as table:
        table.add_column(sa.Column("organiser_key", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("programme_entry") as table:
        table.alter_column("organiser_key", server_default=None, existing_type=sa.Integer(), existing_nullable=False)
        table.create_check_constraint(op.f(CHECK), "organiser_key IN (0, coalesce(organisation_id, 0))")
    _index("organiser_key")


def downgrade() -> None:
    """Of several entries of a subject and period the newest stays."""
    _drop_indexes()
    entry = sa.table("programme_entry", *(sa.column(name) for name in ("id", "at", *ONCE, *FLAGS)))
    newest = sa.func.row_number().over(
        partition_by=[entry.c[name] for name in ONCE], order_by=[entry.c.at.desc(), entry.c.id.desc()]
    )
    for flag in FLAGS:
        ranked = sa.select(entry.c.id, newest.label("place")).where(entry.c[flag]).subquery()
        others = sa.select(ranked.c.id).where(ranked.c.place > 1)
        op.execute(sa.update(entry).where(entry.c.id.in_(others)).values({flag: sa.false()}))
    with op.batch_alter_table("programme_entry") as table:
        table.drop_constraint(op.f(CHECK), type_="check")
        table.drop_column("organiser_key")
    _index()


def _drop_indexes() -> None:
    for flag in FLAGS:
        op.drop_index(f"uq_programme_entry_{flag}", table_name="programme_entry")


def _index(*more: str) -> None:
    for flag in FLAGS:
        op.create_index(
            f"uq_programme_entry_{flag}", "programme_entry", [*ONCE, *more], unique=True,
            sqlite_where=sa.text(f"{flag} = 1"), postgresql_where=sa.text(flag),
        )  # fmt: skip
