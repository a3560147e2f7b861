"""Danh mục: residential groups and places, added, corrected, ended and closed; what was counted, and by whom."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.country import clock, formats
from app.models import (
    AuditEvent,
    Course,
    Household,
    Organisation,
    Person,
    Place,
    ResidentialGroup,
    Role,
    RoleGrant,
    Site,
)
from app.models.people.place import NoMapLink, read_map_link
from tests.factories import (
    make_account,
    make_course,
    make_grant,
    make_group,
    make_organisation,
    make_person,
    make_registration,
)
from tests.pages import Form, Page
from tests.routes.office.conftest import Office
from tests.statements import counted

GROUPS, PLACES = "/van-phong/to-dan-pho", "/van-phong/dia-diem"


def group_of(office: Office, name: str) -> ResidentialGroup:
    with office.read() as session:
        wanted = select(ResidentialGroup).where(ResidentialGroup.name == name)
        return session.scalars(wanted.options(selectinload(ResidentialGroup.counts))).one()


def place_of(office: Office, name: str) -> Place:
    with office.read() as session:
        return session.scalars(select(Place).where(Place.name == name)).one()


def new_group(office: Office, **typed: str) -> tuple[Form, dict[str, str]]:
    form = office.as_officer().get(f"{GROUPS}/moi").form(button="Lưu")
    return form, {"name": "Tổ dân phố 5", "code": "TDP05", **typed}


def test_the_lists_that_are_there(office: Office) -> None:
    addresses = set(office.as_leader().get("/van-phong/danh-muc").links().values())
    assert {"/van-phong/co-quan-don-vi", PLACES, "/van-phong/quyen"} <= addresses
    assert GROUPS not in addresses  # it stands under "Người"


# -- groups -----------------------------------------------------------------------------------------------------------


def test_missing_is_not_zero(office: Office) -> None:
    form, typed = new_group(office)
    page = form.submit(typed)
    assert "Đã thêm Tổ dân phố 5" in page.text
    page = page.follow("Tổ dân phố 5")
    assert page.text.count("chưa có") == 4
    assert office.acts(f"{office.ward.code}/TDP05") == ["residential_group.added"]


def test_numbers_come_with_day_and_source(office: Office) -> None:
    form, typed = new_group(office, population="1.204", households="0")
    refused = form.submit(typed, status=422)
    assert "Anh chị ghi ngày của số liệu." in refused.text
    assert "Anh chị ghi số liệu lấy ở đâu" in refused.text
    page = refused.form(button="Lưu").submit({"counted_on": "01/01/2026", "count_source": "Công an phường"})
    assert "1.204" in page.text
    assert "01/01/2026 Công an phường" in page.text
    group = group_of(office, "Tổ dân phố 5")
    assert (group.population, group.households, group.search_key) == (1204, 0, "to dan pho 5")


def ended(office: Office, group: ResidentialGroup, status: int = 200, **typed: str) -> Page:
    form = office.as_officer().get(f"{GROUPS}/{group.id}/ket-thuc").form(button="Ghi sáp nhập")
    return form.submit({"on": formats.date(clock.today()), **typed}, status=status)


@pytest.mark.postgresql
def test_merged_into_another_with_people_and_classes(office: Office) -> None:
    with office.write() as session:
        here = office.here(session)
        old, into = make_group(session, here, "Tổ dân phố 1"), make_group(session, here, "Tổ dân phố 2")
        people = [make_person(session, here, f"Nguyễn Văn {letter}n", group=old) for letter in "ABC"]
        course = make_course(session, here, code="GOP1")
        course.groups = [old, into]
        public_id = people[0].public_id
        house = Household(unit=here, number="6", alley="Ngõ 12", head="Lò Thị Én", residential_group=old)
        school = make_organisation(session, here)
        session.add(house)
        school.residential_group = old
        heads = [make_account(session, here), make_account(session, here)]
        make_grant(session, heads[0], here, Role.GROUP_HEAD, group=old)
        for each in (old, into):
            make_grant(session, heads[1], here, Role.GROUP_HEAD, group=each)
    page = ended(office, old, into=into.code)
    assert "Tổ dân phố 1 đã nhập vào Tổ dân phố 2." in page.text
    assert f"Đến hết {formats.date(clock.today())}, nhập vào Tổ dân phố 2" in page.text
    day = clock.today()
    with office.read() as session:
        assert {row.residential_group_id for row in session.scalars(select(Person))} == {into.id}
        assert session.scalars(ResidentialGroup.of(office.ward.id)).all() == [session.get(ResidentialGroup, into.id)]
        told = session.scalars(select(AuditEvent).where(AuditEvent.action == "residential_group.merged")).one()
        detail = json.loads(told.detail)
        assert (detail["people"], detail["helping"]) == (3, {"site": 1, "organisation": 1, "role_grant": 1})
        for noun, id_ in ((Site, house.id), (Organisation, school.id)):
            assert session.get_one(noun, id_).residential_group_id == into.id
        held = select(RoleGrant.account_id).where(RoleGrant.residential_group_id == into.id, RoleGrant.in_force(day))
        assert sorted(session.scalars(held)) == [each.id for each in heads]
        assert [group.code for group in session.scalars(Course.called("GOP1")).one().groups] == [into.code]
    history = office.as_officer().get(f"/van-phong/nguoi-hoc/{public_id}/lich-su").text
    assert "Nhập tổ, thôn vào tổ khác" in history
    assert "vào Tổ dân phố 2" in history
    again = ended(office, old, into=into.code)
    assert "vừa có người ghi là đã thôi" in again.text


def test_ended_alone_people_keep_its_name(office: Office) -> None:
    with office.write() as session:
        here = office.here(session)
        old = make_group(session, here, "Tổ dân phố 1")
        public_id = make_person(session, here, group=old).public_id
    tomorrow = formats.date(clock.today() + timedelta(days=1))
    assert "Ngày này chưa tới" in ended(office, old, status=422, on=tomorrow).text
    assert "Anh chị chọn một dòng" in ended(office, old, status=422, into="không có").text
    ended(office, old)
    assert "đã thôi từ" in office.as_officer().get(f"/van-phong/nguoi-hoc/{public_id}").text
    form = office.as_officer().get(f"/van-phong/nguoi-hoc/{public_id}/sua").form(button="Lưu")
    assert form.fields["group"] == [str(old.slug)]


def test_a_wards_groups_in_as_few_statements(office: Office) -> None:
    with office.write() as session:
        here = office.here(session)
        for number in range(30):
            group = make_group(session, here, f"Tổ {number}")
            make_person(session, here, group=group)
    officer = office.as_officer()
    with counted() as asked:
        page = officer.get(GROUPS)
    assert len(asked) <= 10, "\n".join(asked)
    assert "1–25 trong 30" in page.text


# -- places -----------------------------------------------------------------------------------------------------------


@pytest.mark.postgresql
def test_a_place_is_added_corrected_closed_and_opened(office: Office) -> None:
    officer = office.as_officer()
    form = officer.get(f"{PLACES}/moi").form(button="Lưu")
    typed = {"name": "Nhà văn hóa Tân Thịnh", "seats": "60", "address": "12 đường Hoàng Văn Thụ"}
    page = form.submit({**typed, "map_url": "https://maps.app.goo.gl/abc", "wheelchair": "y"})
    place = place_of(office, typed["name"])
    page = page.follow(typed["name"])
    assert "Xe lăn vào được có" in page.text
    assert page.links()["Xem đường đi"] == "https://maps.app.goo.gl/abc"
    edit = officer.get(f"{PLACES}/{place.id}/sua")
    edit.form(button="Lưu").submit({"seats": "40", "map_url": "21.594, 105.848"})
    assert (place_of(office, typed["name"]).seats, place_of(office, typed["name"]).map_link) == (
        40,
        "https://www.google.com/maps/search/?api=1&query=21.594%2C105.848",
    )
    closed = officer.get(f"{PLACES}/{place.id}/sua").form(button="Đóng địa điểm").submit()
    assert "không nhận buổi học mới nữa" in closed.text
    with office.read() as session:
        assert session.scalars(Place.of(office.ward.id)).all() == []
    officer.get(f"{PLACES}/{place.id}/sua").form(button="Mở lại").submit()
    with office.read() as session:
        assert len(session.scalars(Place.of(office.ward.id)).all()) == 1
    told = [f"place.{act}" for act in ("added", "changed", "closed", "reopened")]
    assert office.acts(f"{office.ward.code}/{place.code}") == told


@pytest.mark.parametrize(
    "link",
    [
        "http://maps.example/x",
        "javascript:alert(1)",
        "https://",
        "https://nohost",
        "https://me@maps.example",
        "data:text/html,x",
        "https://maps.example/a b",
        "https://[",
        "99.0, 105.0",
        "21.5, 181",
        "//maps.example",
        "https://maps.example/" + "x" * 500,
    ],
)
def test_links_that_lead_nowhere_good(link: str) -> None:
    with pytest.raises(NoMapLink):
        read_map_link(link)


def test_links_that_lead_to_a_map() -> None:
    assert read_map_link(" https://maps.app.goo.gl/abc?x=1 ") == "https://maps.app.goo.gl/abc?x=1"
    assert read_map_link("21.594 ,105.848") == "21.594,105.848"
    assert read_map_link("  ") == ""


@pytest.mark.postgresql
def test_numbers_beyond_the_database_are_not_there(office: Office) -> None:
    officer = office.as_officer()
    for address in (f"{GROUPS}/99999999999999999999/sua", f"{PLACES}/99999999999999999999/sua", f"{PLACES}/0/sua"):
        officer.get(address, status=404)


# -- a class's history ------------------------------------------------------------------------------------------------


def test_a_classs_history_names_who_and_what(office: Office) -> None:
    with office.write() as session:
        here = office.here(session)
        make_course(session, here, code="LS01", title="An toàn số", lessons=1)
        for action, subject in (
            ("course.published", ("course", "LS01")),
            ("lesson.closed", ("lesson", "LS01/1")),
            ("registration.viewed", ("course", "LS01")),
            ("course.closed", ("course", "LS011")),
        ):
            AuditEvent.note(
                session, action, at=clock.now(), account_id=office.officer.id, unit_id=here.id, subject=subject
            )
    leader = office.as_leader()
    with counted() as asked:
        page = leader.get("/van-phong/lop/LS01/lich-su")
    assert len(asked) <= 10, "\n".join(asked)
    assert "Lường Thị Bích Đào" in page.text
    assert "buổi 1, An toàn số" in page.text
    assert "Khép lớp" not in page.text
    assert "Xem thông tin một người học" not in page.text
    assert "Xem thông tin một người học" in leader.get("/van-phong/lop/LS01/lich-su?xem=ai-xem").text


def test_a_class_tells_who_was_meant_by_name_never_by_number(office: Office) -> None:
    with office.write() as session:
        here = office.here(session)
        course = make_course(session, here, code="LS01")
        learner = make_registration(session, course, "Vi Thị Mùi").public_id
        told: tuple[tuple[str, dict[str, object]], ...] = (
            ("course.instructor_appointed", {"account": office.officer.public_id}),
            ("registration.removed", {"registration": learner, "moved_up": 0}),
            ("registration.removed", {"registration": "no-longer-on-file"}),
            ("registration.viewed", {"registration": learner}),
        )
        for action, detail in told:
            AuditEvent.note(
                session,
                action,
                at=clock.now(),
                account_id=office.officer.id,
                unit_id=here.id,
                subject=("course", "LS01"),
                detail=detail,
            )
    page = office.as_leader().get("/van-phong/lop/LS01/lich-su")
    assert "người Lường Thị Bích Đào" in page.text
    assert page.text.count("người học Vi Thị Mùi") == 1
    assert "no-longer-on-file" not in page.text
    assert "người học Vi Thị Mùi" in office.as_leader().get("/van-phong/lop/LS01/lich-su?xem=ai-xem").text
