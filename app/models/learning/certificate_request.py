"""Requests to replace an issued certificate by a corrected one, or to revoke it. A leader decides."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Select, select
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship, synonym

from app.models.base import Addressed, known, partial_index
from app.models.learning.certificate import STANDING, Certificate, CertificateState
from app.models.learning.certificate_numbers import NEUTRAL, replace
from app.models.learning.certificate_register import CertificateRegister
from app.models.learning.course import Course
from app.models.mixins.decided import AlreadyDecided, Decided
from app.models.mixins.issued import NotStanding
from app.models.people.account import Account


class RequestKind(StrEnum):
    """Replace the certificate, or revoke it."""

    REPLACE = "replace"
    REVOKE = "revoke"


class RequestState(StrEnum):
    """asked → done | refused by a leader | withdrawn by the requester."""

    ASKED = "asked"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class AskedAlready(Exception):
    """Another request about the certificate is open."""


class NothingChanges(Exception):
    """The replacement would be identical."""


class CertificateRequest(Decided, Addressed):
    """One request; at most one per certificate is open. `changes` is JSON of the lines to change."""

    __tablename__ = "certificate_request"
    __table_args__ = (
        known("kind", RequestKind),
        known("state", RequestState),
        CheckConstraint("state <> 'withdrawn' OR decided_by_id IS NULL", name="withdrawn_undecided"),
        CheckConstraint("reason <> ''", name="reason_given"),
        CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="decided_when_decided"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> asked_by_id", name="two_people"),
        CheckConstraint("state <> 'refused' OR answer <> ''", name="refused_with_reason"),
        partial_index("uq_certificate_request_open", "certificate_id", where="state = 'asked'"),
    )

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), init=False)
    certificate: Mapped[Certificate] = relationship()
    kind: Mapped[str]
    changes: Mapped[str] = mapped_column(default="{}")
    reason: Mapped[str]
    state: Mapped[str] = mapped_column(default=RequestState.ASKED)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    asked_by: Mapped[Account] = relationship(foreign_keys="CertificateRequest.asked_by_id")
    asked_at: Mapped[datetime]
    proposed_by_id: Mapped[int] = synonym("asked_by_id", init=False)
    proposed_at: Mapped[datetime] = synonym("asked_at", init=False)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), init=False)
    decided_by: Mapped[Account | None] = relationship(foreign_keys="CertificateRequest.decided_by_id", default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    answer: Mapped[str] = mapped_column(default="")

    @hybrid_property
    def waits(self) -> bool:
        """Whether a leader has still to decide."""
        return self.state == RequestState.ASKED

    @property
    def changed(self) -> dict[str, str]:
        """The lines to change, by name; empty for a revocation."""
        read: dict[str, str] = json.loads(self.changes)
        return read

    @classmethod
    def of(cls, certificate_id: int) -> Select["CertificateRequest"]:
        """All requests about a certificate, the newest first, with the people."""
        people = (joinedload(cls.asked_by), joinedload(cls.decided_by))
        return select(cls).where(cls.certificate_id == certificate_id).options(*people).order_by(cls.id.desc())

    @classmethod
    def in_units(cls, unit_ids: Collection[int]) -> Select["CertificateRequest"]:
        """The requests about certificates of some units, the oldest first, with certificate and requester."""
        return (
            select(cls)
            .join(cls.certificate)
            .join(Certificate.register)
            .where(CertificateRegister.unit_id.in_(unit_ids))
            .options(joinedload(cls.certificate).joinedload(Certificate.register), joinedload(cls.asked_by))
            .order_by(cls.asked_at, cls.id)
        )

    @classmethod
    def ask(
        cls,
        session: Session,
        certificate: Certificate,
        kind: RequestKind,
        *,
        reason: str,
        by: Account,
        now: datetime,
        changes: Mapping[str, str] | None = None,
    ) -> "CertificateRequest":
        """Ask the leader to replace or revoke an issued certificate; `changes` without effect are dropped.

        Raises:
            NotStanding: it was never issued, or was replaced or revoked.
            AskedAlready: another request about it is open.
            NothingChanges: the replacement would be identical.
        """
        _lock(session, certificate)
        if certificate.state not in STANDING:
            raise NotStanding
        if session.scalars(cls.of(certificate.id).where(cls.waits)).first():
            raise AskedAlready
        paper = certificate.paper
        differing = {line: text for line, text in (changes or {}).items() if paper[line] != text}
        if kind == RequestKind.REPLACE and certificate.tells:  # a new paper never repeats a telling title
            differing |= {"course": certificate.outward_course, **NEUTRAL}
        if kind == RequestKind.REPLACE and not differing:
            raise NothingChanges
        made = cls(
            certificate=certificate,
            kind=kind,
            changes=json.dumps(differing, ensure_ascii=False, sort_keys=True),
            reason=reason,
            asked_by=by,
            asked_at=now,
        )
        session.add(made)
        session.flush()
        return made

    def carry_out(self, session: Session, *, by: Account, now: datetime) -> Certificate | None:
        """Agree as a leader: the certificate is replaced or revoked in the same transaction.

        Returns the new certificate, which is still to be drawn, or None.

        Raises:
            OwnProposal, AlreadyDecided: it is not theirs to decide, or not any more, or the certificate has ended.
        """
        self.take(session, by)
        if self.certificate.state not in STANDING:
            raise AlreadyDecided(self)
        made = None
        if self.kind == RequestKind.REPLACE:
            made = replace(session, self.certificate, self.changed, reason=self.reason, now=now)
        else:
            self.certificate.end_as(CertificateState.REVOKED, reason=self.reason, now=now)
        self.state, self.decided_by, self.decided_at = RequestState.DONE, by, now
        return made

    def refuse(self, session: Session, *, answer: str, by: Account, now: datetime) -> None:
        """Refuse as a leader, with a reason; the certificate stays as it is.

        Raises:
            OwnProposal, AlreadyDecided: it is not theirs to decide, or not any more.
        """
        self.take(session, by)
        self.state, self.answer, self.decided_by, self.decided_at = RequestState.REFUSED, answer, by, now

    def withdraw(self, session: Session, *, by: Account, now: datetime) -> None:
        """Withdraw one's own undecided request; the certificate stays, and can be requested about again.

        Raises:
            NotYours, AlreadyDecided: somebody else asked, or a leader has decided.
        """
        self.take_back(session, by)
        self.state, self.decided_at = RequestState.WITHDRAWN, now

    def lock(self, session: Session) -> None:
        """Lock course and certificate, then the request, as every decision about certificates does."""
        _lock(session, self.certificate)
        session.refresh(self)


def _lock(session: Session, certificate: Certificate) -> None:
    """Lock the course's row, as every decision about its certificates does, then the certificate's, and reload it."""
    session.scalars(Course.locked(certificate.registration.course_id)).one()
    session.refresh(certificate, with_for_update={"of": Certificate})
