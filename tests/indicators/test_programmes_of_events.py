"""Figures of programmes about events: each is in one line of a table, and is said in the programme's own words."""

from datetime import date
from typing import Any
from uuid import uuid4

from flask import Flask

from app.indicators.programmes import indicator_called
from app.models import Event, Programme
from app.models.movement.declaration_reading import read
from app.registers.indicator import Scope
from app.registers.joint_counts import known_figure
from app.web.database import immediate
from tests import recording
from tests.factories import make_ward
from tests.returns import moment

OCTOBER = date(2026, 10, 1)
NOTES: dict[str, Any] = {
    "key": "notes", "shape": "follow", "name": "Điều bà con nói", "noun": "ghi nhận", "subject": "event",
    "title": "about", "words": {"day": "Ngày nghe được"},
    "fields": [
        {"key": "about", "label": "Về việc gì", "type": "text", "required": True},
        {"key": "kind", "label": "Loại", "type": "choice", "of": {"worry": "Lo", "praise": "Khen"}, "counted": True},
        {"key": "where", "label": "Ở đâu", "type": "choices", "of": {"hall": "Nhà", "shop": "Chợ"}, "counted": True},
    ],
    "counts": [{"key": "all", "unit": "ghi nhận", "label": "Ghi nhận", "by": ["kind", "where"]}],
}  # fmt: skip


def test_a_table_of_events_adds_up_but_for_several_answers(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        programme = Programme.begun(session, ward, read(NOTES), catalogue="", now=moment(OCTOBER))
        programme.use_draft(seen="1", now=moment(OCTOBER))
        for kind in ("worry", "praise"):
            event = Event(unit=ward, programme_id=programme.id, name=kind, held_on=date(2026, 10, 5))
            session.add(event)
            session.flush()
            assert programme.current
            recording.record(
                session, event, programme.current, uuid=str(uuid4()), by=None, way="office",
                now=moment(date(2026, 10, 6)),
                at=moment(date(2026, 10, 5)), answers={"kind": kind, "where": ["hall", "shop"]},
            )  # fmt: skip
        found = indicator_called(session, "notes.all", [ward.id])
        assert found
        scope = Scope((ward.id,), OCTOBER, date(2026, 10, 31))
        lines = found.table(session, scope, found.by_key["kind"])
        assert known_figure(session, scope, found) == sum(lines.values()) == 2
        assert found.adds_by(found.by_key["kind"])
        assert not found.adds_by(found.by_key["where"])
        assert str(found.how) == "Của những ghi nhận có ngày nghe được trong khoảng thời gian này."
