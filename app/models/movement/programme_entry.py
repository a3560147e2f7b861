"""Entries of a programme about a site, and which of them counts.

Every entry stays, with the version that it answers. Per site and programme, the newest entry is `latest` (shown in
lists), the newest done one `counts`. Every done entry that is not withdrawn has rows in `answer` and stores the day
from which the next one replaces it (`superseded_on`): a figure of a day reads the newest up to that day, whatever was
recorded later. Of two entries at one house both are kept; the one with the later corrected time counts, whatever the
order of arrival."""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    and_,
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
from app.models.movement.answer import Answer
from app.models.movement.declaration import AGREED, Outcome, Question
from app.models.movement.programme import ProgrammeVersion
from app.models.movement.rules import Answers, is_filled
from app.models.movement.site import Site
from app.models.people.account import Account

if TYPE_CHECKING:
    from app.models.movement.entry_photo import EntryPhoto

# Indexes that cover what figures and lists read of thousands of rows, the condition included (for SQLite).
COUNTED = "programme_id", "day", "unit_id", "site_id", "counts"
OUTCOME = "site_id", "programme_id", "outcome", "latest"
_SUPERSEDED = (
    "superseded_on IS NULL OR (outcome = 'done' AND withdrawn_at IS NULL AND NOT counts AND superseded_on >= day)"
)
AS_OF = "programme_id", "day", "unit_id", "site_id", "superseded_on", "counts"


class WrongAnswer(ValueError):
    """An invalid answer; `field` is its question, None where the key is unknown."""

    def __init__(self, key: str, field: Question | None) -> None:
        super().__init__(key)
        self.key, self.field = key, field


class ProgrammeEntry(Base):
    """An entry about a site at a moment: its outcome and, if done, its answers."""

    __tablename__ = "programme_entry"
    __table_args__ = (
        known("outcome", Outcome),
        known("way", ("doorstep", "office", "import")),
        CheckConstraint("outcome = 'done' OR answers = '{}'", name="answers_where_done"),
        CheckConstraint("NOT counts OR (outcome = 'done' AND withdrawn_at IS NULL)", name="counts_where_done"),
        CheckConstraint("NOT latest OR withdrawn_at IS NULL", name="latest_stands"),
        CheckConstraint(_SUPERSEDED, name="superseded_where_done"),
        partial_index("uq_programme_entry_latest", "programme_id", "site_id", where="latest"),
        partial_index("uq_programme_entry_counts", "programme_id", "site_id", where="counts"),
        partial_index("ix_programme_entry_counted", *COUNTED, where="counts", unique=False),
        partial_index("ix_programme_entry_outcome", *OUTCOME, where="latest", unique=False),
        Index("ix_programme_entry_as_of", *AS_OF),
        Index(None, "site_id", "programme_id", "at"),
        Index(None, "by_id"),
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
    by: Mapped[Account | None] = relationship(init=False, viewonly=True)
    way: Mapped[str]
    at: Mapped[datetime]
    day: Mapped[date]
    received_at: Mapped[datetime]
    outcome: Mapped[str]
    answers: Mapped[str] = mapped_column(default="{}")
    latest: Mapped[bool] = mapped_column(default=False)
    counts: Mapped[bool] = mapped_column(default=False)
    # The day from which figures read a newer done entry.
    superseded_on: Mapped[date | None] = mapped_column(default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    photos: Mapped[list["EntryPhoto"]] = relationship(
        primaryjoin="and_(EntryPhoto.entry_id == ProgrammeEntry.id, EntryPhoto.removed_at.is_(None), "
        "EntryPhoto.file != '')", order_by="EntryPhoto.id", viewonly=True, init=False,
    )  # fmt: skip

    @property
    def has_time(self) -> bool:
        """Whether the time of recording is known; else the time of arrival stands for it."""
        return clock.is_known(self.at)

    @property
    def shown_at(self) -> datetime:
        """The time of recording, or of arrival where that is unknown."""
        return self.at if self.has_time else self.received_at

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
    def standing(cls, site_id: int, programme_id: int) -> Select["ProgrammeEntry"]:
        """The entry of a site that counts, with version and photos."""
        wanted = cls.of([site_id], programme_id).where(cls.counts).options(joinedload(cls.asked_by))
        return wanted.options(selectinload(cls.photos))

    @classmethod
    def read_on(cls, day: date) -> ColumnElement[bool]:
        """Condition for the entries that figures of a day read: per site and programme the newest done one up to that
        day."""
        return and_(cls.day <= day, or_(cls.counts, cls.superseded_on > day))

    @classmethod
    def own(cls, site: str, programme_id: int, account_id: int) -> Select[bool]:
        """Whether an account recorded the entry of a site that counts."""
        mine = exists().where(cls.site_id == Site.id, Site.public_id == site, cls.programme_id == programme_id)
        return select(mine.where(cls.counts, cls.by_id == account_id))

    @classmethod
    def sent_as(cls, uuid: str) -> Select["ProgrammeEntry"]:
        """The entry that a phone or a form sent under a uuid, with its version."""
        return select(cls).where(cls.uuid == uuid).options(joinedload(cls.asked_by))

    @classmethod
    def counted_in(cls, unit_id: int) -> Select[int, int, date]:
        """Per programme of a unit: how many entries count, and the day of the newest."""
        counted = select(cls.programme_id, func.count(), func.max(cls.day)).where(cls.unit_id == unit_id, cls.counts)
        return counted.group_by(cls.programme_id)

    @classmethod
    def record(
        cls,
        session: Session,
        site: Site,
        asked: ProgrammeVersion,
        *,
        uuid: str,
        by: Account | None,
        way: str,
        at: datetime,
        outcome: str = Outcome.DONE,
        answers: Answers | None = None,
        standing: Answers | None = None,
        now: datetime,
    ) -> "ProgrammeEntry":
        """Store an entry and recompute which counts. Locks the site's row, so that two at one house wait for each
        other. Answers unchanged from `standing` are accepted even if only an older version offered them.

        Raises:
            WrongAnswer: an answer is invalid in this version, or there are answers without outcome done.
        """
        given = checked(asked, outcome, answers or {}, standing or {})
        session.scalars(Site.locked(site.id)).one()
        entry = cls(
            uuid=uuid, unit_id=site.unit_id, programme_id=asked.programme_id, programme_version_id=asked.id,
            site_id=site.id, by_id=by.id if by else None, way=way, at=at, day=clock.day_of(at, now), received_at=now,
            outcome=outcome, answers=_stored(given),
        )  # fmt: skip
        session.add(entry)
        session.flush()
        if entry.has_answers:
            session.add_all(Answer.rows_of(entry, asked))
        cls.recompute_latest(session, site.id, asked.programme_id)
        return entry

    def withdraw(self, session: Session, now: datetime) -> bool:
        """Withdraw a mistaken entry; the one before counts again. False where it is already withdrawn."""
        session.scalars(Site.locked(self.site_id)).one()
        session.refresh(self)
        if self.withdrawn_at is not None:
            return False
        self.latest = self.counts = False
        self.withdrawn_at, self.superseded_on = now, None
        self.forget_names()
        for photo in self.photos:
            photo.take_away(session, now)
        session.flush()
        session.execute(delete(Answer).where(Answer.entry_id == self.id))
        self.recompute_latest(session, self.site_id, self.programme_id)
        return True

    def forget_names(self, names: Collection[str] | None = None) -> bool:
        """Erase all names, or those in `names` (`identity_key`); whether any was. Only the entry that counts has
        names."""
        given, stood = self.given, self.answers
        for each in self.asked_by.declared.persons if given else ():
            if each.key in given and (names is None or identity_key(given[each.key]) in names):
                del given[each.key], given[each.key + AGREED]
                self.answers = _stored(given)
        return self.answers != stood

    @classmethod
    def recompute_latest(cls, session: Session, site_id: int, programme_id: int) -> None:
        """Set which entry of a site is latest, which counts, and until when each other one did. The caller has locked
        the site's row."""
        standing = session.scalars(cls.of([site_id], programme_id).where(cls.withdrawn_at.is_(None))).all()
        latest, done = next(iter(standing), None), [each for each in standing if each.outcome == Outcome.DONE]
        counts = next(iter(done), None)
        for each in standing:
            if each is not counts:
                each.forget_names()
            if (each.latest and each is not latest) or (each.counts and each is not counts):
                each.latest, each.counts = each.latest and each is latest, each.counts and each is counts
        newer = None
        for each in done:  # an entry without a time arrived later than it ranks
            each.superseded_on = max(newer, each.day) if newer else None
            newer = min(newer, each.day) if newer else each.day
        session.flush()  # the unique indexes: clear the flags before setting others
        if latest is not None:
            latest.latest = True
        if counts is not None:
            counts.counts = True
        session.execute(update(Site).where(Site.id == site_id).values(version=Site.version + 1))
        session.flush()

    @classmethod
    def move_all(cls, session: Session, site: Site, to: Site) -> None:
        """Move all entries of a site to the one into which it was merged. The caller has locked both rows."""
        which = (cls.site_id == site.id,)
        programmes = set(session.scalars(select(cls.programme_id).where(*which).distinct()))
        session.execute(update(Answer).where(Answer.site_id == site.id).values(site_id=to.id))
        session.execute(update(cls).where(*which).values(site_id=to.id, latest=False, counts=False, superseded_on=None))
        session.expire_all()
        for programme_id in sorted(programmes):
            cls.recompute_latest(session, to.id, programme_id)


def _stored(given: Answers) -> str:
    return json.dumps(given, ensure_ascii=False, sort_keys=True)


def checked(
    asked: ProgrammeVersion, outcome: str, answers: Answers, standing: Answers | None = None
) -> Mapping[str, Any]:
    """The filled answers, each valid in the version or unchanged from `standing`, without persons who may not be named.

    Raises:
        WrongAnswer: an answer is invalid, or there are answers without outcome done.
    """
    declared = asked.declared
    given = {key: value for key, value in answers.items() if is_filled(value)}
    if outcome not in declared.outcomes or (given and outcome != Outcome.DONE):
        raise WrongAnswer("outcome", None)
    for key, value in given.items():
        field = declared.by_key.get(key)
        if field is None or not field.carries(value, (standing or {}).get(key)):
            raise WrongAnswer(key, field)
    for each in declared.persons:
        if each.key not in given or not each.agreed(given):
            given = {key: value for key, value in given.items() if key not in (each.key, each.key + AGREED)}
    return given
