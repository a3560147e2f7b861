"""Help records are stored: one from a form, a whole day's from a phone, by the same statements."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import Insert, Integer, Table, bindparam, insert, select
from sqlalchemy.orm import Session

from app.country import clock
from app.models.helping.lists.help_desk import PlaceKind
from app.models.helping.log.help_record import HelpRecord, HelpWay, help_record_topic
from app.models.storing import send


class Help(NamedTuple):
    """What was said of one help, checked: ids of the ward's own rows. See `HelpRecord` for the columns."""

    uuid: str
    unit_id: int
    helper_id: int
    topic_ids: tuple[int, ...]
    result_id: int
    at: datetime
    device_at: datetime
    other_words: str = ""
    reason_id: int | None = None
    desk_id: int | None = None
    place_kind: str = PlaceKind.COUNTER
    age_band_id: int | None = None
    residential_group_id: int | None = None
    minutes: int | None = None
    person_id: int | None = None
    mentorship_id: int | None = None
    request_id: int | None = None
    way: str = HelpWay.LOG


def record(session: Session, helps: Sequence[Help], *, now: datetime) -> None:
    """Store helps. Two statements for any number; call inside a write transaction.

    The day that a help counts for is that of its moment in Vietnam; a moment later than now is now.

    Raises:
        sqlalchemy.exc.IntegrityError: a uuid is there already.
    """
    if not helps:
        return
    send(session, _adding(), [_row(each, now) for each in helps])
    links = [{"of": each.uuid, "topic": topic} for each in helps for topic in dict.fromkeys(each.topic_ids)]
    send(session, _linking(), links)


def _row(given: Help, now: datetime) -> dict[str, object]:
    row = given._asdict()
    del row["topic_ids"]
    at = min(given.at, now)
    row.update(at=at, day=clock.local(at).date(), received_at=now)
    return row


@cache  # a help every three seconds: made once, their values left open
def _adding() -> Insert:
    table = HelpRecord.__table__
    assert isinstance(table, Table)
    return insert(table)


@cache
def _linking() -> Insert:
    # By the uuid: an insert that has to tell its ids takes several times as long for a whole day.
    record = HelpRecord.__table__.c
    link = select(record.id, bindparam("topic", type_=Integer)).where(record.uuid == bindparam("of"))
    return insert(help_record_topic).from_select(["record_id", "topic_id"], link)
