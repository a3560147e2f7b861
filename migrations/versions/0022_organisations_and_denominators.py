"""Organisations; numbers that shares are of, each of its day and source, where groups had one each of people and
households.

Revision: 0022
Follows: 0021
"""

import re
import unicodedata
import uuid
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

PLACES_OF_WORK = (
    "'school', 'staff_room', 'agency', 'health_station', 'police', 'military', 'enterprise', 'cooperative', "
    "'market_board'"
)
BODIES = "'party_office', 'party_cell', 'front', 'mass_organisation', 'religious'"
OF_GROUPS = {"people": "population", "households": "households"}
# The day of a count that came without one and whose source tells none: older than any.
UNKNOWN = date(2000, 1, 1)
_TEXT, _NUMBER, _DAY = sa.String(), sa.Integer(), sa.Date()

GROUP = sa.table(
    "residential_group",
    *(sa.column(name, _NUMBER) for name in ("id", "unit_id", "population", "households")),
    sa.column("counted_on", _DAY),
    sa.column("count_source", _TEXT),
)
DENOMINATOR = sa.table(
    "denominator",
    *(sa.column(name, _NUMBER) for name in ("id", "unit_id", "residential_group_id", "number", "version")),
    *(sa.column(name, _TEXT) for name in ("public_id", "audience", "source", "note", "search_key")),
    sa.column("approximate", sa.Boolean()),
    sa.column("counted_on", _DAY),
    sa.column("retired_on", _DAY),
)


def upgrade() -> None:
    """Each count of a group becomes a row."""
    _make_organisation()
    _make_denominator()
    rows = [row for group in op.get_bind().execute(sa.select(GROUP)).mappings() for row in _told(dict(group))]
    if rows:
        op.get_bind().execute(sa.insert(DENOMINATOR), rows)
    with op.batch_alter_table("residential_group") as table:
        for name in OF_GROUPS.values():
            table.drop_constraint(op.f(f"ck_residential_group_{name}_positive"), type_="check")
    with op.batch_alter_table("residential_group") as table:
        for name in ("population", "households", "counted_on", "count_source"):
            table.drop_column(name)


def downgrade() -> None:
    """The last count of each group goes back into it; other numbers, and organisations, are forgotten."""
    with op.batch_alter_table("residential_group") as table:
        table.alter_column("version", new_column_name="changes")
    with op.batch_alter_table("residential_group") as table:
        for name, kind in {**dict.fromkeys(OF_GROUPS.values(), _NUMBER), "counted_on": _DAY}.items():
            table.add_column(sa.Column(name, kind))
        table.add_column(sa.Column("count_source", _TEXT, nullable=False, server_default=""))
        table.add_column(sa.Column("version", _NUMBER, nullable=False, server_default="1"))
    op.execute("UPDATE residential_group SET version = changes")
    with op.batch_alter_table("residential_group") as table:
        table.drop_column("changes")  # version stood behind the others
        table.alter_column("count_source", server_default=None)
        table.alter_column("version", server_default=None)
        for name in OF_GROUPS.values():
            rule = op.f(f"ck_residential_group_{name}_positive")
            table.create_check_constraint(rule, f"{name} IS NULL OR {name} >= 0")
    found = sa.select(DENOMINATOR).where(
        DENOMINATOR.c.residential_group_id.is_not(None),
        DENOMINATOR.c.audience.in_(OF_GROUPS),
        DENOMINATOR.c.retired_on.is_(None),
    )
    for row in op.get_bind().execute(found.order_by(DENOMINATOR.c.counted_on, DENOMINATOR.c.id)).mappings():
        day = None if row["counted_on"] == UNKNOWN else row["counted_on"]
        told = {OF_GROUPS[row["audience"]]: row["number"], "counted_on": day, "count_source": row["source"]}
        op.get_bind().execute(sa.update(GROUP).where(GROUP.c.id == row["residential_group_id"]).values(told))
    op.drop_table("denominator")
    op.drop_table("organisation")


def _told(group: dict[str, Any]) -> list[dict[str, Any]]:
    """The counts of a group as rows."""
    source = group["count_source"] or "chưa ghi nguồn"
    day = group["counted_on"] or _said_in(source)
    return [
        {
            "unit_id": group["unit_id"], "residential_group_id": group["id"], "audience": audience,
            "number": group[column], "counted_on": day, "source": source, "search_key": _key(source), "note": "",
            "approximate": False, "public_id": str(uuid.uuid4()), "version": 1,
        }
        for audience, column in OF_GROUPS.items() if group[column] is not None
    ]  # fmt: skip


def _said_in(source: str) -> date:
    """The day that a list was brought in, as its source tells: "tệp to.xlsx, nhập ngày 05/08/2026"."""
    told = re.search(r"(\d{2})/(\d{2})/(\d{4})$", source)
    return date(int(told[3]), int(told[2]), int(told[1])) if told else UNKNOWN


def _make_organisation() -> None:
    op.create_table(
        "organisation",
        *(sa.Column(name, _NUMBER, nullable=False) for name in ("id", "unit_id", "version")),
        *(sa.Column(name, _NUMBER) for name in ("residential_group_id", "merged_into_id")),
        *(
            sa.Column(name, _TEXT, nullable=False)
            for name in ("code", "name", "search_key", "kind", "address", "contact_name", "contact_phone")
        ),
        sa.Column("employs", sa.Boolean(), nullable=False),
        sa.Column("retired_on", _DAY),
        sa.CheckConstraint("name <> ''", name=op.f("ck_organisation_has_name")),
        sa.CheckConstraint(f"kind IN ({PLACES_OF_WORK}, {BODIES})", name=op.f("ck_organisation_kind_known")),
        sa.CheckConstraint(f"employs = (kind IN ({PLACES_OF_WORK}))", name=op.f("ck_organisation_employs_by_kind")),
        sa.CheckConstraint(
            "merged_into_id IS NULL OR merged_into_id <> id", name=op.f("ck_organisation_merged_into_another")
        ),
        sa.CheckConstraint(
            "merged_into_id IS NULL OR retired_on IS NOT NULL", name=op.f("ck_organisation_merged_and_retired")
        ),
        *_keys("organisation", unit_id="administrative_unit", residential_group_id="residential_group",
               merged_into_id="organisation"),
        sa.UniqueConstraint("unit_id", "code", name=op.f("uq_organisation_unit_id_code")),
        sa.UniqueConstraint("id", "employs", name=op.f("uq_organisation_id_employs")),
    )  # fmt: skip
    op.create_index(op.f("ix_organisation_residential_group_id"), "organisation", ["residential_group_id"])


def _make_denominator() -> None:
    own = ["audience", "counted_on", "source"]
    op.create_table(
        "denominator",
        *(sa.Column(name, _NUMBER, nullable=False) for name in ("id", "unit_id", "number", "version")),
        *(sa.Column(name, _NUMBER) for name in ("residential_group_id", "organisation_id")),
        *(sa.Column(name, _TEXT, nullable=False) for name in ("public_id", "audience", "source", "note", "search_key")),
        sa.Column("approximate", sa.Boolean(), nullable=False),
        sa.Column("counted_on", _DAY, nullable=False),
        sa.Column("retired_on", _DAY),
        sa.CheckConstraint("number >= 0", name=op.f("ck_denominator_number_positive")),
        sa.CheckConstraint("source <> ''", name=op.f("ck_denominator_has_source")),
        sa.CheckConstraint("audience <> ''", name=op.f("ck_denominator_has_audience")),
        sa.CheckConstraint(
            "residential_group_id IS NULL OR organisation_id IS NULL", name=op.f("ck_denominator_of_one")
        ),
        *_keys("denominator", unit_id="administrative_unit", residential_group_id="residential_group",
               organisation_id="organisation"),
        sa.UniqueConstraint("public_id", name=op.f("uq_denominator_public_id")),
        sa.UniqueConstraint("residential_group_id", *own, name=op.f("uq_denominator_group")),
        sa.UniqueConstraint("organisation_id", *own, name=op.f("uq_denominator_organisation")),
    )  # fmt: skip
    whole = sa.text("residential_group_id IS NULL AND organisation_id IS NULL")
    op.create_index(
        "uq_denominator_unit", "denominator", ["unit_id", *own], unique=True, sqlite_where=whole, postgresql_where=whole
    )
    used = sa.text("retired_on IS NULL")
    op.create_index(
        "ix_denominator_audience", "denominator", ["unit_id", "audience"], sqlite_where=used, postgresql_where=used
    )


def _keys(table: str, **points: str) -> list[Any]:
    return [
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        *(
            sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))
            for column, to in points.items()
        ),
    ]


def _key(text: str) -> str:
    """Lower case, no accents, letters and figures alone, as `app.country.names.search_key` made it at the time."""
    bare = "".join(sign for sign in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(sign))
    return " ".join("".join(sign if sign.isalnum() else " " for sign in bare.replace("đ", "d")).split())[:600]
