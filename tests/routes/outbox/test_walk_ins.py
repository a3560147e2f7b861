"""People from the hall, let in by a phone: registered, present, and never twice on a chair."""

import uuid
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.country import clock
from app.models import Course, Lesson, Registration, Role
from app.web.database import db, immediate
from tests.classroom import Classroom, Phone, make_classroom, mark, operation
from tests.factories import make_group
from tests.routes.teaching.conftest import colleague, signed_in


def walk_in(
    room: Classroom, name: str = "Bế Văn Thim", year: object = 1957, key: str | None = None, **changed: object
) -> dict[str, Any]:
    person = {"full_name": name, "birth_year": year, "residential_group": room.group_code, **changed}
    return operation("walk_in", {"lesson": room.lesson, "registration": key or str(uuid.uuid4()), "person": person})


def test_somebody_from_the_hall_is_registered_present_and_marked_on_by_their_phones_id(
    room: Classroom, phone: Phone
) -> None:
    came = walk_in(room)
    key = came["data"]["registration"]
    left = mark(room, key, "unmarked", clock.now())

    assert phone.verdicts([came, came]) == ["done", "already_done"]
    assert room.statuses() == {key: "present"}
    assert phone.verdicts([left, {**came, "data": {**came["data"], "registration": str(uuid.uuid4())}}]) == [
        "done",
        "conflict",
    ]

    registration = _registration(room, key)
    assert (registration.state, registration.way) == ("seated", "walk_in")
    assert room.statuses() == {key: "unmarked"}


def test_who_is_on_the_roll_already_is_only_marked_and_answers_to_both_ids(room: Classroom) -> None:
    first, second = Phone.of(room), Phone.of(room)
    one, other = walk_in(room), walk_in(room, year="1957")
    key, alias = one["data"]["registration"], other["data"]["registration"]

    first.send([one])
    assert second.verdicts([other, mark(room, alias, "late")]) == ["done", "done"]
    assert second.verdicts([other]) == ["already_done"]

    assert room.statuses() == {key: "late"}
    assert _count(room) == len(room.people) + 1


def test_one_person_written_with_and_without_marks_by_two_phones_is_asked_about(room: Classroom) -> None:
    for phone, name in ((Phone.of(room), "Đỗ Thị Mới"), (Phone.of(room), "Do Thi Moi")):
        assert phone.verdicts([walk_in(room, name)]) == ["done"]
    assert _count(room) == len(room.people) + 2

    asked = "Đỗ Thị Mới, 1957 và Do Thi Moi, 1957"
    taught = signed_in(room.app, room.token).get(room.address)
    assert "Giống nhau?" in taught.text
    assert asked in taught.text
    assert "nhờ cán bộ phụ trách gộp" in taught.text
    assert not [address for address in taught.links().values() if "so-sanh" in address]

    officer = colleague(room, Role.OFFICER)
    assert "Có thể trùng" in officer.get("/van-phong/nguoi-hoc?tim=do+thi+moi").text
    seen = officer.get(room.address)
    assert asked in seen.text
    compared = seen.follow(asked)
    assert compared.h1 == "Có phải một người?"
    compared.form(button="Ghi là hai người").submit()
    assert "Giống nhau?" not in officer.get(room.address).text


def test_two_phones_of_one_hall_ask_nothing_about_people_who_differ(room: Classroom) -> None:
    """One spelling joins; twins of two marks, and namesakes of two years or groups, are two."""
    with room.app.app_context(), immediate() as session:
        other = make_group(session, session.get_one(Course, room.course_id).unit).code
    first, second = Phone.of(room), Phone.of(room)
    pairs = [
        (walk_in(room, "Đỗ Thị Mới"), walk_in(room, "ĐỖ THỊ MỚI")),
        (walk_in(room, "Lò Văn Tú"), walk_in(room, "Lò Văn Tư")),
        (walk_in(room, "Lý A Sử"), walk_in(room, "Lý A Sử", year=1961)),
        (walk_in(room, "Ma Thị Xa"), walk_in(room, "Ma Thị Xa", residential_group=other)),
    ]
    for one, another in pairs:
        assert first.verdicts([one]) + second.verdicts([another]) == ["done", "done"]

    assert _count(room) == len(room.people) + 7
    assert "Giống nhau?" not in signed_in(room.app, room.token).get(room.address).text


def test_one_phone_id_never_stands_for_two_people(room: Classroom, phone: Phone) -> None:
    one = walk_in(room)
    key = one["data"]["registration"]

    assert phone.verdicts([one, walk_in(room, "Ma Văn Sơ", key=key)]) == ["done", "refused"]
    assert phone.verdicts([walk_in(room, key=key)]) == ["done"]

    assert _count(room) == len(room.people) + 1


def test_the_id_of_a_registration_elsewhere_is_refused_and_its_neighbours_are_stored(app: Flask) -> None:
    elsewhere, room = make_classroom(app, ["Ngô Hồng Quân"]), make_classroom(app)
    taken = walk_in(room, key=elsewhere.people[0])

    assert Phone.of(room).verdicts([mark(room, 0), taken, mark(room, 1)]) == ["done", "refused", "done"]

    assert set(room.statuses()) == set(room.people[:2])
    assert elsewhere.marks() == 0


def test_more_than_there_are_seats_are_present_without_one(app: Flask) -> None:
    room = make_classroom(app, ["Vũ Thị Lựu", "Tạ Thị Cẩm Tú"], seats=2, waiting_list=False)
    came = walk_in(room)

    result = Phone.of(room).send([came])[0]

    assert result["status"] == "done"
    assert "hết chỗ" in result["message"]
    registration = _registration(room, came["data"]["registration"])
    assert (registration.state, registration.position) == ("waiting", 1)
    assert room.statuses() == {registration.public_id: "present"}
    with room.app.app_context():
        assert db.session.get_one(Course, room.course_id).seated == 2


PEOPLE: list[tuple[str, Any]] = [
    ("no name", {"full_name": ""}),
    ("a name without letters", {"full_name": "1234"}),
    ("a picture", {"full_name": "Hoa 🌸"}),
    ("a name too long", {"full_name": "a" * 301}),
    ("a name that is none", {"full_name": 7}),
    ("two digits", {"year": 54}),
    ("a year to come", {"year": 2999}),
    ("no year", {"year": None}),
    ("a year that is a truth", {"year": True}),
    ("half a letter", {"full_name": "\ud800"}),
]


@pytest.mark.parametrize(("what", "change"), PEOPLE, ids=[name for name, _ in PEOPLE])
def test_a_walk_in_that_cannot_be_is_refused_in_words(
    room: Classroom, phone: Phone, what: str, change: dict[str, Any]
) -> None:
    operation = walk_in(room)
    person = operation["data"]["person"]
    person |= {"birth_year": change["year"]} if "year" in change else change

    result = phone.send([operation])[0]

    assert result["status"] == "refused", what
    assert result["message"]
    assert _count(room) == len(room.people)


@pytest.mark.parametrize("person", [None, [], "Bế Văn Thim"])
@pytest.mark.parametrize("key", ["a" * 8 + "-aaaa-aaaa-aaaa-" + "a" * 12, "x", ""])
def test_a_walk_in_without_a_person_or_an_id_is_refused(
    room: Classroom, phone: Phone, person: object, key: str
) -> None:
    data = {"lesson": room.lesson, "registration": key, "person": person}

    assert phone.verdicts([operation("walk_in", data)]) == ["refused"]


def test_a_group_that_is_known_no_more_sends_nobody_away(room: Classroom, phone: Phone) -> None:
    assert phone.verdicts([walk_in(room, residential_group="TDP99"), walk_in(room, residential_group=None)]) == [
        "done",
        "done",
    ]


def test_a_walk_in_after_the_closing_or_into_a_course_that_is_over_leaves_nothing_behind(
    room: Classroom, phone: Phone
) -> None:
    room.close()
    assert phone.verdicts([walk_in(room)]) == ["refused"]
    with room.app.app_context(), immediate() as session:
        session.get_one(Course, room.course_id).state = "closed"
        session.get_one(Lesson, room.lesson_id).reopen(officer=True, now=clock.now())

    assert phone.verdicts([walk_in(room)]) == ["refused"]

    assert _count(room) == len(room.people)
    assert room.marks() == 0


def _registration(room: Classroom, public_id: str) -> Registration:
    with room.app.app_context():
        return db.session.scalars(select(Registration).where(Registration.public_id == public_id)).one()


def _count(room: Classroom) -> int:
    with room.app.app_context():
        there = select(func.count()).select_from(Registration).where(Registration.course_id == room.course_id)
        return db.session.scalars(there).one()


@pytest.mark.parametrize(
    ("name", "year", "people", "unsure"),
    [
        ("Bế Văn Thim", 1957, 1, 0),
        ("BẾ VĂN THIM", 1957, 1, 0),
        ("Be Van Thim", 1957, 2, 1),
        ("Bế Văn Thim", 1956, 2, 0),
    ],
)
def test_the_same_new_person_from_two_phones_is_one_or_is_asked_about_and_never_an_error(
    room: Classroom, name: str, year: int, people: int, unsure: int
) -> None:
    first, second = Phone.of(room), Phone.of(room)
    come, again = walk_in(room), walk_in(room, name, year)

    assert first.verdicts([come]) == ["done"]
    assert second.verdicts([again, mark(room, again["data"]["registration"], "late")]) == ["done", "done"]

    with room.app.app_context():
        guests = db.session.scalars(
            select(Registration).where(Registration.course_id == room.course_id, Registration.way == "walk_in")
        ).all()
        assert len(guests) == people
        assert sum(guest.person.unsure for guest in guests) == unsure


def test_a_child_whose_phone_says_nothing_of_a_guardian_is_present_and_one_that_does_is_kept(
    room: Classroom, phone: Phone
) -> None:
    year = clock.today().year - 10
    silent, told = walk_in(room, year=year), walk_in(room, "Bế Thị Thu", year=year, guardian=" Bế Thị  Mẹ ")
    odd = walk_in(room, "Bế Văn An", year=year, guardian=["?"])

    assert phone.verdicts([silent, told, odd]) == ["done", "done", "done"]

    kept = [_registration(room, each["data"]["registration"]).guardian for each in (silent, told, odd)]
    assert kept == [None, "Bế Thị Mẹ", None]


def test_who_was_on_the_roll_without_a_guardian_is_given_one_by_the_phone(room: Classroom, phone: Phone) -> None:
    year = clock.today().year - 10
    first, again = walk_in(room, year=year), walk_in(room, year=year, guardian="Bế Thị Mẹ")

    assert phone.verdicts([first, again]) == ["done", "done"]

    assert _registration(room, first["data"]["registration"]).guardian == "Bế Thị Mẹ"
