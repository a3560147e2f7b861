"""GET /thiet-bi/chuan-bi: what a phone saves unasked, wherever its owner came in; and when what it saved ends."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.country import clock
from app.models import Course, Lesson, Role
from app.web.access import COOKIE
from app.web.database import immediate
from tests.classroom import Classroom, make_classroom
from tests.factories import make_account, make_sign_in
from tests.pairs import House

PLAN = "/thiet-bi/chuan-bi"


def holding(app: Flask, token: str) -> FlaskClient:
    client = app.test_client()
    client.set_cookie(COOKIE, token)
    return client


def planned(client: FlaskClient) -> dict[str, dict[str, Any]]:
    """The groups of pages, by their keys."""
    answer = client.get(PLAN)
    assert answer.headers["Cache-Control"] == "no-store"
    return {group["key"]: group for group in answer.get_json()["groups"]}


@pytest.fixture
def room(app: Flask) -> Classroom:
    """A lesson that begins in a minute, the next in a week."""
    return make_classroom(app, first=clock.now() + timedelta(minutes=1))


def test_whoever_teaches_today_gets_the_lesson_with_all_its_pages(room: Classroom) -> None:
    groups = planned(holding(room.app, room.token))

    assert set(groups) == {"/giang-vien", room.lesson}
    lesson = groups[room.lesson]
    assert lesson["shelf"] == "lessons"
    assert lesson["pages"] == [
        f"{room.address}{part}" for part in ("", "/quet", "/them-nguoi", "/xong", "/ket-qua", "/anh")
    ]
    assert datetime.fromisoformat(lesson["ends"]) > clock.now()


def test_a_lesson_that_was_moved_has_another_stamp(room: Classroom) -> None:
    client = holding(room.app, room.token)
    before = planned(client)
    with room.app.app_context(), immediate() as session:
        lesson = session.get_one(Lesson, room.lesson_id)
        lesson.move(lesson.starts_at + timedelta(minutes=5), minutes=90, place=None)
    after = planned(client)

    assert before[room.lesson]["stamp"] != after[room.lesson]["stamp"]
    assert before["/giang-vien"]["stamp"] != after["/giang-vien"]["stamp"]


def test_an_officer_gets_the_log_and_no_roll_of_the_ward(room: Classroom) -> None:
    with room.app.app_context(), immediate() as session:
        ward = session.get_one(Course, room.course_id).unit
        token = make_sign_in(session, make_account(session, ward, Role.OFFICER))
    groups = planned(holding(room.app, token))

    assert {key: group["pages"] for key, group in groups.items()} == {"/quay": ["/quay", "/quay/hom-nay"]}


def test_an_ambassador_gets_each_page_of_whom_they_visit(app: Flask) -> None:
    house = House.build(app)
    client = house.sign_in(app.test_client())
    groups = planned(client)

    own = f"/quay/kem-cap/{house.pair.public_id}"
    assert groups[house.pair.public_id]["pages"] == [own, f"{own}/lan-gap"]
    assert set(groups) == {"/quay", "/quay/kem-cap", house.pair.public_id}
    for page in (own, f"{own}/lan-gap", "/quay/kem-cap"):
        headers = client.get(page).headers
        assert headers["X-Offline"] == "1"
        assert "X-Offline-Until" not in headers  # by when the phone was last heard


def test_a_stranger_is_told_nothing(app: Flask) -> None:
    assert app.test_client().get(PLAN, headers={"Accept": "application/json"}).status_code == 401


def test_pages_of_a_lesson_end_two_weeks_after_it_and_what_names_nobody_never(room: Classroom) -> None:
    client = holding(room.app, room.token)
    with room.app.app_context(), immediate() as session:
        ends = session.get_one(Lesson, room.lesson_id).ends_at

    for part in ("", "/quet", "/them-nguoi", "/xong", "/ket-qua", "/anh"):
        until = datetime.fromisoformat(client.get(room.address + part).headers["X-Offline-Until"])
        assert abs(until - ends - timedelta(days=14)) < timedelta(seconds=1), part
    assert client.get("/giang-vien").headers["X-Offline-Until"] == "none"


def test_a_lesson_long_over_that_is_opened_today_ends_two_weeks_from_now(room: Classroom) -> None:
    with room.app.app_context(), immediate() as session:
        lesson = session.get_one(Lesson, room.lesson_id)
        lesson.starts_at, lesson.ends_at = (at - timedelta(days=30) for at in (lesson.starts_at, lesson.ends_at))

    until = holding(room.app, room.token).get(f"{room.address}/ket-qua").headers["X-Offline-Until"]

    assert abs(datetime.fromisoformat(until) - clock.now() - timedelta(days=14)) < timedelta(minutes=5)
