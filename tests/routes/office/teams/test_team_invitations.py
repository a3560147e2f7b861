"""A class for teams: all are invited in one tap, heads are told, and who of them came is known by the roll."""

import re
import uuid
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask

from app.country import clock
from app.models import Account, AdministrativeUnit, AuditEvent, Course, Membership, Role, Team, TeamInvitation
from app.models.learning.attendance import Attendance
from app.models.learning.attendance_mark import Mark
from app.web.database import db, immediate
from tests.factories import LONG_AGO, make_account, make_course, make_registration, make_ward
from tests.pages import Page, Pages
from tests.statements import counted

AT = "/van-phong/lop/TAP1/moi-to"


@dataclass
class Movement:
    """A ward with teams, an officer, a class for teams."""

    app: Flask
    ward: AdministrativeUnit
    officer: Account

    @property
    def pages(self) -> Pages:
        """The officer's browser."""
        return Pages(self.app.test_client()).sign_in(self.officer)

    def teams(self, many: int, start: int = 1) -> None:
        """Further teams, each with a head by name and telephone, and a second member."""
        with self.app.app_context(), immediate() as session:
            ward = session.get_one(AdministrativeUnit, self.ward.id)
            for number in range(start, start + many):
                said = {"name": f"Tổ công nghệ số {number:03d}", "head_name": f"Trần Văn Trưởng {number}"}
                team = Team.made(session, ward, said | {"head_phone": f"+8491200{number:04d}"})
                session.add(team)
                team.name_in(session, f"Lý Thị Viên {number}", "", day=LONG_AGO)


@pytest.fixture
def movement(app: Flask) -> Movement:
    """Three teams."""
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        officer = make_account(session, ward, Role.OFFICER)
        make_course(session, ward, code="TAP1", title="Tập huấn tổ công nghệ số", audience="teams")
    there = Movement(app, ward, officer)
    there.teams(3)
    return there


def invite(page: Page, *teams: str) -> Page:
    """Press the one button; all that are offered, or these alone."""
    form = page.form(action=AT)
    every = [box.get("value") for box in form.element.iter("input") if box.get("name") == "to"]
    return form.submit({"to": list(teams) or every})


def test_every_team_is_invited_in_one_tap_with_a_text_for_its_head(movement: Movement) -> None:
    course = movement.pages.get("/van-phong/lop/TAP1")
    page = course.follow(next(words for words, to in course.links().items() if to == AT))
    assert "(3)" in page.text

    page = invite(page)

    assert "Đã mời 3 tổ." in page.text
    texts = [to for a in page.root.iter("a") if (to := a.get("href") or "").startswith("sms:")]
    assert len(texts) == 3
    assert "sms:+84912000001?&body=" in texts[0]
    assert "moi%20Bac%201%20va%20cac%20thanh%20vien" in texts[0]
    area = next(page.root.iter("textarea"))
    assert "Tập huấn tổ công nghệ số" in (area.text or "")
    assert "Mời các tổ đang đánh dấu" not in page.text
    with movement.app.app_context():
        [act] = db.session.query(AuditEvent).filter_by(action="course.teams_invited")
        assert "3" in str(act.detail)


def test_only_those_that_are_ticked_and_each_once(movement: Movement) -> None:
    with movement.app.app_context():
        first, second, _third = [each.public_id for each in db.session.query(Team).order_by(Team.id)]
    invite(movement.pages.get(AT), first)
    page = movement.pages.get(AT)
    token = page.form(action=AT)
    token.submit({"to": [first, second]})
    with movement.app.app_context():
        assert db.session.query(TeamInvitation).count() == 2


def test_a_head_is_told_once_and_a_slip_is_taken_back(movement: Movement) -> None:
    page = invite(movement.pages.get(AT))
    with movement.app.app_context():
        team = db.session.query(Team).order_by(Team.id).first()
        assert team
        named = team.public_id
    for _twice in range(2):
        page.form(action=f"{AT}/da-bao").submit({"to": named})
    page = movement.pages.get(AT)
    assert len(re.findall("Đã báo \\d", page.text)) == 1
    page.form(action=f"{AT}/da-bao").submit({"nham": named})
    assert "Đã báo 2" not in movement.pages.get(AT).text
    with movement.app.app_context():
        assert db.session.query(AuditEvent).filter_by(action="course.team_told").count() == 1


def came(movement: Movement, *names: str) -> None:
    """These registered, and were marked at the first lesson."""
    with movement.app.app_context(), immediate() as session:
        course = session.query(Course).filter_by(code="TAP1").one()
        lesson, now = course.lessons[0], clock.now()
        lesson.starts_at, lesson.ends_at = now - timedelta(hours=2), now - timedelta(hours=1)
        for name in names:
            seat = make_registration(session, course, name)
            mark = Mark(str(uuid.uuid4()), seat.id, "present", now, now, "phone")
            Attendance.record(session, lesson, [mark], by_id=movement.officer.id, now=now)


def test_a_member_by_name_alone_is_found_on_the_class_and_the_team_is_trained(movement: Movement) -> None:
    invite(movement.pages.get(AT))
    came(movement, "Lý Thị Viên 2", "Người Ở Ngoài")
    page = movement.pages.get(AT)
    assert "3 tổ chưa ai tập huấn" in page.text
    form = page.form(action=f"{AT}/cung-nguoi")
    boxes = [box.get("value") for box in form.element.iter("input") if box.get("name") == "thanh-vien"]
    assert len(boxes) == 1

    page = form.submit({"thanh-vien": boxes})

    assert "Đã nối 1 thành viên với người học." in page.text
    assert "1 đã ghi tên · 1 đã dự" in page.text
    assert "2 tổ chưa ai tập huấn" in page.text
    with movement.app.app_context():
        member = db.session.get_one(Membership, int(str(boxes[0])))
        assert (member.name, member.full_name) == ("", "Lý Thị Viên 2")


def test_two_of_one_name_are_never_taken_for_one(movement: Movement) -> None:
    with movement.app.app_context(), immediate() as session:
        for team in session.query(Team).all()[:2]:
            team.name_in(session, "Ma Thị Lan", "", day=LONG_AGO)
    invite(movement.pages.get(AT))
    came(movement, "Ma Thị Lan")
    assert "trùng tên" not in movement.pages.get(AT).text


def test_another_ward_s_teams_and_class_are_not_there(movement: Movement) -> None:
    with movement.app.app_context(), immediate() as session:
        other = make_ward(session)
        stranger = make_account(session, other, Role.OFFICER)
        team = Team.made(session, other, {"name": "Tổ của nơi khác"})
        session.add(team)
        session.flush()
        named = team.public_id
    Pages(movement.app.test_client()).sign_in(stranger).get(AT, status=404)
    invite(movement.pages.get(AT), named)
    with movement.app.app_context():
        assert db.session.query(TeamInvitation).count() == 0


def test_a_hundred_and_ten_teams_cost_as_many_statements_as_three(movement: Movement) -> None:
    pages = movement.pages
    invite(pages.get(AT))
    pages.get(AT)
    with counted() as few:
        pages.get(AT)
    movement.teams(107, start=4)
    invite(pages.get(AT))
    with counted() as many:
        page = pages.get(AT)
    assert "Đã mời 110 tổ" in page.text
    assert len(many) == len(few)
