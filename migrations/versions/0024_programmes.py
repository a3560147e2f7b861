"""Programmes, sites and what is recorded of them.

Revision: 0024
Follows: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Seven tables, and the trigger that keeps what was asked."""
    op.create_table(
        "programme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("search_key", sa.String(), nullable=False),
        sa.Column("catalogue", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_programme_has_name")),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_programme_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("unit_id", "key", name=op.f("uq_programme_unit_id_key")),
    )
    op.create_table(
        "programme_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_since", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_programme_version_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_version")),
        sa.UniqueConstraint("programme_id", "number", name=op.f("uq_programme_version_programme_id_number")),
    )
    with op.batch_alter_table("programme_version", schema=None) as batch_op:
        batch_op.create_index(
            "uq_programme_version_draft",
            ["programme_id"],
            unique=True,
            sqlite_where=sa.text("used_since IS NULL"),
            postgresql_where=sa.text("used_since IS NULL"),
        )

    op.create_table(
        "site",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("search_key", sa.String(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("residential_group_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(kind = 'own') = (programme_id IS NOT NULL)", name=op.f("ck_site_own_of_a_programme")),
        sa.CheckConstraint("kind IN ('household', 'own')", name=op.f("ck_site_kind_known")),
        sa.CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name=op.f("ck_site_merged_into_another")),
        sa.CheckConstraint("merged_into_id IS NULL OR retired_on IS NOT NULL", name=op.f("ck_site_merged_is_retired")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["site.id"], name=op.f("fk_site_merged_into_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_site_programme_id")),
        sa.ForeignKeyConstraint(
            ["residential_group_id"], ["residential_group.id"], name=op.f("fk_site_residential_group_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_site_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint("public_id", name=op.f("uq_site_public_id")),
    )
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_site_unit_id_kind_residential_group_id"),
            ["unit_id", "kind", "residential_group_id"],
            unique=False,
        )
        for name, column, where in (
            ("uq_site_household_code", "unit_id", "kind = 'household' AND code <> ''"),
            ("uq_site_own_code", "programme_id", "code <> ''"),
        ):
            condition = sa.text(where)
            batch_op.create_index(
                name, [column, "code"], unique=True, sqlite_where=condition, postgresql_where=condition
            )

    op.create_table(
        "household",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("alley", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("order_key", sa.String(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=True),
        sa.CheckConstraint("members IS NULL OR members BETWEEN 1 AND 40", name=op.f("ck_household_members_few")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_household_site_id")),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_household")),
    )
    op.create_table(
        "programme_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("programme_version_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("answers", sa.String(), nullable=False),
        sa.Column("latest", sa.Boolean(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "NOT counts OR (outcome = 'done' AND withdrawn_at IS NULL)",
            name=op.f("ck_programme_entry_counts_where_done"),
        ),
        sa.CheckConstraint("outcome = 'done' OR answers = '{}'", name=op.f("ck_programme_entry_answers_where_done")),
        sa.CheckConstraint(
            "outcome IN ('done', 'absent', 'refused', 'moved')", name=op.f("ck_programme_entry_outcome_known")
        ),
        sa.CheckConstraint("way IN ('doorstep', 'office', 'import')", name=op.f("ck_programme_entry_way_known")),
        sa.CheckConstraint("NOT latest OR withdrawn_at IS NULL", name=op.f("ck_programme_entry_latest_stands")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_programme_entry_by_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_programme_entry_programme_id")),
        sa.ForeignKeyConstraint(
            ["programme_version_id"], ["programme_version.id"], name=op.f("fk_programme_entry_programme_version_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_programme_entry_site_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_programme_entry_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_entry")),
        sa.UniqueConstraint("uuid", name=op.f("uq_programme_entry_uuid")),
    )
    with op.batch_alter_table("programme_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_programme_entry_by_id"), ["by_id"], unique=False)
        batch_op.create_index(
            "ix_programme_entry_counted",
            ["programme_id", "day"],
            unique=False,
            sqlite_where=sa.text("counts"),
            postgresql_where=sa.text("counts"),
        )
        batch_op.create_index(
            batch_op.f("ix_programme_entry_site_id_programme_id_at"), ["site_id", "programme_id", "at"], unique=False
        )
        batch_op.create_index(
            "uq_programme_entry_counts",
            ["programme_id", "site_id"],
            unique=True,
            sqlite_where=sa.text("counts"),
            postgresql_where=sa.text("counts"),
        )
        batch_op.create_index(
            "uq_programme_entry_latest",
            ["programme_id", "site_id"],
            unique=True,
            sqlite_where=sa.text("latest"),
            postgresql_where=sa.text("latest"),
        )

    op.create_table(
        "site_alias",
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_site_alias_site_id")),
        sa.PrimaryKeyConstraint("public_id", name=op.f("pk_site_alias")),
    )
    with op.batch_alter_table("site_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_site_alias_site_id"), ["site_id"], unique=False)

    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("number", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["programme_entry.id"], name=op.f("fk_answer_entry_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_answer_programme_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_answer_site_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_answer_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_entry_id_key"), ["entry_id", "key"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_answer_programme_id_key_value_entry_id"),
            ["programme_id", "key", "value", "entry_id"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_answer_site_id_programme_id"), ["site_id", "programme_id"], unique=False)

    _keep_versions()


def _keep_versions() -> None:
    """A version that is in use neither changes nor goes."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    said = ("programme_id", "number", "said", "made_at", "used_since")
    differs = "IS NOT" if sqlite else "IS DISTINCT FROM"
    changed = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in said)
    when = {"UPDATE": f"(OLD.used_since IS NOT NULL AND ({changed}))", "DELETE": "OLD.used_since IS NOT NULL"}
    for name, act in (("programme_version_frozen", "UPDATE"), ("programme_version_stays", "DELETE")):
        if sqlite:
            words = "programme_version rows in use stay"
            then = f"WHEN {when[act]} BEGIN SELECT RAISE(ABORT, '{words}'); END"
        else:
            then = f"WHEN ({when[act]}) EXECUTE FUNCTION stays()"
        op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON programme_version FOR EACH ROW {then}")


def downgrade() -> None:
    """Gone, with all that was recorded in them."""
    for table in (
        "answer", "site_alias", "programme_entry", "household", "site", "programme_version", "programme",
    ):  # fmt: skip
        op.drop_table(table)
