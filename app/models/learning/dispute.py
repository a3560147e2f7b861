"""Disagreements of devices about a person: the last mark of each, with who made it, on what, and when."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, func, select
from sqlalchemy.orm import Session

from app.models.learning.attendance_mark import AttendanceMark
from app.models.learning.door_helper import DoorHelper
from app.models.people.account import Account
from app.models.trust.phone import Phone


class LastWord(NamedTuple):
    """The last mark of one device about somebody at a lesson.

    `who` is the member of staff or the door helper, "" if people marked themselves; `kind` describes their phone, "" if
    unknown; `at` is the corrected time of the press (UTC).
    """

    status: str
    who: str
    kind: str
    at: datetime

    @classmethod
    def of(cls, session: Session, lesson_id: int, registration_ids: Collection[int]) -> dict[int, list["LastWord"]]:
        """The last marks of each device about some registrations, by registration, the newest first. One statement."""
        by_device: dict[int, dict[str, LastWord]] = defaultdict(dict)
        asked = {"lesson_id": lesson_id, "registration_ids": list(registration_ids)}
        for registration_id, device, *word in session.execute(_words(), asked):
            by_device[registration_id].pop(device, None)
            by_device[registration_id][device] = cls._make(word)
        return {registration_id: list(words.values())[::-1] for registration_id, words in by_device.items()}


@cache
def _words() -> Select[*tuple[Any, ...]]:
    mark = AttendanceMark
    phone = and_(Phone.device == mark.device, Phone.account_id == mark.by_id)
    return (
        select(
            mark.registration_id,
            mark.device,
            mark.status,
            func.coalesce(Account.full_name, DoorHelper.name, ""),
            func.coalesce(Phone.kind, ""),
            mark.at,
        )
        .outerjoin(Account, Account.id == mark.by_id)
        .outerjoin(DoorHelper, DoorHelper.id == mark.helper_id)
        .outerjoin(Phone, phone)
        .where(
            mark.lesson_id == bindparam("lesson_id"),
            mark.registration_id.in_(bindparam("registration_ids", expanding=True)),
        )
        .order_by(mark.at, mark.uuid)
    )
