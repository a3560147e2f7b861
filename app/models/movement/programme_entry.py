"""Entries of a programme about a site; entry_recording.py records them, entry_ranking.py says which of them counts.

Every entry stays, with the version that it answers. Per site, programme and period, and with `one_per` per organisation
that records (`organiser_key`), the newest entry is `latest` (shown in lists), the newest done one `counts`, or one by
which nothing happened. Each of these that is not withdrawn has rows in `answer` and stores the day from which the next
one replaces it (`superseded_on`): a figure of a day reads the newest up to that day, whatever was recorded later. Of
two entries at one house both are kept; the one with the later corrected time counts, whatever the order of arrival."""

import json
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    and_,
    case,
    exists,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, aliased, joinedload, mapped_column, relationship, selectinload

from app.country import clock
from app.country.names import identity_key
from app.country.periods import Period, name_of
from app.models.base import Keyed, known, partial_index
from app.models.movement.declaration import SENT, EntryWay, Outcome
from app.models.movement.declared_periods import NO_PERIOD
from app.models.movement.organisation import Organisation
from app.models.movement.programme import ProgrammeVersion
from app.models.movement.question import AGREED
from app.models.movement.rules import Answers
from app.models.movement.site import Site, SiteKind
from app.models.people.account import Account
from app.models.people.role import RoleGrant

if TYPE_CHECKING:
    from app.models.movement.entry_photo import EntryPhoto

# Indexes that cover what figures and lists read of thousands of rows, the condition included (for SQLite).
COUNTED = "programme_id", "day", "unit_id", "site_id", "counts", "period"
OUTCOME = "site_id", "programme_id", "outcome", "latest", "period"
_STANDS = "outcome IN ('done', 'nothing') AND withdrawn_at IS NULL"
_SUPERSEDED = f"superseded_on IS NULL OR ({_STANDS} AND NOT counts AND superseded_on >= day)"
# The way of a copy that the machine makes of an entry where the sites within its site change what it meets: figures of
# the days before read the copy.
BY_PARTS = "parts"
# What stands for erased words of a return: that it was returned stays.
ERASED = "–"
# What nothing else has in a programme.
ONCE = "programme_id", "site_id", "period", "organiser_key"
AS_OF = "programme_id", "day", "unit_id", "site_id", "superseded_on", "counts"


class ProgrammeEntry(Keyed):
    """An entry about a site at a moment, or for a period: its outcome and, if done, its answers."""

    __tablename__ = "programme_entry"
    __table_args__ = (
        known("outcome", Outcome),
        known("way", ("doorstep", "office", "import", BY_PARTS)),
        CheckConstraint("outcome IN ('done', 'planned') OR answers = '{}'", name="answers_where_done"),
        CheckConstraint(f"NOT counts OR ({_STANDS})", name="counts_where_done"),
        CheckConstraint(
            f"NOT waits OR ({_STANDS} AND NOT counts AND confirmed_at IS NULL AND returned_at IS NULL)",
            name="waits_until_decided",
        ),
        CheckConstraint("organiser_key IN (0, coalesce(organisation_id, 0))", name="organiser_key_own"),
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name="confirmed_by_somebody"),
        CheckConstraint("(returned_at IS NULL) = (returned_words = '')", name="returned_with_words"),
        CheckConstraint("returned_at IS NULL OR NOT counts", name="returned_counts_not"),
        CheckConstraint("(asked_back_at IS NULL) = (asked_back_words = '')", name="asked_back_with_words"),
        CheckConstraint("asked_back_at IS NULL OR NOT waits", name="asked_back_once_it_counted"),
        CheckConstraint("NOT latest OR withdrawn_at IS NULL", name="latest_stands"),
        CheckConstraint(_SUPERSEDED, name="superseded_where_done"),
        partial_index("uq_programme_entry_latest", *ONCE, where="latest"),
        partial_index("uq_programme_entry_counts", *ONCE, where="counts"),
        partial_index("ix_programme_entry_counted", *COUNTED, where="counts", unique=False),
        partial_index("ix_programme_entry_outcome", *OUTCOME, where="latest", unique=False),
        Index("ix_programme_entry_as_of", *AS_OF),
        Index(None, "site_id", "programme_id", "at"),
        Index(None, "by_id"),
        Index(None, "confirmed_by_id"),
        Index(None, "organisation_id"),
    )

    uuid: Mapped[str] = mapped_column(unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    programme_version_id: Mapped[int] = mapped_column(ForeignKey("programme_version.id"))
    asked_by: Mapped[ProgrammeVersion] = relationship(init=False, viewonly=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    site: Mapped[Site] = relationship(init=False, viewonly=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    by: Mapped[Account | None] = relationship(foreign_keys="ProgrammeEntry.by_id", init=False, viewonly=True)
    # For which organisation; None: for the ward, a group or a team.
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), default=None)
    organisation: Mapped[Organisation | None] = relationship(init=False, viewonly=True)
    # That organisation's id where each has an entry of its own (`Declaration.organiser_key`), else 0.
    organiser_key: Mapped[int] = mapped_column(default=0)
    way: Mapped[str]
    at: Mapped[datetime]
    day: Mapped[date]
    # The key of its period (app/country/periods.py), or NO_PERIOD; `period` for Python.
    period_key: Mapped[date] = mapped_column("period", default=NO_PERIOD)
    received_at: Mapped[datetime]
    outcome: Mapped[str]
    answers: Mapped[str] = mapped_column(default="{}")
    # Why the answers are so, where they do not meet a check of the programme.
    reason: Mapped[str] = mapped_column(default="")
    latest: Mapped[bool] = mapped_column(default=False)
    counts: Mapped[bool] = mapped_column(default=False)
    # The day from which figures read a newer done entry.
    superseded_on: Mapped[date | None] = mapped_column(default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    # Whether somebody has still to confirm it (`Declaration.confirmed_by`): until then it does not count. Or it was
    # returned, with words.
    waits: Mapped[bool] = mapped_column(default=False)
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    returned_at: Mapped[datetime | None] = mapped_column(default=None)
    returned_words: Mapped[str] = mapped_column(default="")
    # When the sender asked to have it back, and why; confirmed after that it stays.
    asked_back_at: Mapped[datetime | None] = mapped_column(default=None)
    asked_back_words: Mapped[str] = mapped_column(default="")
    photos: Mapped[list["EntryPhoto"]] = relationship(
        primaryjoin="and_(EntryPhoto.entry_id == ProgrammeEntry.id, EntryPhoto.removed_at.is_(None), "
        "EntryPhoto.file != '')", order_by="EntryPhoto.id", viewonly=True, init=False,
    )  # fmt: skip

    @property
    def period(self) -> date | None:
        """The key of its period; None in a programme without periods."""
        return None if self.period_key == NO_PERIOD else self.period_key

    @property
    def period_name(self) -> str:
        """The name of its period as a sentence goes on, "" without any."""
        every = self.asked_by.declared.every
        return name_of(every, self.period) if every and self.period else ""

    @property
    def has_time(self) -> bool:
        """Whether the time of recording is known; else the time of arrival stands for it."""
        return clock.is_known(self.at)

    @property
    def shown_at(self) -> date:
        """The time of recording, or of arrival where that is unknown; the day alone that a form or a list named."""
        named = self.way in (EntryWay.OFFICE, EntryWay.IMPORT) and self.site.kind != SiteKind.EVENT
        if named and self.shown_on != clock.local(self.received_at).date():
            return self.shown_on
        return self.at if self.has_time else self.received_at

    @property
    def shown_on(self) -> date:
        """The day that an entry of a period names, or of the event; else that of recording: `day` is later where the
        sites within its site changed what it meets."""
        names_day = self.period is not None or self.site.kind == SiteKind.EVENT
        return self.day if names_day else clock.day_of(self.at, self.received_at)

    @property
    def is_undecided(self) -> bool:
        """Whether it waits to be confirmed, or was returned."""
        return self.waits or self.returned_at is not None

    @property
    def is_asked_back(self) -> bool:
        """Whether its sender asked to have it back, and nobody answered: it is confirmed once more, or returned."""
        asked, confirmed = self.asked_back_at, self.confirmed_at
        answered = self.returned_at is not None or bool(asked and confirmed and confirmed > asked)
        return self.latest and asked is not None and not answered

    @property
    def awaits_decision(self) -> bool:
        """Whether somebody has to decide about it: to confirm it or to return it."""
        return (self.latest and self.waits) or self.is_asked_back

    def is_decided_by(self, relations: Collection[str]) -> bool:
        """Whether holders of some roles or relations confirm and return it."""
        return not set(self.asked_by.declared.decided_by).isdisjoint(relations)

    @property
    def takes_files(self) -> bool:
        """Whether its sender may add and remove its photos and files: it is done, the newest, and not confirmed."""
        return self.latest and self.has_answers and self.confirmed_at is None

    @property
    def has_answers(self) -> bool:
        """Whether it has rows in `answer`: it is done and not withdrawn."""
        return self.outcome == Outcome.DONE and self.withdrawn_at is None

    @property
    def given(self) -> dict[str, Any]:
        """The answers by key."""
        read: dict[str, Any] = json.loads(self.answers)
        return read

    @classmethod
    def to_decide(cls) -> ColumnElement[bool]:
        """Condition for `awaits_decision`."""
        unanswered = or_(cls.confirmed_at.is_(None), cls.asked_back_at >= cls.confirmed_at)
        asked_back = and_(cls.asked_back_at.is_not(None), unanswered, cls.returned_at.is_(None))
        return and_(cls.latest, or_(cls.waits, asked_back))

    @classmethod
    def was_sent(cls) -> ColumnElement[bool]:
        """Condition for entries by which something was sent: what was withdrawn or returned was not. An entry before
        one that was returned still was."""
        return and_(cls.outcome.in_(SENT), cls.withdrawn_at.is_(None), cls.returned_at.is_(None))

    @classmethod
    def of(cls, site_ids: Iterable[int], programme_id: int) -> Select["ProgrammeEntry"]:
        """The entries of some sites, newest first, each before its copies."""
        wanted = select(cls).where(cls.site_id.in_(list(site_ids)), cls.programme_id == programme_id)
        return wanted.order_by(cls.at.desc(), cls.way == BY_PARTS, cls.id.desc())

    @property
    def newest(self) -> Select["ProgrammeEntry"]:
        """The latest entry of its subject, period and organiser: it, or one that was recorded after it."""
        keys = "site_id", "programme_id", "period_key", "organiser_key"
        same = (getattr(ProgrammeEntry, each) == getattr(self, each) for each in keys)
        return select(ProgrammeEntry).where(*same, ProgrammeEntry.latest)

    @property
    def copies(self) -> Select["ProgrammeEntry"]:
        """Those that the machine made of it (BY_PARTS) and that were not withdrawn."""
        entry = ProgrammeEntry
        own = entry.site_id == self.site_id, entry.programme_id == self.programme_id, entry.at == self.at
        return select(entry).where(*own, entry.way == BY_PARTS, entry.withdrawn_at.is_(None))

    def is_early(self, period: Period) -> bool:
        """Whether it was pressed too early to be of all of its period: see `is_of_all`."""
        return clock.day_of(self.at, self.received_at) < period.complete_since

    @classmethod
    def is_of_all(cls, period: Period) -> ColumnElement[bool]:
        """Condition for the entries of a period that are of all of it: see `Period.complete_since`. The press says so,
        not the day that a form names: a paper of 25/10 that the office types in November is of all of October."""
        if period.complete_since == NO_PERIOD:
            return true()
        pressed = case((cls.at < clock.at_local(date(clock.FIRST_YEAR, 1, 1)), cls.received_at), else_=cls.at)
        return pressed >= clock.at_local(period.complete_since)

    @classmethod
    def standing(cls, site_id: int, programme_id: int, period: date | None = None) -> Select["ProgrammeEntry"]:
        """The entry of a site that counts, of a period where the programme has any, with version and photos."""
        wanted = cls.of([site_id], programme_id).where(cls.counts, cls.of_period(period))
        wanted = wanted.options(joinedload(cls.asked_by))
        return wanted.options(selectinload(cls.photos))

    @classmethod
    def newest_before(
        cls, period: date, site_ids: Iterable[int], programme_id: int, organiser_key: int,
        *seen: ColumnElement[bool],
    ) -> Select["ProgrammeEntry"]:  # fmt: skip
        """What counts of some sites for the newest period before one, an entry per site; see `organiser_key`. `seen`:
        conditions for the entries, joined with their sites, that may be shown: others are passed over."""
        newest = func.row_number().over(partition_by=cls.site_id, order_by=cls.period_key.desc()).label("newest")
        ranked = select(cls.id, newest).join(cls.site).where(cls.site_id.in_(list(site_ids)), *seen, cls.counts)
        ranked = ranked.where(cls.programme_id == programme_id, cls.organiser_key == organiser_key)
        ids = ranked.where(cls.period_key < period).subquery()
        return select(cls).join(ids, ids.c.id == cls.id).where(ids.c.newest == 1)

    @classmethod
    def of_period(cls, period: date | None) -> ColumnElement[bool]:
        """Condition for the entries of a period; None: of a programme without periods."""
        return cls.period_key == (period or NO_PERIOD)

    @classmethod
    def read_on(cls, day: date) -> ColumnElement[bool]:
        """Condition for the entries that figures of a day read: per site, programme and period the newest done one
        up to that day."""
        return and_(cls.day <= day, or_(cls.counts, cls.superseded_on > day))

    @classmethod
    def read_of_periods(cls, day: date, running: date | None, row: Any = None) -> ColumnElement[bool]:
        """Condition for the entries that figures of a day read of a programme with periods: of those that ended by then
        what counts now, since late is late; of those that run since `running` what was sent by the day. None: the day
        is not over, so whatever counts. `row`: an alias."""
        row = row or cls
        if running is None:
            return and_(row.counts)
        by_day = and_(row.period_key >= running, row.day <= day, or_(row.counts, row.superseded_on > day))
        return or_(and_(row.counts, row.period_key < running), by_day)

    @classmethod
    def newest_until(cls, day: date, unit_ids: Collection[int], running: date | None) -> ColumnElement[bool]:
        """Condition for the entries whose period is the newest that has begun by a day, of those of the same site (and
        organisation, see `organiser_key`) that are read (`read_of_periods`); of some units: a ward that became part of
        another keeps its own."""
        later = aliased(cls)
        same = (
            later.programme_id == cls.programme_id,
            later.site_id == cls.site_id,
            later.organiser_key == cls.organiser_key,
            later.unit_id.in_(unit_ids),
        )
        read = cls.read_of_periods(day, running, later)
        newer = exists().where(*same, read, later.period_key > cls.period_key, later.period_key <= day)
        return and_(cls.read_of_periods(day, running), cls.period_key <= day, ~newer.correlate(cls))

    @classmethod
    def own(cls, site: str, programme_id: int, account_id: int) -> Select[bool]:
        """Whether an account recorded the entry of a site that counts."""
        mine = exists().where(cls.site_id == Site.id, Site.public_id == site, cls.programme_id == programme_id)
        return select(mine.where(cls.counts, cls.by_id == account_id))

    @classmethod
    def sent_by(cls, account_id: int, site: str, programme_id: int) -> Select[str]:
        """The uuid of the latest entry of a site, if an account recorded it on a phone and for no organisation, the
        newest period first."""
        own = cls.latest, cls.by_id == account_id, cls.way == EntryWay.DOORSTEP, cls.organisation_id.is_(None)
        of_site = select(cls.uuid).join(cls.site).where(Site.public_id == site, cls.programme_id == programme_id, *own)
        return of_site.order_by(cls.period_key.desc())

    @classmethod
    def recorded_for(cls, organisation_id: int, by_superiors: Collection[int] = ()) -> Select["ProgrammeEntry"]:
        """The newest of each site and period that was recorded for an organisation, whatever others recorded since,
        newest first, with site and version; of the programmes `by_superiors`, by id, also what its accounts recorded
        for a subordinate."""
        mine = select(cls).where(cls._newest_for(organisation_id, by_superiors))
        return mine.options(joinedload(cls.site), joinedload(cls.asked_by)).order_by(cls.received_at.desc(), cls.id)

    @classmethod
    def returned_to(cls, organisation_id: int, by_superiors: Collection[int] = ()) -> Select["ProgrammeEntry"]:
        """Those of them that are the newest of all and were returned."""
        return cls.recorded_for(organisation_id, by_superiors).where(cls.latest, cls.returned_at.is_not(None))

    @classmethod
    def count_for(cls, organisation_id: int, by_superiors: Collection[int] = ()) -> Select[int]:
        """How many those are."""
        return select(func.count()).select_from(cls).where(cls._newest_for(organisation_id, by_superiors))

    @classmethod
    def _newest_for(cls, organisation_id: int, by_superiors: Collection[int]) -> ColumnElement[bool]:
        later = aliased(cls)
        keys = "site_id", "programme_id", "period_key"
        of_same = (getattr(later, each) == getattr(cls, each) for each in keys)
        newer = or_(later.at > cls.at, and_(later.at == cls.at, later.id > cls.id))
        standing = later.organisation_id == cls.organisation_id, later.withdrawn_at.is_(None)
        own: ColumnElement[bool] = cls.organisation_id == organisation_id
        if by_superiors:
            below = select(Organisation.id).where(Organisation.superior_id == organisation_id)
            ours = select(RoleGrant.account_id).where(RoleGrant.organisation_id == organisation_id)
            theirs = cls.organisation_id.in_(below), cls.by_id.in_(ours)
            own = or_(own, and_(cls.programme_id.in_(by_superiors), *theirs))
        mine = own, cls.withdrawn_at.is_(None)
        return and_(*mine, ~exists().where(*of_same, *standing, newer).correlate(cls))

    @classmethod
    def sent_as(cls, uuid: str) -> Select["ProgrammeEntry"]:
        """The entry that a phone or a form sent under a uuid, with its version."""
        return select(cls).where(cls.uuid == uuid).options(joinedload(cls.asked_by))

    @classmethod
    def counted_in(cls, unit_id: int) -> Select[int, int, date]:
        """Per programme of a unit: of how many sites an entry counts, and the day of the newest."""
        counted = select(cls.programme_id, func.count(cls.site_id.distinct()), func.max(cls.day))
        return counted.where(cls.unit_id == unit_id, cls.counts).group_by(cls.programme_id)

    @classmethod
    def waiting_in(cls, unit_id: int) -> Select[int, int]:
        """Per programme of a unit: about how many entries somebody has to decide."""
        waiting = select(cls.programme_id, func.count()).where(cls.unit_id == unit_id, cls.to_decide())
        return waiting.group_by(cls.programme_id)

    def forget_names(self, names: Collection[str] | None = None) -> bool:
        """Erase all names, or those in `names` (`identity_key`); whether any was. Only the entry that counts
        has names, those that wait, and the newest one that plans an event."""
        given, stood = self.given, self.answers
        for each in self.asked_by.declared.persons if given else ():
            if each.key in given and (names is None or identity_key(given[each.key]) in names):
                del given[each.key], given[each.key + AGREED]
                self.answers = stored(given)
        return self.answers != stood

    @property
    def names(self) -> dict[str, Any]:
        """The answers that name people who agreed to it, with that."""
        given = self.given
        named = [each.key for each in self.asked_by.declared.persons if each.key in given]
        return {key: given[key] for each in named for key in (each, each + AGREED)}

    def recall_names(self, names: Answers) -> None:
        """Take names again that it told before it counted no longer; without those that were erased meanwhile."""
        if not self.has_answers or not (self.counts or (self.latest and self.waits)):
            return
        given = self.given
        for each in self.asked_by.declared.persons:
            if names.get(each.key) and each.key not in given:
                given |= {key: names[key] for key in (each.key, each.key + AGREED)}
        self.answers = stored(given)

    def forget_texts(self) -> None:
        """Erase all that it says in words: texts, telephones, names, its reason, why it was returned or asked back."""
        gone = {*self.asked_by.declared.written, *(each.key + AGREED for each in self.asked_by.declared.persons)}
        self.answers = stored({key: value for key, value in self.given.items() if key not in gone})
        self.reason = ""
        self.returned_words = ERASED if self.returned_words else ""
        self.asked_back_words = ERASED if self.asked_back_words else ""


def stored(given: Answers) -> str:
    """Answers as an entry stores them."""
    return json.dumps(given, ensure_ascii=False, sort_keys=True)
