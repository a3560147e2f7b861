"""Teams as the plans have them: kind, decision, several groups, who has no account; one of a team leads.

Revision: 0023
Follows: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

KINDS = "kind IN ('community', 'youth', 'rescue', 'project_06', 'squad', 'other')"
TRAININGS = "training IN ('', 'basic', 'advanced', 'ai')"
SOMEBODY = "(name <> '') = (account_id IS NULL AND person_id IS NULL)"
LIVE, LEADS = sa.text("until IS NULL"), sa.text("until IS NULL AND leads")
WORDS = {"team": ("kind", "decision_no", "decision_by", "training"), "membership": ("name", "phone")}


def upgrade() -> None:
    """The one group of a team becomes the first that it serves; of several who lead the one who joined first does."""
    op.create_table(
        "team_group",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("residential_group_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["residential_group_id"], ["residential_group.id"], name=op.f("fk_team_group_residential_group_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_group_team_id")),
        sa.PrimaryKeyConstraint("team_id", "residential_group_id", name=op.f("pk_team_group")),
    )
    op.create_index(op.f("ix_team_group_residential_group_id"), "team_group", ["residential_group_id"])
    op.execute(
        "INSERT INTO team_group (team_id, residential_group_id) "
        "SELECT id, residential_group_id FROM team WHERE residential_group_id IS NOT NULL"
    )
    _upgrade_team()
    _upgrade_membership()


def _upgrade_team() -> None:
    with op.batch_alter_table("team") as table:
        for name in WORDS["team"]:
            default = "community" if name == "kind" else ""
            table.add_column(sa.Column(name, sa.String(), nullable=False, server_default=default))
        table.add_column(sa.Column("decision_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("entered_size", sa.Integer(), nullable=True))
        table.add_column(sa.Column("active_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("organisation_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_team_organisation_id"), "organisation", ["organisation_id"], ["id"])
        table.drop_constraint(op.f("fk_team_residential_group_id"), type_="foreignkey")
        table.drop_column("residential_group_id")
        table.create_check_constraint(op.f("ck_team_kind_known"), KINDS)
        table.create_check_constraint(op.f("ck_team_training_known"), TRAININGS)
        table.create_check_constraint(op.f("ck_team_entered_size_positive"), "entered_size IS NULL OR entered_size > 0")
    _without_defaults("team")


def _upgrade_membership() -> None:
    op.execute(
        "UPDATE membership SET leads = FALSE WHERE until IS NULL AND leads AND id NOT IN "
        "(SELECT min(id) FROM membership WHERE until IS NULL AND leads GROUP BY team_id)"
    )
    with op.batch_alter_table("membership") as table:
        table.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        for name in WORDS["membership"]:
            table.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
        table.alter_column("account_id", existing_type=sa.Integer(), nullable=True)
        table.create_foreign_key(op.f("fk_membership_person_id"), "person", ["person_id"], ["id"])
        table.create_check_constraint(op.f("ck_membership_is_somebody"), SOMEBODY)
    _without_defaults("membership")
    op.create_index(op.f("ix_membership_person_id"), "membership", ["person_id"])
    for name, columns, where in (
        ("uq_membership_head", ["team_id"], LEADS), ("uq_membership_person", ["team_id", "person_id"], LIVE)
    ):  # fmt: skip
        op.create_index(name, "membership", columns, unique=True, sqlite_where=where, postgresql_where=where)


def _without_defaults(name: str) -> None:
    with op.batch_alter_table(name) as table:
        for column in WORDS[name]:
            table.alter_column(column, server_default=None)


def downgrade() -> None:
    """Of the groups the first by its number stays; who has no account is forgotten."""
    op.execute("DELETE FROM membership WHERE account_id IS NULL")
    for index in ("uq_membership_person", "uq_membership_head", op.f("ix_membership_person_id")):
        op.drop_index(index, table_name="membership")
    with op.batch_alter_table("membership") as table:
        table.drop_constraint(op.f("ck_membership_is_somebody"), type_="check")
        table.drop_constraint(op.f("fk_membership_person_id"), type_="foreignkey")
        table.alter_column("account_id", existing_type=sa.Integer(), nullable=False)
        for name in ("phone", "name", "person_id"):
            table.drop_column(name)
    with op.batch_alter_table("team") as table:
        for rule in ("entered_size_positive", "training_known", "kind_known"):
            table.drop_constraint(op.f(f"ck_team_{rule}"), type_="check")
        table.add_column(sa.Column("residential_group_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_team_residential_group_id"), "residential_group", ["residential_group_id"], ["id"]
        )
        table.drop_constraint(op.f("fk_team_organisation_id"), type_="foreignkey")
        for name in (*WORDS["team"], "decision_on", "entered_size", "active_on", "organisation_id"):
            table.drop_column(name)
    op.execute(
        "UPDATE team SET residential_group_id = "
        "(SELECT min(residential_group_id) FROM team_group WHERE team_group.team_id = team.id)"
    )
    op.drop_index(op.f("ix_team_group_residential_group_id"), table_name="team_group")
    op.drop_table("team_group")
