"""The help log of a scope in words, for papers and exports; names only of people whose consent is in force."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.country import formats
from app.indicators.help import HELPED, HELPS, TALLIES
from app.models import Consent, HelpCorrection, HelpRecord, HelpTally, HelpWay, Person
from app.models.helping.lists.listed import HelpLists, ListEntry
from app.models.helping.log.correcting import loader_options
from app.registers.help_words import PLACES, place_words
from app.registers.indicator import Scope

# The former values of a help record before each of its corrections, in words.
FIELDS: Mapping[str, object] = {
    "topics": _l("Việc"),
    "other_words": _l("Việc khác"),
    "result": _l("Kết quả"),
    "reason": _l("Vì sao chưa xong"),
    "age_band": _l("Tuổi"),
    "residential_group": _l("Tổ dân phố"),
    "desk": _l("Bàn"),
    "place_kind": _l("Nơi giúp"),
    "minutes": _l("Số phút"),
    "person": _l("Người được giúp"),
    "withdrawn": _l("Trong sổ"),
}


@dataclass(frozen=True)
class Change:
    """One correction: who, when, why; `was` has the former values as (label, words). `stands` is False if a newer
    correction had been stored already."""

    at: datetime
    who: str
    why: str
    stands: bool
    was: tuple[tuple[str, str], ...]


def changes_of(session: Session, record: HelpRecord, kept: Sequence[HelpCorrection]) -> list[Change]:
    """Corrections in words, in order; one statement if there are any."""
    if not kept:
        return []
    lists = HelpLists.of(session, record.unit_id)
    return [_change(each, lists) for each in kept]


def _change(kept: HelpCorrection, lists: HelpLists) -> Change:
    before: dict[str, Any] = json.loads(kept.before)
    was = tuple((str(FIELDS[name]), _words(name, before[name], lists)) for name in FIELDS if name in before)
    return Change(kept.at, kept.by.full_name, kept.reason, kept.stands, was)


def _words(name: str, value: Any, lists: HelpLists) -> str:
    if name == "withdrawn":
        return str(_("đã bỏ") if value else _("có tính"))
    if value is None or value == "" or value == []:
        return str(_("chưa ghi"))
    if name == "person":
        return str(_("có tên"))  # the name itself is stored with the person only
    listed: Mapping[str, Mapping[str, ListEntry]] = {
        "topics": lists.topics,
        "result": lists.results,
        "reason": lists.reasons,
        "age_band": lists.age_bands,
        "residential_group": lists.groups,
        "desk": lists.desks,
    }
    if name in listed:
        keys = value if isinstance(value, list) else [value]
        return ", ".join(_label(listed[name], key) for key in keys)
    describe: Callable[[Any], str] = {"place_kind": lambda key: str(PLACES.get(key, key))}.get(name, str)
    return describe(value)


def _label(entries: Mapping[str, ListEntry], key: str) -> str:
    return entries[key].label if key in entries else key


# Rows of the help log in words, for papers and tables.
@dataclass(frozen=True)
class LogRow:
    """One record in words. `at` is aware; `name` is "" without consent; `minutes` is None if unknown; `short_group` is
    the group's name without its kind, for a narrow column."""

    at: datetime
    topics: str
    other_words: str
    result: str
    reason: str
    age: str
    group: str
    place: str
    desk: str
    minutes: int | None
    helper: str
    way: str
    name: str
    short_group: str = ""


def log_rows(session: Session, scope: Scope) -> Iterator[LogRow]:
    """The records of a scope, the earliest first. It takes two statements more than the records alone."""
    wanted = HELPS.behind(scope).order_by(None).order_by(HelpRecord.at, HelpRecord.id)
    records = session.scalars(wanted.options(*loader_options(), joinedload(HelpRecord.helper))).all()
    agreed = _agreed(session, scope)
    for record in records:
        yield _row(record, agreed)


def strokes(session: Session, scope: Scope) -> Sequence[HelpTally]:
    """The tallies of a scope with topics and desks, ordered by day, desk and hour."""
    return session.scalars(TALLIES.behind(scope)).all() if TALLIES.covers(scope) else ()


def hour_words(row: HelpTally, *, with_day: bool) -> str:
    """Hour and desk of a tally: "8–9 giờ, Quầy 1"."""
    hour = f"{row.hour}–{row.hour + 1} giờ, {row.desk.name}"
    return f"{formats.day_month(row.day)}, {hour}" if with_day else hour


def _agreed(session: Session, scope: Scope) -> dict[int, str]:
    """The names of people who consented to be contacted again, by the id of their current row."""
    standing = HELPED.ids(session, scope)
    stands = Consent.person_id.in_(standing), Consent.purpose == "follow_up", Consent.withdrawn_at.is_(None)
    wanted = select(Person.id, Person.full_name).where(Person.id.in_(select(Consent.person_id).where(*stands)))
    return dict(session.execute(wanted).all()) if standing else {}


def _row(record: HelpRecord, agreed: dict[int, str]) -> LogRow:
    group = record.residential_group
    name = agreed.get(record.person.standing.id, "") if record.person else ""
    return LogRow(
        at=record.at,
        # Topics contain commas ("Bảo hiểm y tế, bảo hiểm xã hội").
        topics="; ".join(record.topic_labels if name else [topic.label for topic in record.topics]),
        other_words=record.shown_words if name else record.other_words,
        result=record.result.label,
        reason=record.reason.label if record.reason else "",
        age=record.age_band.label if record.age_band else "",
        group=group.name if group else "",
        place=place_words(record.place_kind),
        desk=record.desk.name if record.desk else "",
        minutes=record.minutes,
        helper=record.helper.full_name,
        way=_way_words(record.way),
        name=name,
        short_group=group.short_name if group else "",
    )


def _way_words(way: str) -> str:
    words = {HelpWay.LOG: _("ghi ngay"), HelpWay.LATER: _("nhập bù"), HelpWay.IMPORT: _("theo danh sách")}
    return str(words[HelpWay(way)])
