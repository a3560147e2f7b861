"""Houses are rows of sites, not a table beside it; lists and figures find all that they count in an index.

Revision: 0045
Follows: 0044
"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"

TEXTS = ("alley", "number", "order_key", "head")
ALL = ", ".join((*TEXTS, "members"))
LISTED = (
    "unit_id", "kind", "retired_on", "merged_into_id", "order_key", "search_key", "code", "residential_group_id",
)  # fmt: skip
COUNTED = "ix_programme_entry_counted"
OUTCOME = "ix_programme_entry_outcome"


def upgrade() -> None:
    """What stood of each house is written beside its site."""
    with op.batch_alter_table("site") as table:
        for name in TEXTS:
            table.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("members", sa.Integer(), nullable=True))
    house = f"SELECT {ALL} FROM household WHERE household.site_id = site.id"  # noqa: S608 words of ours alone
    op.execute(f"UPDATE site SET ({ALL}) = ({house}) WHERE kind = 'household'")  # noqa: S608 words of ours alone
    op.drop_table("household")
    with op.batch_alter_table("site") as table:
        for name in TEXTS:
            table.alter_column(name, server_default=None)
        table.create_check_constraint(op.f("ck_site_members_few"), "members IS NULL OR members BETWEEN 1 AND 40")
    op.create_index("ix_site_listed", "site", [*LISTED])
    op.drop_index(COUNTED, table_name="programme_entry")
    _index(COUNTED, ["programme_id", "day", "unit_id", "site_id", "counts"], "counts")
    _index(OUTCOME, ["site_id", "programme_id", "outcome", "latest"], "latest")


def downgrade() -> None:
    """A table of their own again."""
    op.drop_index(OUTCOME, table_name="programme_entry")
    op.drop_index(COUNTED, table_name="programme_entry")
    _index(COUNTED, ["programme_id", "day"], "counts")
    op.drop_index("ix_site_listed", table_name="site")
    op.create_table(
        "household",
        sa.Column("site_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in TEXTS),
        sa.Column("members", sa.Integer(), nullable=True),
        sa.CheckConstraint("members IS NULL OR members BETWEEN 1 AND 40", name=op.f("ck_household_members_few")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_household_site_id")),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_household")),
    )
    houses = f"SELECT id, {ALL} FROM site WHERE kind = 'household'"  # noqa: S608 words of ours alone
    op.execute(f"INSERT INTO household (site_id, {ALL}) {houses}")
    with op.batch_alter_table("site") as table:
        table.drop_constraint(op.f("ck_site_members_few"), type_="check")
        for name in (*TEXTS, "members"):
            table.drop_column(name)


def _index(name: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, "programme_entry", columns, sqlite_where=condition, postgresql_where=condition)
