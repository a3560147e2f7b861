"""/l/<code>/lich.ics: a class's lessons in the calendar of any phone (RFC 5545)."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.models import Course, CourseState
from app.web.database import immediate
from app.web.icalendar import escaped, folded
from tests.registering import open_course

START = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)  # 19:30 in Vietnam


def lines(client: FlaskClient, code: str = "DEM1") -> list[str]:
    """The file's lines, unfolded as the standard says."""
    answer = client.get(f"/l/{code}/lich.ics")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f'inline; filename="{code}.ics"'
    raw = answer.data.decode()
    assert raw.endswith("END:VCALENDAR\r\n")
    assert "\n" not in raw.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in raw.split("\r\n"))
    return raw.replace("\r\n ", "").split("\r\n")


def values(told: list[str], name: str) -> list[str]:
    """The values of all lines of a kind."""
    return [line.partition(":")[2] for line in told if line.startswith(f"{name}:")]


def test_each_lesson_stands_at_its_hour(app: Flask, client: FlaskClient) -> None:
    course = open_course(app, first=START, lessons=3, title="Bình dân học AI", bring="kính đọc, sạc")

    told = lines(client)

    assert told.count("BEGIN:VEVENT") == told.count("END:VEVENT") == 3
    assert values(told, "DTSTART") == ["20261121T123000Z", "20261128T123000Z", "20261205T123000Z"]
    assert values(told, "DTEND")[0] == "20261121T140000Z"
    assert values(told, "SUMMARY")[0] == "Bình dân học AI (1/3)"
    assert values(told, "LOCATION")[0] == "Nhà văn hóa Túc Duyên\\, phường Phan Đình Phùng"
    assert "Mang theo: kính đọc\\, sạc" in values(told, "DESCRIPTION")
    assert set(values(told, "URL")) == {"https://lopso.example/l/DEM1"}
    assert len(set(values(told, "UID"))) == 3
    assert values(told, "UID")[0] == f"DEM1-1@{course.unit.code}.lopso"
    assert values(told, "TRIGGER") == ["-P1D"] * 3


def test_the_same_lesson_keeps_its_place_in_the_calendar_when_it_moves(app: Flask, client: FlaskClient) -> None:
    course = open_course(app, first=START, lessons=1)
    before = lines(client)
    with app.app_context(), immediate() as session:
        course = session.get_one(Course, course.id)
        course.lessons[0].starts_at += timedelta(hours=1)
        course.lessons[0].ends_at += timedelta(hours=1)
        course.version += 1
    after = lines(client)

    assert values(before, "UID") == values(after, "UID")
    assert int(values(before, "SEQUENCE")[0]) < int(values(after, "SEQUENCE")[0])
    assert values(after, "DTSTART") == ["20261121T133000Z"]


def test_a_lesson_that_was_called_off_leaves_the_calendar(app: Flask, client: FlaskClient) -> None:
    course = open_course(app, lessons=2)
    with app.app_context(), immediate() as session:
        session.get_one(Course, course.id).lessons[1].state = "cancelled"
    assert values(lines(client), "STATUS") == ["CONFIRMED", "CANCELLED"]


@pytest.mark.parametrize("state", [CourseState.CANCELLED])
def test_a_class_that_was_called_off_leaves_it_whole(app: Flask, client: FlaskClient, state: CourseState) -> None:
    open_course(app, lessons=2, state=state)
    told = lines(client)
    assert values(told, "STATUS") == ["CANCELLED", "CANCELLED"]
    assert "BEGIN:VALARM" not in told


def test_hostile_words_add_no_line(app: Flask, client: FlaskClient) -> None:
    open_course(app, lessons=1, title="Lớp\r\nATTACH:file:///etc/passwd; a, b \\ c", bring="\nBEGIN:VEVENT\r")

    told = lines(client)

    assert values(told, "SUMMARY") == ["Lớp\\nATTACH:file:///etc/passwd\\; a\\, b \\\\ c"]
    assert told.count("BEGIN:VEVENT") == 1
    assert not values(told, "ATTACH")


@pytest.mark.parametrize("text", ["", "a" * 75, "a" * 76, "ế" * 200, "😀" * 100])
def test_folding_cuts_no_letter_and_unfolds_to_the_same(text: str) -> None:
    parts = list(folded(text))
    assert all(len(part.encode()) <= 75 for part in parts)
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == text
    assert all(part.startswith(" ") for part in parts[1:])


def test_escaping_keeps_what_was_meant() -> None:
    assert escaped("a;b,c\\d\ne\tf\x07") == "a\\;b\\,c\\\\d\\nef"
