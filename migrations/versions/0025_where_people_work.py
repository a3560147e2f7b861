"""People may belong to an organisation, ambassadors are sent by one, and residential groups are marked as hard places.

Revision: 0025
Follows: 0024
"""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Whose sending body is called as an organisation is sent by that one; of the rest nobody said anything yet."""
    with op.batch_alter_table("person") as table:
        table.add_column(sa.Column("employed", sa.Boolean()))
        table.add_column(sa.Column("organisation_id", sa.Integer()))
        table.add_column(sa.Column("position", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("person") as table:
        table.alter_column("position", server_default=None)
        table.create_foreign_key(
            op.f("fk_person_organisation_id_employed"), "organisation", ["organisation_id", "employed"],
            ["id", "employs"],
        )  # fmt: skip
        table.create_check_constraint(
            op.f("ck_person_employed_where"), "(organisation_id IS NULL) = (employed IS NULL)"
        )
        table.create_check_constraint(op.f("ck_person_employed_at_all"), "employed")
        table.create_index(op.f("ix_person_organisation_id"), ["organisation_id"])
    with op.batch_alter_table("ambassador") as table:
        table.add_column(sa.Column("organisation_id", sa.Integer()))
        table.create_foreign_key(op.f("fk_ambassador_organisation_id"), "organisation", ["organisation_id"], ["id"])
    with op.batch_alter_table("residential_group") as table:
        table.add_column(sa.Column("hardships", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("residential_group") as table:
        table.alter_column("hardships", server_default=None)
    _tie()


def downgrade() -> None:
    """Take it away; what was written of sending bodies stands beside."""
    with op.batch_alter_table("residential_group") as table:
        table.drop_column("hardships")
    with op.batch_alter_table("ambassador") as table:
        table.drop_constraint(op.f("fk_ambassador_organisation_id"), type_="foreignkey")
        table.drop_column("organisation_id")
    with op.batch_alter_table("person") as table:
        table.drop_index(op.f("ix_person_organisation_id"))
        table.drop_constraint(op.f("ck_person_employed_where"), type_="check")
        table.drop_constraint(op.f("ck_person_employed_at_all"), type_="check")
        table.drop_constraint(op.f("fk_person_organisation_id_employed"), type_="foreignkey")
    with op.batch_alter_table("person") as table:
        for name in ("position", "organisation_id", "employed"):
            table.drop_column(name)


def _tie() -> None:
    numbers, bind = ("id", "unit_id", "organisation_id"), op.get_bind()
    ambassador = sa.table("ambassador", *map(sa.column, numbers), sa.column("organisation"))
    body = sa.table("organisation", *map(sa.column, ("id", "unit_id", "name", "retired_on")))
    there = bind.execute(sa.select(body).where(body.c.retired_on.is_(None)).order_by(body.c.id.desc()))
    named = {(row.unit_id, _key(row.name)): row.id for row in there}
    for row in bind.execute(sa.select(ambassador).where(ambassador.c.organisation != "")).all():
        if number := named.get((row.unit_id, _key(row.organisation))):
            bind.execute(sa.update(ambassador).where(ambassador.c.id == row.id).values(organisation_id=number))


def _key(text: str) -> str:
    """Lower case, no accents, letters and figures alone, as `app.country.names.search_key` made it at the time."""
    bare = "".join(sign for sign in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(sign))
    return " ".join("".join(sign if sign.isalnum() else " " for sign in bare.replace("đ", "d")).split())[:600]
