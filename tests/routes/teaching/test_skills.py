"""The page "Ai làm được" without script: whoever was not asked stands first; a press is taken back alone."""

from datetime import timedelta

import pytest

from app.country import clock
from app.models import AdministrativeUnit, Approval, AuditEvent, Course, CourseSkill, Role, Skill
from app.web.database import db, immediate
from tests.classroom import Classroom, Phone, mark
from tests.factories import make_account
from tests.pages import Page, Pages
from tests.walked import words

ACCOUNT = "Đã có tài khoản học tập đăng nhập bằng VNeID"


@pytest.fixture
def room(room: Classroom) -> Classroom:
    """The class asks about two skills; three of six came."""
    with room.app.app_context(), immediate() as session:
        labels = {"vneid": "Dùng VNeID", "vneid_account": ACCOUNT}
        made = [Skill(unit_id=room.ward_id, key=key, label=label) for key, label in labels.items()]
        session.add_all(made)
        session.flush()
        CourseSkill.ask(session, room.course_id, made)
    Phone.of(room).send([mark(room, number) for number in range(3)])
    return room


def opened(room: Classroom, teacher: Pages, skill: str = "") -> Page:
    return teacher.get(f"{room.address}/lam-duoc{f'?viec={skill}' if skill else ''}")


def press(page: Page, said: str, status: int = 200) -> Page:
    return page.form(button="Cả lớp làm được").submit({"word": said}, status=status)


def shown(page: Page) -> list[tuple[str, str]]:
    """The key of who is on the page, in order, and what stands of them."""
    rows = [each for each in page.all("li") if each.get("data-key") and each.get("hidden") is None]
    return [(row.get("data-key", ""), words(next(row.iter("em")))) for row in rows]


def test_all_of_them_by_one_press_then_without_one(room: Classroom, teacher: Pages) -> None:
    page = opened(room, teacher)
    assert [told for _key, told in shown(page)] == ["chưa hỏi"] * 3
    assert "0 người làm được, đã hỏi 0 trong 3 người có mặt" in page.text

    page = press(page, "1:all")
    assert "3 người làm được, đã hỏi 3 trong 3 người có mặt" in page.text

    page = press(page, f"0:{shown(page)[0][0]}")
    assert "2 người làm được, đã hỏi 3 trong 3 người có mặt" in page.text
    assert [told for _key, told in shown(page)] == ["Chưa làm được", "Làm được", "Làm được"]


def test_a_press_is_taken_back_alone(room: Classroom, teacher: Pages) -> None:
    page = opened(room, teacher)
    page = press(press(page, f"0:{shown(page)[0][0]}"), "1:all")

    page = page.form(button="Bỏ lần bấm này: 3 người").submit()
    assert "0 người làm được, đã hỏi 1 trong 3 người có mặt" in page.text

    page = page.form(button="Bỏ lần bấm này: 1 người").submit()
    assert "đã hỏi 0 trong 3 người có mặt" in page.text
    assert "Bỏ lần bấm này: 1" not in [words(each) for each in page.all("button") if each.get("hidden") is None]


def test_whoever_comes_after_the_press_stands_first_and_was_not_asked(room: Classroom, teacher: Pages) -> None:
    press(opened(room, teacher), "0:all")
    Phone.of(room).send([mark(room, 5)])

    page = opened(room, teacher)

    assert [told for _key, told in shown(page)] == ["chưa hỏi", *["Chưa làm được"] * 3]
    assert "0 người làm được, đã hỏi 3 trong 4 người có mặt" in page.text


def test_what_is_no_skill_but_an_account_is_asked_and_counted_alike(room: Classroom, teacher: Pages) -> None:
    page = press(opened(room, teacher, "vneid_account"), "1:all")

    assert "3 người làm được" in page.text
    assert "0 người làm được" in opened(room, teacher, "vneid").text
    with room.app.app_context():
        noted = db.session.query(AuditEvent).filter_by(action="skill.said").one()
        assert ACCOUNT in noted.detail


def test_after_closing_it_goes_on_until_the_list_is_approved(room: Classroom, teacher: Pages) -> None:
    room.close()
    page = press(opened(room, teacher), "1:all")
    assert "3 người làm được" in page.text
    with room.app.app_context(), immediate() as session:
        ward = session.get_one(AdministrativeUnit, room.ward_id)
        officer, leader = (make_account(session, ward, role) for role in (Role.OFFICER, Role.LEADER))
        made = Approval(
            course=session.get_one(Course, room.course_id), submitted_by=officer, submitted_at=clock.now(),
            state="approved", decided_by=leader, decided_at=clock.now() - timedelta(seconds=1),
        )  # fmt: skip
        session.add(made)

    late = press(page, "0:all", status=409)

    assert "3 người làm được" in late.text
    assert "Cả lớp làm được" not in opened(room, teacher).text


def test_a_class_that_asks_nothing_says_who_chooses(room: Classroom, teacher: Pages) -> None:
    with room.app.app_context(), immediate() as session:
        CourseSkill.ask(session, room.course_id, [])

    assert "Cán bộ phụ trách chọn đến bốn việc" in opened(room, teacher).text
