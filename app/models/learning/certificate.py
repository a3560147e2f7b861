"""Certificates: numbered by their register, without gaps per unit and year, never reused, never redrawn."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, UniqueConstraint, func, select, text, update
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship, synonym
from sqlalchemy.orm.interfaces import ORMOption

from app.country import clock, codes
from app.models.base import Keyed, known, partial_index
from app.models.guards import Frozen
from app.models.learning.certificate_register import CertificateRegister
from app.models.learning.course_terms import outward_title
from app.models.learning.registration import Registration
from app.models.mixins.issued import Issued, NotStanding
from app.models.mixins.named_file import file_below
from app.models.people.account import Account
from app.models.people.administrative_unit import AdministrativeUnit


class CertificateState(StrEnum):
    """approved (numbered) → issued (its own PDF is on disk) → handed over → replaced | revoked."""

    APPROVED = "approved"
    ISSUED = "issued"
    HANDED_OVER = "handed_over"
    REPLACED = "replaced"
    REVOKED = "revoked"


# Quyết định 1147: hand-over within fifteen days of the approval.
HAND_OVER_DAYS = 15
# The states of a valid certificate, handed over or ready to be.
STANDING = (CertificateState.ISSUED, CertificateState.HANDED_OVER)
# The states of a certificate that is no longer valid.
ENDED = (CertificateState.REPLACED, CertificateState.REVOKED)

# Columns of its state may change; the content never, and the file not once it was drawn.
_GUARD = Frozen(
    moves=("state", "name_key", "issued_at", "picture_drawn_at", "handed_over_at", "handed_to", "handed_by_id",
           "ended_at", "end_reason", "replaces_id"),
    file=("sha256", "file", "drawn_size"),
    drawn="sha256 IS NOT NULL",
    words="a numbered certificate never changes",
    row_on_sqlite="certificate_no_delete",
    row_words="the register keeps every number",
)  # fmt: skip


# A valid paper without a picture, or an ended one with one: the index and the statement say it alike.
_PICTURE_DUE = "file IS NOT NULL AND (picture_drawn_at IS NULL) = (ended_at IS NULL)"


class NotToHandOver(Exception):
    """The certificate does not wait to be handed over, or its hand-over cannot be undone."""


class HasFile(Exception):
    """The PDF exists: size and content are frozen."""


class Certificate(Issued, Keyed):
    """One entry of the register. Its content is frozen when it is numbered; a trigger refuses any change of it.

    `content` is what the paper shows: address ("bà"), full_name, birth_year, group, course, minutes, first_day,
    last_day (ISO), issuer, style, unit, province, place_line, approved_on (ISO), signer_formula, signer_capacity,
    signer_name, size; neutral ("1") if the course's title was made neutral.
    """

    FOLDER, SUBJECT = "certificates", "certificate"
    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("register_id", "number"),
        CheckConstraint("number > 0", name="number_positive"),
        known("state", CertificateState),
        CheckConstraint("state <> 'handed_over' OR handed_over_at IS NOT NULL", name="handed_over_when"),
        CheckConstraint("(state IN ('replaced', 'revoked')) = (ended_at IS NOT NULL)", name="ended_when_over"),
        CheckConstraint("ended_at IS NULL OR end_reason <> ''", name="ended_with_reason"),
        known("drawn_size", ("A4", "A5")),
        CheckConstraint("state = 'approved' OR (file IS NOT NULL AND sha256 IS NOT NULL)", name="issued_has_file"),
        partial_index(
            "uq_certificate_registration_live", "registration_id", where="state NOT IN ('replaced', 'revoked')"
        ),
        partial_index("ix_certificate_picture_due", "id", where=_PICTURE_DUE, unique=False),
        Index(None, "approval_id"),
        {"info": {"guard": _GUARD}},
    )

    register_id: Mapped[int] = mapped_column(ForeignKey("certificate_register.id"), init=False)
    register: Mapped[CertificateRegister] = relationship()
    unit: AssociationProxy[AdministrativeUnit] = association_proxy("register", "unit", init=False)
    year: AssociationProxy[int] = association_proxy("register", "year", init=False)
    number: Mapped[int]
    code: Mapped[str] = mapped_column(unique=True, default_factory=codes.new_token)
    approval_id: Mapped[int] = mapped_column(ForeignKey("approval.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), init=False)
    registration: Mapped[Registration] = relationship()
    state: Mapped[str] = mapped_column(default=CertificateState.APPROVED)
    content: Mapped[str]
    said: Mapped[str] = synonym("content", init=False)
    name_key: Mapped[str] = mapped_column(init=False, default="")
    # Another size than approved, set before there was a file; frozen with the file.
    drawn_size: Mapped[str | None] = mapped_column(default=None)
    file: Mapped[str | None] = mapped_column(default=None, info=file_below("papers"))
    sha256: Mapped[str | None] = mapped_column(default=None)
    approved_at: Mapped[datetime]
    issued_at: Mapped[datetime | None] = mapped_column(default=None)
    # When the picture of its first page was drawn; None without one. Once it ended: None as soon as that is removed.
    picture_drawn_at: Mapped[datetime | None] = mapped_column(default=None)
    # The hand-over: when, to whom (the person or somebody on their behalf), by whom.
    handed_over_at: Mapped[datetime | None] = mapped_column(default=None)
    handed_to: Mapped[str] = mapped_column(default="")
    handed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), init=False)
    handed_by: Mapped[Account | None] = relationship(default=None)
    # Replaced or revoked: when and why; the replacing certificate refers to it.
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    end_reason: Mapped[str] = mapped_column(default="")
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"), unique=True, default=None)
    replaces: Mapped["Certificate | None"] = relationship(
        remote_side="Certificate.id", foreign_keys="Certificate.replaces_id", viewonly=True, init=False
    )
    replaced_by: Mapped["Certificate | None"] = relationship(
        foreign_keys="Certificate.replaces_id", viewonly=True, init=False
    )

    @property
    def outward_course(self) -> str:
        """The class's title wherever the certificate is listed beside its person's name."""
        return outward_title(self.paper, self.registration.course)

    @property
    def tells(self) -> bool:
        """Whether the printed paper contains a title that may not stand beside a name."""
        return bool(self.outward_course != self.paper["course"])

    @property
    def size(self) -> str:
        """The paper size: as approved, unless it had to be drawn on another."""
        return self.drawn_size or self.paper["size"]

    @property
    def name(self) -> str:
        """The certificate's name among a unit's, in addresses and forms: "2026-1"."""
        return f"{self.register.year}-{self.number}"

    @property
    def due(self) -> date:
        """The last day to hand it over."""
        return due_after(self.approved_at)

    # -- queries --------------------------------------------------------------------------------------------------

    @classmethod
    def holding(cls, code: str) -> Select["Certificate"]:
        """The certificate of a verification code, however typed, with the unit of its register."""
        unit = joinedload(cls.register).joinedload(CertificateRegister.unit)
        return select(cls).where(cls.code == codes.read_code(code)).options(*with_successor(), unit)

    @classmethod
    def of_registrations(cls, ids: Collection[int]) -> Select["Certificate"]:
        """The certificates of some registrations, with their registers."""
        return select(cls).where(cls.registration_id.in_(ids)).options(joinedload(cls.register)).order_by(cls.id)

    @classmethod
    def of_approval(cls, approval_id: int) -> Select["Certificate"]:
        """The certificates of one approved list by number, in any state."""
        return select(cls).where(cls.approval_id == approval_id).options(*with_successor()).order_by(cls.id)

    @classmethod
    def of_course(cls, course_id: int) -> Select["Certificate"]:
        """The certificates of all lists of a course by number, in any state, with who handed them over."""
        theirs = select(cls).join(cls.registration).where(Registration.course_id == course_id)
        return theirs.options(*with_successor(), joinedload(cls.handed_by)).order_by(cls.id)

    @classmethod
    def valid_of(cls, registration_ids: Iterable[int]) -> Select["Certificate"]:
        """The valid certificates (not replaced or revoked) of some registrations: at most one each."""
        wanted = select(cls).where(cls.registration_id.in_(registration_ids), cls.state.not_in(ENDED))
        return wanted.options(joinedload(cls.register)).order_by(cls.id)

    @classmethod
    def picture_due(cls) -> Select[int, str, str, datetime | None]:
        """Id, file, its hash, end of the certificates whose picture is to be drawn, or removed since they ended; the
        newest first."""
        file, sha256 = func.coalesce(cls.file, ""), func.coalesce(cls.sha256, "")
        return select(cls.id, file, sha256, cls.ended_at).where(text(_PICTURE_DUE)).order_by(cls.id.desc())

    @classmethod
    def forget_pictures(cls, session: Session) -> None:
        """Note that no valid certificate has a picture; what ended keeps its note until its picture is removed."""
        drawn = cls.picture_drawn_at.is_not(None), cls.ended_at.is_(None)
        session.execute(update(cls).where(*drawn).values(picture_drawn_at=None))

    # -- what happens to it ---------------------------------------------------------------------------------------

    def draw_on(self, size: str) -> None:
        """Set another size than approved, while there is no PDF; the content stays. The caller locks it.

        Raises:
            HasFile: it was drawn already.
        """
        if self.state != CertificateState.APPROVED:
            raise HasFile
        self.drawn_size = size

    def issue(self, *, file: str, sha256: str, now: datetime) -> None:
        """See `Issued`."""
        super().issue(file=file, sha256=sha256, now=now)
        self.issued_at, self.state = now, CertificateState.ISSUED

    def hand_over(self, *, to: str, by: Account, now: datetime) -> None:
        """Record the hand-over, to the person (`to` empty) or to somebody on their behalf. The caller locks it.

        Raises:
            NotToHandOver: it has no file yet, was handed over already, or is not valid.
        """
        if self.state != CertificateState.ISSUED:
            raise NotToHandOver
        self.state, self.handed_over_at, self.handed_to, self.handed_by = CertificateState.HANDED_OVER, now, to, by

    def may_take_back(self, now: datetime) -> bool:
        """Whether the hand-over can still be undone: on the day it was recorded."""
        at = self.handed_over_at if self.state == CertificateState.HANDED_OVER else None
        return at is not None and clock.local(at).date() == clock.local(now).date()

    def take_back(self, *, now: datetime) -> None:
        """Undo a hand-over recorded by mistake. The caller locks it.

        Raises:
            NotToHandOver: it was not handed over, or on an earlier day.
        """
        if not self.may_take_back(now):
            raise NotToHandOver
        self.state, self.handed_over_at, self.handed_to, self.handed_by = CertificateState.ISSUED, None, "", None

    def end_as(self, state: CertificateState, *, reason: str, now: datetime) -> None:
        """Mark it as replaced or revoked: it stays in the register and is no longer valid. The caller locks it.

        Raises:
            NotStanding: it was never issued, or ended before.
        """
        if self.state not in STANDING:
            raise NotStanding
        self.end(reason, now=now)
        self.state = state
        self.picture_drawn_at = self.picture_drawn_at or now  # one may lie there: the next round removes it


def due_after(approved_at: datetime) -> date:
    """The last day to hand over what was approved at a moment."""
    return clock.local(approved_at).date() + timedelta(days=HAND_OVER_DAYS)


def with_successor() -> tuple[ORMOption, ...]:
    """Load with the register, the course, and the replacing certificate with its register."""
    return (
        joinedload(Certificate.register),
        joinedload(Certificate.registration).joinedload(Registration.course),
        joinedload(Certificate.replaced_by).joinedload(Certificate.register),
    )
