"""Who is not on the list writes themselves in from the hall: once, whoever presses how often."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.country import clock
from app.models import HallRequest, Lesson, Registration
from app.models.learning.hall_request import FORGOTTEN_AFTER, AlreadyAnswered
from app.models.learning.lesson_terms import LessonClosed
from app.web.database import db, immediate
from tests.at_once import at_once
from tests.classroom import Classroom, make_classroom


def asked(room: Classroom, device: str = "hall-1", name: str = "Bế Thị Sen", year: int = 1958) -> str:
    with room.app.app_context(), immediate() as session:
        lesson = session.scalars(Lesson.locked(room.lesson_id)).one()
        what = {"full_name": name, "birth_year": year, "residential_group_id": None, "now": clock.now()}
        return HallRequest.ask(session, lesson, device=device, **what).public_id


def waiting(room: Classroom) -> list[str]:
    with room.app.app_context():
        return [each.full_name for each in db.session.scalars(HallRequest.waiting_at(room.lesson_id))]


@pytest.fixture
def room(make_app: Callable[[str], Flask], engine: str) -> Classroom:
    return make_classroom(make_app(engine))


def test_many_presses_at_once_wait_once(room: Classroom) -> None:
    told = at_once([lambda: asked(room) for _ in range(4)] + [lambda: asked(room, "hall-2") for _ in range(4)])

    assert all(isinstance(each, str) for each in told), told
    assert len(set(map(str, told))) == 1
    assert waiting(room) == ["Bế Thị Sen"]


def test_a_phone_that_names_another_mends_what_it_wrote(room: Classroom) -> None:
    asked(room, name="Bế Thị Xen")
    asked(room, name="Bế Thị Sen")
    asked(room, "hall-2", name="Lý Văn Páo")

    assert waiting(room) == ["Bế Thị Sen", "Lý Văn Páo"]


def test_two_instructors_at_once_let_in_once(room: Classroom) -> None:
    public_id = asked(room)

    def let_in() -> bool:
        with room.app.app_context(), immediate() as session:
            lesson = session.scalars(Lesson.locked(room.lesson_id)).one()
            session.refresh(lesson.course, with_for_update=True)
            one = session.scalars(HallRequest.called(lesson.id, public_id).with_for_update(of=HallRequest)).one()
            return one.accept(session, lesson, by_id=room.account_id, device="form-1", now=clock.now()).is_new

    told = at_once([let_in for _ in range(4)])

    assert [each for each in told if not isinstance(each, AlreadyAnswered)] == [True], told
    assert list(room.statuses().values()) == ["present"]
    assert waiting(room) == []
    with room.app.app_context():
        [row] = db.session.scalars(select(HallRequest))
        assert (row.full_name, row.search_key, row.birth_year) == ("", "", None)
        assert db.session.get_one(Registration, row.registration_id).person.full_name == "Bế Thị Sen"


def test_nobody_waits_at_a_lesson_that_is_over_and_what_waited_is_forgotten(room: Classroom) -> None:
    asked(room)
    room.close()

    with pytest.raises(LessonClosed):
        asked(room, "hall-2", "Lý Văn Páo")
    with room.app.app_context():
        ends = db.session.get_one(Lesson, room.lesson_id).ends_at
        count = select(func.count())
        late = HallRequest.over(ends + FORGOTTEN_AFTER + timedelta(minutes=1)).subquery()
        assert db.session.scalars(count.select_from(late)).one() == 1
        assert db.session.scalars(count.select_from(HallRequest.over(ends).subquery())).one() == 0
