"""Wards that become one: tried first, refused while something waits, done once, and every printed address goes on."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock, formats
from app.data.plans import catalogue
from app.indicators.reports.drafting import Drafted
from app.models import (
    Account,
    AdministrativeUnit,
    Approval,
    AuditEvent,
    Course,
    HelpDesk,
    HelpTopic,
    Person,
    ReportPassage,
    ResidentialGroup,
    Role,
    RoleGrant,
    Target,
)
from app.models.people.ward_merging import merge
from app.models.reports.passage import draft
from app.web.database import db, immediate
from tests.doors import a_ward, someone
from tests.factories import (
    make_account,
    make_attended_course,
    make_course,
    make_grant,
    make_group,
    make_person,
    make_report,
    make_target,
)
from tests.pages import Pages
from tests.year.commands import run

FORM = "/quan-tri/don-vi/sap-nhap"


@pytest.fixture
def other(app: Flask, administrator: Account) -> AdministrativeUnit:
    """A second ward, with the same administrator, a group, a course and people, one of whom stands in the first too."""
    ward = a_ward(app, name="Quang Vinh")
    with app.app_context(), immediate() as session:
        unit = session.get_one(AdministrativeUnit, ward.id)
        make_grant(session, session.get_one(Account, administrator.id), unit, Role.ADMINISTRATOR)
        make_group(session, unit)
        make_course(session, unit, code="QV1")
        for each in session.scalars(select(AdministrativeUnit).where(AdministrativeUnit.kind == "phường")):
            make_person(session, each, "Lê Thị Hoa", 1960)
    return ward


def tried(app: Flask, *words: str) -> None:
    """A plan is tried at the machine, and waits."""
    done = run(app, "unit", *words)
    assert done.exit_code == 0, done.output


@pytest.mark.postgresql
def test_a_trial_tells_and_changes_nothing_then_it_is_done(
    room: Pages, app: Flask, ward: AdministrativeUnit, other: AdministrativeUnit
) -> None:
    assert "Chưa có bản chạy thử nào" in room.get("/quan-tri/don-vi").follow("Sáp nhập, chia tách").text
    tried(app, "merge", ward.code, other.code, "--into", "05443")
    page = room.get(FORM)
    for line in ("Phường Phan Đình Phùng", "1 lớp chưa học xong", "2 người trong sổ", "1 họ tên và năm sinh"):
        assert line in page.text
    with app.app_context():
        assert db.session.get_one(AdministrativeUnit, ward.id).valid_to is None
        assert db.session.scalars(AdministrativeUnit.called("05443")).first() is None
        assert db.session.scalars(select(AuditEvent.action)).all().count("unit.merged") == 0
    done = page.form(button="Nhập thật").submit()
    assert "Đã nhập vào Phường Phan Đình Phùng" in done.text
    assert "nhập vào phường Phan Đình Phùng" in done.text
    with app.app_context():
        new = db.session.scalars(AdministrativeUnit.called("05443")).one()
        assert db.session.scalars(select(Course)).one().unit_id == new.id
        assert {each.unit_id for each in db.session.scalars(select(Person))} == {new.id}
        assert db.session.scalars(HelpTopic.offered(new.id)).all()
        assert not db.session.scalars(select(HelpDesk).where(HelpDesk.unit_id == new.id)).all(), (
            "desks are a ward's own"
        )
        acts = [(each.action, each.unit_id) for each in db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))]
        assert acts[-3:] == [("unit.merged", new.id), ("unit.ended", ward.id), ("unit.ended", other.id)]
    assert "mã" in room.get("/quan-tri/nhat-ky").text
    assert "Chưa có bản chạy thử nào" in room.get(FORM).text
    assert Pages(app.test_client()).get(f"/x/{ward.code}").address == "/x/05443"
    assert "Quang Vinh" not in Pages(app.test_client()).get("/l/QV1").response.get_data(as_text=True)


def test_one_goes_into_another_that_stands(
    room: Pages, app: Flask, ward: AdministrativeUnit, other: AdministrativeUnit
) -> None:
    tried(app, "merge", other.code, "--into", ward.code)
    room.get(FORM).form(button="Nhập thật").submit()
    with app.app_context():
        assert {each.unit_id for each in db.session.scalars(select(Person))} == {ward.id}
        assert db.session.get_one(AdministrativeUnit, other.id).successor_id == ward.id


def test_what_waits_for_a_leader_is_decided_first(
    room: Pages, app: Flask, ward: AdministrativeUnit, other: AdministrativeUnit
) -> None:
    tried(app, "merge", ward.code, other.code, "--into", "05443")
    first = room.get(FORM)
    with app.app_context(), immediate() as session:
        unit = session.get_one(AdministrativeUnit, other.id)
        officer = make_account(session, unit, Role.OFFICER)
        Approval.submit(session, make_attended_course(session, unit).id, by=officer, now=clock.now())
    refused = first.form(button="Nhập thật").submit(status=422)
    assert "còn việc chờ duyệt" in refused.text
    again = room.get(FORM)
    assert "Chưa làm được" in again.text
    assert "Nhập thật" not in again.text
    with app.app_context():
        assert db.session.get_one(AdministrativeUnit, ward.id).valid_to is None


def test_who_comes_second_is_told(room: Pages, app: Flask, ward: AdministrativeUnit, other: AdministrativeUnit) -> None:
    tried(app, "merge", other.code, "--into", ward.code)
    page = room.get(FORM)
    with app.app_context(), immediate() as session:
        merge(session, [other.id], session.get_one(AdministrativeUnit, ward.id), clock.today(), clock.now())
    assert "Chưa có gì chuyển đi" in page.form(button="Nhập thật").submit().text
    assert "Chưa có bản chạy thử nào" in room.get(FORM).text


def test_the_plan_that_was_read_is_the_one_that_is_carried_out(
    room: Pages, app: Flask, ward: AdministrativeUnit, other: AdministrativeUnit
) -> None:
    tried(app, "merge", other.code, "--into", ward.code)
    page = room.get(FORM)
    tried(app, "merge", other.code, "--into", "05443")
    assert "có bản mới hơn" in page.form(button="Nhập thật").submit().text
    with app.app_context():
        assert db.session.get_one(AdministrativeUnit, other.id).valid_to is None
    assert "Phường Phan Đình Phùng" in room.get(FORM).text


def test_a_ward_of_somebody_else_is_not_there(room: Pages, app: Flask, ward: AdministrativeUnit) -> None:
    foreign = a_ward(app, name="Nơi Khác")
    for words in ((foreign.code, "--into", ward.code), (ward.code, "--into", foreign.code)):
        tried(app, "merge", *words)
        page = room.get(FORM)
        assert "Nơi Khác" not in page.text
        assert "Chưa có bản chạy thử nào" in page.text


@pytest.mark.postgresql
def test_a_ward_gives_groups_to_others_as_the_trial_told(
    room: Pages, app: Flask, ward: AdministrativeUnit, other: AdministrativeUnit, administrator: Account
) -> None:
    with app.app_context(), immediate() as session:
        unit = session.get_one(AdministrativeUnit, other.id)
        groups = [make_group(session, unit, f"Tổ dân phố {each}") for each in (7, 8, 9)]
        for group, name in zip(groups, ("Vi Thị An", "Lê Thị Hoa"), strict=False):
            make_person(session, unit, name, 1960, group=group)
        first, second, third = (each.code for each in groups)
    tried(app, "divide", other.code, "--give", f"05443={first}", "--give", f"{ward.code}={second},{third}")
    page = room.get(FORM)
    for line in (
        "còn tiếp",
        "Chuyển sang Phường Phan Đình Phùng",
        "Tổ dân phố 8, Tổ dân phố 9",
        "1 họ tên và năm sinh",
    ):
        assert line in page.text
    with app.app_context():
        assert db.session.scalars(AdministrativeUnit.called("05443")).first() is None
    tomorrow = formats.date(clock.today() + timedelta(days=1))
    assert f"Trong ngày {formats.date(clock.today())} không lấy lại được" in page.text
    assert f"sớm nhất ngày {tomorrow} mới nhập lại hoặc chia lại được" in page.text
    done = page.form(button="Chia thật").submit()
    assert "Đã chia" in done.text
    with app.app_context():
        new = db.session.scalars(AdministrativeUnit.called("05443")).one()
        where = {each.name: each.unit_id for each in db.session.scalars(select(ResidentialGroup))}
        assert [where[f"Tổ dân phố {each}"] for each in (7, 8, 9)] == [new.id, ward.id, ward.id]
        assert db.session.get_one(AdministrativeUnit, other.id).valid_to is None
        grants = db.session.scalars(RoleGrant.over([new.id])).all()
        assert [(each.role, each.account_id) for each in grants] == [(Role.ADMINISTRATOR, administrator.id)]
        acts = [(each.action, each.unit_id) for each in db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))]
        assert acts[-4:] == [("role.granted", new.id), ("unit.received", new.id), ("unit.received", ward.id),
                             ("unit.divided", other.id)]  # fmt: skip
    assert "Tổ dân phố 7" in room.get("/quan-tri/nhat-ky").text
    assert "Chưa có gì chuyển đi" in page.form(button="Chia thật").submit().text


def test_a_ward_that_is_divided_wholly_leads_to_those_that_it_became(
    room: Pages, app: Flask, ward: AdministrativeUnit, other: AdministrativeUnit
) -> None:
    with app.app_context(), immediate() as session:
        unit = session.get_one(AdministrativeUnit, other.id)
        make_group(session, unit, "Tổ dân phố 2").code = "T2"
        session.flush()
        first, second = (each.code for each in session.scalars(ResidentialGroup.of(unit.id)))
    lines = ("--give", f"05443={first}", "--give", f"{ward.code}={second}", "--rest", ward.code)
    tried(app, "divide", other.code, *lines)
    page = room.get(FORM)
    assert "hết từ ngày" in page.text
    page.form(button="Chia thật").submit()
    with app.app_context():
        assert db.session.get_one(AdministrativeUnit, other.id).successor_id == ward.id
    home = Pages(app.test_client()).get(f"/x/{other.code}")
    for words in ("Nơi này đã chia", "Phan Đình Phùng", "Tổ dân phố 2", ward.name):
        assert words in home.text


def test_the_new_ward_shows_the_past_as_its_own_when_asked(app: Flask, ward: AdministrativeUnit, pages: Pages) -> None:
    new = a_ward(app, name="Mới")
    leader = someone(app, Role.LEADER, ward=new)
    with app.app_context(), immediate() as session:
        old = session.get_one(AdministrativeUnit, ward.id)
        make_attended_course(session, old, people=3, lessons=1)
        merge(session, [old.id], session.get_one(AdministrativeUnit, new.id), clock.today(), clock.now())
    room, address = pages.sign_in(leader), f"/van-phong/so-lieu/luot-hoc?phuong={new.code}&tu=2021-01-01"
    page = room.get(address)
    assert "3 lượt" not in page.text
    page = page.follow("Gộp theo đơn vị hiện nay")
    assert "3 lượt" in page.text
    assert "3 lượt" in room.get(address.replace(new.code, ward.code)).text


def test_in_a_ward_that_ended_nobody_writes_from_that_moment(
    app: Flask, ward: AdministrativeUnit, pages: Pages
) -> None:
    new = a_ward(app, name="Mới")
    room = pages.sign_in(someone(app, Role.OFFICER, ward=new))
    with app.app_context(), immediate() as session:
        old, into = (session.get_one(AdministrativeUnit, each.id) for each in (ward, new))
        officer = make_account(session, old)
        make_grant(session, officer, old, Role.OFFICER)
        target, report = make_target(session, old), make_report(session, old, by=officer)
        draft(session, report, [Drafted("I", "chi-dao", "", "Đã viết dở.")])
        passage = session.scalars(ReportPassage.of(report.id)).one()
        merge(session, [old.id], into, clock.today(), clock.now())
        there, version = f"/van-phong/bao-cao/{report.public_id}", target.version
        aim, slug, paragraph = target.id, target.public_id, passage.id
    mine = room.get(f"/van-phong/dia-diem?phuong={new.code}")
    assert f"{ward.full_name[:1].upper()}{ward.full_name[1:]}, đã hết" in mine.text
    assert "Thêm địa điểm" in mine.text
    assert "Thêm địa điểm" not in room.get(f"/van-phong/dia-diem?phuong={ward.code}").text
    room.get(f"/van-phong/dia-diem/moi?phuong={ward.code}", status=404)
    load = room.get(f"/van-phong/ke-hoach/nap?phuong={ward.code}&ban={next(iter(catalogue()))}")
    assert "Nay thuộc phường Mới" in load.form(action="/ke-hoach/nap").submit(status=409).text
    measured = room.get(f"/van-phong/chi-tieu/{slug}/cach-do").form(button="Lưu")
    assert "Nay thuộc phường Mới" in measured.submit({"why": "Công an giữ số."}, status=409).text
    left = room.get(f"/van-phong/bao-cao?phuong={new.code}")
    assert "Còn dở ở đơn vị cũ" in left.text
    assert there in left.links().values()
    page = room.get(there)
    assert "Đã viết dở." in page.text
    assert "Còn dở khi đơn vị hết" in page.text
    assert "Đơn vị này đã hết, kế hoạch hết theo." in (aims := room.get(f"/van-phong/chi-tieu?phuong={ward.code}")).text
    assert "Nạp kế hoạch" not in aims.links()
    buttons = {said for form in page.forms() for said in form.buttons}
    assert not {"Sửa", "Thêm đoạn", "Gửi lãnh đạo"} & (buttons | page.links().keys())
    text = {"text": "Viết tiếp.", "version": "1", "csrf_token": measured.fields["csrf_token"][0]}
    assert "không viết tiếp" in room.post(f"{there}/doan/{paragraph}", text, status=409).text
    with app.app_context():
        assert db.session.get_one(Target, aim).version == version
        assert db.session.get_one(ReportPassage, paragraph).text == "Đã viết dở."
