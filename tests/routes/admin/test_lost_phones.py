"""Somebody's phone is lost: the office sees what lies on their phones, and signs them out everywhere."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.models import Account, AdministrativeUnit, AuditEvent, OfflineRoll, Phone, Role, SignIn
from app.web.database import db, immediate
from tests.doors import someone
from tests.factories import make_course, make_sign_in
from tests.pages import Pages, words


@pytest.fixture
def teacher(app: Flask, ward: AdministrativeUnit) -> Account:
    """An instructor who visits people besides."""
    roles = (Role.INSTRUCTOR, Role.AMBASSADOR)
    return someone(app, *roles, ward=ward, username="hanh", full_name="Vũ Thị Hạnh")


def saved(app: Flask, account: Account, ward: AdministrativeUnit, *, days_ago: int) -> None:
    """Their phone was last heard then and said that it holds the roll of a lesson of the day before."""
    then = clock.now() - timedelta(days=days_ago)
    with app.app_context(), immediate() as session:
        phone = Phone.heard(
            session, account_id=account.id, device="theirs", kind="Chrome, Android", waiting=0, refused=0, now=then
        )
        unit = session.get_one(AdministrativeUnit, ward.id)
        lesson = make_course(session, unit, first=then - timedelta(days=1)).lessons[0]
        session.flush()
        OfflineRoll.hold(session, phone, [lesson.id], then)
        OfflineRoll.report(session, phone, then)


def test_the_office_sees_what_lies_on_a_phone_and_when_it_was_last_heard(
    app: Flask, room: Pages, ward: AdministrativeUnit, teacher: Account
) -> None:
    saved(app, teacher, ward, days_ago=3)

    text = room.get(f"/quan-tri/tai-khoan/{teacher.public_id}").text

    assert "Chrome, Android" in text
    assert "giữ danh sách 1 buổi, có thể giữ trang của người được kèm, nghe lần cuối" in text
    assert "gửi tệp" not in text  # nothing waits there


def test_a_phone_that_has_forgotten_everything_by_now_is_not_named(
    app: Flask, room: Pages, ward: AdministrativeUnit, teacher: Account
) -> None:
    saved(app, teacher, ward, days_ago=20)

    assert "Máy của người này" not in room.get(f"/quan-tri/tai-khoan/{teacher.public_id}").text


def test_the_office_signs_somebody_out_on_every_device_and_their_password_stays(
    app: Flask, room: Pages, ward: AdministrativeUnit, teacher: Account
) -> None:
    saved(app, teacher, ward, days_ago=0)
    with app.app_context(), immediate() as session:
        for _device in range(2):
            make_sign_in(session, session.get_one(Account, teacher.id))

    page = room.get(f"/quan-tri/tai-khoan/{teacher.public_id}").form("/dang-xuat-het").submit()

    assert "Đã đăng xuất mọi máy của người này." in page.text
    with app.app_context():
        assert db.session.scalars(SignIn.open_for(teacher.id)).all() == []
        account = db.session.get_one(Account, teacher.id)
        assert account.enabled
        assert account.password_hash
        [noted] = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "sign_in.all_ended")).all()
        assert noted.subject_id == teacher.public_id


def test_the_office_ends_one_device_by_its_line_and_the_others_stay(
    app: Flask, room: Pages, ward: AdministrativeUnit, teacher: Account
) -> None:
    saved(app, teacher, ward, days_ago=0)
    with app.app_context(), immediate() as session:
        account = session.get_one(Account, teacher.id)
        kept, lost = (make_sign_in(session, account) for _device in range(2))
        for token, device in ((kept, "Chrome, Windows"), (lost, "Chrome, Android")):
            session.scalars(SignIn.holding(token)).one().device = device

    page = room.get(f"/quan-tri/tai-khoan/{teacher.public_id}")
    [line] = [row for row in page.all("li") if re.search("^Chrome, Android *đăng nhập", words(row))]
    assert "giữ danh sách 1 buổi" in words(line)
    [button] = line.iter("button")
    assert (button.get("aria-label") or "").startswith("Đăng xuất Chrome, Android, đăng nhập ")
    [form] = [form for form in page.forms() if form.element in list(line.iter("form"))]
    page = form.submit()

    assert "Đã đăng xuất một máy của người này" in page.text
    with app.app_context():
        assert [each.device for each in db.session.scalars(SignIn.open_for(teacher.id))] == ["Chrome, Windows"]
        assert db.session.scalars(SignIn.holding(lost)).one_or_none() is None
        [noted] = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "sign_in.ended")).all()
        assert (noted.subject_id, noted.detail) == (teacher.public_id, '{"device": "Chrome, Android"}')


def test_a_line_ends_only_a_device_of_its_own_account(app: Flask, room: Pages, teacher: Account) -> None:
    other = someone(app, Role.OFFICER, username="khac")
    with app.app_context(), immediate() as session:
        make_sign_in(session, session.get_one(Account, teacher.id))
        token = make_sign_in(session, session.get_one(Account, other.id))
        theirs = session.scalars(SignIn.holding(token)).one().id

    form = room.get(f"/quan-tri/tai-khoan/{teacher.public_id}").form(f"/tai-khoan/{teacher.public_id}/dang-xuat")
    form.submit({"device": str(theirs)}, status=404)

    with app.app_context():
        assert db.session.scalars(SignIn.holding(token)).one_or_none() is not None


def test_nobody_signs_out_people_of_another_ward(app: Flask, room: Pages) -> None:
    stranger = someone(app, Role.INSTRUCTOR, username="la")
    with app.app_context(), immediate() as session:
        make_sign_in(session, session.get_one(Account, stranger.id))

    own = room.get("/tai-khoan").form("/thiet-bi/dang-xuat-het")
    room.post(f"/quan-tri/tai-khoan/{stranger.public_id}/dang-xuat-het", own.fields, status=404)
    with app.app_context():
        assert db.session.scalars(SignIn.open_for(stranger.id)).all()
