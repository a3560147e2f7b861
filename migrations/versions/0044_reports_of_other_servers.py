"""Reports of wards on other servers, and the keys by which these sign.

Revision: 0044
Follows: 0043
"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"

STANDING = sa.text("ended_at IS NULL")


def upgrade() -> None:
    """The tables; of a ward one key stands, and what came stays."""
    op.create_table(
        "outside_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("key <> '' AND code <> ''", name=op.f("ck_outside_key_of_somebody")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_outside_key_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_outside_key_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_key")),
    )
    op.create_index(
        "uq_outside_key_standing", "outside_key", ["unit_id", "code"], unique=True,
        sqlite_where=STANDING, postgresql_where=STANDING,
    )  # fmt: skip
    op.create_table(
        "outside_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("span", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("figures", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "figures <> '' AND span <> '' AND digest <> ''", name=op.f("ck_outside_report_says_something")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_outside_report_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_outside_report_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_report")),
        sa.UniqueConstraint("public_id", name=op.f("uq_outside_report_public_id")),
        sa.UniqueConstraint("unit_id", "digest", name=op.f("uq_outside_report_unit_id_digest")),
    )
    sqlite, words = op.get_bind().dialect.name == "sqlite", "outside_report rows stay as they are"
    then = f"BEGIN SELECT RAISE(ABORT, '{words}'); END" if sqlite else "EXECUTE FUNCTION stays()"
    acts = {"no_update": "UPDATE", "no_delete": "DELETE"} if sqlite else {"stays": "UPDATE OR DELETE"}
    for name, act in acts.items():
        op.execute(f"CREATE TRIGGER outside_report_{name} BEFORE {act} ON outside_report FOR EACH ROW {then}")


def downgrade() -> None:
    """They are forgotten; the wards still have their reports."""
    op.drop_table("outside_report")
    op.drop_table("outside_key")
