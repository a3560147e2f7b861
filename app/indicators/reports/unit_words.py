"""What units wrote in their returns for some parts of a report (`writes` of a programme), and what owners of tasks
answered: what of it stands in the report, what was left out, and what its writers changed since."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from app.country import sentences
from app.country.periods import PeriodType, running_since
from app.indicators.programme_periods import due_within
from app.indicators.programmes import Versions, newest
from app.indicators.reports.binding import entry_of, keys_in, of_entry, quotable
from app.indicators.reports.lines import DONE, AnswerLine
from app.indicators.shipped import parts_of
from app.models import ProgrammeEntry, ProgrammeSubject, Report, Site
from app.models.reports.returns import SENDERS
from app.models.targets.plan_part import FIRST
from app.registers.indicator import Scope


class Standing(StrEnum):
    """Whether words stand in a report. CHANGED: as they read before whoever wrote them changed them."""

    NEW = "new"
    TAKEN = "taken"
    CHANGED = "changed"
    PASSED_OVER = "passed_over"


class UnitWords(NamedTuple):
    """Words for a part: `key` of their token, who wrote them, when. `before`: the key of what was taken of the same
    return before it was changed. `entry`: None of the answer of a task, of which `place` is the passage's key."""

    key: str
    part: str
    who: str
    words: str
    day: date | None
    standing: Standing
    before: str = ""
    entry: ProgrammeEntry | None = None
    place: str = ""

    @property
    def sentence(self) -> str:
        """The words as a sentence begins, without its end."""
        return sentences.begun(self.words)


class WordsRead(NamedTuple):
    """The words for a report, and the entries of which it holds words, by token."""

    lines: Sequence[UnitWords]
    taken: Mapping[str, ProgrammeEntry]

    def note(self, key: str) -> str:
        """Whether who wrote what stands under a key has changed it since, or withdrawn it: "changed", "withdrawn"."""
        entry = self.taken.get(key)
        if entry is not None and (entry.withdrawn_at or entry.returned_at):
            return "withdrawn"
        return "changed" if any(each.before == key for each in self.lines) else ""


def words_for(
    session: Session, report: Report, texts: Collection[str], answers: Sequence[AnswerLine], today: date
) -> WordsRead:
    """What units wrote for a report: of each the newest return of its days that counts, as figures read it. `texts`:
    its passages as they read now. Of a report that nobody writes in only what it holds. Three statements at most."""
    if not report.unit.is_ward:
        return WordsRead((), {})
    here, over = keys_in(texts), {*report.passed_over.split()}
    writing = [*_writing(session, report)] if report.is_open else []
    entries = _entries(session, report, [versions for versions, _parts in writing], today)
    tokens = {key: found for key in (*here, *over) if (found := entry_of(key))}
    every = {each.id: each for each in entries}
    lacking = {id_ for id_, _field in tokens.values()} - every.keys()
    own = select(ProgrammeEntry).join(Site).where(ProgrammeEntry.unit_id == report.unit.id)
    before = own.where(ProgrammeEntry.id.in_(lacking))
    every |= {each.id: each for each in session.scalars(_with_names(before))} if lacking else {}
    known = {key: every[id_] for key, (id_, _field) in tokens.items() if id_ in every}
    parts = {versions[-1].programme_id: parts for versions, parts in writing}
    lines = [line for each in entries for line in _of_entry(each, parts[each.programme_id], known, here)]
    if report.is_open:
        lines += (_of_task(each, here, over) for each in answers)
    return WordsRead(sorted(lines, key=lambda each: each.part), {key: known[key] for key in known if key in here})


def _writing(session: Session, report: Report) -> Iterator[tuple[Versions, Mapping[str, str]]]:
    """Programmes of which officers and leaders both see what is sent, with the part of each field."""
    for versions in newest(session, [report.unit.id]):
        programme, declared = versions[-1].programme, versions[-1].declared
        parts = parts_of(programme, declared)
        if parts and declared.subject in SENDERS and declared.is_seen_by_office:
            yield versions, parts


def _entries(session: Session, report: Report, writing: Sequence[Versions], today: date) -> Sequence[ProgrammeEntry]:
    if not writing:
        return ()
    read = or_(*(and_(*_read(versions, report, today)) for versions in writing))
    wanted = select(ProgrammeEntry).join(Site).where(ProgrammeEntry.unit_id == report.unit.id, read)
    return session.scalars(_with_names(wanted).order_by(Site.order_key, ProgrammeEntry.id)).all()


def _read(versions: Versions, report: Report, today: date) -> Sequence[Any]:
    """Conditions for the entries of a programme that speak of a report's days (app/indicators/programme_periods.py)."""
    programme, declared, until = versions[-1].programme, versions[-1].declared, min(report.until, today)
    entry, scope = ProgrammeEntry, Scope((report.unit.id,), report.since, until, of_report=True)
    own = entry.programme_id == programme.id, Site.stood_on(until)
    asked = ~ProgrammeSubject.left_out(programme.id, Site.id, until)
    if declared.every is None:
        return *own, asked, entry.read_on(until), entry.day >= report.since
    first = programme.schedule.at(report.since) if programme.schedule else None
    since = [entry.period_key >= first.key] if first and declared.every is not PeriodType.REPORT else []
    running = running_since(declared.every, until) if until < today else None
    newest_of = entry.newest_until(until, scope.units, running)
    return *own, asked, newest_of, *since, *due_within(declared, scope)


def _with_names(wanted: Any) -> Any:
    loads = joinedload(ProgrammeEntry.site), joinedload(ProgrammeEntry.organisation)
    return wanted.options(*loads)


def _of_entry(
    entry: ProgrammeEntry, parts: Mapping[str, str], known: Mapping[str, ProgrammeEntry], here: Collection[str]
) -> Iterator[UnitWords]:
    """Its words by field. `known`: what the report holds or leaves out, by key; `here`: the keys that it holds."""
    who = entry.organisation.name if entry.organiser_key and entry.organisation else entry.site.name
    same = {key: each for key, each in known.items() if _return_of(each) == _return_of(entry)}
    for field, part in parts.items():
        if words := _words(entry, field):
            own = {key: _words(each, field) for key, each in same.items() if key.endswith(f".{field}")}
            key = of_entry(entry.id, field)
            before = key if key in here else next((each for each in own if each in here), "")
            standing = Standing.PASSED_OVER if words in own.values() else Standing.NEW
            if before:
                standing = Standing.TAKEN if own[before] == words else Standing.CHANGED
            changed = before if standing is Standing.CHANGED else ""
            yield UnitWords(key, part, who, words, entry.shown_on, standing, changed, entry)


def _return_of(entry: ProgrammeEntry) -> tuple[Any, ...]:
    return entry.programme_id, entry.site_id, entry.period_key, entry.organiser_key


def _words(entry: ProgrammeEntry, field: str) -> str:
    return quotable(str(entry.given.get(field) or ""))


def _of_task(line: AnswerLine, here: Collection[str], over: Collection[str]) -> UnitWords:
    standing = Standing.PASSED_OVER if line.key in over else Standing.NEW
    if line.key in here:
        standing = Standing.TAKEN
    part = "I" if line.numeral == FIRST else "III"
    return UnitWords(line.key, part, line.lead, line.text, None, standing, place=f"{DONE}{line.numeral}")
