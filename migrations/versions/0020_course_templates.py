"""What courses are made from is called a template, `programme` is free; it is found and retired as places are.

Revision: 0020
Follows: 0019
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

VIETNAM = timezone(timedelta(hours=7))
_MOMENT, _NUMBER = sa.DateTime(timezone=True), sa.Integer()
TYPES: dict[str, Any] = {
    "created_at": _MOMENT, "retired_at": _MOMENT, "retired_on": sa.Date(),
    **dict.fromkeys(("id", "unit_id", "seats", "lessons", "minutes", "certificate_share", "version"), _NUMBER),
}  # fmt: skip
# The columns in their order, and those that have another name, by the one of before.
OLD = (
    "id", "unit_id", "key", "shape", "name", "title", "audience", "topics", "bring", "seats", "lessons", "minutes",
    "weekdays", "starts", "certificate_share", "certificate_size", "excused_counts", "source", "retired_at", "version",
    "created_at", "who_sees",
)  # fmt: skip
NAMED_ANEW = {"key": "code", "shape": "search_key", "retired_at": "retired_on"}
NEW = tuple(NAMED_ANEW.get(name, name) for name in OLD)
SHAPE = {"shape_known": "shape IN ('learn')"}
CHECKS = {
    "certificate_size_known": "certificate_size IN ('A4', 'A5')",
    "excused_counts_known": "excused_counts IN ('absent', 'present', 'left_out')",
    "certificate_share_percent": "certificate_share BETWEEN 1 AND 100",
    "lessons_positive": "lessons > 0",
    "minutes_positive": "minutes > 0",
    "seats_positive": "seats > 0",
    "who_sees_known": "who_sees IN ('anyone', 'link')",
}
Change = Callable[[dict[str, Any]], dict[str, Any]]


def upgrade() -> None:
    """Each goes over with its number and whatever courses were made from it."""
    _make("course_template", "code", NEW, CHECKS)
    _carry("programme", OLD, "course_template", NEW, _newer)
    _point_courses("programme", "programme_id", "course_template", "template_id")
    op.drop_table("programme")


def downgrade() -> None:
    """Back; one that is retired was so from the beginning of the day."""
    _make("programme", "key", OLD, {**CHECKS, **SHAPE})
    _carry("course_template", NEW, "programme", OLD, _older)
    _point_courses("course_template", "template_id", "programme", "programme_id")
    op.drop_table("course_template")


def _make(table: str, key: str, columns: Sequence[str], checks: Mapping[str, str]) -> None:
    op.create_table(
        table,
        *_columns(columns),
        *(sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{rule}")) for rule, condition in checks.items()),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f(f"fk_{table}_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("unit_id", key, name=op.f(f"uq_{table}_unit_id_{key}")),
    )


def _columns(names: Sequence[str]) -> list[sa.Column[Any]]:
    return [
        sa.Column(name, TYPES.get(name, sa.String()), nullable=name in ("retired_at", "retired_on")) for name in names
    ]


def _carry(source: str, before: Sequence[str], into: str, after: Sequence[str], change: Change) -> None:
    """All rows with their numbers, which go on behind the last of them."""
    bind = op.get_bind()
    there, here = sa.Table(source, sa.MetaData(), *_columns(before)), sa.Table(into, sa.MetaData(), *_columns(after))
    rows = [change(dict(row)) for row in bind.execute(sa.select(there)).mappings()]
    if not rows:
        return
    bind.execute(sa.insert(here), rows)
    if bind.dialect.name == "postgresql":
        numbers = sa.func.pg_get_serial_sequence(into, "id")
        bind.execute(sa.select(sa.func.setval(numbers, max(row["id"] for row in rows))))


def _newer(row: dict[str, Any]) -> dict[str, Any]:
    at = row.pop("retired_at")
    row.pop("shape")
    on = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(VIETNAM).date() if at else None
    key = {"code": row.pop("key"), "search_key": _key(row["name"])}
    return {**row, **key, "weekdays": ",".join(row["weekdays"]), "retired_on": on}


def _older(row: dict[str, Any]) -> dict[str, Any]:
    on = row.pop("retired_on")
    row.pop("search_key")
    at = datetime(on.year, on.month, on.day, tzinfo=VIETNAM).astimezone(UTC) if on else None
    return {
        **row, "key": row.pop("code"), "shape": "learn", "weekdays": row["weekdays"].replace(",", ""), "retired_at": at
    }  # fmt: skip


def _point_courses(before: str, old: str, after: str, new: str) -> None:
    """Courses name the other table, by the same numbers."""
    with op.batch_alter_table("course") as table:
        table.drop_constraint(op.f(f"fk_course_{old}"), type_="foreignkey")
        table.alter_column(old, new_column_name=new)
    with op.batch_alter_table("course") as table:
        table.create_foreign_key(op.f(f"fk_course_{new}"), after, [new], ["id"])


def _key(text: str) -> str:
    """Lower case, no accents, letters and figures alone, as `app.names.search_key` made it at the time."""
    bare = "".join(sign for sign in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(sign))
    return " ".join("".join(sign if sign.isalnum() else " " for sign in bare.replace("đ", "d")).split())[:600]
