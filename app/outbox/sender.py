"""The sender of a batch: the account that its operations belong to, whose lessons they may name, the wards where it
helps and when; or a helper at the door, whose presses count only while the link is theirs."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import Select, bindparam, func, literal, null, select
from sqlalchemy.orm import Session, joinedload

from app.country import clock, formats
from app.models import (
    AdministrativeUnit,
    AttendanceMark,
    DoorHelper,
    DoorPhone,
    Mark,
    MarkWay,
    Membership,
    Role,
    RoleGrant,
    Status,
    Team,
)
from app.models.learning.door_helper import SENT_UNTIL
from app.models.learning.merged_registrations import DEVICE as MERGE
from app.models.people.term import in_time
from app.models.storing import send
from app.outbox.operations import OperationRefused
from app.web.visitor import Visitor


@dataclass(frozen=True)
class CallSender:
    """The sender of a call, through any gate.

    `public_id` must equal the batch's `account`. `account_id` is the account that pressed, None without an account.
    `keeper_id` is the account whose lessons the operations may name: the same, unless somebody hands in the file of
    another. A helper at the door has neither, but `helper_id` and one `lesson_id`. `kinds` are the kinds that this gate
    accepts, None for all. `phone_id` is the helper's phone (`DoorPhone`). `device_words` names browser and system, to
    identify the phone. `roles` are open; `locked` are those locked after idling (app/web/sign_in/visits.py).
    """

    public_id: str
    account_id: int | None
    keeper_id: int | None
    helper_id: int | None = None
    kinds: frozenset[str] | None = None
    lesson_id: int | None = None
    phone_id: int | None = None
    device_words: str = ""
    roles: frozenset[Role] = frozenset()
    locked: frozenset[Role] = frozenset()

    @classmethod
    def signed_in(cls, visitor: Visitor, device_words: str = "") -> "CallSender":
        """The sender for whoever is signed in and sends their own operations."""
        own = visitor.account_id
        return cls(visitor.public_id, own, own, device_words=device_words, roles=visitor.roles, locked=visitor.locked)

    def has_locked(self, works: frozenset[Role]) -> bool:
        """Whether work of some roles waits until the sender unlocks: all of the sender's own among them are locked."""
        return bool(works & self.locked) and not works & self.roles


# Roles that work in the counter's room: those who write the help log, and heads of groups.
ON_DUTY = frozenset((Role.COUNTER, Role.AMBASSADOR, Role.GROUP_HEAD, Role.OFFICER, Role.UNIT_HELPER))


class Duty(NamedTuple):
    """A ward where an account helps, from when to when."""

    unit_id: int
    unit_code: str
    role: str
    begins: datetime
    ends: datetime | None

    @classmethod
    def of(cls, session: Session, account_id: int) -> Sequence["Duty"]:
        """The duties of an account, past ones included, latest first. One statement; two for members of a team only."""
        asked = {"account_id": account_id}
        granted = [_duty(*row) for row in send(session, _granted(), asked) if row[2] in ON_DUTY]
        return granted or [_duty(*row) for row in send(session, _goes(), asked)]

    @classmethod
    def granted(cls, grant: RoleGrant) -> "Duty":
        """The duty that follows from a role."""
        return _duty(grant.unit_id, grant.unit.code, grant.role, grant.since, grant.until, grant.revoked_at)

    @staticmethod
    def first_day(session: Session, account_id: int) -> date | None:
        """The first day on which an account had a role or a membership of a team; None for never."""
        granted = select(func.min(RoleGrant.since)).where(RoleGrant.account_id == account_id)
        joined = select(func.min(Membership.since)).where(Membership.account_id == account_id)
        first = session.execute(select(granted.scalar_subquery(), joined.scalar_subquery())).one()
        return min((day for day in first if day is not None), default=None)

    def covers(self, at: datetime, now: datetime) -> bool:
        """Whether a help at a moment was given on duty and arrives in time."""
        return self.begins <= at and in_time(at, self.ends, now)


def _duty(unit_id: int, code: str, role: str, since: date, until: date | None, revoked_at: datetime | None) -> Duty:
    over = clock.at_local(until + timedelta(days=1)) if until else None
    ends = [end for end in (over, revoked_at) if end is not None]
    return Duty(unit_id, code, role, clock.at_local(since), min(ends) if ends else None)


@cache  # built once with open parameters
def _granted() -> Select[Any]:
    unit, grant = AdministrativeUnit.__table__.c, RoleGrant.__table__.c
    return (
        select(unit.id, unit.code, grant.role, grant.since, grant.until, grant.revoked_at)
        .where(unit.id == grant.unit_id, grant.account_id == bindparam("account_id"))
        .order_by(grant.since.desc(), grant.id.desc())
    )


@cache
def _goes() -> Select[Any]:
    unit, team, member = AdministrativeUnit.__table__.c, Team.__table__.c, Membership.__table__.c
    never = null().label("revoked_at")
    return select(unit.id, unit.code, literal("team"), member.since, member.until, never).where(
        team.unit_id == unit.id, member.team_id == team.id, member.account_id == bindparam("account_id")
    )


# Kinds that a helper's gate accepts.
KINDS = frozenset(("scan", "mark"))


class _EarlierMark(NamedTuple):
    status: str
    helper_id: int | None


def check_phone(session: Session, phone_id: int, at: datetime, now: datetime) -> None:
    """Accept a press if the phone had the link at that moment. The caller holds the lock on the lesson's row, as do
    closing the lesson, revoking the link and releasing the phone, so the answer cannot change meanwhile.

    Raises:
        Refused: the press was made too late, or arrives too late.
    """
    with_lesson = joinedload(DoorPhone.helper).joinedload(DoorHelper.lesson)
    phone = session.get_one(DoorPhone, phone_id, options=[with_lesson], populate_existing=True)
    if not phone.takes_marks_of(at, now):
        raise OperationRefused(why_not(phone, at))


def why_not(phone: DoorPhone, at: datetime) -> str:
    """The sentence that says why a press at a moment on a phone does not count, and what to do."""
    helper, lesson = phone.helper, phone.helper.lesson
    go_to = _("Anh chị đưa tên này cho giảng viên ghi.")
    if phone.released_at is not None and at > phone.released_at:
        return f"{_('Đường dẫn đã chuyển sang máy khác lúc %(when)s.', when=formats.moment(phone.released_at))} {go_to}"
    if at <= helper.ends_at:
        days = SENT_UNTIL.days
        return f"{_('Máy gửi muộn quá %(days)s ngày sau buổi học nên không ghi được.', days=days)} {go_to}"
    if helper.revoked_at is not None and helper.revoked_at == helper.ends_at:
        reason = _("Giảng viên đã thu lại đường dẫn này lúc %(when)s.", when=formats.moment(helper.revoked_at))
        return f"{reason} {go_to}"
    if lesson.closed_at is not None and lesson.closed_at == helper.ends_at:
        reason = _("Giảng viên đã bấm Xong buổi học lúc %(when)s.", when=formats.moment(lesson.closed_at))
        return f"{reason} {go_to}"
    return f"{_('Buổi học đã hết giờ nên đường dẫn này không ghi nữa.')} {go_to}"


def barred(session: Session, helper_id: int, lesson_id: int, marks: Sequence[Mark]) -> set[str]:
    """The uuids of marks that a helper may not make. A helper only undoes scans of their own, which restores the status
    that others last gave: those of the registration that was pressed, wherever it went. One statement."""
    ids = {mark.meant_for_id or mark.registration_id for mark in marks}
    pressed = func.coalesce(AttendanceMark.meant_for_id, AttendanceMark.registration_id)
    wanted = (
        select(AttendanceMark.uuid, pressed, AttendanceMark.status, AttendanceMark.helper_id)
        .where(AttendanceMark.lesson_id == lesson_id, pressed.in_(ids), AttendanceMark.device != MERGE)
        .order_by(AttendanceMark.at, AttendanceMark.uuid)
    )
    earlier: dict[int, list[_EarlierMark]] = defaultdict(list)
    stored: set[str] = set()
    for uuid, meant_for, status, by in session.execute(wanted):
        stored.add(uuid)
        earlier[meant_for].append(_EarlierMark(status, by))
    return {mark.uuid for mark in marks if mark.uuid not in stored and not _takes_back(mark, earlier, helper_id)}


def _takes_back(mark: Mark, earlier: dict[int, list[_EarlierMark]], helper_id: int) -> bool:
    made = earlier[mark.meant_for_id or mark.registration_id]
    others = [each.status for each in made if each.helper_id != helper_id]
    before = others[-1] if others else Status.UNMARKED
    return mark.way == MarkWay.UNDO and len(others) < len(made) and mark.status == before
