"""Every entry that was done keeps its rows in `answer` and knows when a newer one came: figures of past days read it.

Revision: 0053
Follows: 0052
"""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"

STANDS = "outcome = 'done' AND withdrawn_at IS NULL"
SUPERSEDED = f"superseded_on IS NULL OR ({STANDS} AND NOT counts AND superseded_on >= day)"
NEWER = """
UPDATE programme_entry SET superseded_on = (
    SELECT CASE WHEN MIN(newer.day) < programme_entry.day THEN programme_entry.day ELSE MIN(newer.day) END
    FROM programme_entry AS newer
    WHERE newer.site_id = programme_entry.site_id AND newer.programme_id = programme_entry.programme_id
    AND newer.outcome = 'done' AND newer.withdrawn_at IS NULL
    AND (newer.at > programme_entry.at OR (newer.at = programme_entry.at AND newer.id > programme_entry.id))
) WHERE outcome = 'done' AND withdrawn_at IS NULL AND NOT counts
"""
AS_OF = ["programme_id", "day", "unit_id", "site_id", "superseded_on", "counts"]
PORTION = 2_000
OLDER = sa.text(
    "SELECT entry.id, entry.programme_id, entry.site_id, entry.unit_id, entry.day, entry.answers, version.said, "
    "entry.programme_version_id FROM programme_entry AS entry "
    "JOIN programme_version AS version ON version.id = entry.programme_version_id "
    "WHERE entry.outcome = 'done' AND entry.withdrawn_at IS NULL AND NOT entry.counts AND entry.id > :after "
    "AND NOT EXISTS (SELECT 1 FROM answer WHERE answer.entry_id = entry.id) ORDER BY entry.id LIMIT :many"
).columns(day=sa.Date())
PHOTOS = sa.text(
    "SELECT entry_id, key FROM entry_photo "
    "WHERE removed_at IS NULL AND file <> '' AND entry_id BETWEEN :first AND :last"
)
ANSWER = sa.table(
    "answer",
    *(sa.column(name, sa.Integer()) for name in ("entry_id", "programme_id", "site_id", "unit_id")),
    sa.column("key", sa.String()), sa.column("value", sa.String()), sa.column("number", sa.Numeric(18, 2)),
    sa.column("day", sa.Date()),
)  # fmt: skip


def upgrade() -> None:
    """Rows for older entries, of what is still in their answers: names were forgotten and stay so."""
    with op.batch_alter_table("programme_entry") as table:
        table.add_column(sa.Column("superseded_on", sa.Date(), nullable=True))
        table.create_check_constraint(op.f("ck_programme_entry_superseded_where_done"), SUPERSEDED)
    op.create_index("ix_programme_entry_as_of", "programme_entry", AS_OF)
    op.execute(NEWER)
    connection, after, declared = op.get_bind(), 0, dict[int, Any]()
    while entries := connection.execute(OLDER, {"after": after, "many": PORTION}).all():
        first, after = entries[0].id, entries[-1].id
        photos = {tuple(row) for row in connection.execute(PHOTOS, {"first": first, "last": after})}
        rows = []
        for entry in entries:
            version = entry.programme_version_id
            if version not in declared:
                declared[version] = json.loads(entry.said)
            there = {key for entry_id, key in photos if entry_id == entry.id} if photos else set()
            of = {each: getattr(entry, each) for each in ("programme_id", "site_id", "unit_id", "day")}
            told = _counted(declared[version], json.loads(entry.answers), there)
            rows += [{**of, "entry_id": entry.id, "key": k, "value": v, "number": n} for k, v, n in told]
        if rows:
            connection.execute(sa.insert(ANSWER), rows)


def downgrade() -> None:
    """Of what counts today alone."""
    op.execute("DELETE FROM answer WHERE entry_id IN (SELECT id FROM programme_entry WHERE NOT counts)")
    op.drop_index("ix_programme_entry_as_of", table_name="programme_entry")
    with op.batch_alter_table("programme_entry") as table:
        table.drop_constraint(op.f("ck_programme_entry_superseded_where_done"), type_="check")
        table.drop_column("superseded_on")


def _counted(said: Any, given: dict[str, Any], photos: set[str]) -> Iterator[tuple[str, str, Decimal | None]]:
    """Key, value and number of what an entry counts by, as its version says: as the product read it then."""
    for field in said["fields"]:
        if not field.get("counted"):
            continue
        if field["type"] == "photo":
            if field["key"] in photos:
                yield field["key"], "yes", None
        elif field["type"] == "person":
            for part in (field["key"] + "_age", field["key"] + "_who"):
                yield from ((part, value, None) for value in _values(given.get(part)))
        else:
            answer = given.get(field["key"])
            number = Decimal(str(answer)) if field["type"] == "number" and _filled(answer) else None
            yield from ((field["key"], value, number) for value in _values(answer))
    for criterion in said.get("criteria", ()):
        if _holds(criterion["rule"], given):
            yield criterion["key"], "yes", None


def _filled(answer: Any) -> bool:
    return answer is not None and answer not in ("", [], {})


def _values(answer: Any) -> list[str]:
    if not _filled(answer):
        return []
    if isinstance(answer, bool):
        return ["yes" if answer else "no"]
    return [str(each) for each in answer] if isinstance(answer, list) else [str(answer)]


def _holds(rule: Any, given: dict[str, Any]) -> bool:
    [(word, of)] = rule.items()
    if word in ("all", "any"):
        held = [_holds(each, given) for each in of]
        return all(held) if word == "all" else any(held)
    if word == "filled":
        return _filled(given.get(of))
    if word not in ("is", "has_all", "at_least", "at_most"):  # of a later release
        return False
    [(key, wanted)] = of.items()
    answer = given.get(key)
    if word == "is":
        return bool(answer == wanted)
    if word == "has_all":
        return set(wanted) <= set(answer or ())
    if answer is None:
        return False
    size = answer if isinstance(answer, int | float) else len(answer)
    return bool(size >= wanted if word == "at_least" else size <= wanted)
