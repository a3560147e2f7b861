"""The help log of a scope in words, for papers and exports; names only of people whose consent is in force."""

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.country import formats
from app.indicators.help import HELPED, HELPS, TALLIES
from app.models import Consent, HelpRecord, HelpTally, HelpWay, Person
from app.models.helping.log.correcting import loader_options
from app.registers.help_words import place_words
from app.registers.indicator import Scope
from app.web.words.help_rows import LogRow


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
