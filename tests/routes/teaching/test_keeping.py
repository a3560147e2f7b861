"""What a phone is told to keep of the lessons to come: which ones, which pages, and whether they are still the same."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask

from app.country import clock
from app.models import Course, Lesson, Role
from app.web.database import immediate
from tests.classroom import Classroom, make_classroom
from tests.factories import make_registration
from tests.pages import Pages, words
from tests.routes.teaching.conftest import colleague, signed_in


def kept(pages: Pages) -> dict[str, dict[str, str | None]]:
    """The lessons that the page offers to save, by name, each with its attributes."""
    listed = [item for item in pages.get("/giang-vien").all("li") if item.get("data-lesson")]
    return {str(item.get("data-lesson")): dict(item.attrib) for item in listed}


def noon() -> timedelta:
    """How far the clock has to go to noon of tomorrow."""
    return clock.at_local(clock.today() + timedelta(days=1), 12) - clock.now()


@pytest.fixture
def at_noon(app: Flask) -> Iterator[None]:
    with clock.shifted(noon()):
        yield


@pytest.fixture
def room(app: Flask) -> Classroom:
    """A lesson under way at the test's own hour."""
    return make_classroom(app)


@pytest.mark.usefixtures("at_noon")
def test_todays_lessons_and_those_of_the_next_day_are_kept_with_all_their_pages(app: Flask) -> None:
    now = clock.now()
    today = make_classroom(app, first=now - timedelta(hours=3))
    soon, later = (make_classroom(app, first=now + timedelta(hours=hours)) for hours in (23, 25))
    [row] = kept(signed_in(app, today.token)).values()
    pages = str(row["data-pages"]).split()
    shown = ("", "/quet", "/them-nguoi", "/xong", "/lam-duoc", "/ket-qua", "/anh")
    assert pages == [f"{today.address}{rest}" for rest in shown]
    teacher = signed_in(app, today.token)
    assert {teacher.client.get(address).headers.get("X-Offline") for address in pages} == {"1"}
    assert list(kept(signed_in(app, soon.token))) == [soon.lesson]
    assert kept(signed_in(app, later.token)) == {}


@pytest.mark.usefixtures("at_noon")
def test_what_is_over_is_not_kept(room: Classroom, teacher: Pages) -> None:
    room.close()
    assert kept(teacher) == {}


@pytest.mark.usefixtures("at_noon")
def test_a_phone_saves_by_itself_for_those_who_teach_and_for_no_officer(room: Classroom, teacher: Pages) -> None:
    assert "data-by-itself" in kept(teacher)[room.lesson]
    assert "data-by-itself" not in kept(colleague(room, Role.OFFICER))[room.lesson]


def move(room: Classroom) -> None:
    with room.app.app_context(), immediate() as session:
        lesson = session.get_one(Lesson, room.lesson_id)
        lesson.move(lesson.starts_at + timedelta(minutes=10), minutes=90, place=None)


def join(room: Classroom) -> None:
    with room.app.app_context(), immediate() as session:
        make_registration(session, session.get_one(Course, room.course_id), "Bùi Thị An", 1961)


@pytest.mark.usefixtures("at_noon")
@pytest.mark.parametrize("change", [move, join])
def test_a_lesson_that_changed_is_another_than_the_one_saved(
    room: Classroom, teacher: Pages, change: Callable[[Classroom], None]
) -> None:
    before = kept(teacher)[room.lesson]["data-stamp"]
    assert kept(teacher)[room.lesson]["data-stamp"] == before
    change(room)
    assert kept(teacher)[room.lesson]["data-stamp"] != before


def test_without_script_nothing_is_promised(room: Classroom, teacher: Pages) -> None:
    page = teacher.get("/giang-vien")
    shown = [section for section in page.all("section") if section.get("data-module") == "prepare"]
    assert [section.get("hidden") for section in shown] == [""], words(shown[0])
