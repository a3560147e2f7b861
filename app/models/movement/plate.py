"""Plates and the other papers (giving.py) that a programme gives to sites that meet its criteria. One begins as a row
of a list that waits for a leader; once given it has a number in the ward's book of its kind, frozen text and a file
drawn once; it ends by renewal or revocation. With periods a site gets one for each period."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    UniqueConstraint,
    and_,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from app.country import clock, codes, names
from app.models.base import Addressed, known, partial_index
from app.models.guards import Frozen
from app.models.mixins.issued import Issued, NotStanding, canonical
from app.models.mixins.named_file import file_below
from app.models.movement.declared_periods import NO_PERIOD
from app.models.movement.giving import LASTING, PaperKind
from app.models.movement.programme import Programme
from app.models.movement.programme_entry import ProgrammeEntry
from app.models.movement.site import Site
from app.models.people.administrative_unit import AdministrativeUnit

if TYPE_CHECKING:
    from app.models.movement.recognition import Recognition

# A renewal is due this long before the last valid day.
DUE = timedelta(days=60)


class PlateState(StrEnum):
    """proposed → declined | dropped (nothing came of its list) | standing (numbered) → replaced | revoked."""

    PROPOSED = "proposed"
    DECLINED = "declined"
    DROPPED = "dropped"
    STANDING = "standing"
    REPLACED = "replaced"
    REVOKED = "revoked"


# Begins the series of what is numbered; one that a programme declares has no colon.
BOOK = "book:"
# A site has one paper of a programme for each period, of whatever kind.
ONE_EACH = "programme_id", "site_id", "period"
_NUMBERED = "state IN ('standing', 'replaced', 'revoked')"
_GUARD = Frozen(
    since="number IS NOT NULL",
    moves=("programme_id", "site_id", "name_key", "state", "ended_at", "end_reason"),
    file=("sha256", "file"),
    drawn="sha256 <> ''",
    words="a numbered plate never changes",
)


class Plate(Issued, Addressed):
    """A site on a list for recognition, and the plate or other paper that it was given.

    `said` is empty before numbering; then it is the text of the paper: programme, noun ("hộ"), the words of
    `recipient_words`, period (ISO, "" without), reason, valid_until (ISO, "" for no end), and the keys of
    `issued_under`. Plates of before 0078 lack period, reason and title.
    """

    FOLDER, SUBJECT = "plates", "plate"

    __tablename__ = "plate"
    __table_args__ = (
        CheckConstraint(
            "state IN ('proposed', 'declined', 'dropped', 'standing', 'replaced', 'revoked')", name="state_known"
        ),
        CheckConstraint(f"({_NUMBERED}) = (number IS NOT NULL)", name="numbered_when_given"),
        CheckConstraint("(number IS NULL) = (decided_on IS NULL)", name="numbered_on_a_day"),
        CheckConstraint("number IS NULL OR number > 0", name="number_positive"),
        CheckConstraint("(state IN ('replaced', 'revoked')) = (ended_at IS NOT NULL)", name="ended_when_over"),
        CheckConstraint(
            "state NOT IN ('declined', 'replaced', 'revoked') OR end_reason <> ''", name="ended_with_a_reason"
        ),
        CheckConstraint("(file = '') = (sha256 = '')", name="file_has_hash"),
        UniqueConstraint("unit_id", "series", "year", "number"),
        known("kind", PaperKind),
        CheckConstraint("kind <> 'plate' OR period = '0001-01-01'", name="plate_without_period"),
        partial_index("uq_plate_proposed", *ONE_EACH, where="state = 'proposed'"),
        partial_index("uq_plate_standing", *ONE_EACH, where="state = 'standing'"),
        Index(None, "recognition_id"),
        Index(None, "site_id"),
        Index(None, "entry_id"),
        {"info": {"guard": _GUARD}},
    )

    # The QR code is /g/<code>.
    code: Mapped[str] = mapped_column(unique=True, default_factory=codes.new_token)
    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"))
    unit: Mapped[AdministrativeUnit] = relationship(init=False, viewonly=True)
    recognition_id: Mapped[int] = mapped_column(ForeignKey("recognition.id"))
    recognition: Mapped["Recognition"] = relationship(init=False, viewonly=True)
    # The programme that recognises the house today; it changes with the ward of the house. `recognition` gave the
    # plate.
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    programme: Mapped[Programme] = relationship(init=False, viewonly=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    site: Mapped[Site] = relationship(init=False, viewonly=True)
    # The entry by which it was proposed.
    entry_id: Mapped[int] = mapped_column(ForeignKey("programme_entry.id"))
    entry: Mapped[ProgrammeEntry] = relationship(init=False, viewonly=True)
    state: Mapped[str] = mapped_column(default=PlateState.PROPOSED)
    series: Mapped[str]
    # The year of the decision; before it, of the proposal.
    year: Mapped[int]
    number: Mapped[int | None] = mapped_column(default=None)
    said: Mapped[str] = mapped_column(default="{}")
    name_key: Mapped[str] = mapped_column(init=False, default="")
    decided_on: Mapped[date | None] = mapped_column(default=None)
    valid_until: Mapped[date | None] = mapped_column(default=None)
    file: Mapped[str] = mapped_column(default="", info=file_below("papers"))
    sha256: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    end_reason: Mapped[str] = mapped_column(default="")
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("plate.id"), unique=True, default=None)
    replaced_by: Mapped["Plate | None"] = relationship(
        foreign_keys="Plate.replaces_id", viewonly=True, uselist=False, init=False
    )
    # What it is, and the period for which it was given, or NO_PERIOD.
    kind: Mapped[str] = mapped_column(default=PaperKind.PLATE)
    period: Mapped[date] = mapped_column(default=NO_PERIOD)

    @classmethod
    def of(cls, recognition_id: int) -> Select["Plate"]:
        """The rows of a list in their order."""
        wanted = select(cls).where(cls.recognition_id == recognition_id).order_by(cls.id)
        return wanted.options(joinedload(cls.entry), *with_site())

    @classmethod
    def numbered_of(cls, recognition_id: int) -> Select["Plate"]:
        """The numbered plates of a list, in any state."""
        return cls.of(recognition_id).where(cls.number.is_not(None))

    @classmethod
    def due_of(cls, programme_id: int, day: date) -> Select["Plate"]:
        """The plates of a programme that are due for renewal, earliest first."""
        return select(cls).where(cls.programme_id == programme_id, cls.due(day)).order_by(cls.valid_until, cls.id)

    @classmethod
    def count_due(cls, programme_id: int, day: date) -> Select[int]:
        """The number of plates due for renewal."""
        return select(func.count()).select_from(cls.due_of(programme_id, day).order_by(None).subquery())

    @classmethod
    def numbered_in(cls, unit_ids: Collection[int]) -> Select["Plate"]:
        """The plates that some units gave, and those of houses that belong to them now, with list, programme and
        unit."""
        now_theirs = cls.programme_id.in_(select(Programme.id).where(Programme.unit_id.in_(unit_ids)))
        wanted = select(cls).where(cls.unit_id.in_(unit_ids) | now_theirs, cls.number.is_not(None))
        return wanted.options(joinedload(cls.recognition), joinedload(cls.programme), joinedload(cls.unit)).options(
            joinedload(cls.replaced_by)
        )

    @classmethod
    def holding(cls, code: str) -> Select["Plate"]:
        """The numbered plate of a verification code in any spelling."""
        wanted = select(cls).where(cls.code == codes.read_code(code), cls.number.is_not(None))
        return wanted.options(joinedload(cls.unit))

    @classmethod
    def due(cls, day: date) -> ColumnElement[bool]:
        """Condition for plates in force that are due for renewal on a day, or overdue."""
        return and_(cls.state == PlateState.STANDING, cls.valid_until <= day + DUE)

    @classmethod
    def due_by_programme(cls, unit_ids: Collection[int], day: date) -> Select[int, str, int]:
        """Plates due for renewal per programme that some units run, whoever gave them: id, name, number."""
        wanted = select(Programme.id, Programme.name, func.count()).join(cls, cls.programme_id == Programme.id)
        wanted = wanted.where(Programme.unit_id.in_(unit_ids), cls.due(day), Programme.retired_on.is_(None))
        return wanted.group_by(Programme.id, Programme.name).order_by(Programme.name, Programme.id)

    @classmethod
    def valid_on(cls, day: date) -> ColumnElement[bool]:
        """Condition for plates in force and not expired on a day."""
        return and_(cls._stood(day), or_(cls.valid_until.is_(None), cls.valid_until >= day))

    @classmethod
    def lapsed_by(cls, day: date) -> ColumnElement[bool]:
        """Condition for plates in force but expired on a day."""
        return and_(cls._stood(day), cls.valid_until < day)

    @classmethod
    def not_ended_by(cls, day: date) -> ColumnElement[bool]:
        """Condition for numbered plates that were neither replaced nor revoked by the end of a day, also of those that
        were given later."""
        over = clock.at_local(day + timedelta(days=1))
        return and_(cls.number.is_not(None), or_(cls.ended_at.is_(None), cls.ended_at >= over))

    @classmethod
    def _stood(cls, day: date) -> ColumnElement[bool]:
        return and_(cls.decided_on <= day, cls.not_ended_by(day))

    @classmethod
    def move_all(cls, session: Session, site: Site, to: Site, now: datetime) -> None:
        """Move the plates of a site to the one into which it was merged. Of two in force of one period the later one
        stays, of two proposals the earlier. The caller has locked both rows."""
        programmes = session.scalars(select(cls.programme_id).where(cls.site_id == site.id).distinct()).all()
        for each in sorted(programmes):
            cls._keep_one(session, (cls.site_id.in_((site.id, to.id)), cls.programme_id == each), now)
        session.execute(update(cls).where(cls.site_id == site.id).values(site_id=to.id))

    @classmethod
    def keep_latest(
        cls, session: Session, site_ids: Collection[int], programme_ids: Collection[int], now: datetime
    ) -> None:
        """Keep one per site and period, by the same rule, where several merged programmes gave one."""
        for each in site_ids:
            cls._keep_one(session, (cls.site_id == each, cls.programme_id.in_(programme_ids)), now)

    @classmethod
    def move_period(
        cls, session: Session, site: Site, to: Site, programme_id: int, period: date, now: datetime
    ) -> None:
        """Move what a site was given for a period to another site, as `move_all` does."""
        own = cls.programme_id == programme_id, cls.period == period
        cls._keep_one(session, (cls.site_id.in_((site.id, to.id)), *own), now)
        session.execute(update(cls).where(cls.site_id == site.id, *own).values(site_id=to.id))

    @classmethod
    def _keep_one(cls, session: Session, among: tuple[ColumnElement[bool], ...], now: datetime) -> None:
        open_ = cls.state.in_((PlateState.STANDING, PlateState.PROPOSED))
        by_state: dict[tuple[str, date], Plate] = {}
        for row in session.scalars(select(cls).where(*among, open_).order_by(cls.id).with_for_update(of=cls)):
            other = by_state.setdefault((row.state, row.period), row)
            if other is not row and row.state == PlateState.PROPOSED:
                row.state = PlateState.DROPPED
            elif other is not row:
                other.end_as(PlateState.REPLACED, row.register_number, now=now)
                by_state[row.state, row.period] = row
        session.flush()

    @property
    def lasts(self) -> bool:
        """Whether it is of a kind that may run out."""
        return self.kind in LASTING

    def has_lapsed(self, day: date) -> bool:
        """Whether it expired before a day."""
        return self.valid_until is not None and self.valid_until < day

    def give(self, number: int, words: Mapping[str, object], *, day: date, until: date | None) -> None:
        """Number it in the book of its kind, one for all programmes of a ward; from now on it never changes. Earlier
        releases had a book for each series: what they numbered stays, and later numbers are above."""
        self.series = f"{BOOK}{self.kind}"
        self.said, self.year, self.number = canonical(words), day.year, number
        self.decided_on, self.valid_until, self.state = day, until, PlateState.STANDING
        self.name_key = names.search_key(str(words["full_name"]))

    def end_as(self, state: PlateState, reason: str, *, now: datetime) -> None:
        """End the plate as replaced or revoked; its number stays. The caller has locked the row.

        Raises:
            NotStanding: it has no number, or has ended before.
        """
        if self.state != PlateState.STANDING:
            raise NotStanding
        self.end(reason, now=now)
        self.state = state


def with_site() -> tuple[Any, ...]:
    """Loader options for the site and its group."""
    site = joinedload(Plate.site)
    return (site.joinedload(Site.residential_group),)
