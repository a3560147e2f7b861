"""Tasks of plans have an owner, rows for the bodies that the plan names, and sort by their place in the plan.

Revision: 0064
Follows: 0063
"""

import re
from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"

OWNERS = {
    "account": "account",
    "organisation": "organisation",
    "residential_group": "residential_group",
    "team": "team",
}
BODIES = ("organisation", "residential_group", "team")
ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
EVERY = ("", "residential_group", "team", "school", "enterprise", "party_cell", "mass_organisation", "agency")


def upgrade() -> None:
    """Tasks that stand have no owner; their places give the sort key, and an officer's press the named bodies."""
    with op.batch_alter_table("matter") as table:
        table.add_column(sa.Column("place_key", sa.String(), nullable=False, server_default="~"))
        for name, there in _owners():
            table.add_column(sa.Column(name, sa.Integer(), nullable=True))
            table.create_foreign_key(op.f(f"fk_matter_{name}"), there, [name], ["id"])
        table.create_check_constraint(op.f("ck_matter_one_owner"), f"{_count(name for name, _there in _owners())} <= 1")
    for name, _there in _owners():
        op.create_index(op.f(f"ix_matter_{name}"), "matter", [name])
    _order()
    with op.batch_alter_table("matter") as table:
        table.alter_column("place_key", server_default=None, existing_type=sa.String(), existing_nullable=False)
    _named()


def _named() -> None:
    columns = [f"{kind}_id" for kind in BODIES]
    one = f"(state = 'matched') = ({_count(columns)} + (CASE WHEN every = '' THEN 0 ELSE 1 END) = 1)"
    checks = {
        "has_words": "words <> ''",
        "state_known": "state IN ('matched', 'unsure', 'outside')",
        "every_known": f"every IN ({', '.join(map(repr, EVERY))})",
        "matched_to_one": one,
        "unmatched_to_none": f"state = 'matched' OR {_count(columns)} = 0",
        "unmatched_to_no_kind": "state = 'matched' OR every = ''",
    }
    op.create_table(
        "named_body",
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("id", "unit_id", "version")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("public_id", "key", "words", "state", "every")),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in columns),
        *(sa.CheckConstraint(words, name=op.f(f"ck_named_body_{name}")) for name, words in checks.items()),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_named_body_unit_id")),
        *(
            sa.ForeignKeyConstraint([f"{kind}_id"], [f"{kind}.id"], name=op.f(f"fk_named_body_{kind}_id"))
            for kind in BODIES
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_named_body")),
        sa.UniqueConstraint("public_id", name=op.f("uq_named_body_public_id")),
        sa.UniqueConstraint("unit_id", "key", name=op.f("uq_named_body_unit_id_key")),
    )
    for name in columns:
        op.create_index(op.f(f"ix_named_body_{name}"), "named_body", [name])
    op.create_table(
        "matter_body",
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("id", "matter_id", "body_id", "position")),
        sa.Column("role", sa.String(), nullable=False),
        sa.CheckConstraint("role IN ('lead', 'cooperating')", name=op.f("ck_matter_body_role_known")),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_matter_body_matter_id")),
        sa.ForeignKeyConstraint(["body_id"], ["named_body.id"], name=op.f("fk_matter_body_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_body")),
        sa.UniqueConstraint("matter_id", "role", "body_id", name=op.f("uq_matter_body_matter_id_role_body_id")),
    )
    op.create_index(op.f("ix_matter_body_body_id"), "matter_body", ["body_id"])


def downgrade() -> None:
    """Owners and named bodies are forgotten."""
    op.drop_table("matter_body")
    op.drop_table("named_body")
    for name, _there in _owners():
        op.drop_index(op.f(f"ix_matter_{name}"), "matter")
    with op.batch_alter_table("matter") as table:
        table.drop_constraint(op.f("ck_matter_one_owner"), type_="check")
        for name, _there in _owners():
            table.drop_constraint(op.f(f"fk_matter_{name}"), type_="foreignkey")
            table.drop_column(name)
        table.drop_column("place_key")


def _owners() -> list[tuple[str, str]]:
    return [(f"owner_{kind}_id", there) for kind, there in OWNERS.items()]


def _count(columns: Iterable[str]) -> str:
    return " + ".join(f"(CASE WHEN {column} IS NULL THEN 0 ELSE 1 END)" for column in columns)


def _order() -> None:
    """The sort key of each place in use."""
    connection = op.get_bind()
    places = connection.execute(sa.text("SELECT DISTINCT place FROM matter WHERE place <> ''")).scalars().all()
    for place in places:
        write = sa.text("UPDATE matter SET place_key = :key WHERE place = :place")
        connection.execute(write, {"key": _place_key(place), "place": place})


def _place_key(place: str) -> str:
    part = re.search(r"phần ([ivxl]+)\b", place.lower())
    numbers = [_roman(part[1])] if part else [0]
    numbers += [int(each) for each in re.findall(r"\d{1,4}", place[part.end() :] if part else place)]
    letter = re.search(r"điểm ([a-zđ])\b", place.lower())
    ends = [letter[1].replace("đ", "d~")] if letter else []
    return ".".join([*(f"{each:04}" for each in numbers), *ends]) if place.strip() else "~"


def _roman(text: str) -> int:
    values = [ROMAN[letter] for letter in text]
    return sum(-each if each < max(values[at:]) else each for at, each in enumerate(values))
