"""Indicators of self-service tablets: visits by topic and answer, calls, and waiting time.

A visit is one use of the tablet (lượt), never a person; it is no help record and is not added to these.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import Select, case, func, select, union_all
from sqlalchemy.orm import Session, joinedload

from app.country import formats
from app.indicators import dimensions as by
from app.models import HelpDesk, HelpRecord, HelpTopic, Kiosk, KioskVisit, help_record_topic
from app.models.helping.kiosks.kiosk_visit import KioskAnswer
from app.registers.indicator import TIMES, FigureRow, Indicator, Scope


@dataclass(frozen=True)
class KioskCount:
    """Counts of a time. Keys of `by_answer` are "alone", "helped", "no" and None (no answer); those of `by_topic` topic
    ids and None (called without choosing). `typical_wait` is the median until a call was taken; None where none was,
    which is not a wait of 0."""

    visits: int
    by_topic: Mapping[int | None, int]
    by_answer: Mapping[str | None, int]
    calls: int
    taken: int
    typical_wait: timedelta | None


def counted(session: Session, unit_id: int, since: date, until: date) -> KioskCount:
    """Counts of a ward from a day to a day. Two statements, however many visits."""
    scope = Scope((unit_id,), since, until)
    by_topic: dict[int | None, int] = {}
    by_answer: dict[str | None, int] = {}
    for (topic_id, answer), count in VISITS.table(
        session, scope, VISITS.by_key["viec"], VISITS.by_key["tra-loi"]
    ).items():
        by_topic[topic_id] = by_topic.get(topic_id, 0) + count
        by_answer[answer] = by_answer.get(answer, 0) + count
    called = _visits(scope).where(KioskVisit.called_at.is_not(None))
    calls = session.execute(called.with_only_columns(KioskVisit.called_at, KioskVisit.taken_at)).all()
    waits = sorted(row.taken_at - row.called_at for row in calls if row.taken_at is not None)
    return KioskCount(
        visits=sum(by_topic.values()),
        by_topic=by_topic,
        by_answer=by_answer,
        calls=len(calls),
        taken=len(waits),
        typical_wait=median(waits) if waits else None,
    )


def most_asked(session: Session, unit_id: int, since: date) -> Sequence[tuple[HelpTopic, int]]:
    """A ward's topics with how often they were helped with or looked up since a day, the most frequent first, equal
    ones in the ward's order. One statement."""
    helped = (
        select(help_record_topic.c.topic_id)
        .join(HelpRecord, HelpRecord.id == help_record_topic.c.record_id)
        .where(HelpRecord.unit_id == unit_id, HelpRecord.day >= since, HelpRecord.withdrawn_at.is_(None))
    )
    looked = select(KioskVisit.topic_id).where(
        KioskVisit.unit_id == unit_id, KioskVisit.day >= since, KioskVisit.topic_id.is_not(None)
    )
    every = union_all(helped, looked).subquery()
    times = select(every.c.topic_id, func.count().label("times")).group_by(every.c.topic_id).subquery()
    often = func.coalesce(times.c.times, 0)
    wanted = (
        select(HelpTopic, often)
        .outerjoin(times, times.c.topic_id == HelpTopic.id)
        .where(HelpTopic.unit_id == unit_id, HelpTopic.retired_at.is_(None))
        .order_by(often.desc(), HelpTopic.position, HelpTopic.id)
    )
    return [(row[0], row[1]) for row in session.execute(wanted)]


def _visits(scope: Scope) -> Select[Any]:
    wanted = select(KioskVisit).join(Kiosk, Kiosk.id == KioskVisit.kiosk_id)
    return wanted.where(KioskVisit.unit_id.in_(scope.units), KioskVisit.day.between(scope.since, scope.until))


def _tells(session: Session, rows: Sequence[KioskVisit]) -> Iterable[FigureRow]:
    for each in rows:
        topic = each.topic.label if each.topic else _("Gọi người giúp, chưa chọn việc")
        answer = str(ANSWERS[each.answer]) if each.answer else _("không trả lời")
        yield FigureRow(topic, f"{formats.moment(each.began_at)} · {each.kiosk.desk.name} · {answer}")


ANSWERS: Mapping[str, object] = {
    KioskAnswer.ALONE: _l("Tự làm được"),
    KioskAnswer.HELPED: _l("Có người giúp"),
    KioskAnswer.NO: _l("Chưa làm được"),
}
DIMENSIONS = (
    by.months(KioskVisit.day),
    by.listed("viec", _l("Việc"), KioskVisit.topic_id, HelpTopic, unknown_label=_l("Chưa chọn việc")),
    by.worded("tra-loi", _l("Trả lời"), KioskVisit.answer, ANSWERS, unknown_label=_l("Không trả lời")),
    by.listed("quay", _l("Quầy"), Kiosk.desk_id, HelpDesk, "name"),
    by.units(KioskVisit.unit_id),
    by.worded(
        "goi", _l("Gọi"),
        case((KioskVisit.called_at.is_(None), "khong"), (KioskVisit.taken_at.is_(None), "chua"), else_="co"),
        {"khong": _l("Không gọi ai"), "chua": _l("Gọi, chưa ai nhận"), "co": _l("Gọi, có người nhận")},
    ),
)  # fmt: skip
VISITS = Indicator(
    "luot-may-tu-phuc-vu", TIMES, _l("Lượt dùng máy tự phục vụ"),
    _l("Mỗi lần bà con tự dùng máy ở quầy là một lượt. Đếm riêng, không cộng vào lượt hỗ trợ."),
    KioskVisit, _visits, _tells, (KioskVisit.began_at.desc(), KioskVisit.id.desc()), DIMENSIONS,
    loads=(joinedload(KioskVisit.topic), joinedload(KioskVisit.kiosk).joinedload(Kiosk.desk)), beside="luot-ho-tro",
)  # fmt: skip
INDICATORS = (VISITS,)
