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
ENTRIES = {
    "uq_programme_entry_latest": ("latest", ["programme_id", "site_id"], ["programme_id", "site_id"]),
    "uq_programme_entry_counts": ("counts", ["programme_id", "site_id"], ["programme_id", "site_id"]),
    "ix_programme_entry_counted": (
        "counts", ["programme_id", "day"], ["programme_id", "day", "unit_id", "site_id", "counts"],
    ),
    "ix_programme_entry_outcome": ("latest", [], ["site_id", "programme_id", "outcome", "latest"]),
}  # fmt: skip


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
    _index_entries(2, " = 1")
    op.drop_index(op.f("ix_answer_entry_id_key"), table_name="answer")
    op.create_index(op.f("ix_answer_entry_id_key_value"), "answer", ["entry_id", "key", "value"])


def downgrade() -> None:
    """A table of their own again."""
    op.drop_index(op.f("ix_answer_entry_id_key_value"), table_name="answer")
    op.create_index(op.f("ix_answer_entry_id_key"), "answer", ["entry_id", "key"])
    _index_entries(1, "")
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


def _index_entries(which: int, asked: str) -> None:
    """Anew, over these columns; on SQLite by the condition as statements say it, or it is used by none."""
    for name, said in ENTRIES.items():
        if said[3 - which]:
            op.drop_index(name, table_name="programme_entry")
        if said[which]:
            op.create_index(
                name, "programme_entry", said[which], unique=name.startswith("uq"),
                sqlite_where=sa.text(said[0] + asked), postgresql_where=sa.text(said[0]),
            )  # fmt: skip
