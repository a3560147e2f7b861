"""What phones and old pages send for something that was merged meanwhile goes where the merge went."""

import uuid
from itertools import pairwise

import pytest
from sqlalchemy import select

from app.country import clock
from app.models import Account, Lesson, Person, Registration, Role
from app.models.learning import merging
from app.web.database import db, immediate
from tests.classroom import Classroom, Phone, mark, operation
from tests.factories import make_account, make_group, make_registration


@pytest.fixture
def twice(room: Classroom) -> list[str]:
    """The public ids of two registrations of one person; the first stays when they are merged."""
    with room.app.app_context(), immediate() as session:
        course = session.get_one(Lesson, room.lesson_id).course
        rows = [make_registration(session, course, name, 1956) for name in ("Nguyễn Thị Nhung", "Nguyễn Thị Nhumg")]
        make_account(session, course.unit, Role.OFFICER, username="gopnguoi")
        return [each.public_id for each in rows]


def merge(room: Classroom, twice: list[str]) -> None:
    with room.app.app_context(), immediate() as session:
        rows = session.scalars(select(Registration).where(Registration.public_id.in_(twice)).order_by(Registration.id))
        kept, gone = (each.person for each in rows)
        by = session.scalars(Account.called("gopnguoi")).one()
        seen = str(kept.version), str(gone.version)
        merging.merge(session, kept.id, gone.id, seen=seen, by=by, now=clock.now())


def came(room: Classroom, twice: list[str]) -> list[bool]:
    statuses = room.statuses()
    return [statuses.get(each) == "present" for each in twice]


def test_a_mark_of_the_old_roll_goes_to_the_registration_that_stays(
    room: Classroom, phone: Phone, twice: list[str]
) -> None:
    merge(room, twice)
    pressed = mark(room, twice[1])
    assert phone.verdicts([pressed]) == ["done"]
    assert came(room, twice) == [True, False]
    assert phone.verdicts([pressed]) == ["already_done"]


def test_a_mark_whose_answer_was_lost_is_known_after_the_merge(room: Classroom, phone: Phone, twice: list[str]) -> None:
    pressed = mark(room, twice[1])
    phone.send([pressed])
    merge(room, twice)
    assert phone.verdicts([pressed]) == ["already_done"]
    assert sorted(came(room, twice)) == [False, True]


def test_a_press_on_the_old_page_goes_to_the_registration_that_stays(
    room: Classroom, phone: Phone, twice: list[str]
) -> None:
    merge(room, twice)
    answer = phone.client.post(room.address, data={"mark": f"present:{twice[1]}", "csrf_token": phone.csrf})
    assert answer.status_code == 303
    assert f"vua={twice[0]}" in answer.location
    assert came(room, twice) == [True, False]


def test_a_correction_of_an_old_page_shows_who_stays_first(room: Classroom, phone: Phone, twice: list[str]) -> None:
    room.close()
    merge(room, twice)
    form = {"status": "present", "reason": "có ký tên", "csrf_token": phone.csrf}
    answer = phone.client.post(f"{room.address}/nguoi/{twice[1]}/sua", data=form)
    assert answer.status_code == 409
    assert "đã gộp làm một" in answer.text
    assert "có ký tên" in answer.text
    assert came(room, twice) == [False, False]


def test_a_walk_in_of_a_merged_group_lives_in_the_group_that_stays(room: Classroom, phone: Phone) -> None:
    with room.app.app_context(), immediate() as session:
        course = session.get_one(Lesson, room.lesson_id).course
        groups = [make_group(session, course.unit, name) for name in ("Tổ Cũ", "Tổ Giữa", "Tổ Mới")]
        codes = [each.code for each in groups]
        for gone, into in pairwise(groups):
            gone.end(clock.today(), into)
    person = {"full_name": "Hứa Thị Lành", "birth_year": 1961, "residential_group": codes[0]}
    data = {"lesson": room.lesson, "registration": str(uuid.uuid4()), "person": person}
    assert phone.verdicts([operation("walk_in", data)]) == ["done"]
    with room.app.app_context():
        someone = db.session.scalars(select(Person).where(Person.full_name == "Hứa Thị Lành")).one()
        assert someone.residential_group
        assert someone.residential_group.code == codes[2]
