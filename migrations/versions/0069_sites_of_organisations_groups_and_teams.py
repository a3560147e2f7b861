"""Sites represent organisations, groups and teams in programmes; the office decides of single ones; youth cells.

Revision: 0069
Follows: 0064
"""

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0068"

WORK = "school staff_room agency health_station police military enterprise cooperative market_board"
BODIES = "party_office party_cell front mass_organisation youth_cell religious"
UNIQUE = {"organisation": "organisation_id", "group": "residential_group_id", "team": "team_id"}
CHECKS = {
    "of_an_organisation": "kind <> 'organisation' OR organisation_id IS NOT NULL",
    "of_a_group": "kind <> 'group' OR residential_group_id IS NOT NULL",
    "of_a_team": "(kind = 'team') = (team_id IS NOT NULL)",
}


def upgrade() -> None:
    """No programme in use is about any of them yet, so none is made."""
    with op.batch_alter_table("site") as table:
        for noun in ("organisation", "team"):
            table.add_column(sa.Column(f"{noun}_id", sa.Integer(), nullable=True))
            table.create_foreign_key(op.f(f"fk_site_{noun}_id"), noun, [f"{noun}_id"], ["id"])
        _kinds(table, "site", "household own organisation group team")
        for name, said in CHECKS.items():
            table.create_check_constraint(op.f(f"ck_site_{name}"), said)
    for kind, column in UNIQUE.items():
        where = sa.text(f"kind = '{kind}'")
        op.create_index(f"uq_site_{kind}", "site", [column], unique=True, sqlite_where=where, postgresql_where=where)
    with op.batch_alter_table("organisation") as table:
        _kinds(table, "organisation", f"{WORK} {BODIES}")
    op.create_table(
        "programme_subject",
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("included", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.CheckConstraint("included OR reason <> ''", name=op.f("ck_programme_subject_left_out_with_a_reason")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_programme_subject_programme_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_programme_subject_site_id")),
        sa.PrimaryKeyConstraint("programme_id", "site_id", name=op.f("pk_programme_subject")),
    )
    op.create_index(op.f("ix_programme_subject_site_id"), "programme_subject", ["site_id"])


def downgrade() -> None:
    """They are sites of one programme's own, which an older release can show; a youth cell is a union again."""
    op.drop_table("programme_subject")
    op.execute("UPDATE organisation SET kind = 'mass_organisation' WHERE kind = 'youth_cell'")
    with op.batch_alter_table("organisation") as table:
        _kinds(table, "organisation", f"{WORK} {BODIES.replace(' youth_cell', '')}")
    _remove()
    for kind in UNIQUE:
        op.drop_index(f"uq_site_{kind}", table_name="site")
    with op.batch_alter_table("site") as table:
        for name in CHECKS:
            table.drop_constraint(op.f(f"ck_site_{name}"), type_="check")
        _kinds(table, "site", "household own")
        for noun in ("organisation", "team"):
            table.drop_constraint(op.f(f"fk_site_{noun}_id"), type_="foreignkey")
            table.drop_column(f"{noun}_id")


def _kinds(table: sa.Table, name: str, kinds: str) -> None:
    table.drop_constraint(op.f(f"ck_{name}_kind_known"), type_="check")
    among = ", ".join(f"'{kind}'" for kind in kinds.split())
    table.create_check_constraint(op.f(f"ck_{name}_kind_known"), f"kind IN ({among})")


def _remove() -> None:
    """Give each site to the first programme that recorded something of it; those of which nothing is recorded go."""
    entries = "FROM programme_entry WHERE programme_entry.site_id = site.id"
    theirs = "kind IN ('organisation', 'group', 'team')"
    op.execute(f"DELETE FROM site WHERE {theirs} AND NOT EXISTS (SELECT 1 {entries})")  # noqa: S608 words of ours alone
    own = f"kind = 'own', code = '', team_id = NULL, programme_id = (SELECT MIN(programme_id) {entries})"
    op.execute(f"UPDATE site SET {own} WHERE {theirs}")  # noqa: S608 words of ours alone
