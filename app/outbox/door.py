"""Limits of a helper at the door: presses count only while the link is theirs, and only their own scans are undone."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.country import formats
from app.models import AttendanceMark, DoorHelper, DoorPhone, Mark, MarkWay, Status
from app.models.learning.door_helper import SENT_UNTIL
from app.models.learning.merged_registrations import DEVICE as MERGE
from app.outbox.operations import OperationRefused

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
