"""Certificates that are no longer earned: attendance was corrected below the rule of the course after the approval.

It is derived from what stands, whichever way it came to stand (a correction, an undo, a late phone, a merge, a lesson
called off). The paper stays valid until a leader keeps or revokes it (docs/promises.md, "A rule and its exception").
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, and_, case, distinct, func, or_, select
from sqlalchemy.orm import Mapped, Session, aliased, joinedload, mapped_column, relationship, selectinload
from sqlalchemy.sql.elements import ColumnElement

from app.models.base import Keyed
from app.models.learning.approving import ApprovalEntry
from app.models.learning.attendance import Attendance
from app.models.learning.attendance_mark import CAME, Status
from app.models.learning.certificate import STANDING, Certificate, CertificateState
from app.models.learning.certificate_register import CertificateRegister
from app.models.learning.course import Course
from app.models.learning.course_terms import Excused
from app.models.learning.lesson import Lesson
from app.models.learning.lesson_terms import LessonState
from app.models.learning.registration import Registration
from app.models.learning.standing import LearnerStatus, learner_status, learner_statuses_of
from app.models.mixins.issued import NotStanding
from app.models.people.account import Account


class KeptCertificate(Keyed):
    """One decision, with its reason and the `attendance` that it was taken on: if that changes, it no longer holds.

    `attendance` is a line of statuses as `unearned.attendance_of` writes it. Rows stay; the newest one counts.
    """

    __tablename__ = "kept_certificate"
    __table_args__ = (CheckConstraint("reason <> ''", name="kept_with_reason"), Index(None, "certificate_id"))

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), init=False)
    certificate: Mapped[Certificate] = relationship()
    attendance: Mapped[str]
    reason: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    by: Mapped[Account] = relationship()
    at: Mapped[datetime]

    @classmethod
    def of(cls, certificate_id: int) -> Select["KeptCertificate"]:
        """The decisions about a certificate, the oldest first, with who took them."""
        return select(cls).where(cls.certificate_id == certificate_id).options(joinedload(cls.by)).order_by(cls.id)


class EarnedAgain(Exception):
    """The certificate is earned, or a leader decided before: nothing is left to decide."""


@dataclass(frozen=True)
class Unearned:
    """A valid certificate with the attendance that no longer reaches the rule."""

    certificate: Certificate
    standing: LearnerStatus

    def is_of(self, registration_id: int) -> bool:
        """Whether the certificate is of this registration."""
        return self.certificate.registration_id == registration_id

    def keep(self, session: Session, *, reason: str, by: Account, now: datetime) -> None:
        """Keep it as a leader; asked again only if the attendance changes."""
        attendance = attendance_of(self.standing)
        session.add(KeptCertificate(certificate=self.certificate, attendance=attendance, reason=reason, by=by, at=now))

    def revoke(self, *, reason: str, now: datetime) -> None:
        """Revoke it as a leader."""
        self.certificate.end_as(CertificateState.REVOKED, reason=reason, now=now)


def attendance_of(standing: LearnerStatus) -> str:
    """What a decision is taken on: the status at each lesson, by number, and how many are needed."""
    there = zip(standing.lessons, standing.statuses, strict=True)
    return " ".join([*(f"{lesson.number}:{status}" for lesson, status in there), f"/{standing.needed}"])


def unearned_in(session: Session, unit_ids: Collection[int]) -> list[Unearned]:
    """Those in the registers of some units about which a leader has to decide, by number. One statement where there are
    none, else four."""
    wanted = _with_course().join(Certificate.register).where(CertificateRegister.unit_id.in_(unit_ids), _may_be())
    rows = session.scalars(wanted.order_by(Certificate.register_id, Certificate.number)).all()
    return _unearned(session, rows)


def unearned_on(session: Session, course_id: int) -> dict[int, Unearned]:
    """Those of a course, by the certificate's id."""
    wanted = _with_course().join(Certificate.registration).where(Registration.course_id == course_id, _may_be())
    return {each.certificate.id: each for each in _unearned(session, session.scalars(wanted).all())}


def read_with_unearned(session: Session, wanted: Select[Certificate]) -> tuple[list[Certificate], dict[int, Unearned]]:
    """Some certificates in their order, and those among them about which a leader has to decide, by id. One statement
    where there are none of these."""
    rows = session.execute(wanted.add_columns(_may_be())).all()
    found = _unearned(session, [row for row, may_be in rows if may_be])
    return [row for row, _may in rows], {each.certificate.id: each for each in found}


def unearned_among(session: Session, ids: Collection[int]) -> dict[int, Unearned]:
    """Those among some certificates, by id. One statement where there are none."""
    return read_with_unearned(session, select(Certificate).where(Certificate.id.in_(ids)))[1]


def at_stake(session: Session, registration: Registration, lesson: Lesson) -> Unearned | None:
    """The person's valid certificate, with what their attendance would be if they were absent at a lesson; None where
    there is none, or it would still be in reach. One statement where there is none."""
    paper = session.scalars(Certificate.valid_of([registration.id])).first()
    if paper is None:
        return None
    without = _absent(learner_status(session, registration), lesson)
    return Unearned(paper, without) if without.out_of_reach else None


def at_stake_at(session: Session, lesson: Lesson) -> list[Unearned]:
    """The valid certificates, by number, of those who count as there at a lesson and would be out of reach had they
    been absent. One statement where there are none."""
    wanted = _with_course().join(Certificate.registration).where(Registration.course_id == lesson.course_id)
    valid = wanted.where(Certificate.state.in_(STANDING)).order_by(Certificate.register_id, Certificate.number)
    papers = session.scalars(valid).all()
    standings = learner_statuses_of(session, [each.registration for each in papers]) if papers else {}
    there = {*CAME, Status.EXCUSED}
    came = [each for each in papers if standings[each.registration_id].status_at(lesson) in there]
    without = [Unearned(each, _absent(standings[each.registration_id], lesson)) for each in came]
    return [each for each in without if each.standing.out_of_reach]


def _absent(standing: LearnerStatus, lesson: Lesson) -> LearnerStatus:
    there = zip(standing.lessons, standing.statuses, strict=True)
    statuses = tuple(Status.ABSENT.value if each is lesson else status for each, status in there)
    return replace(standing, statuses=statuses)


def to_decide(session: Session, certificate: Certificate) -> Unearned:
    """The certificate, locked with its course for a leader's decision, and its attendance as it stands then.

    Raises:
        NotStanding: it was replaced or revoked.
        EarnedAgain: nothing is left to decide.
    """
    session.scalars(Course.locked(certificate.registration.course_id)).one()
    session.refresh(certificate, with_for_update={"of": Certificate})
    if certificate.state not in STANDING:
        raise NotStanding
    found = unearned_among(session, [certificate.id])
    if not found:
        raise EarnedAgain
    return found[certificate.id]


def _with_course() -> Select[Certificate]:
    course = joinedload(Certificate.registration).joinedload(Registration.course)
    return select(Certificate).options(joinedload(Certificate.register), course)


def _may_be() -> ColumnElement[bool]:
    """The condition that a certificate is valid and its person came too seldom by the marks that stand: in any of their
    registrations on the course, as two may have been merged. A leader's exception holds as long as they came as often
    as then."""
    seat, rows = aliased(Registration), aliased(Registration)
    listed = and_(ApprovalEntry.approval_id == Certificate.approval_id, ApprovalEntry.registration_id == seat.id)
    live = Lesson.state != LessonState.CANCELLED
    marks = (
        select(func.count(distinct(Attendance.lesson_id)))
        .join(Lesson, Lesson.id == Attendance.lesson_id)
        .join(rows, rows.id == Attendance.registration_id)
        .where(rows.person_id == seat.person_id, rows.course_id == seat.course_id, live)
        .correlate(seat)
    )
    came, leave = (marks.where(Attendance.status.in_(each)).scalar_subquery() for each in (CAME, [Status.EXCUSED]))
    lessons = select(func.count()).where(Lesson.course_id == Course.id, live).correlate(Course).scalar_subquery()
    counted = came + case((Course.excused_counts == Excused.PRESENT, leave), else_=0)
    of_all = lessons - case((Course.excused_counts == Excused.LEFT_OUT, leave), else_=0)
    too_seldom = (
        select(seat.id)
        .join(Course, Course.id == seat.course_id)
        .outerjoin(ApprovalEntry, listed)
        .where(
            seat.id == Certificate.registration_id,
            or_(counted < 1, counted * 100 < Course.certificate_share * of_all),
            or_(ApprovalEntry.id.is_(None), ApprovalEntry.exception == "", counted < ApprovalEntry.came),
        )
        .correlate(Certificate)
    )
    return and_(Certificate.state.in_(STANDING), too_seldom.exists())


def _unearned(session: Session, rows: Sequence[Certificate]) -> list[Unearned]:
    """Those of some certificates that `_may_be` found, by the exact rule."""
    if not rows:
        return []
    people, courses = ({getattr(row.registration, key) for row in rows} for key in ("person_id", "course_id"))
    theirs = select(Registration).where(Registration.person_id.in_(people), Registration.course_id.in_(courses))
    seats = session.scalars(theirs.options(selectinload(Registration.course).selectinload(Course.lessons))).all()
    best: dict[tuple[int, int], LearnerStatus] = {}
    for each in learner_statuses_of(session, seats).values():
        key = each.registration.person_id, each.registration.course_id
        best[key] = max(best.get(key, each), each, key=lambda one: (one.came, one.open))
    kept = _kept(session, [row.id for row in rows])
    found = [Unearned(row, best[row.registration.person_id, row.registration.course_id]) for row in rows]
    return [
        each
        for each in found
        if each.standing.out_of_reach and kept.get(each.certificate.id) != attendance_of(each.standing)
    ]


def _kept(session: Session, certificate_ids: Collection[int]) -> dict[int, str]:
    """On which attendance each was kept, by the newest decision."""
    wanted = select(KeptCertificate.certificate_id, KeptCertificate.attendance)
    theirs = wanted.where(KeptCertificate.certificate_id.in_(certificate_ids)).order_by(KeptCertificate.id)
    return dict(session.execute(theirs).all())
