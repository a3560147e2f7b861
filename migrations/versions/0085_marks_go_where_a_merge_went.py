"""Marks that lie on a registration merged into another go to the one that stays; present wins.

Revision: 0085
Follows: 0084
"""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0085"
down_revision = "0084"

TICK = timedelta(microseconds=1)
CAME = ("present", "late")
LIVE = "state IN ('seated', 'offered', 'waiting')"
KEYS = (("registration", "merged_into_id"), ("attendance_mark", "meant_for_id"))


def upgrade() -> None:
    """Both marks stand in the trail: the one that was pressed, and its copy with what it was pressed for."""
    for table, column in KEYS:
        with _triggers_aside(table), op.batch_alter_table(table) as rows:
            rows.add_column(sa.Column(column, sa.Integer()))
            rows.create_foreign_key(op.f(f"fk_{table}_{column}"), "registration", [column], ["id"])
            if column == "merged_into_id":
                rows.create_check_constraint("merged_has_ended", f"merged_into_id IS NULL OR NOT ({LIVE})")
    went = _went()
    for ends, stays in went.items():
        op.execute(sa.update(_REGISTRATION).where(_REGISTRATION.c.id == ends).values(merged_into_id=stays))
    for ends in went:
        _move(ends, _last(ends, went))


def downgrade() -> None:
    """The marks stay where they count."""
    with op.batch_alter_table("registration") as rows:
        rows.drop_constraint(op.f("ck_registration_merged_has_ended"), type_="check")
    for table, column in KEYS[::-1]:
        with _triggers_aside(table), op.batch_alter_table(table) as rows:
            rows.drop_constraint(op.f(f"fk_{table}_{column}"), type_="foreignkey")
            rows.drop_column(column)


_REGISTRATION = sa.table("registration", *(sa.column(name) for name in ("id", "state", "merged_into_id")))
_AT = sa.DateTime(timezone=True)
_MARK = sa.table(
    "attendance_mark",
    *(sa.column(name) for name in ("uuid", "lesson_id", "registration_id", "status", "by_id", "device", "sequence")),
    *(sa.column(name, _AT) for name in ("device_at", "at", "received_at")),
    *(sa.column(name) for name in ("way", "helper_id", "shown", "meant_for_id")),
)
_STATE = sa.table(
    "attendance",
    *(sa.column(name) for name in ("lesson_id", "registration_id", "status", "mark_uuid")),
    sa.column("at", _AT), sa.column("disputed", sa.Boolean), sa.column("contested", sa.Boolean),
)  # fmt: skip


def _went() -> dict[int, int]:
    """Each ended registration of a merge that stands, with the one that stayed, the newest merge last."""
    merge = sa.table("person_merge", *(sa.column(name) for name in ("id", "moved", "undone_at")))
    moved = op.get_bind().scalars(sa.select(merge.c.moved).where(merge.c.undone_at.is_(None)).order_by(merge.c.id))
    went = {each["ends"]: each["stays"] for record in moved for each in json.loads(record).get("ended", ())}
    live = sa.select(_REGISTRATION.c.id).where(sa.text(LIVE))
    again = set(op.get_bind().scalars(live))
    return {ends: stays for ends, stays in went.items() if ends not in again}


def _last(registration_id: int, went: dict[int, int]) -> int:
    while registration_id in went:
        registration_id = went[registration_id]
    return registration_id


def _move(ends: int, stays: int) -> None:
    """Copy what counts on a merged registration to the one that stays, unless that one came itself."""
    bind = op.get_bind()
    states = sa.select(_STATE).where(_STATE.c.registration_id == ends, _STATE.c.status != "unmarked")
    for word in bind.execute(states.order_by(_STATE.c.lesson_id)).mappings().all():
        here = _STATE.c.lesson_id == word["lesson_id"]
        own = bind.execute(sa.select(_STATE).where(here, _STATE.c.registration_id == stays)).mappings().first()
        mark = bind.execute(sa.select(_MARK).where(_MARK.c.uuid == word["mark_uuid"])).mappings().one()
        off = _copy(mark, ends, "unmarked", _aware(word["at"]) + TICK, None)
        _stand(ends, off, word)
        copy = _copy(mark, stays, word["status"], _aware(word["at"]), ends)
        if own is None or _wins(word, own):
            _stand(stays, copy, own)


def _wins(word: Any, own: Any) -> bool:
    def rank(state: Any) -> tuple[bool, bool, datetime]:
        return state["status"] in CAME, state["status"] != "unmarked", _aware(state["at"])

    return rank(word) > rank(own)


def _copy(mark: Any, registration_id: int, status: str, at: datetime, meant_for_id: int | None) -> dict[str, Any]:
    """A mark like another on a registration, stored; pressed by the same, arrived when that one did."""
    made = {
        **mark, "uuid": str(uuid.uuid4()), "registration_id": registration_id, "status": status, "at": at,
        "device_at": at, "received_at": _aware(mark["received_at"]), "device": "merge", "way": "undo",
        "helper_id": None, "shown": "", "meant_for_id": meant_for_id,
    }  # fmt: skip
    op.get_bind().execute(sa.insert(_MARK).values(made))
    return made


def _stand(registration_id: int, mark: dict[str, Any], before: Any) -> None:
    """Let a mark decide the state at its lesson; `before`: the row that is there."""
    values = {"status": mark["status"], "mark_uuid": mark["uuid"], "at": mark["at"], "disputed": False}
    here = _STATE.c.lesson_id == mark["lesson_id"], _STATE.c.registration_id == registration_id
    if before is None:
        named = {"lesson_id": mark["lesson_id"], "registration_id": registration_id, "contested": False}
        op.execute(sa.insert(_STATE).values({**named, **values}))
    else:
        op.execute(sa.update(_STATE).where(*here).values(values))


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


@contextmanager
def _triggers_aside(table: str) -> Iterator[None]:
    """On SQLite a table is made anew to change it, and its triggers go with the old one: they are put up again."""
    bind = op.get_bind()
    if bind.dialect.name != "sqlite":
        op.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        op.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        return
    wanted = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table ORDER BY name")
    triggers = bind.execute(wanted, {"table": table}).all()
    for trigger in triggers:
        op.execute(f"DROP TRIGGER {trigger.name}")
    yield
    for trigger in triggers:
        bind.exec_driver_sql(trigger.sql)
