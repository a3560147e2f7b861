"""A task may be of an event that asked for it instead of a plan; a programme has the roles that see it in a column.

Revision: 0122
Follows: 0121
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0122"
down_revision = "0121"

PROGRAMME = sa.table("programme", sa.column("id"), sa.column("seen_by"))
VERSION = sa.table("programme_version", *(sa.column(name) for name in ("programme_id", "number", "said", "used_since")))
SEEN = ("officer", "leader")
MATTER = sa.table("matter", sa.column("id"), sa.column("plan_id"))


def upgrade() -> None:
    """All tasks there are of plans."""
    with op.batch_alter_table("matter") as table:
        table.add_column(sa.Column("site_id", sa.Integer(), nullable=True))
        table.alter_column("plan_id", existing_type=sa.Integer(), nullable=True)
        table.alter_column("part_id", existing_type=sa.Integer(), nullable=True)
        table.create_foreign_key(op.f("fk_matter_site_id"), "site", ["site_id"], ["id"])
        table.create_check_constraint(
            op.f("ck_matter_of_a_plan_or_an_event"), "(site_id IS NULL) = (plan_id IS NOT NULL)"
        )
        table.create_check_constraint(op.f("ck_matter_part_of_its_plan"), "(part_id IS NULL) = (plan_id IS NULL)")
    op.create_index(op.f("ix_matter_site_id"), "matter", ["site_id"])
    with op.batch_alter_table("programme") as table:
        table.add_column(sa.Column("seen_by", sa.String(), nullable=False, server_default=_spaced(SEEN)))
    with op.batch_alter_table("programme") as table:
        table.alter_column("seen_by", server_default=None)
    _look_at_programmes()


def downgrade() -> None:
    """An older release knows no task without a plan: those of events go, with what was kept of them."""
    found = MATTER.c.plan_id.is_(None)
    for name in ("matter_file", "matter_step", "matter_body", "reminder"):
        of_it = sa.table(name, sa.column("matter_id"))
        op.execute(sa.delete(of_it).where(of_it.c.matter_id.in_(sa.select(MATTER.c.id).where(found))))
    op.execute(sa.delete(MATTER).where(found))
    with op.batch_alter_table("programme") as table:
        table.drop_column("seen_by")
    op.drop_index(op.f("ix_matter_site_id"), table_name="matter")
    with op.batch_alter_table("matter") as table:
        table.drop_constraint(op.f("ck_matter_part_of_its_plan"), type_="check")
        table.drop_constraint(op.f("ck_matter_of_a_plan_or_an_event"), type_="check")
        table.drop_constraint(op.f("fk_matter_site_id"), type_="foreignkey")
        table.alter_column("part_id", existing_type=sa.Integer(), nullable=False)
        table.alter_column("plan_id", existing_type=sa.Integer(), nullable=False)
        table.drop_column("site_id")


def _look_at_programmes() -> None:
    """Write who sees each programme, by its version in use."""
    bind = op.get_bind()
    used = sa.select(VERSION.c.programme_id, VERSION.c.said).where(VERSION.c.used_since.is_not(None))
    newest = {row.programme_id: row.said for row in bind.execute(used.order_by(VERSION.c.used_since, VERSION.c.number))}
    for programme, said in newest.items():
        seen_by = _spaced(json.loads(said).get("sees") or SEEN)
        bind.execute(sa.update(PROGRAMME).where(PROGRAMME.c.id == programme).values(seen_by=seen_by))


def _spaced(words: tuple[str, ...] | list[str]) -> str:
    return f" {' '.join(words)} "
