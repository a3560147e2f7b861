"""Có thể trùng người: two rows side by side, merged line by line, taken apart again, or told to be two people."""

import json

import pytest
from sqlalchemy import select

from app.country import clock
from app.models import AuditEvent, Person, PersonDistinction, PersonMerge, Registration, Role, SignUpWay, Wishes
from tests.doors import someone
from tests.factories import make_course, make_group, make_person
from tests.pages import Page, Pages
from tests.routes.office.conftest import Office
from tests.statements import counted

PHONE, OTHER = "+84900000101", "+84900000102"


@pytest.fixture
def pair(office: Office) -> tuple[str, str]:
    """Cụ Nhung on file twice, on one class with both rows: the public ids, the older first."""
    with office.write() as session:
        here = office.here(session)
        group = make_group(session, here)
        rows = [
            make_person(session, here, "Nguyễn Thị Nhung", 1956, group=group, phone=PHONE),
            make_person(session, here, "Nguyễn Thị Nhumg", 1956, group=group, phone=OTHER, sex="nữ", unsure=True),
        ]
        course = make_course(session, here, title="An toàn số", seats=5)
        for row in rows:
            Registration.register(session, course.id, row, Wishes(way=SignUpWay.QR), clock.now())
        return rows[0].public_id, rows[1].public_id


def rows(office: Office) -> dict[str, Person]:
    with office.read() as session:
        return {row.public_id: row for row in session.scalars(select(Person)) if row.standing}


def side_by_side(office: Office, pair: tuple[str, str]) -> Page:
    return office.as_officer().get(f"/van-phong/nguoi-hoc/{pair[1]}/so-sanh/{pair[0]}")


def test_the_queue_says_why_and_leads_to_both(office: Office, pair: tuple[str, str]) -> None:
    officer = office.as_officer()
    with counted() as asked:
        page = officer.get("/van-phong/trung-nguoi")
    assert len(asked) <= 12, "\n".join(asked)
    assert "tên gần giống, cùng tổ" in page.text
    assert "0900" not in page.html
    compared = page.follow("So với Nguyễn Thị Nhung, 1956tên gần giống, cùng tổ")
    assert compared.h1 == "Có phải một người?"
    assert "An toàn số. Gộp xong còn một chỗ" in compared.text
    assert [office.acts(public_id) for public_id in pair] == [["person.viewed"]] * 2


@pytest.mark.postgresql
def test_merged_as_chosen_and_taken_apart(office: Office, pair: tuple[str, str]) -> None:
    page = side_by_side(office, pair)
    form = page.form(button="Gộp hai hồ sơ")
    assert form.fields["keep"] == [pair[0]]
    merged = form.submit({"phone": pair[1], "sex": pair[1]})
    assert merged.h1 == "Nguyễn Thị Nhung"
    assert "Đã gộp hai hồ sơ thành một" in merged.text
    kept, gone = (rows(office)[public_id] for public_id in pair)
    assert (kept.phone, kept.sex, kept.unsure, gone.merged_into_id) == (OTHER, "nữ", False, kept.id)
    assert "Không có hồ sơ nào chờ xem" in merged.pages.get("/van-phong/trung-nguoi").text
    with office.read() as session:
        told = session.scalars(select(AuditEvent).where(AuditEvent.action == "person.merged")).one()
        assert (told.subject_id, json.loads(told.detail)["gone"]) == pair
        live = [row for row in session.scalars(select(Registration)) if row.is_live]
        assert [row.person_id for row in live] == [kept.id]
    apart = merged.form(button="Gỡ lần gộp").submit()
    assert "Đã gỡ lần gộp" in apart.text
    kept, gone = (rows(office)[public_id] for public_id in pair)
    assert (kept.phone, kept.sex, gone.unsure, gone.merged_into_id) == (PHONE, None, True, None)
    done = [act for act in office.acts(pair[0]) if act != "person.viewed"]
    assert done == ["person.merged", "person.unmerged"]
    history = apart.pages.get(f"/van-phong/nguoi-hoc/{pair[0]}/lich-su").text
    assert "Gộp hai hồ sơ" in history
    assert "Gỡ một lần gộp hồ sơ" in history


def test_the_newer_row_may_stay(office: Office, pair: tuple[str, str]) -> None:
    page = side_by_side(office, pair).form(button="Gộp hai hồ sơ").submit({"keep": pair[1], "full_name": pair[0]})
    assert page.h1 == "Nguyễn Thị Nhung"
    assert rows(office)[pair[0]].merged_into_id == rows(office)[pair[1]].id


def test_changed_since_both_are_shown_again(office: Office, pair: tuple[str, str]) -> None:
    form = side_by_side(office, pair).form(button="Gộp hai hồ sơ")
    with office.write() as session:
        row = session.scalars(Person.called(pair[0], {office.ward.id})).one()
        row.change({"phone": None}, str(row.version))
    page = form.submit(status=409)
    assert "Có người vừa sửa một trong hai hồ sơ" in page.text
    assert rows(office)[pair[1]].merged_into_id is None
    assert page.form(button="Gộp hai hồ sơ").submit().h1 == "Nguyễn Thị Nhung"


@pytest.mark.postgresql
def test_the_second_of_two_officers_learns_that_it_is_done(office: Office, pair: tuple[str, str]) -> None:
    first, second = (side_by_side(office, pair).form(button="Gộp hai hồ sơ") for _ in range(2))
    first.submit()
    late = second.submit({"keep": pair[1]})
    assert "Hai hồ sơ này vừa có người gộp" in late.text
    assert late.address.endswith(pair[0])
    with office.read() as session:
        assert len(session.scalars(select(PersonMerge)).all()) == 1


def test_what_contradicts_is_said(office: Office, pair: tuple[str, str]) -> None:
    merged = side_by_side(office, pair).form(button="Gộp hai hồ sơ").submit({"phone": pair[1]})
    undo = merged.form(button="Gỡ lần gộp")
    with office.write() as session:
        row = session.scalars(Person.called(pair[0], {office.ward.id})).one()
        row.change({"phone": "+84900000103"}, str(row.version))
    page = undo.submit(status=409)
    assert page.h1 == "Chưa gỡ được lần gộp"
    assert "Sau khi gộp, có người đã sửa số điện thoại." in page.text
    assert rows(office)[pair[1]].merged_into_id is not None


def test_two_people_are_two(office: Office, pair: tuple[str, str]) -> None:
    page = side_by_side(office, pair).form(button="Ghi là hai người").submit()
    assert "là hai người khác nhau" in page.text
    assert "Không có hồ sơ nào chờ xem" in page.text
    with office.read() as session:
        assert len(session.scalars(select(PersonDistinction)).all()) == 1
    assert not rows(office)[pair[1]].unsure
    assert "Đã có người ghi đây là hai người khác nhau" in side_by_side(office, pair).text
    assert "person.told_apart" in office.acts(pair[1])


def test_nobody_else_at_all(office: Office, pair: tuple[str, str]) -> None:
    page = office.as_officer().get("/van-phong/trung-nguoi").form(button="Không trùng với ai").submit()
    assert "không trùng với ai" in page.text
    assert not rows(office)[pair[1]].unsure
    assert "Nguyễn Thị Nhung" not in office.as_officer().get(f"/van-phong/nguoi-hoc/{pair[1]}").text


@pytest.mark.postgresql
def test_an_officer_merges_two_people_that_only_they_know_to_be_one(office: Office) -> None:
    """Any two of the ward: by ticks in the list, or from a person's page by search."""
    with office.write() as session:
        here = office.here(session)
        named = [("Nguyễn Thị Nhung", 1956), ("Bà Tư Nhung", 1950), ("Lê Văn Ba", 1944)]
        one, other, third = [make_person(session, here, *each).public_id for each in named]
    officer = office.as_officer()
    chosen = officer.get("/van-phong/nguoi-hoc").form(button="Gộp hai người")
    for ticked in ([one], [one, other, third]):
        told = chosen.submit({"dong": ticked, "v": "gop"})
        assert f"Mỗi lần gộp đúng hai người; anh chị vừa chọn {len(ticked)}." in told.text
    compared = chosen.submit({"dong": [one, other], "v": "gop"})
    assert compared.h1 == "Có phải một người?"

    found = officer.get(f"/van-phong/nguoi-hoc/{one}").follow("Gộp với hồ sơ khác")
    assert "Bà Tư Nhung" not in found.text
    found = found.form(button="Tìm").submit({"tim": "nhung"})
    assert [name for name in ("Nguyễn Thị Nhung", "Lê Văn Ba") if f"So với {name}" in found.text] == []
    merged = found.follow("So với Bà Tư Nhung, 1950nơi khác").form(button="Gộp hai hồ sơ").submit()
    assert merged.h1 == "Nguyễn Thị Nhung"
    assert rows(office)[other].merged_into_id == rows(office)[one].id
    assert [act for act in office.acts(one) if act != "person.viewed"] == ["person.merged"]
    merged.form(button="Gỡ lần gộp").submit()
    assert rows(office)[other].merged_into_id is None


def test_a_leader_reads_and_decides_nothing(office: Office, pair: tuple[str, str]) -> None:
    leader = office.as_leader()
    assert "Gộp với hồ sơ khác" not in leader.get(f"/van-phong/nguoi-hoc/{pair[0]}").links()
    leader.get(f"/van-phong/nguoi-hoc/{pair[0]}/so-sanh", status=403)
    page = leader.get(f"/van-phong/nguoi-hoc/{pair[0]}/so-sanh/{pair[1]}")
    assert [form.action for form in page.forms() if "gop" in form.action or "khac" in form.action] == []
    token = page.form(button="Đăng xuất").fields["csrf_token"][0]
    for act in ("gop", "khac"):
        leader.post(f"/van-phong/nguoi-hoc/{pair[0]}/so-sanh/{pair[1]}/{act}", {"csrf_token": token}, status=403)


def test_nobody_is_compared_with_themselves_or_another_ward(office: Office, pair: tuple[str, str]) -> None:
    officer = office.as_officer()
    officer.get(f"/van-phong/nguoi-hoc/{pair[0]}/so-sanh/{pair[0]}", status=404)
    stranger = Pages(office.app.test_client()).sign_in(someone(office.app, Role.OFFICER, password=None))
    stranger.get(f"/van-phong/nguoi-hoc/{pair[0]}/so-sanh/{pair[1]}", status=404)
