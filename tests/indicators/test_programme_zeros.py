"""A counted 0 is a result; what nobody answered is not known."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.indicators.programmes import indicator_called
from app.indicators.ward_figures import summed
from app.models import Event, Programme
from app.models.movement import entry_recording
from app.models.movement.declaration_reading import read
from app.registers.indicator import Scope
from app.web.database import immediate
from tests.factories import make_group, make_ward
from tests.returns import make_returns, moment, send

pytestmark = pytest.mark.postgresql
SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
COUNTS = [
    {"key": "loans", "unit": "lượt", "label": "Lượt mượn", "sum": "loans", "by": ["group"]},
    {"key": "books", "unit": "cuốn", "label": "Sách đang có", "sum": "books", "by": ["group"]},
    {"key": "open", "unit": "tủ sách", "label": "Mở cửa", "where": {"is": {"open": True}}, "by": ["group"]},
]
MEDIA: dict[str, Any] = {
    "key": "news", "shape": "act", "name": "Tin, bài", "subject": "event", "title": "name",
    "fields": [
        {"key": "name", "label": "Tên", "type": "text", "required": True},
        {"key": "items", "label": "Số tin", "type": "number", "counted": True},
        {"key": "reach", "label": "Lượt xem", "type": "number", "counted": True},
    ],
    "counts": [
        {"key": "items", "unit": "tin", "label": "Tin", "sum": "items"},
        {"key": "reach", "unit": "lượt", "label": "Lượt xem", "sum": "reach"},
    ],
}  # fmt: skip


def known(session: Session, programme: Programme, *keys: str, until: date = date(2026, 11, 30), **only: Any) -> Any:
    """The figures of a programme, of autumn or until a day."""
    session.flush()
    scope = Scope((programme.unit_id,), min(SEPTEMBER, until.replace(day=1)), until, only)
    found = [indicator_called(session, f"{programme.key}.{key}", [programme.unit_id]) for key in keys]
    return [each.known(session, scope) for each in found if each]


def test_a_sum_is_known_once_somebody_answered_it(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites = make_returns(session, counts=COUNTS)
        keys = "loans", "books", "open"
        assert known(session, programme, *keys) == [None, None, None]
        send(session, programme, sites[0], OCTOBER, date(2026, 11, 3), loans=0)
        assert known(session, programme, *keys) == [0, None, 0]
        assert known(session, programme, *keys, until=date(2026, 9, 30)) == [None, None, None]
        send(session, programme, sites[1], OCTOBER, date(2026, 11, 3), loans=2, books=0, open=True)
        assert known(session, programme, *keys) == [2, 0, 1]


def test_that_nothing_happened_is_a_zero(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites = make_returns(session, counts=COUNTS)
        slip = send(session, programme, sites[0], OCTOBER, date(2026, 11, 3))
        assert known(session, programme, "loans", "open") == [0, 0]
        entry_recording.withdraw(session, slip, moment(date(2026, 11, 4)))
        assert known(session, programme, "loans", "open") == [None, None]


def test_a_sum_of_a_group_that_answered_nothing_is_not_known(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites = make_returns(session, counts=COUNTS)
        groups = [make_group(session, programme.unit, f"Tổ {number}") for number in (1, 2)]
        for site, group in zip(sites, groups, strict=False):
            site.residential_group = group
        send(session, programme, sites[0], OCTOBER, date(2026, 11, 3), loans=0)
        assert known(session, programme, "loans", "open", to=groups[0].id) == [0, 0]
        assert known(session, programme, "loans", "open", to=groups[1].id) == [None, 0]
        loans, shut = (indicator_called(session, f"libraries.{key}", [programme.unit_id]) for key in ("loans", "open"))
        assert loans
        assert shut
        scope = Scope((programme.unit_id,), SEPTEMBER, date(2026, 11, 30))
        assert loans.zeros(session, scope, loans.by_key["to"]) == {groups[0].id}
        assert shut.zeros(session, scope, shut.by_key["to"]) is None


def test_of_events_a_time_without_one_is_zero_and_one_that_nobody_answered_is_not_known(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        programme = Programme.begun(session, ward, read(MEDIA), catalogue="", now=moment(SEPTEMBER))
        programme.use_draft(seen="1", now=moment(SEPTEMBER))
        assert known(session, programme, "items", "reach") == [None, None]
        event = Event(unit=ward, programme_id=programme.id, name="Bài 1", held_on=date(2026, 10, 5))
        session.add(event)
        session.flush()
        assert programme.current
        entry_recording.record(
            session, event, programme.current, uuid=str(uuid4()), by=None, way="office", at=moment(date(2026, 10, 5)),
            answers={"items": 2}, now=moment(date(2026, 10, 6)),
        )  # fmt: skip
        assert known(session, programme, "items", "reach") == [2, None]
        november = Scope((ward.id,), date(2026, 11, 1), date(2026, 11, 30))
        found = [indicator_called(session, f"news.{key}", [ward.id]) for key in ("items", "reach")]
        assert [each.known(session, november) for each in found if each] == [0, None]


def test_wards_add_up_what_they_know(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        (one, sites), (_other, _sites) = (make_returns(session, counts=COUNTS) for _ in range(2))
        send(session, one, sites[0], OCTOBER, date(2026, 11, 3), loans=3)
        found = [indicator_called(session, f"libraries.{key}", [one.unit_id]) for key in ("loans", "books")]
        days = SEPTEMBER, date(2026, 11, 30)
        sums = summed(session, [one.unit_id], "", days, [each for each in found if each])
        assert sums.by_key == {"libraries.loans": 3, "libraries.books": None}
