"""Certificates and the register that numbers them: continuous a unit and year, never reused, never redrawn."""

import json
from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, UniqueConstraint, func, select, text
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from app import clock, codes, names
from app.models.base import Base
from app.models.learning.approval import Approval, ApprovalEntry
from app.models.learning.course import Course
from app.models.learning.registration import Registration
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.person import Person


class CertificateState(StrEnum):
    """approved (numbered) → issued (its own PDF is on disk) → handed over → replaced | revoked."""

    APPROVED = "approved"
    ISSUED = "issued"
    HANDED_OVER = "handed_over"
    REPLACED = "replaced"
    REVOKED = "revoked"


class CertificateRegister(Base):
    """A unit's register of one calendar year in Vietnam, with the last number given."""

    __tablename__ = "certificate_register"
    __table_args__ = (UniqueConstraint("unit_id", "year"), CheckConstraint("last_number >= 0", name="last_positive"))

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship()
    year: Mapped[int]
    last_number: Mapped[int] = mapped_column(default=0)

    @classmethod
    def of(cls, unit_id: int) -> Select["CertificateRegister"]:
        """A unit's registers, the newest year first."""
        return select(cls).where(cls.unit_id == unit_id).order_by(cls.year.desc())

    @classmethod
    def locked(cls, session: Session, unit: AdministrativeUnit, year: int) -> "CertificateRegister":
        """The register of a unit and year, its row locked until the transaction ends; opened when missing.

        The unit's row is locked first, so that two who open a year's register at once open one.
        """
        session.execute(
            select(AdministrativeUnit.id).where(AdministrativeUnit.id == unit.id).with_for_update(key_share=True)
        )
        wanted = select(cls).where(cls.unit_id == unit.id, cls.year == year).with_for_update()
        register = session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
        if register is None:
            register = cls(unit=unit, year=year)
            session.add(register)
            session.flush()
        return register


class Certificate(Base):
    """One entry of the register. What it says is frozen when its number is given; a trigger refuses any change of it.

    `content` is canonical JSON of what the paper shows (see `paper`); `file` lies under DATA_DIR/papers with its
    SHA-256 here and is served byte for byte.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("register_id", "number"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("state IN ('approved', 'issued', 'handed_over', 'replaced', 'revoked')", name="state_known"),
        CheckConstraint("state = 'approved' OR (file IS NOT NULL AND sha256 IS NOT NULL)", name="issued_has_file"),
        Index(
            "uq_certificate_registration_live",
            "registration_id",
            unique=True,
            sqlite_where=text("state NOT IN ('replaced', 'revoked')"),
            postgresql_where=text("state NOT IN ('replaced', 'revoked')"),
        ),
        Index(None, "approval_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    register_id: Mapped[int] = mapped_column(ForeignKey("certificate_register.id"), init=False)
    register: Mapped[CertificateRegister] = relationship()
    number: Mapped[int]
    code: Mapped[str] = mapped_column(unique=True, default_factory=codes.new_token)
    approval_id: Mapped[int] = mapped_column(ForeignKey("approval.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), init=False)
    registration: Mapped[Registration] = relationship()
    state: Mapped[str] = mapped_column(default=CertificateState.APPROVED)
    content: Mapped[str]
    file: Mapped[str | None] = mapped_column(default=None)
    sha256: Mapped[str | None] = mapped_column(default=None)
    approved_at: Mapped[datetime]
    issued_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def paper(self) -> dict[str, str]:
        """What the paper says: address ("bà"), full_name, birth_year, group, course, minutes, first_day, last_day
        (ISO), issuer, style, unit, province, place_line, approved_on (ISO), signer_formula, signer_capacity,
        signer_name, size."""
        read: dict[str, str] = json.loads(self.content)
        return read

    @property
    def register_number(self) -> str:
        """The number as written in the register and on the paper: "001/2026"."""
        return f"{self.number:03d}/{self.register.year}"

    @property
    def is_valid(self) -> bool:
        """Whether the paper stands: neither replaced nor revoked."""
        return self.state not in (CertificateState.REPLACED, CertificateState.REVOKED)

    @classmethod
    def enter(cls, session: Session, approval: Approval, *, now: datetime) -> list["Certificate"]:
        """Enter everybody on an approved list into the register, in the order of names, with continuous numbers.

        Runs in the transaction of the approval: a failure leaves neither numbers nor holes.
        """
        course = approval.course
        register = CertificateRegister.locked(session, course.unit, clock.local(now).year)
        made = []
        for entry in session.scalars(ApprovalEntry.of(approval.id)):
            register.last_number += 1
            made.append(
                cls(
                    register=register,
                    number=register.last_number,
                    approval_id=approval.id,
                    registration=entry.registration,
                    content=_content(approval, entry.registration, now),
                    approved_at=now,
                )
            )
        session.add_all(made)
        session.flush()
        return made

    def issue(self, *, file: str, sha256: str, now: datetime) -> None:
        """Note the paper's own file, which is on disk; from here on it never changes."""
        self.file, self.sha256, self.issued_at, self.state = file, sha256, now, CertificateState.ISSUED

    @classmethod
    def holding(cls, code: str) -> Select["Certificate"]:
        """The certificate of a verification code, however it was typed."""
        return select(cls).where(cls.code == codes.read_code(code)).options(joinedload(cls.register))

    @classmethod
    def of_approval(cls, approval_id: int) -> Select["Certificate"]:
        """The certificates of one approved list, by number."""
        return select(cls).where(cls.approval_id == approval_id).options(joinedload(cls.register)).order_by(cls.number)

    @classmethod
    def valid_of(cls, registration_ids: Iterable[int]) -> Select["Certificate"]:
        """The papers that stand, neither replaced nor revoked, of some registrations: at most one each."""
        gone = (CertificateState.REPLACED, CertificateState.REVOKED)
        wanted = select(cls).where(cls.registration_id.in_(registration_ids), cls.state.not_in(gone))
        return wanted.options(joinedload(cls.register)).order_by(cls.id)

    @classmethod
    def undrawn(cls, session: Session, unit_ids: Collection[int]) -> list[tuple[Course, int]]:
        """The courses of some units with numbered certificates that have no file yet, and how many."""
        rows = session.execute(
            select(Course, func.count())
            .join(Registration, Registration.course_id == Course.id)
            .join(cls, cls.registration_id == Registration.id)
            .where(Course.unit_id.in_(unit_ids), cls.state == CertificateState.APPROVED)
            .group_by(Course.id)
            .order_by(Course.id)
        )
        return [(course, count) for course, count in rows]

    @classmethod
    def found_in(cls, unit_id: int, year: int, query: str) -> Select["Certificate"]:
        """The entries of a year's register whose person's name holds every part of what was typed, or whose number
        it is ("38", "038/2026")."""
        wanted = cls.registered(unit_id, year)
        typed = query.strip().partition("/")[0]
        if typed.isdecimal():
            return wanted.where(cls.number == int(typed[:9]))
        wanted = wanted.join(Registration, Registration.id == cls.registration_id).join(Registration.person)
        for term in names.search_terms(query):
            wanted = wanted.where(Person.search_key.like(names.like_pattern(term), escape="\\"))
        return wanted

    @classmethod
    def registered(cls, unit_id: int, year: int) -> Select["Certificate"]:
        """A unit's register of a year, by number."""
        return (
            select(cls)
            .join(cls.register)
            .where(CertificateRegister.unit_id == unit_id, CertificateRegister.year == year)
            .options(joinedload(cls.register))
            .order_by(cls.number)
        )


# How a paper addresses a person; both where nothing is known.
ADDRESS = {"nam": "ông", "nữ": "bà"}


def _content(approval: Approval, registration: Registration, now: datetime) -> str:
    """What the paper will say, frozen: later changes of names, units or courses leave it alone."""
    course, person, unit = approval.course, registration.person, approval.course.unit
    lessons = [lesson for lesson in course.lessons if lesson.state != "cancelled"]
    said = {
        "address": ADDRESS.get(person.sex or "", "ông/bà"),
        "full_name": person.full_name,
        "birth_year": str(person.birth_year),
        "group": person.residential_group.name if person.residential_group else "",
        "course": course.title,
        "minutes": str(course.minutes),
        "first_day": clock.local(lessons[0].starts_at).date().isoformat(),
        "last_day": clock.local(lessons[-1].starts_at).date().isoformat(),
        "issuer": unit.issuer_name,
        "style": unit.paper_style,
        "unit": unit.full_name,
        "province": unit.parent.full_name if unit.parent else "",
        "place_line": unit.place_line,
        "approved_on": clock.local(now).date().isoformat(),
        "signer_formula": unit.signer_formula,
        "signer_capacity": unit.signer_capacity,
        "signer_name": unit.signer_name,
        "size": course.certificate_size,
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True)
