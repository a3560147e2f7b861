"""Help records are corrected: by their helper all day, later with a reason; by the office with a reason.

What stood before is kept (`HelpCorrection.before`): JSON by field, in the keys that phones use. Of each field the
newest word by its moment stands, whatever the order in which corrections arrive.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, and_, delete, insert, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from app.country import clock
from app.models.helping.lists.ward_list import HelpTopic
from app.models.helping.log.help_record import HelpCorrection, HelpRecord, help_record_topic
from app.models.helping.pairs.mentor_visit import MentorVisit
from app.models.people.account import Account

WHY_LENGTH = 200
# What may be changed, by the columns' names; topics are a sequence of ids, `withdrawn` is a bool.
FIELDS = frozenset(
    {
        "topics",
        "other_words",
        "result_id",
        "reason_id",
        "age_band_id",
        "residential_group_id",
        "desk_id",
        "place_kind",
        "minutes",
        "person_id",
        "withdrawn",
    }
)


class Barred(StrEnum):
    """Why somebody may not correct a record."""

    NOT_THEIRS = "not_theirs"
    NEEDS_REASON = "needs_reason"


class MayNotCorrect(Exception):
    """The record stays as it is; `barred` says why."""

    def __init__(self, barred: Barred) -> None:
        super().__init__(barred)
        self.barred = barred


def locked_record(uuid: str) -> Select[HelpRecord]:
    """A record with its row locked until the write transaction ends, and what stands on it."""
    wanted = HelpRecord.called(uuid).with_for_update(of=HelpRecord)
    return wanted.options(*loader_options()).execution_options(populate_existing=True)


def loader_options() -> tuple[ORMOption, ...]:
    """How a record is loaded with all that its page tells."""
    return (
        joinedload(HelpRecord.result),
        joinedload(HelpRecord.reason),
        joinedload(HelpRecord.age_band),
        joinedload(HelpRecord.residential_group),
        joinedload(HelpRecord.desk),
        joinedload(HelpRecord.person),
        joinedload(HelpRecord.helper),
        selectinload(HelpRecord.topics),
    )


def correct(
    session: Session,
    record: HelpRecord,
    changes: Mapping[str, object],
    *,
    uuid: str,
    by: Account,
    officer: bool,
    at: datetime,
    now: datetime,
    why: str = "",
    late: bool = False,
) -> HelpCorrection | None:
    """Change what a record says; the caller holds its row (`locked_record`). None where nothing differs, unless older
    words may still come (`late`): then what stands already has been said, too, and stands against them.

    `changes` names columns of `FIELDS`. What somebody has said something newer of stays; a correction of which
    nothing is left is kept all the same (`stands` is false). The same `uuid` twice is the caller's to refuse.

    Raises:
        MayNotCorrect: it is somebody else's record, or a reason is missing.
    """
    assert changes.keys() <= FIELDS
    _may(record, by, officer=officer, at=at, why=why)
    if not (changes := _effective(session, record, changes, late=late)):
        return None
    at = min(at, now)
    newer = _newer(session, record, at, uuid)
    standing = {name: value for name, value in changes.items() if name.removesuffix("_id") not in newer}
    before = json.dumps(_values_before(record, changes), ensure_ascii=False)
    kept = HelpCorrection(
        uuid=uuid, record=record, by=by, at=at, received_at=now, reason=why, before=before, stands=bool(standing)
    )
    session.add(kept)
    session.flush()
    if standing:
        _take_over(session, record, standing, at=at)
        _update_dependents(session, record, now=now)
    return kept


def _effective(
    session: Session, record: HelpRecord, changes: Mapping[str, object], *, late: bool
) -> Mapping[str, object]:
    """The changes to make: without the person where topics forbid it; of `late` ones also those that change nothing."""
    if _names_beside(session, record, changes):
        changes = {**changes, "person_id": None}
    return {name: value for name, value in changes.items() if late or _stands(record, name) != _plain(value)}


def _names_beside(session: Session, record: HelpRecord, changes: Mapping[str, object]) -> bool:
    """Whether somebody would be named beside a topic that tells of poverty or disability."""
    topics = changes.get("topics")
    if record.person_id is None or not isinstance(topics, (tuple, list)):
        return False
    sensitive = select(HelpTopic.id).where(HelpTopic.id.in_(topics), HelpTopic.sensitive)
    return session.scalars(sensitive.limit(1)).first() is not None


def _update_dependents(session: Session, record: HelpRecord, *, now: datetime) -> None:
    """Let what this help was given for follow: the request that it answers, the pair that it is a visit of."""
    if record.request is not None:
        record.request.finish(session, record, now=now)
    if record.mentorship is not None:
        MentorVisit.recompute(session, record.mentorship)


def _newer(session: Session, record: HelpRecord, at: datetime, uuid: str) -> set[str]:
    """The fields of which somebody has said something newer already."""
    if record.corrected_at is None or record.corrected_at < at:
        return set()
    later = or_(HelpCorrection.at > at, and_(HelpCorrection.at == at, HelpCorrection.uuid > uuid))
    corrected = select(HelpCorrection.before).where(HelpCorrection.record_id == record.id, HelpCorrection.stands, later)
    return {name for before in session.scalars(corrected) for name in json.loads(before)}


def _may(record: HelpRecord, by: Account, *, officer: bool, at: datetime, why: str) -> None:
    own = record.helper_id == by.id
    if not own and not officer:
        raise MayNotCorrect(Barred.NOT_THEIRS)
    same_day = clock.local(at).date() == record.day
    if not (own and same_day) and not why:
        raise MayNotCorrect(Barred.NEEDS_REASON)


def _stands(record: HelpRecord, name: str) -> object:
    if name == "topics":
        return tuple(sorted(topic.id for topic in record.topics))
    return record.withdrawn_at is not None if name == "withdrawn" else getattr(record, name)


def _plain(value: object) -> object:
    return tuple(sorted(value)) if isinstance(value, (tuple, list)) else value


def _values_before(record: HelpRecord, changes: Mapping[str, object]) -> dict[str, object]:
    """What stands before a change, in the keys that phones use."""
    named: dict[str, object] = {
        "topics": [topic.key for topic in record.topics],
        "other_words": record.other_words,
        "result_id": record.result.key,
        "reason_id": record.reason and record.reason.key,
        "age_band_id": record.age_band and record.age_band.key,
        "residential_group_id": record.residential_group and record.residential_group.code,
        "desk_id": record.desk and record.desk.key,
        "place_kind": record.place_kind,
        "minutes": record.minutes,
        "person_id": record.person and record.person.public_id,
        "withdrawn": record.withdrawn_at is not None,
    }
    return {name.removesuffix("_id"): named[name] for name in changes}


def _take_over(session: Session, record: HelpRecord, changes: Mapping[str, object], *, at: datetime) -> None:
    for name, value in changes.items():
        if name == "topics":
            assert isinstance(value, Sequence)
            session.execute(delete(help_record_topic).where(help_record_topic.c.record_id == record.id))
            rows = [{"record_id": record.id, "topic_id": topic} for topic in dict.fromkeys(value)]
            session.execute(insert(help_record_topic), rows)
        elif name == "withdrawn":
            record.withdrawn_at = at if value else None
        else:
            setattr(record, name, value)
    record.corrected_at = max(at, record.corrected_at or at)
    session.flush()
    session.expire(record)


def corrections_of(record_id: int) -> Select[HelpCorrection]:
    """What was changed of a record, the newest first, with who did it."""
    wanted = select(HelpCorrection).where(HelpCorrection.record_id == record_id).options(joinedload(HelpCorrection.by))
    return wanted.order_by(HelpCorrection.at.desc(), HelpCorrection.id.desc())
