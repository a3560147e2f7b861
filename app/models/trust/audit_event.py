"""The audit trail: acts of staff in one hash chain, which shows changed, removed and missing rows."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import cache

from sqlalchemy import Index, Insert, Select, Table, Update, and_, bindparam, false, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Base
from app.models.guards import STAYS
from app.models.storing import send

START = "0" * 64
_PENDING = "audit"
# What of an act is tied to the one before.
CHAINED = ("at", "account_id", "unit_id", "action", "subject_kind", "subject_id", "detail")


# The act of emptying names in earlier links, by number: what each is tied to since (`personal_data.trail_words`).
WORDS_ERASED = "trail.words_erased"

# Acts that are a look at a person and change nothing: at their page, at a help that names them, at their pair.
LOOKS = ("person.viewed", "help.viewed", "mentorship.viewed")


class AuditHead(Base):
    """The chain's end: one row, locked while a link is added, so that the order is one on any database."""

    __tablename__ = "audit_head"

    # Of the noun, not of the column: PostgreSQL's table counts by itself, as 0001 made it.
    id: Mapped[int] = mapped_column(primary_key=True, default_factory=lambda: 1)
    last_hash: Mapped[str] = mapped_column(default=START)
    length: Mapped[int] = mapped_column(default=0)

    @classmethod
    def seal(cls) -> Select[str]:
        """The last hash, which covers all acts."""
        return select(cls.last_hash)

    @classmethod
    def lock(cls, session: Session) -> tuple[int, str]:
        """Length and last hash, the row locked until the write transaction ends; two who note the first acts of all
        make one row."""
        wanted = _head()
        if (head := send(session, wanted, {}).one_or_none()) is not None:
            return head.length, head.last_hash
        with suppress(IntegrityError), session.begin_nested():
            session.add(cls())
        head = send(session, wanted, {}).one()
        return head.length, head.last_hash


class AuditEvent(Base):
    """One act of staff. Append-only (triggers), chained by SHA-256 over what the row says and the row before.

    Account and unit are plain numbers: a link outlives what it names (a demo ward that was removed), and neither
    number is ever given again.
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        Index(None, "unit_id", "at"),
        Index(None, "subject_kind", "subject_id"),
        {"info": {"guard": STAYS}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    account_id: Mapped[int | None]
    unit_id: Mapped[int | None]
    action: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[str]
    detail: Mapped[str]
    previous_hash: Mapped[str]
    hash: Mapped[str]

    @classmethod
    def note(
        cls,
        session: Session,
        action: str,
        *,
        at: datetime,
        account_id: int | None,
        unit_id: int | None,
        subject: tuple[str, str | int],
        detail: dict[str, object] | None = None,
    ) -> None:
        """Note an act in the write transaction that does it; `seal` chains what was noted just before the commit.

        `subject` is the noun's name and its public name ("course", "DEM4"); `detail` holds no personal data beyond
        what the act is about.
        """
        session.info.setdefault(_PENDING, []).append(
            {
                "at": at,
                "account_id": account_id,
                "unit_id": unit_id,
                "action": action,
                "subject_kind": subject[0],
                "subject_id": str(subject[1]),
                "detail": json.dumps(detail or {}, ensure_ascii=False, sort_keys=True),
            }
        )

    @classmethod
    def seal(cls, session: Session) -> None:
        """Chain and add what was noted; called once, last, by the write transaction."""
        pending = session.info.pop(_PENDING, [])
        if not pending:
            return
        session.flush()
        length, last = AuditHead.lock(session)
        links: list[dict[str, object]] = []
        for act in pending:
            length += 1
            digest = link(last, length, act)
            links.append({"id": length, **act, "previous_hash": last, "hash": digest})
            last = digest
        adding, moving = _writing()
        send(session, adding, links)
        send(session, moving, {"last": last, "to": length})

    @classmethod
    def forget_unsealed(cls, session: Session) -> None:
        """Drop the acts of a failed transaction."""
        session.info.pop(_PENDING, None)

    @classmethod
    def in_order(cls) -> Select["AuditEvent"]:
        """All acts, the oldest first."""
        return select(cls).order_by(cls.id)

    @classmethod
    def latest(cls) -> Select["AuditEvent"]:
        """The newest act."""
        return select(cls).order_by(cls.id.desc()).limit(1)

    @classmethod
    def first_hash(cls) -> Select[str]:
        """The hash of the first link: it never changes, and no other place has it."""
        return select(cls.hash).where(cls.id == 1)

    @classmethod
    def about(cls, kind: str, subject_id: str) -> Select["AuditEvent"]:
        """The acts on one subject, the newest first."""
        return select(cls).where(cls.subject_kind == kind, cls.subject_id == subject_id).order_by(cls.id.desc())

    @classmethod
    def about_any(cls, subjects: Iterable[tuple[str, str]]) -> Select["AuditEvent"]:
        """The acts on any of some subjects, given as kind and public name, the newest first."""
        names: dict[str, list[str]] = defaultdict(list)
        for kind, name in subjects:
            names[kind].append(name)
        any_of = [and_(cls.subject_kind == kind, cls.subject_id.in_(ids)) for kind, ids in names.items()]
        return select(cls).where(or_(false(), *any_of)).order_by(cls.id.desc())

    @classmethod
    def of_course(cls, code: str, unit_id: int) -> Select["AuditEvent"]:
        """The acts on a course and its lessons, the newest first."""
        lesson = and_(cls.subject_kind == "lesson", cls.subject_id.startswith(f"{code}/", autoescape=True))
        course = and_(cls.subject_kind == "course", cls.subject_id == code)
        return cls.over({unit_id}).where(or_(course, lesson))

    @classmethod
    def looks_at(cls, person_ids: Collection[str], registrations: Mapping[str, str]) -> Select["AuditEvent"]:
        """Who looked at a person, by the public ids that they go by and have gone by, or at one of their registrations
        (public id → the course's code), the newest first."""
        by_person = and_(cls.action.in_(LOOKS), cls.subject_kind == "person", cls.subject_id.in_(person_ids))
        by_registration = [
            and_(
                cls.action == "registration.viewed",
                cls.subject_kind == "course",
                cls.subject_id == code,
                cls.detail.contains(public_id, autoescape=True),
            )
            for public_id, code in registrations.items()
        ]
        return select(cls).where(or_(by_person, *by_registration)).order_by(cls.id.desc())

    @classmethod
    def moved_with_group(cls, unit_id: int, person_ids: Collection[str]) -> Select["AuditEvent"]:
        """The mergers of residential groups by which people, by their public ids, came into another group."""
        members = [cls.detail.contains(public_id, autoescape=True) for public_id in person_ids]
        mergers = cls.over({unit_id}).where(cls.subject_kind == "residential_group", or_(false(), *members))
        return mergers.where(cls.action == "residential_group.merged")

    @classmethod
    def over(cls, unit_ids: Collection[int]) -> Select["AuditEvent"]:
        """The acts in some units, the newest first."""
        return select(cls).where(cls.unit_id.in_(unit_ids)).order_by(cls.id.desc())

    @classmethod
    def first_broken(cls, session: Session) -> int | None:
        """The number of the first link that does not fit, or None when the chain is whole and its end is there.

        A link whose words were emptied on the documented path fits when a later link says what it reads since.
        """
        last, length = START, 0
        emptied = cls._emptied(session)
        with session.scalars(cls.in_order().execution_options(yield_per=500)) as events:
            for event in events:
                length += 1
                act = {name: getattr(event, name) for name in CHAINED}
                fits = link(last, length, act) in (event.hash, emptied.get(length))
                if event.id != length or event.previous_hash != last or not fits:
                    return length
                last = event.hash
        head = session.scalars(select(AuditHead)).one_or_none()
        if head is None:
            return 1 if length else None
        return None if (head.last_hash, head.length) == (last, length) else length + 1

    @classmethod
    def _emptied(cls, session: Session) -> dict[int, str]:
        """The acts whose words were emptied, with the hash of their present content; the last one of each counts."""
        details = session.scalars(select(cls.detail).where(cls.action == WORDS_ERASED).order_by(cls.id))
        return {int(number): digest for detail in details for number, digest in json.loads(detail)["links"].items()}


def link(previous_hash: str, number: int, act: dict[str, object]) -> str:
    """The SHA-256 over an act and the hash of the act before it."""
    at = act["at"]
    assert isinstance(at, datetime)
    fields = [previous_hash, number, at.isoformat(), *(act[name] for name in sorted(act) if name != "at")]
    return hashlib.sha256(json.dumps(fields, ensure_ascii=False).encode()).hexdigest()


@cache  # each act of staff ends with these: made once, their values left open
def _head() -> Select[int, str]:
    return select(AuditHead.length, AuditHead.last_hash).with_for_update()


@cache
def _writing() -> tuple[Insert, Update]:
    events, head = AuditEvent.__table__, AuditHead.__table__
    assert isinstance(events, Table)
    assert isinstance(head, Table)
    return insert(events), update(head).values(last_hash=bindparam("last"), length=bindparam("to"))
