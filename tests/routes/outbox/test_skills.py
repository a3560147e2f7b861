"""Who can do what a class asks about: what phones say of it, whatever becomes of the press, the people and the ward."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.country import clock
from app.data import help_lists
from app.indicators.named_figures import INDICATORS
from app.models import (
    Account,
    AdministrativeUnit,
    Approval,
    Course,
    CourseSkill,
    Person,
    Registration,
    Role,
    Skill,
    SkillMark,
)
from app.models.learning import merging
from app.models.people.ward_division import divide
from app.models.people.ward_merging import merge as merge_wards
from app.registers.indicator import Scope
from app.registers.personal_data.erasing import anonymise
from app.web.database import db, immediate
from tests.classroom import Classroom, Phone, make_classroom, mark, operation
from tests.factories import make_account, make_grant, make_group, make_ward

SKILLED = INDICATORS["nguoi-co-ky-nang"]
VNEID, PAYMENTS, AI = "vneid", "payments", "ai_tool_alone"
HALL = 156
FORTY = [f"Lò Văn {name}{number}" for number in range(10) for name in ("An", "Bé", "Cả", "Dậu")]


def asks(room: Classroom, *keys: str) -> None:
    """Have the class ask about skills of its ward's list, which it gets where it has none."""
    with room.app.app_context(), immediate() as session:
        unit = session.get_one(AdministrativeUnit, room.ward_id)
        if session.scalar(select(func.count()).where(Skill.unit_id == unit.id)) == 0:
            help_lists.supply(session, unit)
        found = {each.key: each for each in session.scalars(Skill.called(unit.id, keys))}
        CourseSkill.ask(session, room.course_id, [found[key] for key in keys])


def says(room: Classroom, people: list[str], *, can: bool = True, skill: str = VNEID, **changed: Any) -> dict[str, Any]:
    """One press of a phone."""
    return operation(
        "skill", {"lesson": room.lesson, "skill": skill, "can": can, "registrations": " ".join(people)}, **changed
    )


def takes_back(room: Classroom, press: Mapping[str, Any]) -> dict[str, Any]:
    return operation("skill", {"lesson": room.lesson, "undoes": press["uuid"]})


def scope(*units: int, **only: Any) -> Scope:
    today = clock.today()
    return Scope(units, today - timedelta(days=30), today, {key.replace("_", "-"): each for key, each in only.items()})


def counted(room: Classroom, *units: int, **only: Any) -> tuple[int, int, int]:
    """Who can do something, of how many asked, of how many learners."""
    with room.app.app_context():
        asked = scope(*(units or (room.ward_id,)), **only)
        assert SKILLED.responses
        answered = SKILLED.responses(db.session(), asked, "").get(None)
        return (
            SKILLED.figure(db.session(), asked),
            answered.now if answered else 0,
            answered.expected if answered else 0,
        )


@pytest.fixture
def room(room: Classroom) -> Classroom:
    """The class asks about two skills, and four of six came."""
    asks(room, VNEID, PAYMENTS)
    Phone.of(room).send([mark(room, number) for number in range(4)])
    return room


def test_one_press_is_of_all_who_came_and_a_second_of_one_of_them(room: Classroom, phone: Phone) -> None:
    whole, not_one = says(room, room.people[:4]), says(room, room.people[:1], can=False)

    assert phone.verdicts([whole, not_one]) == ["done", "done"]
    assert phone.verdicts([whole, not_one]) == ["already_done", "already_done"]

    assert counted(room) == (3, 4, 4)
    assert counted(room, ky_nang=PAYMENTS) == (0, 0, 4)


def test_whoever_came_and_was_not_pressed_was_not_asked(room: Classroom, phone: Phone) -> None:
    phone.send([says(room, room.people[:2], can=False)])

    assert counted(room) == (0, 2, 4)


def test_nobody_can_is_a_press_too(room: Classroom, phone: Phone) -> None:
    phone.send([says(room, room.people[:4], can=False)])

    assert counted(room) == (0, 4, 4)


def test_a_press_taken_back_leaves_what_was_said_before(room: Classroom, phone: Phone) -> None:
    first, whole = says(room, room.people[:1], can=False), says(room, room.people[:4])
    phone.send([first, whole])
    assert counted(room) == (4, 4, 4)

    assert phone.verdicts([takes_back(room, whole), takes_back(room, whole)]) == ["done", "done"]

    assert counted(room) == (0, 1, 4)


def test_the_newest_press_stands_in_whatever_order_phones_send(room: Classroom, phone: Phone) -> None:
    now = clock.now()
    older = says(room, room.people[:1], can=False, at=now - timedelta(minutes=20))
    newer = says(room, room.people[:1], at=now - timedelta(minutes=10))

    Phone.of(room).send([newer])
    phone.send([older])

    assert counted(room) == (1, 1, 4)


def test_corrected_to_absent_nobody_can_and_was_asked(room: Classroom, phone: Phone) -> None:
    phone.send([says(room, room.people[:4])])

    phone.send([mark(room, 0, "absent")])
    assert counted(room) == (3, 3, 3)

    phone.send([mark(room, 0, "present")])
    assert counted(room) == (4, 4, 4)


def test_absent_at_the_later_lesson_the_word_of_the_earlier_one_stands_again(room: Classroom, phone: Phone) -> None:
    with room.app.app_context(), immediate() as session:
        second = session.get_one(Course, room.course_id).lessons[1]
        second.starts_at = clock.now() - timedelta(minutes=30)
        second.ends_at = clock.now() + timedelta(minutes=30)
    later = f"{room.course_code}/2"
    phone.send([says(room, room.people[:1])])
    there, no = mark(room, 0), says(room, room.people[:1], can=False)
    there["data"]["lesson"] = no["data"]["lesson"] = later
    phone.send([there, no])
    assert counted(room)[0] == 0

    gone = mark(room, 0, "absent")
    gone["data"]["lesson"] = later
    phone.send([gone])

    assert counted(room)[:2] == (1, 1)


def test_a_walk_in_and_a_mark_that_comes_after_the_press_are_not_asked_yet(room: Classroom, phone: Phone) -> None:
    whole = says(room, room.people[:4])
    phone.send([whole, mark(room, 4)])

    assert counted(room) == (4, 4, 5)

    phone.send([says(room, room.people[4:5])])
    assert counted(room) == (5, 5, 5)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        ({"skill": "shopping"}, "không hỏi"),
        ({"can": "có"}, "không đủ"),
        ({"registrations": " "}, "không đủ"),
        ({"registrations": "p00000000-0000"}, "Không có người này"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(
    room: Classroom, phone: Phone, data: dict[str, Any], word: str
) -> None:
    press = says(room, room.people[:1])
    press["data"].update(data)

    [answer] = phone.send([press])

    assert (answer["status"], word in answer["message"]) == ("refused", True)
    assert counted(room) == (0, 0, 4)


def test_after_closing_it_is_kept_and_after_the_decision_only_what_was_pressed_before(
    room: Classroom, phone: Phone
) -> None:
    room.close(minutes_ago=30)
    assert phone.verdicts([says(room, room.people[:1])]) == ["done"]
    with room.app.app_context(), immediate() as session:
        ward = session.get_one(AdministrativeUnit, room.ward_id)
        made = Approval(
            course=session.get_one(Course, room.course_id), submitted_by=make_account(session, ward, Role.OFFICER),
            submitted_at=clock.now(), state="approved", decided_by=make_account(session, ward, Role.LEADER),
            decided_at=clock.now() - timedelta(minutes=10),
        )  # fmt: skip
        session.add(made)

    before = says(room, room.people[1:2], at=clock.now() - timedelta(minutes=20))
    after = says(room, room.people[2:3], at=clock.now() - timedelta(minutes=5))

    assert phone.verdicts([before, after]) == ["done", "refused"]
    assert counted(room)[:2] == (2, 2)


def test_three_classes_asked_by_one_phone_and_one_of_them_by_another(app: Flask) -> None:
    rooms = [make_classroom(app, FORTY) for _class in range(3)]
    for room in rooms:
        asks(room, VNEID, PAYMENTS, AI)
        account = Phone.of(room)
        account.send([mark(room, number) for number in range(40)])
        presses = [says(room, room.people, skill=skill) for skill in (VNEID, PAYMENTS, AI)]
        cannot = [says(room, [each], can=False, skill=AI) for each in room.people[:8]]
        assert set(account.verdicts([*presses, *cannot])) == {"done"}
    other = Phone.of(rooms[0])
    other.send([says(rooms[0], rooms[0].people[8:9], can=False, skill=AI)])

    assert [counted(room, ky_nang=AI) for room in rooms] == [(31, 40, 40), (32, 40, 40), (32, 40, 40)]
    assert counted(rooms[0], *(room.ward_id for room in rooms)) == (120, 120, 120)


def test_a_hall_of_more_than_a_hundred_is_one_press(app: Flask) -> None:
    room = make_classroom(app, [f"Lò Văn {number}" for number in range(HALL)])
    asks(room, VNEID)
    phone = Phone.of(room)
    phone.send([mark(room, number) for number in range(HALL)])

    assert phone.verdicts([says(room, [f"p{each[:8]}" for each in room.people])]) == ["done"]

    assert counted(room) == (HALL, HALL, HALL)


# -- people and wards that change --------------------------------------------------------------------------------------


def people_of(session: Session, room: Classroom, *places: int) -> list[Person]:
    keys = [room.people[place] for place in places]
    rows = session.scalars(select(Registration).where(Registration.public_id.in_(keys)))
    found = {row.public_id: row.person for row in rows}
    return [found[key] for key in keys]


def test_two_people_merged_have_the_newest_word_of_both_and_their_own_once_parted(
    room: Classroom, phone: Phone
) -> None:
    phone.send([says(room, room.people[:1], can=False), says(room, room.people[1:2])])
    assert counted(room) == (1, 2, 4)
    with room.app.app_context(), immediate() as session:
        by = make_account(session, session.get_one(AdministrativeUnit, room.ward_id), Role.OFFICER)
        kept, gone = people_of(session, room, 0, 1)
        seen = str(kept.version), str(gone.version)
        made = merging.merge(session, kept.id, gone.id, seen=seen, by=by, now=clock.now())
        merge_id, by_id = made.id, by.id
    assert counted(room) == (1, 1, 3)

    # Of the seat that ended: it is the same person's now.
    phone.send([says(room, room.people[1:2], can=False)])
    assert counted(room) == (0, 1, 3)

    with room.app.app_context(), immediate() as session:
        again = session.get_one(type(made), merge_id)
        assert merging.undo(session, again, by=session.get_one(Account, by_id), now=clock.now())
    assert counted(room) == (0, 2, 4)
    phone.send([says(room, room.people[1:2])])
    assert counted(room) == (1, 2, 4)


def test_a_ward_that_becomes_another_keeps_what_was_said_and_goes_on(room: Classroom, phone: Phone) -> None:
    phone.send([says(room, room.people[:2])])
    with room.app.app_context(), immediate() as session:
        new = make_ward(session)
        help_lists.supply(session, new)
        new_id = new.id
        merge_wards(session, [room.ward_id], new, clock.today(), clock.now())
        keys = {each.skill.unit_id for each in session.scalars(CourseSkill.of(room.course_id))}
        assert keys == {new_id}, "the class asks about the new ward's entries"
    assert counted(room, room.ward_id, new_id) == (2, 2, 4)
    assert counted(room, room.ward_id, new_id, ky_nang=VNEID) == (2, 2, 4)

    assert Phone.of(room).verdicts([says(room, room.people[2:4])]) == ["done"]
    assert counted(room, room.ward_id, new_id, ky_nang=VNEID) == (4, 4, 4)


def test_a_ward_that_is_divided_takes_the_class_of_its_group_along(room: Classroom, phone: Phone) -> None:
    phone.send([says(room, room.people[:2])])
    with room.app.app_context(), immediate() as session:
        new, old = make_ward(session), session.get_one(AdministrativeUnit, room.ward_id)
        group = make_group(session, old)
        course = session.get_one(Course, room.course_id)
        course.groups = [group]
        session.flush()
        new_id = new.id
        divide(session, old, {group.id: new}, None, clock.today(), clock.now())
        assert course.unit_id == new_id
        make_grant(session, session.get_one(Account, room.account_id), new, Role.INSTRUCTOR)
        assert {each.skill.unit_id for each in session.scalars(CourseSkill.of(course.id))} == {new_id}
    assert counted(room, room.ward_id, new_id, ky_nang=VNEID) == (2, 2, 4)

    assert Phone.of(room).verdicts([says(room, room.people[2:3])]) == ["done"]
    assert counted(room, room.ward_id, new_id, ky_nang=VNEID) == (3, 3, 4)


def test_two_entries_of_one_key_count_as_one_skill(room: Classroom, phone: Phone) -> None:
    phone.send([says(room, room.people[:2])])
    with room.app.app_context(), immediate() as session:
        other = make_ward(session)
        help_lists.supply(session, other)
        twin = session.scalars(Skill.called(other.id, [VNEID])).one()
        session.add(CourseSkill(course_id=room.course_id, skill_id=twin.id))

    assert counted(room, ky_nang=VNEID) == (2, 2, 4)
    asks(room, VNEID)
    phone.send([says(room, room.people[:1], can=False)])
    assert counted(room, ky_nang=VNEID) == (1, 2, 4)


def test_erased_somebody_counts_and_has_no_name(room: Classroom, phone: Phone) -> None:
    phone.send([says(room, room.people[:2])])
    with room.app.app_context(), immediate() as session:
        [person] = people_of(session, room, 0)
        registration = session.scalars(select(Registration).where(Registration.person_id == person.id)).one()
        registration.state, registration.ended_at, registration.end_reason = "cancelled", clock.now(), ""
        session.get_one(Course, room.course_id).seated -= 1
        session.flush()
        anonymise(session, person, now=clock.now(), why="asked")

    assert counted(room) == (2, 2, 4)
    with room.app.app_context():
        rows = db.session.scalars(SKILLED.behind(scope(room.ward_id))).all()
        told = [each.text for each in SKILLED.tells(db.session(), rows)]
        assert "Một người đã xóa tên" in told
        assert db.session.scalar(select(func.count()).select_from(SkillMark)) == 2
