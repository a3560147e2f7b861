"""Recognition in the register of a programme (columns, filter), and the history of a row: each entry with outcome,
answers and changes."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import exists, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.country import clock, formats, sentences
from app.entries.ward_lists import WardLists
from app.entries.words import words_of
from app.models import Answer, EntryPhoto, Plate, PlateState, Programme, ProgrammeEntry, Site
from app.models.movement.answer import MET
from app.models.movement.declaration import Declaration, Outcome
from app.models.movement.declared_periods import NO_PERIOD
from app.models.movement.programme_entry import BY_PARTS
from app.models.movement.question import Question
from app.registers.field import Field
from app.registers.listing import Cell, Column
from app.registers.parts import Line, Narrowing
from app.registers.programmes.answer_values import PREFIX, shown
from app.registers.programmes.listed import where
from app.registers.programmes.question_fields import Former, fields_of, former_choices
from app.registers.programmes.words import given_words

# Before the key of the question that names who came: who was invited and did not come.
ABSENT = "absent."
Columns = tuple[str | Column[Line[Any]], ...]


@dataclass(frozen=True)
class Answered:
    """One answer in words; `before`: the previous answer where it was different, else ""."""

    label: object
    words: str
    before: str


@dataclass(frozen=True)
class Recorded:
    """One entry in words; `met`: the keys of the criteria that are met, None of an entry that another has replaced;
    `away`: who was invited and did not come."""

    entry: ProgrammeEntry
    outcome: object
    answers: Sequence[Answered]
    met: Set[str] | None = None
    away: str = ""

    @property
    def criteria(self) -> list[tuple[str, bool]]:
        """The criteria of the entry's version, each with whether it is met; empty where it is not judged."""
        criteria = self.entry.asked_by.declared.criteria
        return [] if self.met is None else [(each.text, each.key in self.met) for each in criteria]

    @property
    def photos(self) -> list[tuple[Question, EntryPhoto | None]]:
        """The photo questions, each with its photo if there is one."""
        there = {photo.key: photo for photo in self.entry.photos}
        return [(each, there.get(each.key)) for each in self.entry.asked_by.declared.photos]

    @property
    def files(self) -> list[tuple[Question, EntryPhoto | None]]:
        """The questions that a file answers, each with its file if there is one."""
        there = {each.key: each for each in self.entry.photos}
        return [(each, there.get(each.key)) for each in self.entry.asked_by.declared.files]


def recorded(session: Session, row: Site, programme: Programme, lists: WardLists) -> list[Recorded]:
    """The entries of a row for a programme, newest first, each in the words of its own version, beside the time before
    in its period; with `one_per` before all others the latest of each organisation."""
    entry = ProgrammeEntry
    people = (joinedload(entry.by), joinedload(entry.organisation), joinedload(entry.asked_by))
    wanted = entry.of([row.id], programme.id).where(entry.way != BY_PARTS)
    entries = session.scalars(wanted.options(*people, selectinload(entry.photos))).all()
    judged = _judged(session, row, programme, entries)
    history: list[Recorded] = []
    former = former_choices(programme.used)
    befores: dict[tuple[int, date], Mapping[str, tuple[object, str]]] = {}
    for each in reversed(entries):
        in_words = entry_words(each, each.asked_by.declared, lists, former)
        before = befores.get((each.organiser_key, each.period_key), {})
        answers = _beside(in_words, before, done=each.outcome == Outcome.DONE)
        outcome, met = words_of(each.asked_by.declared)[each.outcome], judged.get(each.id)
        history.append(Recorded(each, outcome, answers, met, away_in(in_words)))
        if each.outcome == Outcome.DONE and each.withdrawn_at is None:
            befores[each.organiser_key, each.period_key] = in_words
    history.reverse()
    return sorted(history, key=lambda each: not (each.entry.organiser_key and each.entry.latest))


def _judged(
    session: Session, row: Site, programme: Programme, entries: Sequence[ProgrammeEntry]
) -> dict[int, Set[str]]:
    """The keys of the criteria that are met, by the newest entry of each organisation and period, if it was done. One
    statement."""
    entry, found = ProgrammeEntry, defaultdict[tuple[int, date], set[str]](set)
    met = select(entry.organiser_key, entry.period_key, Answer.key).join(Answer, Answer.entry_id == entry.id)
    here = entry.site_id == row.id, entry.programme_id == programme.id, entry.latest, Answer.value == MET
    for organiser, period, key in session.execute(met.where(*here)):
        found[organiser, period].add(key)
    newest = {(each.organiser_key, each.period_key): each for each in reversed(entries) if each.withdrawn_at is None}
    done = {place: each for place, each in newest.items() if each.outcome == Outcome.DONE}
    return {each.id: found[place] for place, each in done.items()}


def _differ(before: str, words: str) -> bool:
    """Whether two answers differ in more than the order of what they name."""
    return sorted(before.split(", ")) != sorted(words.split(", "))


def _beside(
    answers: Mapping[str, tuple[object, str]], before: Mapping[str, tuple[object, str]], *, done: bool
) -> list[Answered]:
    """Answers in words, each beside the previous one where that was different; of a done entry those too that are
    answered no more."""
    given = [
        Answered(label, words, before[key][1] if key in before and _differ(before[key][1], words) else "")
        for key, (label, words) in answers.items()
    ]
    gone = [
        Answered(label, str(_("để trống")), words)
        for key, (label, words) in before.items() if key not in answers and not key.startswith(ABSENT)
    ]  # fmt: skip
    return given + gone if done else given


def entry_words(
    entry: ProgrammeEntry, declared: Declaration, lists: WardLists, former: Former
) -> dict[str, tuple[object, str]]:
    """The label and the answer in words of each question that an entry answers, and who was invited and did not come,
    beside who came."""
    fields = {field.key.removeprefix(PREFIX): field for field in fields_of(declared, lists, former)}
    given, asked = entry.given, declared.by_key

    def standing(key: str) -> Any:
        return lists.standing(asked[key], given.get(key, []))

    words = {
        key: (field.label, field.words(shown(asked[key], standing(key))))
        for key, field in fields.items()
        if key in given
    }
    for key, part in declared.retired_parts(given).items():
        gone = former.gone.get(part.tally, {}).get(part.short, part.short)
        words[key] = f"{declared.questions[part.tally].label}: {gone}", formats.number(given[key])
    for came, invited in declared.invitations.items():
        if away := [each for each in standing(invited) if each not in standing(came)] if came in given else []:
            words[ABSENT + came] = _("Vắng"), fields[invited].words(shown(asked[invited], away))
    return words


def away_in(answers: Mapping[str, tuple[object, str]]) -> str:
    """Who was invited and did not come, of the answers of an entry in words."""
    return ", ".join(words for key, (_label, words) in answers.items() if key.startswith(ABSENT))


def given_column(programme: Programme) -> Column[Line[Any]]:
    """The column of what was given: its number and last valid day."""
    name = str(given_words(programme.current.declared).name) if programme.current else ""
    return Column("plate", sentences.begun(name), lambda line: _standing(line.row.plates, programme), worded=True)


def house_columns(programme: Programme, outcome: Sequence[Field]) -> Columns:
    """The columns of houses that are recognised: what was given in place of an answer; the head's name and the day are
    hidden on small screens."""
    head: Column[Line[Any]] = Column("head", _l("Chủ hộ"), lambda line: line.row.head, "br", worded=True)
    day: Column[Line[Any]] = Column(
        "day", _l("Ngày ghi"), lambda line: _day(line.row.latest, programme), "pl", worded=True
    )
    return (where(), head, *(each.key for each in outcome), day, given_column(programme))


def _day(entries: Collection[ProgrammeEntry], programme: Programme) -> str:
    return next((formats.date(each.shown_on) for each in entries if each.programme_id == programme.id), "")


def _standing(plates: Collection[Plate], programme: Programme) -> Cell | str:
    plate = next((each for each in plates if each.programme_id == programme.id), None)
    if plate is None:
        return ""
    params = {"number": plate.register_number, "day": formats.date(plate.valid_until) if plate.valid_until else ""}
    if plate.has_lapsed(clock.today()):
        return Cell(_("%(number)s, hết hạn %(day)s", **params), kind="warn")
    return str(_("%(number)s, tới %(day)s", **params) if plate.valid_until else params["number"])


def narrowing(programme: Programme, declared: Declaration, period: date | None) -> Narrowing:
    """The filter by what was given, for a period."""
    day, words = clock.today(), given_words(declared)
    own = Plate.site_id == Site.id, Plate.programme_id == programme.id, Plate.period == (period or NO_PERIOD)
    standing = exists().where(*own, Plate.state == PlateState.STANDING)
    due = ("den-han", _l("Sắp hết hạn, đã hết hạn"), exists().where(*own, Plate.due(day)))
    choices = (
        ("roi", words.given, standing), *([due] if declared.valid_years else []), ("chua", words.not_given, ~standing),
    )  # fmt: skip
    name = str(words.name)
    return Narrowing("cong-nhan", sentences.begun(name), _l("Có hay chưa"), lambda unit_id: choices)
