"""Entries of a programme about a site, and which of them counts.

Every entry stays, with the version that it answers. Per site, programme and period, the newest entry is `latest` (shown
in lists), the newest done one `counts`, or one by which nothing happened. Each of these that is not withdrawn has rows
in `answer` and stores the day from which the next one replaces it (`superseded_on`): a figure of a day reads the newest
up to that day, whatever was recorded later. Of two entries at one house both are kept; the one with the later corrected
time counts, whatever the order of arrival."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    and_,
    case,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship, selectinload

from app.country import clock
from app.country.names import identity_key
from app.models.base import Base, known, partial_index
from app.models.movement.answer import MET, Answer
from app.models.movement.declaration import ANSWERED, Check, Outcome
from app.models.movement.entry_period import NO_PERIOD, check_period
from app.models.movement.organisation import Organisation
from app.models.movement.parts import judged
from app.models.movement.programme import ProgrammeVersion
from app.models.movement.question import AGREED, Question
from app.models.movement.rules import Answers, is_filled
from app.models.movement.site import Site
from app.models.people.account import Account

if TYPE_CHECKING:
    from app.models.movement.entry_photo import EntryPhoto

# Indexes that cover what figures and lists read of thousands of rows, the condition included (for SQLite).
COUNTED = "programme_id", "day", "unit_id", "site_id", "counts", "period"
OUTCOME = "site_id", "programme_id", "outcome", "latest", "period"
_STANDS = "outcome IN ('done', 'nothing') AND withdrawn_at IS NULL"
_SUPERSEDED = f"superseded_on IS NULL OR ({_STANDS} AND NOT counts AND superseded_on >= day)"
# The way of an entry that the machine makes where the sites within a site change what it meets.
BY_PARTS = "parts"
# What nothing else has in a programme.
ONCE = "programme_id", "site_id", "period"
AS_OF = "programme_id", "day", "unit_id", "site_id", "superseded_on", "counts"


class WrongAnswer(ValueError):
    """An invalid answer; `field` is its question, None where the key is unknown."""

    def __init__(self, key: str, field: Question | None) -> None:
        super().__init__(key)
        self.key, self.field = key, field


class NeedsReason(ValueError):
    """Answers do not meet `checks` of the programme, and no reason is given."""

    def __init__(self, checks: Sequence[Check]) -> None:
        super().__init__("; ".join(each.text for each in checks))
        self.checks = checks


class ProgrammeEntry(Base):
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
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name="confirmed_by_somebody"),
        CheckConstraint("(returned_at IS NULL) = (returned_words = '')", name="returned_with_words"),
        CheckConstraint("returned_at IS NULL OR NOT counts", name="returned_counts_not"),
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

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
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
    photos: Mapped[list["EntryPhoto"]] = relationship(
        primaryjoin="and_(EntryPhoto.entry_id == ProgrammeEntry.id, EntryPhoto.removed_at.is_(None), "
        "EntryPhoto.file != '')", order_by="EntryPhoto.id", viewonly=True, init=False,
    )  # fmt: skip

    @property
    def period(self) -> date | None:
        """The key of its period; None in a programme without periods."""
        return None if self.period_key == NO_PERIOD else self.period_key

    @property
    def has_time(self) -> bool:
        """Whether the time of recording is known; else the time of arrival stands for it."""
        return clock.is_known(self.at)

    @property
    def shown_at(self) -> datetime:
        """The time of recording, or of arrival where that is unknown."""
        return self.at if self.has_time else self.received_at

    @property
    def is_undecided(self) -> bool:
        """Whether it waits to be confirmed, or was returned."""
        return self.waits or self.returned_at is not None

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
    def of(cls, site_ids: Iterable[int], programme_id: int) -> Select["ProgrammeEntry"]:
        """The entries of some sites, newest first."""
        wanted = select(cls).where(cls.site_id.in_(list(site_ids)), cls.programme_id == programme_id)
        return wanted.order_by(cls.at.desc(), cls.id.desc())

    @classmethod
    def standing(cls, site_id: int, programme_id: int, period: date | None = None) -> Select["ProgrammeEntry"]:
        """The entry of a site that counts, of a period where the programme has any, with version and photos."""
        wanted = cls.of([site_id], programme_id).where(cls.counts, cls.of_period(period))
        wanted = wanted.options(joinedload(cls.asked_by))
        return wanted.options(selectinload(cls.photos))

    @classmethod
    def before(cls, site_id: int, programme_id: int, period: date) -> Select["ProgrammeEntry"]:
        """What counts of a site for periods before one, newest period first."""
        wanted = select(cls).where(cls.site_id == site_id, cls.programme_id == programme_id, cls.counts)
        return wanted.where(cls.period_key < period).order_by(cls.period_key.desc())

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
    def own(cls, site: str, programme_id: int, account_id: int) -> Select[bool]:
        """Whether an account recorded the entry of a site that counts."""
        mine = exists().where(cls.site_id == Site.id, Site.public_id == site, cls.programme_id == programme_id)
        return select(mine.where(cls.counts, cls.by_id == account_id))

    @classmethod
    def recorded_for(cls, organisation_id: int) -> Select["ProgrammeEntry"]:
        """The newest entries of each site and period that were recorded for an organisation, newest first, with site
        and version."""
        mine = select(cls).where(cls.organisation_id == organisation_id, cls.latest)
        return mine.options(joinedload(cls.site), joinedload(cls.asked_by)).order_by(cls.received_at.desc(), cls.id)

    @classmethod
    def returned_to(cls, organisation_id: int) -> Select["ProgrammeEntry"]:
        """The newest entries that were recorded for an organisation and returned to it, with site and version."""
        return cls.recorded_for(organisation_id).where(cls.returned_at.is_not(None))

    @classmethod
    def count_for(cls, organisation_id: int) -> Select[int]:
        """How many those are."""
        return select(func.count()).where(cls.organisation_id == organisation_id, cls.latest)

    @classmethod
    def move_organisation(cls, session: Session, gone_id: int, into_id: int) -> None:
        """Let the entries recorded for an organisation be of the one into which it was merged."""
        session.execute(update(cls).where(cls.organisation_id == gone_id).values(organisation_id=into_id))

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
    def record(
        cls,
        session: Session,
        site: Site,
        asked: ProgrammeVersion,
        *,
        uuid: str,
        by: Account | None,
        organisation_id: int | None = None,
        way: str,
        at: datetime,
        period: date | None = None,
        outcome: str = Outcome.DONE,
        answers: Answers | None = None,
        standing: Answers | None = None,
        confirms: bool = False,
        reason: str = "",
        now: datetime,
    ) -> "ProgrammeEntry":
        """Store an entry and recompute which counts. Locks the site's row, so that two at one house wait for each
        other. Answers unchanged from `standing` are accepted even if only an older version offered them. `confirms`:
        the recorder is of those who confirm; anybody else's entry waits, where the version has it confirmed. `reason`
        says why answers do not meet a check; it is stored only then. `organisation_id`: for which organisation `by`
        records.

        Raises:
            WrongAnswer: an answer is invalid in this version, there are answers where nothing was done or planned, or
                an event of a day to come is done.
            NeedsReason: the answers do not meet a check, and there is no reason.
            WrongPeriod: the programme has no such period, or it has not begun.
        """
        key, held_on = check_period(asked, period, clock.local(now).date()), site.entry_day
        if held_on and outcome == Outcome.DONE and held_on > clock.local(now).date():
            raise WrongAnswer("outcome", None)
        if asked.declared.title and outcome in ANSWERED:
            answers = {**(answers or {}), asked.declared.title: site.name}
        given = checked(asked, outcome, answers or {}, standing or {})
        against = asked.declared.contradicted(given) if outcome == Outcome.DONE else []
        if against and not reason:
            raise NeedsReason(against)
        session.scalars(Site.locked_with_outer(site.id)).all()
        entry = cls(
            uuid=uuid, unit_id=site.unit_id, programme_id=asked.programme_id, programme_version_id=asked.id,
            site_id=site.id, by_id=by.id if by else None, organisation_id=organisation_id, way=way, at=at,
            received_at=now, day=held_on or clock.day_of(at, now), period_key=key, outcome=outcome,
            answers=_stored(given), reason=reason if against else "",
            waits=bool(asked.declared.confirmed_by) and outcome == Outcome.DONE and not confirms,
        )  # fmt: skip
        session.add(entry)
        session.flush()
        if entry.has_answers:
            within = judged(session, site.id, asked.declared.parts)
            session.add_all(Answer.rows_of(entry, asked, within))
        cls.recompute_latest(session, site.id, asked.programme_id)
        return entry

    def withdraw(self, session: Session, now: datetime) -> bool:
        """Withdraw a mistaken entry; the one before counts again. False where it is already withdrawn."""
        session.scalars(Site.locked_with_outer(self.site_id)).all()
        session.refresh(self)
        if self.withdrawn_at is not None:
            return False
        if self.asked_by.declared.parts:
            self._withdraw_copies(session, now)
        self.latest = self.counts = self.waits = False
        self.withdrawn_at, self.superseded_on = now, None
        self.forget_names()
        for photo in self.photos:
            photo.take_away(session, now)
        session.flush()
        session.execute(delete(Answer).where(Answer.entry_id == self.id))
        self.recompute_latest(session, self.site_id, self.programme_id)
        if self.asked_by.declared.parts:
            self.judge_within(session, self.site_id)
        return True

    def decide(self, session: Session, by: Account, now: datetime, *, returned: str = "") -> bool:
        """Confirm an entry that waits, or return it with words: the one before goes on counting. False where it does
        not wait, or a newer one was recorded."""
        session.scalars(Site.locked_with_outer(self.site_id)).all()
        session.refresh(self)
        if not (self.waits and self.latest):
            return False
        self.waits = False
        if returned:
            self.returned_at, self.returned_words = now, returned
        else:
            self.confirmed_at, self.confirmed_by_id = now, by.id
        session.flush()
        self.recompute_latest(session, self.site_id, self.programme_id)
        if self.asked_by.declared.parts:
            self.judge_within(session, self.site_id)
        return True

    def _withdraw_copies(self, session: Session, now: datetime) -> None:
        """Withdraw the entries by which the machine carried its answers on."""
        own = ProgrammeEntry.programme_id == self.programme_id, ProgrammeEntry.at == self.at
        copied = ProgrammeEntry.site_id == self.site_id, ProgrammeEntry.way == BY_PARTS
        for each in session.scalars(select(ProgrammeEntry).where(*own, *copied)).all():
            each.latest = each.counts = False
            each.withdrawn_at, each.superseded_on = now, None
            each.forget_names()
            session.flush()
            session.execute(delete(Answer).where(Answer.entry_id == each.id))

    def forget_names(self, names: Collection[str] | None = None) -> bool:
        """Erase all names, or those in `names` (`identity_key`); whether any was. Only the entry that counts
        has names, and those that wait."""
        given, stood = self.given, self.answers
        for each in self.asked_by.declared.persons if given else ():
            if each.key in given and (names is None or identity_key(given[each.key]) in names):
                del given[each.key], given[each.key + AGREED]
                self.answers = _stored(given)
        return self.answers != stood

    def forget_texts(self) -> None:
        """Erase all that it says in words: texts, telephones, names, its reason."""
        gone = {*self.asked_by.declared.written, *(each.key + AGREED for each in self.asked_by.declared.persons)}
        self.answers = _stored({key: value for key, value in self.given.items() if key not in gone})
        self.reason = ""

    @classmethod
    def recompute_latest(cls, session: Session, site_id: int, programme_id: int) -> None:
        """Set which entry of a site is latest in each period, which counts, and until when each other one did. The
        caller has locked the site's row."""
        standing = session.scalars(cls.of([site_id], programme_id).where(cls.withdrawn_at.is_(None))).all()
        by_period: dict[date, list[ProgrammeEntry]] = {}
        for each in standing:
            by_period.setdefault(each.period_key, []).append(each)
        chosen, site = [cls._rank(entries) for entries in by_period.values()], session.get_one(Site, site_id)
        if site.entry_day and chosen:
            chosen = [cls._rank_of_event(*chosen[0])]
            site.follow(chosen[0][0].outcome)
        session.flush()  # the unique indexes: clear the flags before setting others
        for latest, counts in chosen:
            latest.latest = True
            if counts is not None:
                counts.counts = True
        session.execute(update(Site).where(Site.id == site_id).values(version=Site.version + 1))
        session.flush()
        if site.within_id is not None:
            cls.judge_within(session, site.within_id)

    @classmethod
    def judge_within(cls, session: Session, site_id: int) -> "ProgrammeEntry | None":
        """Judge a site again by what stands of the sites within it. Where it meets other criteria than its entry that
        counts, an entry of today with the same answers says so; returns that. The caller has locked the row."""
        own = cls.site_id == site_id, cls.programme_id == Site.programme_id, cls.counts
        wanted = select(cls).join(Site, Site.id == cls.site_id).where(*own).order_by(cls.period_key.desc()).limit(1)
        counting = session.scalars(wanted.options(joinedload(cls.asked_by), joinedload(cls.site))).first()
        if counting is None or not (parts := counting.asked_by.declared.parts):
            return None
        declared, within = counting.asked_by.declared, judged(session, site_id, parts)
        keys = {each.key for each in declared.criteria if each.rule.parts}
        met = select(Answer.key).where(Answer.entry_id == counting.id, Answer.value == MET, Answer.key.in_(keys))
        if set(session.scalars(met)) == keys & set(declared.met({**counting.given, **within})):
            return None
        now = clock.now()
        made = cls(
            uuid=str(uuid4()), unit_id=counting.unit_id, programme_id=counting.programme_id, way=BY_PARTS, by_id=None,
            programme_version_id=counting.programme_version_id, site_id=site_id, at=counting.at, received_at=now,
            day=counting.site.entry_day or max(clock.local(now).date(), counting.day),
            period_key=counting.period_key, outcome=Outcome.DONE, answers=counting.answers,
            reason=counting.reason,
        )  # fmt: skip
        session.add(made)
        session.flush()
        session.add_all(Answer.rows_of(made, counting.asked_by, within))
        cls.recompute_latest(session, site_id, made.programme_id)
        return made

    @classmethod
    def _rank(cls, entries: Sequence["ProgrammeEntry"]) -> tuple["ProgrammeEntry", "ProgrammeEntry | None"]:
        """Clear the flags of those of a site and period, newest first, that are not latest or do not count any more;
        returns the two that are to have them."""
        done = [each for each in entries if each.outcome in (Outcome.DONE, Outcome.NOTHING) and not each.is_undecided]
        latest, counts, newer = entries[0], next(iter(done), None), None
        for each in entries:
            if each is not counts and not (each.waits and each is latest):
                each.forget_names()
            if (each.latest and each is not latest) or (each.counts and each is not counts):
                each.latest, each.counts = each.latest and each is latest, each.counts and each is counts
        for each in done:  # an entry without a time arrived later than it ranks
            each.superseded_on = max(newer, each.day) if newer else None
            newer = min(newer, each.day) if newer else each.day
        return latest, counts

    @classmethod
    def redate(cls, session: Session, site: Site) -> None:
        """Give the entries of an event the day to which it moved. The caller has locked the row."""
        session.flush()
        day = site.entry_day
        superseded = case((cls.superseded_on.is_not(None), day))
        session.execute(update(cls).where(cls.site_id == site.id).values(day=day, superseded_on=superseded))
        session.execute(update(Answer).where(Answer.site_id == site.id).values(day=day))
        session.expire_all()

    @classmethod
    def _rank_of_event(
        cls, latest: "ProgrammeEntry", counts: "ProgrammeEntry | None"
    ) -> tuple["ProgrammeEntry", "ProgrammeEntry | None"]:
        """Of an event nothing counts whose latest entry says that it is planned again, or called off."""
        if counts is not None and latest.outcome != Outcome.DONE:
            counts.counts, counts.superseded_on = False, counts.day
            counts.forget_names()
            counts = None
        return latest, counts

    @classmethod
    def move_all(cls, session: Session, site: Site, to: Site) -> None:
        """Move all entries of a site to the one into which it was merged. The caller has locked both rows."""
        cls._move(session, site, to, cls.site_id == site.id)

    @classmethod
    def move_period(cls, session: Session, site: Site, to: Site, programme_id: int, period: date) -> None:
        """Move the entries of a site for a period to another site. The caller has locked both rows."""
        cls._move(session, site, to, cls.site_id == site.id, cls.programme_id == programme_id, cls.of_period(period))

    @classmethod
    def _move(cls, session: Session, site: Site, to: Site, *which: ColumnElement[bool]) -> None:
        programmes = set(session.scalars(select(cls.programme_id).where(*which).distinct()))
        moving = select(cls.id).where(*which)
        session.execute(update(Answer).where(Answer.entry_id.in_(moving)).values(site_id=to.id))
        session.execute(update(cls).where(*which).values(site_id=to.id, latest=False, counts=False, superseded_on=None))
        session.expire_all()
        for programme_id in sorted(programmes):
            cls.recompute_latest(session, to.id, programme_id)


def _stored(given: Answers) -> str:
    return json.dumps(given, ensure_ascii=False, sort_keys=True)


def checked(
    asked: ProgrammeVersion, outcome: str, answers: Answers, standing: Answers | None = None
) -> Mapping[str, Any]:
    """The filled answers to fields that are shown, each valid in the version or unchanged from `standing`, without
    persons who may not be named.

    Raises:
        WrongAnswer: an answer is invalid, or there are answers without outcome done.
    """
    declared = asked.declared
    given = declared.shown({key: value for key, value in answers.items() if is_filled(value)})
    if outcome not in declared.possible_outcomes or (given and outcome not in ANSWERED):
        raise WrongAnswer("outcome", None)
    for key, value in given.items():
        field = declared.by_key.get(key)
        if field is None or not field.carries(value, (standing or {}).get(key)):
            raise WrongAnswer(key, field)
    for each in declared.persons:
        if each.key not in given or not each.agreed(given):
            given = {key: value for key, value in given.items() if key not in (each.key, each.key + AGREED)}
    return given
