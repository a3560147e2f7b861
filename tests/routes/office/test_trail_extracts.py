"""Looks, exports and erasures: counted without a name, told in a report, printed for leaders and administrators."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.indicators.trail import DATA_ACTS
from app.models import AdministrativeUnit, AuditEvent, Job, Role
from app.registers.indicator import Scope
from app.web.database import db, immediate
from tests.documents.ruler import Paper
from tests.doors import a_ward, someone
from tests.factories import make_person
from tests.noted import note_anything
from tests.pages import Pages

AT = "/van-phong/trich-nhat-ky"
ACTS = ("person.viewed", "person.viewed", "help.viewed", "registrations.exported", "person.erased")


@pytest.fixture
def ward(app: Flask) -> AdministrativeUnit:
    """A ward where an officer did all of it today, and something else that is none of it."""
    unit = a_ward(app)
    by = someone(app, Role.OFFICER, ward=unit, full_name="Lường Thị Bích Đào", password=None)
    with app.app_context(), immediate() as session:
        person = make_person(session, session.get_one(AdministrativeUnit, unit.id), "Nguyễn Thị Hoa")
        for action in (*ACTS, "document.viewed", "course.published"):
            at = clock.now() - timedelta(seconds=1)
            note_anything(
                session, action, at=at, account_id=by.id, unit_id=unit.id, subject=("person", person.public_id)
            )
    return unit


def browser(app: Flask, ward: AdministrativeUnit, *roles: Role) -> Pages:
    return Pages(app.test_client()).sign_in(someone(app, *roles, ward=ward, password=None))


def test_each_kind_is_counted_by_exactly_what_was_done(app: Flask, ward: AdministrativeUnit) -> None:
    with app.app_context():
        scope = Scope((ward.id,), clock.today(), clock.today())
        counts = DATA_ACTS.table(db.session(), scope, DATA_ACTS.by_key["viec"])
        assert counts == {"xem": 3, "xuat": 1, "xoa": 1}
        yesterday = clock.today() - timedelta(days=1)
        assert DATA_ACTS.figure(db.session(), Scope((ward.id,), yesterday, yesterday)) == 0
        assert DATA_ACTS.figure(db.session(), Scope((a_ward(app).id,), clock.today(), clock.today())) == 0


def test_the_figure_names_nobody(app: Flask, ward: AdministrativeUnit) -> None:
    page = browser(app, ward, Role.OFFICER).get(f"/van-phong/so-lieu/{DATA_ACTS.key}/dong")
    assert "Xóa tên một người" in page.text
    assert "Nguyễn Thị Hoa" not in page.text
    assert "Bích Đào" not in page.text


@pytest.mark.parametrize("role", [Role.LEADER, Role.ADMINISTRATOR])
def test_a_leader_or_an_administrator_prints_who_did_what(app: Flask, ward: AdministrativeUnit, role: Role) -> None:
    pages = browser(app, ward, role)
    form = pages.get(AT).form(button="In bản trích")
    with pages.client.post(AT, data=form.fields, follow_redirects=True) as answer:
        assert answer.status_code == 200
        text = Paper(answer.data).words()
    for words in (
        "Lường Thị Bích Đào",
        "Nguyễn Thị Hoa",
        "xem thông tin một người: 3 lượt",
        "xóa tên một người: 1 lượt",
    ):
        assert words in text
    with app.app_context():
        [job] = db.session.scalars(select(Job).where(Job.kind == "trail_extract"))
        [asked] = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "paper.asked"))
        assert asked.account_id == job.asked_by_id
        file = f"/van-phong/viec/{job.public_id}/tep.pdf"
    others = [browser(app, ward, each) for each in (Role.OFFICER, Role.INSTRUCTOR)]
    assert [each.client.get(file).status_code for each in others] == [404, 404]
    assert pages.client.get(file).status_code == 200


@pytest.mark.parametrize("role", [Role.OFFICER, Role.COUNTER, Role.UNIT, Role.GROUP_HEAD])
def test_nobody_else_may(app: Flask, ward: AdministrativeUnit, role: Role) -> None:
    pages = browser(app, ward, role)
    assert pages.client.get(AT).status_code == 403


@pytest.mark.parametrize("days", [("5/11/2026", "1/11/2026"), ("", "1/11/2026"), ("mai", "1/11/2026")])
def test_days_that_cannot_be_are_refused(app: Flask, ward: AdministrativeUnit, days: tuple[str, str]) -> None:
    form = browser(app, ward, Role.LEADER).get(AT).form(button="In bản trích")
    form.submit({"since": days[0], "until": days[1]}, status=422)
