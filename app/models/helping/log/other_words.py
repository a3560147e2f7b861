"""What "Việc khác" was, in people's words: gathered, and made a topic of the ward's own."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.country import names
from app.models.helping.lists.definitions import lock
from app.models.helping.lists.ward_list import HelpTopic
from app.models.helping.log.correcting import correct, locked_record
from app.models.helping.log.help_record import HelpRecord
from app.models.people.account import Account

# What was said longer ago is seldom asked any more.
LATELY = timedelta(weeks=8)


@dataclass(frozen=True)
class Words:
    """One text that was noted as "Việc khác": `key` without case and accents, `wording` the most frequent spelling,
    `also` the other ones, the number of helps, the newest day."""

    key: str
    wording: str
    also: tuple[str, ...]
    times: int
    last: date


def _noted(unit_id: int, since: date, until: date) -> Select[str, date]:
    return select(HelpRecord.other_words, HelpRecord.day).where(
        HelpRecord.unit_id == unit_id,
        HelpRecord.day.between(since, until),
        HelpRecord.withdrawn_at.is_(None),
        HelpRecord.other_words != "",
    )


def lately(today: date) -> tuple[date, date]:
    """The days that the office's page looks at."""
    return today - LATELY, today


def key_of(words: str) -> str:
    """By what words are the same: without case, accents and double spaces."""
    return names.search_key(words)


def gathered(session: Session, unit_id: int, since: date, until: date) -> list[Words]:
    """What was said from a day to a day, the most frequent first, then the newest. One statement."""
    spelt: dict[str, Counter[str]] = {}
    newest: dict[str, date] = {}
    for words, day in session.execute(_noted(unit_id, since, until).order_by(HelpRecord.id)):
        if key := key_of(words):
            spelt.setdefault(key, Counter())[words] += 1
            newest[key] = max(day, newest.get(key, day))
    found = [_words(key, ways, newest[key]) for key, ways in spelt.items()]
    return sorted(found, key=lambda each: (-each.times, -each.last.toordinal(), each.key))


def _words(key: str, ways: Counter[str], last: date) -> Words:
    first, *others = [spelling for spelling, _ in ways.most_common()]
    return Words(key, first, tuple(others), ways.total(), last)


def uuids_of(session: Session, unit_id: int, key: str) -> list[str]:
    """The records that say so, whenever it was, the oldest first; by their uuid."""
    wanted = select(HelpRecord.uuid, HelpRecord.other_words).where(
        HelpRecord.unit_id == unit_id, HelpRecord.withdrawn_at.is_(None), HelpRecord.other_words != ""
    )
    rows = session.execute(wanted.order_by(HelpRecord.id))
    return [record for record, words in rows if key_of(words) == key]


@dataclass(frozen=True)
class Became:
    """What came of it: the topic, whether it is new, and how many records are of it now."""

    topic: HelpTopic
    fresh: bool
    moved: int


def become_topic(
    session: Session, unit_id: int, key: str, *, label: str, field: str, by: Account, now: datetime, why: str
) -> Became | None:
    """Make a topic of words and put their records right, each by a correction that keeps what stood.

    A topic that is called the same is taken instead of a second one. None where nobody says it any more: somebody was
    quicker, and nothing is made. Call inside a write transaction.
    """
    lock(session, unit_id)
    records = uuids_of(session, unit_id, key)
    if not records:
        return None
    topics = session.scalars(HelpTopic.of(unit_id)).all()
    known = next((each for each in topics if key_of(each.label) == key_of(label) and not each.asks_words), None)
    topic = known or HelpTopic.add(session, unit_id, label=label, field=field)
    topic.bring_back()
    open_ended = {each.id for each in topics if each.asks_words}
    moved = sum(_put_right(session, record, topic, open_ended, by=by, now=now, why=why) for record in records)
    return Became(topic, known is None, moved)


def _put_right(
    session: Session, record: str, topic: HelpTopic, open_ended: set[int], *, by: Account, now: datetime, why: str
) -> bool:
    locked = session.scalars(locked_record(record)).one()
    kept = [each.id for each in locked.topics if each.id not in open_ended]
    changes = {"topics": _once([*kept, topic.id]), "other_words": ""}
    done = correct(session, locked, changes, uuid=str(uuid.uuid4()), by=by, officer=True, at=now, now=now, why=why)
    return done is not None


def _once(ids: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(ids))
