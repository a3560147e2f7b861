"""A programme as a register: each row is a house or site with its entries; saving a row records an entry."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, ClassVar

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, object_session

from app.country import clock, formats, sentences
from app.country.periods import Period, name_of
from app.entries.event_days import name_event
from app.entries.second_entry import remark
from app.entries.ward_lists import WardLists
from app.models import (
    AdministrativeUnit,
    Event,
    Household,
    Organisation,
    Programme,
    ProgrammeEntry,
    ProgrammeVersion,
    Role,
    Site,
)
from app.models.movement import entry_ranking
from app.models.movement.declaration import ANSWERED, Declaration, Outcome, Subject
from app.models.movement.declaration_subjects import OWN
from app.models.movement.entry_recording import Recording, Submission, record
from app.models.movement.represented import REPRESENTING, eligible
from app.models.people.changing import Overtaken
from app.models.storing import add_all
from app.registers.field import Field, differ
from app.registers.parts import Match
from app.registers.programmes import represented, within
from app.registers.programmes.answer_values import PREFIX, posted_values, shown
from app.registers.programmes.listed import KY, near_periods
from app.registers.programmes.matching import Matching
from app.registers.programmes.subject_fields import DECISION, INCLUDED, LEFT_OUT, REASON, RECORDER, decision_words
from app.registers.programmes.summary_table import SummaryTable
from app.registers.register import Register, Writer

NOUNS: Mapping[Subject, type[Site]] = {
    Subject.HOUSEHOLD: Household,
    Subject.SITE: Site,
    Subject.EVENT: Event,
    **REPRESENTING,
}


@dataclass(frozen=True)
class Pending:
    """New sites and entries that are not stored yet."""

    sites: list[Site] = field(default_factory=list)
    recordings: list[Recording] = field(default_factory=list)


@dataclass(frozen=True)
class ProgrammeRegister(Register[Any]):
    """The register of a programme's sites, with the questions of its current version."""

    programme: Programme = None  # type: ignore[assignment]
    version: ProgrammeVersion = None  # type: ignore[assignment]
    # The one of which entries are shown and recorded; None in a programme without periods.
    period: Period | None = None
    lists: WardLists = field(default_factory=WardLists)
    # With `one_per` the organisation whose entries its forms show and record; None: those of the ward.
    organiser_id: int | None = None
    # Of the room of an organisation, for which ones it records: itself, and those below it where superiors record.
    recorders: Sequence[Organisation] = ()
    # The condition for the entries, joined with their sites, that a sender sees, to whom what was returned is shown, to
    # be mended and sent again; None: the office's, which shows all.
    sees: ColumnElement[bool] | None = field(default=None, compare=False)
    # Who records in its forms besides `may_edit`, and does nothing else with rows.
    may_record: tuple[Role, ...] = ()
    # Whether its forms show nothing of entries: they are not the visitor's to see.
    blind: bool = False
    # Whether it shows what counts alone, and nothing that waits to be confirmed.
    counted: bool = False
    # What `finish` stores at once; None: each row is stored with its entry when it is made.
    pending: Pending | None = None
    OF_ENTRY: ClassVar[frozenset[str]] = frozenset({"outcome", "day", "period", REASON.key, DECISION.key})
    DECIDED: ClassVar[frozenset[str]] = frozenset({LEFT_OUT.key, INCLUDED.key})

    @property
    def writers(self) -> tuple[Role, ...]:
        """See `Register.writers`."""
        return (*self.may_edit, *self.may_record)

    @property
    def period_key(self) -> date | None:
        """The key of its period."""
        return self.period.key if self.period else None

    @property
    def declared(self) -> Declaration:
        """The declaration of the current version."""
        return self.version.declared

    @property
    def closed(self) -> str:
        """See `Register.closed`: the programme was stopped."""
        ended, declared = self.programme.retired_on, self.declared
        if ended is None or Role.OFFICER not in {*declared.records} & {*declared.sees}:
            return ""
        return str(_("Chưa lưu: phong trào này đã dừng từ %(day)s.", day=formats.date(ended)))

    @property
    def organiser_key(self) -> int:
        """The key of the entries that its forms show and record (`ProgrammeEntry.organiser_key`)."""
        return self.declared.organiser_key(self.organiser_id)

    def shows(self, entry: ProgrammeEntry) -> bool:
        """Whether its forms show an entry of a row, where it is the latest or counts."""
        return entry.programme_id == self.programme.id and entry.organiser_key == self.organiser_key

    def entry(self, entries: Collection[ProgrammeEntry]) -> ProgrammeEntry | None:
        """The one of the latest or counting entries of a row that its forms show."""
        return next((each for each in entries if self.shows(each)), None)

    def forms_of(self, row: Any) -> Sequence["ProgrammeRegister"]:
        """See `RowForm.forms_of`: with `one_per` one for each that recorded."""
        if not self.declared.per_organiser:
            return (self,)
        every = [each for each in (*row.latest, *row.counting) if each.programme_id == self.programme.id]
        keys = sorted({each.organiser_key for each in every}) or [0]
        return [replace(self, organiser_id=key or None) for key in keys]

    def needed(self, typed: Mapping[str, Any]) -> Sequence[Field]:
        """See `RowForm.needed`: only what was done answers questions."""
        return super().needed(typed) if typed.get("outcome") in (None, "", Outcome.DONE) else []

    def unseen(self, session: Session, rows: Iterable[Site]) -> set[int]:
        """The ids of the rows of which the visitor does not see every entry that its forms would show; at most one
        statement."""
        shown = {each.id: each for row in rows for each in (*row.latest, *row.counting) if self.shows(each)}
        if self.sees is None or not shown:
            return set()
        seen = select(ProgrammeEntry.id).join(ProgrammeEntry.site).where(ProgrammeEntry.id.in_(shown), self.sees)
        return {shown[each].site_id for each in shown.keys() - set(session.scalars(seen))}

    def entries_before(self, session: Session, rows: Iterable[Site]) -> Mapping[int, ProgrammeEntry]:
        """What counts of some rows for the newest period before this one of which the visitor sees an entry, by the id
        of the row; one statement."""
        if self.period is None or not (ids := [each.id for each in rows]):
            return {}
        seen = [] if self.sees is None else [self.sees]
        found = ProgrammeEntry.newest_before(self.period.key, ids, self.programme.id, self.organiser_key, *seen)
        return {each.site_id: each for each in session.scalars(found)}

    def earlier(self, row: Any) -> Mapping[str, str]:
        """See `RowForm.earlier`: what counts of the newest period before this one."""
        session = object_session(row)
        if self.period is None or session is None:
            return {}
        entry = self.entries_before(session, [row]).get(row.id)
        given, name = entry.given if entry else {}, ""
        if entry and entry.period:
            name = name_of(self.period.kind, entry.period)
        words = {
            key: self.by_key[PREFIX + key].words(shown(self.declared.by_key[key], given[key]))
            for key in given if PREFIX + key in self.by_key and self.declared.by_key[key].reads(given[key])
        }  # fmt: skip
        return {PREFIX + key: str(_("%(period)s: %(words)s.", period=sentences.begun(name), words=each))
                for key, each in words.items()}  # fmt: skip

    def form_note(self, row: Any) -> str:
        """Of which period the form is, and by when that is due."""
        if self.period is None:
            return ""
        name, day = self.period.name, formats.date(self.period.deadline) if self.period.deadline else ""
        due = str(_(" Hạn gửi %(day)s.", day=day)) if day not in name else ""
        return str(_("Ghi cho %(period)s.", period=name)) + due

    @property
    def variants(self) -> list[tuple[str, Mapping[str, Any], str]]:
        """The last periods that have begun, and its own, newest first."""
        near = near_periods(self.programme, self.period)
        return [(str(each.key), {KY: str(each.key)}, each.name) for each in near]

    @property
    def variant(self) -> str:
        """The key of its period."""
        return str(self.period_key or "")

    def rows(self, unit_ids: Collection[int]) -> Select[Any]:
        """All houses of some units, all own sites of the programme, or all that it is among; without merged ones."""
        wanted: Select[Any] = self.noun.in_units(unit_ids).where(Site.merged_into_id.is_(None))
        if self.declared.subject is Subject.HOUSEHOLD:
            return wanted
        return wanted.where(eligible(self.programme.id, self.declared))

    def count_in_use(self, session: Session) -> int:
        """How many rows of its unit are in use."""
        rows = self.rows([self.programme.unit_id]).where(Site.in_use()).order_by(None).subquery()
        return session.scalar(select(func.count()).select_from(rows)) or 0

    def value(self, row: Any, field: Field) -> Any:
        """The value of a field: a column of the site, or an answer of its entry for this programme."""
        of_entry = field.key in self.OF_ENTRY or field.key.startswith(PREFIX)
        if field.key == "period" or (of_entry and self.blind):
            return field.default
        if field.key == RECORDER.key:
            latest = self.entry(row.latest)
            return latest.organisation.name if latest and latest.organiser_key and latest.organisation else ""
        if field.key == DECISION.key:
            return decision_words(self.entry(row.latest))
        if field.key == REASON.key:
            read = self._shown(row)
            return read.reason if read else ""
        if field.key in self.OF_ENTRY:
            latest = self.entry(row.latest)
            return (latest.outcome if latest else "") if field.key == "outcome" else latest.shown_on if latest else None
        if field.key.startswith(PREFIX):
            return self.answer(field, self._given(row))
        if field.key in self.DECIDED:
            return represented.decided(row, self.programme, field)
        return getattr(row, field.key)

    def values(self, row: Any, fields: Sequence[Field]) -> dict[str, Any]:
        """The values of some fields of a row by key, as `value`; its entry is read once for all."""
        given = self._given(row)
        return {
            each.key: self.answer(each, given)
            if each.key.startswith(PREFIX) and not self.blind
            else self.value(row, each)
            for each in fields
        }

    def answer(self, field: Field, given: Mapping[str, Any]) -> Any:
        """The value of the field of a question among some answers."""
        asked = self.declared.by_key[field.key.removeprefix(PREFIX)]
        answer = self.lists.standing(asked, given.get(asked.key))
        return shown(asked, answer if asked.reads(answer) else None)

    def make(self, session: Session, unit: AdministrativeUnit, values: Mapping[str, Any], by: Writer) -> Site:
        """A new house or own site, with its first entry."""
        more = {"programme_id": self.programme.id} if self.declared.subject in OWN else {}
        made: Site = self.noun(unit=unit, **self._own(values), **more)
        if isinstance(made, Event):
            name_event(made, self.declared)
        if self.pending is None:
            session.add(made)
            session.flush()
        else:
            self.pending.sites.append(made)
        self._record(session, made, values, by)
        return made

    def named(self, row: Any) -> dict[str, object]:
        """Only the programme, since the name of a house may contain its head."""
        return self.in_trail({})

    @property
    def place(self) -> Mapping[str, Any]:
        """The programme and the period, in its addresses."""
        return {"programme": self.programme.id} | ({KY: str(self.period_key)} if self.period else {})

    def locking(self, ids: Collection[int]) -> Select[Any]:
        """See `Register.locking`; with the sites that contain them."""
        return Site.locked_with_outer(*ids) if self.declared.within else super().locking(ids)

    def find_many(self, session: Session, unit_id: int, lines: Sequence[Mapping[str, Any]]) -> list[Match[Any]]:
        """See `RowImport.find_many`."""
        return Matching(session, unit_id, self.programme, self.declared, self.listing.loads).matches(lines)

    def change(self, session: Session, row: Any, values: Mapping[str, Any], version: str, by: Writer) -> dict[str, Any]:
        """See `Register.change`; a new entry is recorded where an answer or the outcome differs, or what was sent while
        its period ran is sent again once that is over."""
        fresh = {key: value for key, value in values.items() if self._differs(row, key, value)}
        if fresh and version != str(row.version):
            raise Overtaken({key: str(value) for key, value in fresh.items()})
        before = row.within_id
        row.change(self._own(fresh), version)
        if isinstance(row, Event):
            name_event(row, self.declared)
        if "held_on" in fresh:
            entry_ranking.redate(session, row)
        if self.declared.subject in OWN:
            within.moved(session, row, fresh, before)
        represented.decide(session, row, self.programme, {key: fresh[key] for key in self.DECIDED & fresh.keys()})
        again = self.returned(row) is not None or self._redates(row, fresh.get("day"), by)
        again = again or (self._lacks(row) and not fresh)
        if again or any(key in ("outcome", REASON.key) or key.startswith(PREFIX) for key in fresh):
            merged = {field.key: self.value(row, field) for field in self.fields} | dict(values)
            if fresh.get("day") is None:
                merged["day"] = None
            emptied = any(key.startswith(PREFIX) for key in fresh)
            self._record(session, row, merged, by, unsaid=Outcome.DONE if emptied else "")
        return fresh or (dict(values) if again else {})

    def in_trail(self, values: Mapping[str, Any]) -> dict[str, object]:
        """The labels of the written fields, never values: the trail contains no answer."""
        written = [key for key, value in values.items() if key in self.by_key and (value or key in self.DECIDED)]
        what = ", ".join(str(self.by_key[key].label) for key in written)
        return {"programme": self.programme.name, "what": what}

    def _own(self, values: Mapping[str, Any]) -> dict[str, Any]:
        others = self.OF_ENTRY | self.DECIDED
        own = {k: v for k, v in values.items() if k not in others and not k.startswith(PREFIX)}
        return within.with_group(own)

    def returned(self, row: Any) -> ProgrammeEntry | None:
        """The newest entry of a row where it was returned to whose form this is."""
        latest = self.entry(row.latest) if self.sees is not None and not self.blind else None
        return latest if latest and latest.returned_at else None

    def _lacks(self, row: Any) -> bool:
        """Whether the newest entry of a row was sent too early to be of all of its period."""
        latest = self.entry(row.latest)
        return bool(latest and self.period and latest.is_early(self.period))

    def _shown(self, row: Any) -> ProgrammeEntry | None:
        """The entry whose answers are shown: the newest where it waits to be confirmed, is planned or was returned to
        whose form this is, else the one that counts."""
        counting, latest = self.entry(row.counting), self.entry(row.latest)
        newest = (
            latest and not self.counted and (latest.waits or latest.outcome == Outcome.PLANNED or self.returned(row))
        )
        return latest if newest else counting

    @property
    def summary(self) -> SummaryTable:
        """The table of its rows on paper."""
        asked = [each for each in self.fields if each.key.startswith(PREFIX)]
        return SummaryTable(self.declared, asked, self.value, replace(self, counted=True).value, self.waits)

    def waits(self, row: Any) -> bool:
        """Whether the newest entry of a row waits to be confirmed."""
        latest = self.entry(row.latest)
        return latest is not None and latest.waits

    def _given(self, row: Any) -> Mapping[str, Any]:
        read = self._shown(row)
        return read.given if read else {}

    def _differs(self, row: Any, key: str, value: Any) -> bool:
        stands = self.value(row, self.by_key[key])
        return differ(value, stands) and not (key == "day" and value is None)

    def _redates(self, row: Any, day: date | None, by: Writer) -> bool:
        """Whether another day alone is recorded of what a row has: of a list only a later one, or one for a period,
        since it may be older than what was recorded since."""
        latest = self.entry(row.latest)
        listed = by.way == "import" and self.period is None
        return day is not None and latest is not None and (not listed or day > latest.shown_on)

    def remark(self, session: Session, row: Any, account_id: int) -> str:
        """See `RowForm.remark`: of the entry that the account recorded last."""
        mine = ProgrammeEntry.of_period(self.period_key), ProgrammeEntry.by_id == account_id
        newest = ProgrammeEntry.of([row.id], self.programme.id).where(*mine).order_by(None)
        entry = session.scalars(newest.order_by(ProgrammeEntry.id.desc()).limit(1)).first()
        return remark(session, entry) if entry else ""

    def _record(self, session: Session, site: Site, values: Mapping[str, Any], by: Writer, *, unsaid: str = "") -> None:
        """`unsaid`: the outcome where the values say none and answer nothing, "" for no entry."""
        posted = posted_values(self.version, values, {}, unsaid=unsaid, period=self.period_key)
        if not posted.outcome:
            return
        made = Recording(
            site=site, uuid=posted.uuid, at=posted.moment, outcome=posted.outcome, reason=posted.reason,
            day=posted.day, answers=posted.answers if posted.outcome in ANSWERED else {}, standing=self._given(site),
            organisation_id=site.organisation_id if by.organisation_id and self.declared.by_superiors else None,
        )  # fmt: skip
        if self.pending is None:
            self._store(session, [made], by)
        else:
            self.pending.recordings.append(made)

    def collecting(self) -> "ProgrammeRegister":
        """See `Register.collecting`: all new sites are added and all entries recorded at once, and what contains the
        sites is judged once."""
        return replace(self, pending=Pending())

    def finish(self, session: Session, by: Writer) -> None:
        """See `Register.finish`."""
        if self.pending is None:
            return
        add_all(session, self.pending.sites, Site.SLUG)
        if self.pending.recordings:
            self._store(session, self.pending.recordings, by)
        self.pending.sites.clear()
        self.pending.recordings.clear()

    def _store(self, session: Session, made: Sequence[Recording], by: Writer) -> None:
        sent = Submission(
            asked=self.version, entries=made, by=by.account, organisation_id=by.organisation_id, way=by.way,
            period=self.period_key,
            confirms=Role.OFFICER in self.declared.confirmed_by and by.organisation_id is None,
        )  # fmt: skip
        record(session, sent, clock.now())
        for each in made:
            session.expire(each.site)
