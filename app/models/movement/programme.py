"""Programmes of the movement ("Phong trào") that a ward runs: copies of shipped ones, and its own."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, column, exists, select, table, text
from sqlalchemy.orm import (
    Mapped,
    Session,
    column_property,
    mapped_column,
    object_session,
    relationship,
    selectinload,
    validates,
)

from app.country import clock, names
from app.country.periods import Period, PeriodType, Schedule
from app.country.report_days import NO_DAYS
from app.models.base import Keyed, partial_index
from app.models.guards import Frozen
from app.models.kept_reading import read_once
from app.models.mixins.of_unit import OfUnit
from app.models.movement.declaration import OF_WHAT_SHIPS, Declaration
from app.models.movement.declaration_reading import read
from app.models.movement.declaration_subjects import with_phones
from app.models.movement.declared_periods import FollowsRule, recorded_days, with_days
from app.models.movement.editions import EditionMerge, take
from app.models.movement.giving import PaperKind, is_other_book, kind_given
from app.models.movement.keys import Keys, all_names
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.changing import Overtaken
from app.models.people.term import in_time
from app.models.targets.reporting_rule import ReportingRule


class AlreadyThere(Exception):
    """The ward has a programme of that key."""


class NeedsLeader(Exception):
    """A version widens who records or sees; only a leader puts it to use."""


class DraftStands(Exception):
    """A draft is prepared; it is put to use, or thrown away, before an edition is taken."""


class Fixed(Exception):
    """A key of the declaration that cannot change any more, since rows depend on it; the argument names it."""


_ENTRIES = table("programme_entry", column("programme_id"))


class Programme(OfUnit, FollowsRule, Keyed):
    """A programme of a ward. Its versions hold the declarations; the one put to use last is current. Retired, never
    deleted."""

    RETIRED = "retired_on"

    __tablename__ = "programme"
    __table_args__ = (
        UniqueConstraint("unit_id", "key"),
        CheckConstraint("name <> ''", name="has_name"),
        CheckConstraint("merged_into_id IS NULL OR retired_on IS NOT NULL", name="merged_is_retired"),
        CheckConstraint("(retired_on IS NULL) = (retired_at IS NULL)", name="retired_at_a_moment"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship()
    key: Mapped[str]
    name: Mapped[str]
    search_key: Mapped[str] = mapped_column(init=False, default="")
    # The key of the shipped programme that it copies; "" for a ward's own.
    catalogue: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    retired_on: Mapped[date | None] = mapped_column(default=None)
    # The moment of the press: what was recorded before it is still taken (`takes`).
    retired_at: Mapped[datetime | None] = mapped_column(init=False, default=None)
    # The copy of the same shipped programme into which it was merged (programme_merging).
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"), default=None)
    merged_into: Mapped["Programme | None"] = relationship(remote_side="Programme.id", viewonly=True, init=False)
    # The digest of the edition (`Declaration.digest`) of which the ward wants to hear no more; "": none.
    skipped: Mapped[str] = mapped_column(init=False, default="", server_default=text("''"))
    # Whether officers and leaders both see its entries, by the version in use; figures of all programmes read it.
    seen_by_office: Mapped[bool] = mapped_column(init=False, default=True)
    version: Mapped[int] = mapped_column(default=1)
    versions: Mapped[list["ProgrammeVersion"]] = relationship(
        back_populates="programme", order_by="ProgrammeVersion.number", default_factory=list, init=False
    )

    @validates("retired_on")
    def _retired(self, _key: str, on: date | None) -> date | None:
        if on is None or self.retired_at is None:
            self.retired_at = clock.now() if on else None
        return on

    def takes(self, at: datetime | None, now: datetime) -> bool:
        """Whether it takes an entry: while it goes on, and from a phone what was pressed (`at`) before it was retired;
        where it was merged, the other copy does."""
        return self.retired_at is None or (
            at is not None and self.merged_into_id is None and in_time(at, self.retired_at, now)
        )

    @property
    def code(self) -> str:  # type: ignore[override]
        """Its name in the trail."""
        return self.key

    @property
    def standing(self) -> "Programme":
        """Itself, or the copy into which it was merged."""
        return self.merged_into or self

    @property
    def current(self) -> "ProgrammeVersion | None":
        """The version put to use last; None while only a draft exists."""
        return next(iter(self.used[-1:]), None)

    @property
    def used(self) -> list["ProgrammeVersion"]:
        """The versions that are or were in use; the last one is current."""
        used = [(each.used_since, each.number, each) for each in self.versions if each.used_since is not None]
        return [each for _since, _number, each in sorted(used, key=lambda row: row[:2])]

    def is_seen_by(self, roles: Collection[str]) -> bool:
        """Whether holders of some roles or relations see its entries, figures and papers, whichever version asked or
        gave them: by the version in use, before the first one by the draft."""
        asked = self.standing.current or self.standing.draft
        return asked is None or asked.declared.is_seen_by(roles)

    def declared_on(self, day: date) -> Declaration:
        """The declaration that was in use at the end of a day; before the first one, that. Once put to use alone."""
        used = self.used
        then = [each for each in used if each.used_since and clock.local(each.used_since).date() <= day]
        return (then or used[:1])[-1].declared

    @property
    def keys(self) -> Keys:
        """The keys that versions in use have taken."""
        return Keys.of(each.declared for each in self.used)

    @property
    def draft(self) -> "ProgrammeVersion | None":
        """The version that is prepared and not yet in use."""
        return next((each for each in self.versions if each.used_since is None), None)

    def edition_of(self, version: "ProgrammeVersion") -> Mapping[str, Any]:
        """What ships that a version has in it: the one that it says, else what was put to use first of those that say
        none (copies of another ward, which became part of this one, say theirs)."""
        return _edition(_read(self._shipped_with(version)))

    def _shipped_with(self, version: "ProgrammeVersion") -> str:
        return version.shipped or next((each for each in self.used if not each.shipped), version).said

    def is_older_than(self, shipped: Declaration) -> bool:
        """Whether what ships is an edition that it does not have, and that the ward did not put aside."""
        if self.current is None or self.retired_on is not None or self.skipped == shipped.digest:
            return False
        same = shipped.stored == self._shipped_with(self.current)  # a page asks this of many: nothing is parsed
        return not same and with_phones(self.edition_of(self.current)) != with_phones(_edition(shipped))

    @property
    def is_untouched(self) -> bool:
        """Whether the version in use is an edition as it shipped."""
        current = self.current
        if current is None or not self.catalogue:
            return False
        return with_phones(current.declared.definition) == with_phones(self.edition_of(current))

    def with_edition(self, shipped: Declaration) -> EditionMerge:
        """What an edition would make of the version in use. Once put to use alone."""
        assert self.current
        edition = self.edition_of(self.current)
        theirs = set[str]().union(*(all_names(self.edition_of(each)) for each in self.used))
        own = set[str]().union(*(all_names(each.declared.definition) for each in self.used)) - theirs
        return take(edition, self.current.declared.definition, shipped.definition, own)

    def take_edition(self, shipped: Declaration, *, seen: str, now: datetime, by_leader: bool = False) -> EditionMerge:
        """Put the version in use with an edition to use. The caller has locked the row.

        Raises:
            DraftStands: a draft is prepared.
            NeedsLeader: whom the ward added records, sees or confirms beside a narrower edition; and as `use_draft`.
            Overtaken, NeedsRule, KeyTaken, Fixed: see `use_draft`.
        """
        if self.draft is not None:
            raise DraftStands
        if seen != str(self.version):
            raise Overtaken({"name": self.name})
        made = self.with_edition(shipped)
        declared = read(made.definition, stored=True)
        if not by_leader and (made.wider or (self.current and widened(self.current.declared, declared))):
            raise NeedsLeader
        self._add_version(declared.stored, now, shipped.stored)
        self.use_draft(seen=seen, now=now, by_leader=by_leader)
        self.skipped = ""
        return made

    def skip_edition(self, shipped: Declaration) -> bool:
        """Hear no more of an edition, until the next; False where nothing changes. The caller has locked the row."""
        if not self.is_older_than(shipped):
            return False
        self.skipped = shipped.digest
        self.version += 1
        return True

    def _add_version(self, definition: str, now: datetime, shipped: str) -> None:
        number = max((each.number for each in self.versions), default=0) + 1
        self.versions.append(ProgrammeVersion(number=number, said=definition, made_at=now, shipped=shipped))

    @property
    def schedule(self) -> Schedule | None:
        """Its periods, from the one in which its first version was put to use; None without periods."""
        used = self.used
        if not used or (every := used[-1].declared.every) is None or (since := used[0].used_since) is None:
            return None
        declared, days = used[-1].declared, self.report_days if every is PeriodType.REPORT else NO_DAYS
        adds = any(each.adds_over_time for each in declared.counts)
        return Schedule(every, declared.due, since=clock.local(since).date(), days=days, adds=adds)

    def shown_period(self, day: date) -> Period | None:
        """The period of which lists are shown on a day: the newest that is due, else the newest that has begun; None
        without periods."""
        if (schedule := self.schedule) is None:
            return None
        begun = schedule.until(day)
        return schedule.newest_due(day) or (begun[-1] if begun else None)

    @property
    def widening(self) -> dict[str, tuple[str, ...]]:
        """The roles and relations that the draft adds to the version in use, by key of the declaration (`records`,
        `sees`), and those without whose confirmation an entry would count (`confirmed_by`); empty without both
        versions."""
        return widened(self.current.declared, self.draft.declared) if self.draft and self.current else {}

    @classmethod
    def in_units(cls, unit_ids: Any) -> Select["Programme"]:
        """The programmes of some units with their versions and the days of their periods, by name."""
        loads = selectinload(cls.versions), *with_days(cls)
        return select(cls).where(cls.unit_id.in_(unit_ids)).options(*loads).order_by(cls.search_key, cls.id)

    @classmethod
    def running(cls, session: Session, unit_ids: Collection[int], typed: int | None = None) -> Sequence["Programme"]:
        """The programmes in use of some units, by name, and one that was typed for, in use or not; read once in a
        transaction, until something is written."""

        def read() -> Sequence[Programme]:
            named = cls.in_use() if typed is None else cls.in_use() | (cls.id == typed)
            return session.scalars(cls.in_units(units).where(named)).all()

        units = frozenset(unit_ids)
        return read_once(session, ("running programmes", units, typed), read)

    @classmethod
    def ids_by_key(cls, unit_id: int) -> Select[str, int]:
        """Key and id of each programme of a unit, in use or not."""
        return select(cls.key, cls.id).where(cls.unit_id == unit_id)

    @classmethod
    def begun(
        cls, session: Session, unit: AdministrativeUnit, declared: Declaration, *, catalogue: str, now: datetime
    ) -> "Programme":
        """A new programme with `declared` as its draft. A second caller waits for the first.

        Raises:
            AlreadyThere: the ward has a programme of that key.
        """
        session.scalars(AdministrativeUnit.locked(unit.id)).one()
        if session.scalars(cls.same(unit.id, {"key": declared.key})).first() is not None:
            raise AlreadyThere
        made = cls(unit=unit, key=declared.key, name=declared.name, catalogue=catalogue, created_at=now)
        session.add(made)
        made.versions.append(ProgrammeVersion(number=1, said=declared.stored, made_at=now))
        session.flush()
        return made

    def redraft(self, session: Session, declared: Declaration, *, seen: str, now: datetime) -> bool:
        """Save a declaration as the draft; False where nothing changes. The caller has locked the row, so that no
        version is put to use meanwhile.

        Raises:
            Overtaken: somebody else changed it since `seen`.
            KeyTaken: a key of a version in use would change its meaning.
            Fixed: a key that rows depend on would change.
        """
        standing = self.draft or self.current
        if standing and standing.said == declared.stored:
            return False
        if seen != str(self.version):
            raise Overtaken({"name": declared.name})
        self.keys.check(declared)
        self._check_fixed(declared)
        if self.draft:
            self.draft.said = declared.stored
        else:
            self._add_version(declared.stored, now, self.current.shipped if self.current else "")
        self.version += 1
        return True

    def drop_draft(self, session: Session, *, seen: str) -> bool:
        """Throw the draft away: what is in use stays. False where there is none, or nothing is in use. The caller has
        locked the row.

        Raises:
            Overtaken: somebody else changed it since `seen`.
        """
        if (draft := self.draft) is None or self.current is None:
            return False
        if seen != str(self.version):
            raise Overtaken({"name": self.name})
        session.flush()
        self.versions.remove(draft)
        session.delete(draft)
        self.version += 1
        session.flush()  # its number is given again
        return True

    def use_draft(
        self, *, seen: str, now: datetime, by_leader: bool = False, rule: ReportingRule | None = None
    ) -> bool:
        """Put the draft to use; earlier entries are still judged by the version that they answered. False where there
        is no draft. The caller has locked the row. `rule`: the one that its periods follow, if they follow none yet.

        Raises:
            Overtaken: somebody else changed it since `seen`.
            NeedsRule: its periods are those of a reporting rule, and it has none.
            NeedsLeader: it widens who records or sees or drops the confirmation, and no leader puts it to use.
            KeyTaken: a key of a version in use would change its meaning.
            Fixed: a key that rows depend on would change.
        """
        if (draft := self.draft) is None:
            return False
        if seen != str(self.version):
            raise Overtaken({"name": self.name})
        self.keys.check(draft.declared)
        self._check_fixed(draft.declared)
        if self.widening and not by_leader:
            raise NeedsLeader
        self.take_rule(draft.declared, rule)
        draft.used_since = now
        self.name = draft.declared.name
        self.search_key = names.search_key(self.name)
        self.seen_by_office = draft.declared.is_seen_by_office
        self.version += 1
        return True

    def kind_given(self, session: Session) -> PaperKind | None:
        """See `giving.kind_given`."""
        return kind_given(session, self.id, self.current.declared.gives if self.current else None)

    def _check_fixed(self, declared: Declaration) -> None:
        """Refuse another subject than that of the versions in use, other periods or `one_per` than entries have, and a
        paper of another book than was given."""
        session = object_session(self)
        if session is not None and declared.gives and is_other_book(self.kind_given(session), declared.gives):
            raise Fixed("gives")
        if self.current is None:
            return
        current = self.current.declared
        if current.subject is not declared.subject:
            raise Fixed("subject")
        recorded = select(exists().select_from(_ENTRIES).where(_ENTRIES.c.programme_id == self.id))
        changed = [key for key in ("every", "one_per") if getattr(current, key) != getattr(declared, key)]
        if changed and session and session.scalar(recorded):
            raise Fixed(changed[0])


def widened(stored: Declaration, fresh: Declaration) -> dict[str, tuple[str, ...]]:
    """What `Programme.widening` says of a declaration that is to replace another."""
    added = {
        "records": tuple(each for each in fresh.records if each not in stored.records),
        "sees": tuple(each for each in fresh.sees if each not in stored.sees),
        "confirmed_by": () if fresh.confirmed_by else stored.confirmed_by,
    }
    return {key: each for key, each in added.items() if each}


def _edition(declared: Declaration) -> dict[str, Any]:
    """What of a declaration an edition may change."""
    return {key: each for key, each in declared.definition.items() if key not in OF_WHAT_SHIPS}


Programme.recorded_days = column_property(recorded_days(Programme), deferred=True)


class ProgrammeVersion(Keyed):
    """A version of a programme's declaration; once in use it never changes (app/models/guards.py)."""

    __tablename__ = "programme_version"
    __table_args__ = (
        UniqueConstraint("programme_id", "number"),
        partial_index("uq_programme_version_draft", "programme_id", where="used_since IS NULL"),
        {
            "info": {
                "guard": Frozen(since="used_since IS NOT NULL", moves=(), words="programme_version rows in use stay")
            }
        },
    )

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), init=False)
    programme: Mapped[Programme] = relationship(back_populates="versions", init=False)
    number: Mapped[int]
    said: Mapped[str]
    made_at: Mapped[datetime]
    used_since: Mapped[datetime | None] = mapped_column(default=None)
    # The definition of the edition that it has in it; "": see `Programme.edition_of`.
    shipped: Mapped[str] = mapped_column(default="", server_default=text("''"))

    @property
    def declared(self) -> Declaration:
        """The stored declaration, parsed."""
        return _read(self.said)

    def is_newer_than(self, other: "ProgrammeVersion") -> bool:
        """Whether it was put to use later than another of the same programme."""
        used = self.programme.used
        return self in used and other in used and used.index(self) > used.index(other)

    @property
    def judging_alike(self) -> list[int]:
        """The ids of the programme's versions in use with the same criteria and rules of recognition."""
        return [each.id for each in self.programme.used if each.declared.recognising == self.declared.recognising]

    @classmethod
    def asked_in(cls, unit_ids: Any) -> Select["ProgrammeVersion"]:
        """The versions in use of all programmes of some units, retired ones too, newest last."""
        wanted = select(cls).join(cls.programme).where(Programme.unit_id.in_(unit_ids))
        return wanted.where(cls.used_since.is_not(None)).order_by(cls.programme_id, cls.used_since, cls.number)


@lru_cache(maxsize=256)  # the result depends on the text alone
def _read(text: str) -> Declaration:
    return read(json.loads(text), stored=True)
