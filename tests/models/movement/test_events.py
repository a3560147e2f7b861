"""Events: planned, held or called off by their latest entry, of their day whatever was recorded later."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.programmes import indicators_of
from app.models import AdministrativeUnit, Answer, Event, Programme, ProgrammeEntry, Role
from app.models.movement import entry_ranking, entry_recording
from app.models.movement.declaration_reading import read
from app.models.movement.entry_recording import WrongAnswer
from app.models.movement.house_names import forget_names
from app.models.movement.merging import merge
from app.models.movement.question import AGE, AGREED
from app.models.movement.rules import InvalidDeclaration
from app.registers.indicator import Scope
from tests import recording
from tests.factories import make_group, make_organisation, make_person, make_ward

SAID: dict[str, Any] = {
    "key": "launch", "shape": "recognise", "name": "Hoạt động ra quân", "noun": "hoạt động", "subject": "event",
    "title": "title", "plans_ahead": True,
    "fields": [
        {"key": "title", "label": "Tên hoạt động", "type": "text", "required": True, "planned": True},
        {"key": "kind", "label": "Loại", "type": "choice", "of": {"day": "Ngày hội", "talk": "Nói chuyện"},
         "counted": True, "planned": True},
        {"key": "came", "label": "Lượt người dự", "type": "number", "counted": True},
    ],
    "counts": [
        {"key": "held", "unit": "cuộc", "label": "Cuộc đã tổ chức", "by": ["kind", "group"]},
        {"key": "crowded", "unit": "cuộc", "label": "Cuộc đông", "where": {"at_least": {"came": 100}}},
    ],
}  # fmt: skip


def use(session: Session, unit: AdministrativeUnit, said: dict[str, Any] = SAID) -> Programme:
    """A programme about events that is put to use."""
    programme = Programme.begun(session, unit, read(said), catalogue="", now=clock.now())
    programme.use_draft(seen="1", now=clock.now())
    session.flush()
    return programme


def plan(session: Session, programme: Programme, day: date, name: str = "Ra quân", **more: Any) -> Event:
    """An event of a programme."""
    event = Event(unit=programme.unit, programme_id=programme.id, name=name, held_on=day, **more)
    session.add(event)
    session.flush()
    return event


def record(session: Session, event: Event, outcome: str, **answers: Any) -> ProgrammeEntry:
    """An entry about an event."""
    programme = session.get_one(Programme, event.programme_id)
    assert programme.current
    return recording.record(
        session, event, programme.current, uuid=str(uuid4()), by=None, way="office", at=clock.now(), outcome=outcome,
        answers=answers, now=clock.now(),
    )  # fmt: skip


def figure(session: Session, programme: Programme, key: str, since: date, until: date) -> int:
    """A figure of a programme from a day to a day."""
    [indicator] = [each for each in indicators_of(programme.used) if each.key == f"launch.{key}"]
    return indicator.figure(session, Scope((programme.unit_id,), since, until))


def test_an_event_is_planned_then_held_or_called_off(session: Session) -> None:
    programme, today = use(session, make_ward(session)), clock.today()
    event = plan(session, programme, today)
    planned = record(session, event, "planned", kind="day")
    assert (event.state, planned.given) == ("planned", {"kind": "day", "title": "Ra quân"})
    assert figure(session, programme, "held", today, today) == 0
    assert not session.scalars(select(Answer)).all()
    record(session, event, "done", kind="day", came=120)
    assert event.state == "held"
    assert (figure(session, programme, "held", today, today), figure(session, programme, "crowded", today, today)) == (
        1, 1,
    )  # fmt: skip
    off = record(session, event, "called_off")
    assert (event.state, figure(session, programme, "held", today, today)) == ("called_off", 0)
    entry_recording.withdraw(session, off, clock.now())
    assert (event.state, figure(session, programme, "held", today, today)) == ("held", 1)


def test_a_figure_reads_the_events_of_its_days_and_follows_one_that_moves(session: Session) -> None:
    programme, before = use(session, make_ward(session)), clock.today() - timedelta(days=40)
    event = plan(session, programme, before)
    record(session, event, "done", came=3)
    record(session, event, "done", came=300)
    assert figure(session, programme, "held", before, before) == 1
    assert figure(session, programme, "crowded", before - timedelta(days=9), clock.today()) == 1
    assert figure(session, programme, "held", before + timedelta(days=1), clock.today()) == 0
    event.change({"held_on": clock.today()}, str(event.version))
    entry_ranking.redate(session, event)
    assert figure(session, programme, "held", before, before) == 0
    assert figure(session, programme, "crowded", clock.today(), clock.today()) == 1
    days = session.execute(select(ProgrammeEntry.day, ProgrammeEntry.superseded_on, ProgrammeEntry.counts))
    assert sorted(map(tuple, days), key=lambda row: row[2]) == [
        (clock.today(), clock.today(), False),
        (clock.today(), None, True),
    ]
    event.retire(clock.today())
    session.flush()
    assert figure(session, programme, "held", before, clock.today()) == 0


def test_an_event_of_a_day_to_come_is_not_held_yet(session: Session) -> None:
    programme = use(session, make_ward(session))
    event = plan(session, programme, clock.today() + timedelta(days=1))
    with pytest.raises(WrongAnswer):
        record(session, event, "done")
    assert session.scalars(select(ProgrammeEntry)).all() == []


def test_planned_events_whose_day_is_over_wait_for_who_sees_them(session: Session) -> None:
    ward = make_ward(session)
    programme = use(session, ward)
    late, today = plan(session, programme, clock.today() - timedelta(days=1)), plan(session, programme, clock.today())
    held = plan(session, programme, clock.today() - timedelta(days=1), "Đã xong")
    for each in (late, today, held):
        record(session, each, "planned")
    record(session, held, "done")
    hidden = use(session, ward, {**SAID, "key": "quiet", "sees": ["leader"]})
    record(session, plan(session, hidden, clock.today() - timedelta(days=1)), "planned")
    assert Event.untold(session, [ward.id], clock.today(), [Role.OFFICER]) == [late]
    programme.retire(clock.today())
    session.flush()
    assert Event.untold(session, [ward.id], clock.today(), [Role.OFFICER]) == []


def test_one_event_is_known_again_and_possible_doubles_are_shown(session: Session) -> None:
    ward = make_ward(session)
    programme, group = use(session, ward), make_group(session, ward)
    union, other = (make_organisation(session, ward, each, "mass_organisation") for each in ("Hội A", "Hội B"))
    first = plan(session, programme, clock.today(), "Ra quân tháng 11", residential_group=group, organisation=union)
    same = {"name": "RA QUÂN  tháng 11", "day": clock.today(), "group_id": group.id}
    find = lambda **more: session.scalars(Event.same_as(programme.id, **{**same, **more})).all()  # noqa: E731
    assert find(organiser_id=union.id) == [first]
    assert find(organiser_id=other.id) == find(organiser_id=union.id, day=clock.today() - timedelta(days=1)) == []
    elsewhere = plan(session, programme, clock.today(), "Ra quân tháng 11", organisation=other)
    beside = plan(session, programme, clock.today(), "Ngày hội", residential_group=group, organisation=union)
    plan(session, programme, clock.today() - timedelta(days=1), "Ra quân tháng 11")
    assert session.scalars(first.doubles()).all() == [elsewhere, beside]
    merge(session, union, other, clock.today())
    session.expire_all()
    assert first.organisation_id == other.id


def test_an_event_without_a_title_is_named_by_organiser_and_day(session: Session) -> None:
    ward = make_ward(session)
    union = make_organisation(session, ward, "Hội Phụ nữ", "mass_organisation")
    event = plan(session, use(session, ward), date(2026, 11, 5), organisation=union)
    event.call("buổi phổ biến")
    assert event.name == "Buổi phổ biến, Hội Phụ nữ, 05/11/2026"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"title": "kind"}, "title"),
        ({"title": "nobody"}, "title"),
        ({"fields": [{"key": "title", "label": "Tên", "type": "text"}], "counts": []}, "title"),
        ({"plans_ahead": False}, "plans_ahead"),
        ({"plans_ahead": None}, "fields.0.planned"),
        ({"outcomes": ["done", "planned"]}, "outcomes.1"),
        ({"outcomes": ["done", "absent"]}, "outcomes.1"),
        ({"every": "month"}, "every"),
        ({"subject": "household", "title": None}, "plans_ahead"),
        ({"subject": "household", "plans_ahead": None}, "title"),
    ],
)
def test_what_fits_no_event_is_refused_with_its_place(change: dict[str, Any], path: str) -> None:
    assert read(SAID).outcomes == ("done", "called_off")
    wrong = {key: each for key, each in {**SAID, **change}.items() if each is not None}
    with pytest.raises(InvalidDeclaration) as refused:
        read(wrong)
    assert ".".join(map(str, refused.value.path)) == path


def test_the_plan_of_an_event_keeps_whom_it_names(session: Session) -> None:
    lead = {"key": "lead", "label": "Người phụ trách", "type": "person", "planned": True}
    programme = use(session, make_ward(session), {**SAID, "fields": [*SAID["fields"], lead]})
    event = plan(session, programme, clock.today() + timedelta(days=5))
    named = {"lead": "Nguyễn Văn An", f"lead{AGREED}": True, f"lead{AGE}": "36_59"}
    planned = record(session, event, "planned", **named)
    assert planned.given["lead"] == "Nguyễn Văn An"
    again = record(session, event, "planned", **named, kind="talk")
    assert (again.given["lead"], planned.given.get("lead")) == ("Nguyễn Văn An", None)
    person = make_person(session, programme.unit, "Nguyễn Văn An", 1980)
    assert forget_names(session, [person], now=clock.now())
    assert again.given == {"title": "Ra quân", "kind": "talk", f"lead{AGE}": "36_59"}
    last = record(session, event, "planned", **named)
    record(session, event, "called_off")
    assert "lead" not in last.given
