"""A programme that is recorded for each period, with sites of its own, and what is sent for them."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from app.country import clock
from app.models import AdministrativeUnit, Programme, ProgrammeEntry, Site
from app.models.movement.declaration_reading import read
from tests import recording
from tests.factories import make_ward

DECLARED: Mapping[str, Any] = {
    "key": "libraries", "shape": "recognise", "name": "Tủ sách báo cáo", "noun": "tủ sách", "subject": "site",
    "every": "month", "due": {"days_after": 5}, "outcomes": ["done", "nothing"],
    "fields": [
        {"key": "loans", "label": "Lượt mượn", "type": "number", "counted": True},
        {"key": "books", "label": "Sách đang có", "type": "number", "counted": True},
        {"key": "open", "label": "Mở cửa", "type": "yes_no", "counted": True},
        {"key": "keeper", "label": "Người trông", "type": "person"},
    ],
    "criteria": [{"key": "lends", "text": "Có cho mượn", "rule": {"at_least": {"loans": 1}}}],
    "counts": [{"key": "recorded", "unit": "tủ sách", "label": "Đã ghi", "by": ["group"]}],
}  # fmt: skip
BEGAN = date(2026, 9, 15)


def moment(day: date) -> datetime:
    """Noon of a day."""
    return datetime.combine(day, time(12), tzinfo=clock.LOCAL)


def make_returns(
    session: Session, unit: AdministrativeUnit | None = None, *, sites: int = 3, began: date = BEGAN, **said: Any
) -> tuple[Programme, list[Site]]:
    """A programme in use since `began`, and so many sites of it."""
    unit = unit or make_ward(session)
    declared = {key: each for key, each in {**DECLARED, **said}.items() if each is not None}
    programme = Programme.begun(session, unit, read(declared), catalogue="", now=moment(began))
    programme.use_draft(seen="1", now=moment(began))
    made = [Site(unit=unit, name=f"Tủ sách {number}", programme_id=programme.id) for number in range(1, sites + 1)]
    session.add_all(made)
    session.flush()
    return programme, made


def send(
    session: Session, programme: Programme, site: Site, period: date | None, on: date, outcome: str = "", **answers: Any
) -> ProgrammeEntry:
    """What somebody sends for a period on a day; without answers that nothing happened."""
    assert programme.current
    return recording.record(
        session, site, programme.current, uuid=str(uuid4()), by=None, way="office", at=moment(on), period=period,
        outcome=outcome or ("done" if answers else "nothing"), answers=answers, now=moment(on),
    )  # fmt: skip
