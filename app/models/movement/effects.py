"""The effect of a draft: how many current entries meet the criteria in use, and how many meet the draft's."""

import json
from collections.abc import Callable, Iterator
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import exists, select
from sqlalchemy.orm import Session, selectinload

from app.models.movement.answer import Answer
from app.models.movement.declaration import Declaration, Outcome
from app.models.movement.entry_ranking import judged
from app.models.movement.programme import Programme, ProgrammeVersion
from app.models.movement.programme_entry import ProgrammeEntry
from app.models.movement.rules import Answers
from app.models.movement.site import Site
from app.models.storing import store_all

Meets = Callable[[Answers], bool]


class Effect(NamedTuple):
    """A criterion, and how many entries that count meet it by the version in use (None: it has no such criterion) and
    by the next."""

    text: str
    before: int | None
    after: int


def effects(session: Session, programme: Programme, fresh: Declaration) -> list[Effect]:
    """How many entries of sites in use meet each criterion that a draft or an edition changes or adds, and recognition
    where that changes. At most one statement, and one for each criterion that asks of the sites within; stores
    nothing."""
    if programme.current is None or not (asked := _changed(programme.current.declared, fresh)):
        return []
    parts = programme.current.declared.parts | fresh.parts
    wanted = select(ProgrammeEntry.site_id, ProgrammeEntry.answers).join(Site, Site.id == ProgrammeEntry.site_id)
    wanted = wanted.where(ProgrammeEntry.programme_id == programme.id, ProgrammeEntry.counts, Site.retired_on.is_(None))
    before, after = [0] * len(asked), [0] * len(asked)
    rows = session.execute(wanted).all()
    within = judged(session, [row.site_id for row in rows], parts)
    for site_id, answers in rows:
        given = {**json.loads(answers), **within[site_id]}
        for place, (_text, old, new) in enumerate(asked):
            before[place] += bool(old and old(given))
            after[place] += new(given)
    return [Effect(text, before[place] if old else None, after[place]) for place, (text, old, _new) in enumerate(asked)]


def _changed(now: Declaration, draft: Declaration) -> list[tuple[str, Meets | None, Meets]]:
    """The rules that differ: text, old rule (None: new criterion), new rule."""
    stands = {each.key: each.rule for each in now.criteria}
    found: list[tuple[str, Meets | None, Meets]] = [
        (each.text, stands[each.key].holds if each.key in stands else None, each.rule.holds)
        for each in draft.criteria
        if stands.get(each.key) != each.rule
    ]
    if draft.recognises and now.recognising != draft.recognising:
        found.append((_("Đủ để công nhận"), now.is_recognised if now.recognises else None, draft.is_recognised))
    return found


# So many entries are read and stored in one statement.
BATCH = 500


def count_earlier_entries(session: Session, programme: Programme) -> int:
    """Store the rows of entries that stand for fields that the version in use counts and theirs did not; returns how
    many rows. The caller has locked the programme's row, and put a version to use or merged another's into it."""
    session.flush()
    return sum(_count(session, version, key) for version, key in _uncounted(programme))


def _uncounted(programme: Programme) -> Iterator[tuple[ProgrammeVersion, str]]:
    """Versions, each with a key under which rows of their entries may lack."""
    counted = programme.current.declared.counted_keys if programme.current else frozenset[str]()
    for version in programme.used:
        declared = version.declared
        yield from ((version, key) for key in sorted((counted & declared.questions.keys()) - declared.counted_keys))


def _count(session: Session, version: ProgrammeVersion, key: str) -> int:
    entry, last, stored = ProgrammeEntry, 0, 0
    there = exists().where(Answer.entry_id == entry.id, Answer.key == key)
    of = entry.programme_version_id == version.id, entry.outcome == Outcome.DONE, entry.withdrawn_at.is_(None)
    wanted = select(entry).where(*of, ~there).order_by(entry.id).limit(BATCH)
    while entries := session.scalars(wanted.where(entry.id > last).options(selectinload(entry.photos))).all():
        rows = [
            row
            for each in entries
            for row in Answer.rows_of(each, version, photos={photo.key for photo in each.photos})
            if row.key == key
        ]
        store_all(session, rows)
        last, stored = entries[-1].id, stored + len(rows)
    return stored
