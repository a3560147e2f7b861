"""The demo ward is dated around today, whatever day and hour that is."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.commands.demo_ward import fill, filling
from app.commands.demo_ward.fixtures import Calendar, at, rows, shown_courses, ward_plan
from app.commands.demo_ward.ward import DemoWard
from app.country import clock
from app.models import Course, LessonState, Stage
from app.web.database import db
from tests.analysed import rows_known_within

NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)


@pytest.mark.parametrize("days", range(0, 21, 4))
def test_the_sample_moves_by_whole_weeks_and_what_is_held_is_past(days: int) -> None:
    for now in (NOON + timedelta(days=days), NOON + timedelta(days=days + 365)):
        calendar = Calendar(now, ward_plan().day_zero)
        for row in rows("lessons"):
            day = datetime.fromisoformat(row["day"]).date()
            moved = calendar.moved(day)
            assert moved.weekday() == day.weekday()
            assert (moved < calendar.today) == (row["state"] == "held")


@pytest.mark.parametrize("days", range(7))
def test_shown_courses_stand_where_they_should_on_every_weekday(days: int) -> None:
    calendar = Calendar(NOON + timedelta(days=days), ward_plan().day_zero)
    first = {shown["code"]: calendar.first_day(shown["first"]) for shown in shown_courses()}
    last = {shown["code"]: first[shown["code"]] + timedelta(weeks=shown["lessons"] - 1) for shown in shown_courses()}
    tomorrow = calendar.today + timedelta(days=1)
    assert min(first[code] for code in ("DEM1", "DEM2", "DEM3")) > tomorrow
    assert first["DEM4"] + timedelta(weeks=2) == calendar.today
    assert last["DEM5"] < calendar.today - timedelta(days=7)
    assert first["DEM6"] + timedelta(weeks=1) == tomorrow
    weekdays = {code: first[code].weekday() for code in ("DEM1", "DEM2", "DEM3", "DEM5")}
    assert weekdays == {"DEM1": 5, "DEM2": 1, "DEM3": 2, "DEM5": 5}


def test_hours_are_vietnamese() -> None:
    assert at(clock.local(NOON).date(), "19:30") == datetime(2026, 11, 20, 12, 30, tzinfo=UTC)


def test_it_can_be_filled_just_after_midnight(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    known, make_neighbours = list[int](), filling.make_neighbours

    def neighbours(session: Session, ward: DemoWard) -> None:
        known.append(rows_known_within(session.connection(), "answer"))
        make_neighbours(session, ward)

    monkeypatch.setattr(filling, "make_neighbours", neighbours)
    moment = datetime(2027, 1, 2, 17, 5, tzinfo=UTC)  # five past twelve on a Sunday, in Vietnam
    with app.app_context():
        fill("a demo's password", moment)
        stages = {course.code: course.stage(moment) for course in db.session.query(Course)}
        future = [
            lesson.key
            for course in db.session.query(Course)
            for lesson in course.lessons
            if (lesson.state == LessonState.HELD) != (clock.local(lesson.starts_at).date() < clock.local(moment).date())
        ]
    assert known[0] > 100  # what the planner knew before neighbours' reports counted
    assert not future
    assert {code: stages[code] for code in ("DEM1", "DEM2", "DEM3", "DEM4", "DEM5", "DEM6")} == {
        "DEM1": Stage.OPEN,
        "DEM2": Stage.OPEN,
        "DEM3": Stage.OPEN,
        "DEM4": Stage.RUNNING,
        "DEM5": Stage.FINISHED,
        "DEM6": Stage.RUNNING,
    }
    assert stages["LOP12"] is Stage.RUNNING
    assert stages["LOP11"] is Stage.FINISHED
