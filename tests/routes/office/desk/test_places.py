"""The frame of a room at a desk: its places, what waits at each, who one is; on a phone four of them and "Thêm"."""

from datetime import timedelta

import pytest
from flask import Flask

from app.country import clock
from app.models import Approval, HelpRequest, Matter, Role
from tests.doors import a_ward, someone
from tests.factories import make_attended_course, make_course, make_plan
from tests.helping import Counter
from tests.pages import Page, Pages, words
from tests.routes.office.conftest import Office
from tests.statements import counted


def places(page: Page) -> dict[str, str]:
    """What the places of the rail say, by where they lead."""
    [rail] = [nav for nav in page.all("nav") if nav.get("aria-label") == "Các nơi chính"]
    return {link.get("href") or "": words(link) for link in rail.iter("a")}


def ask_for_help(office: Office, *, days_late: int) -> None:
    """A request for help at home that was due so many days ago."""
    with office.write() as session:
        counter = Counter(session, office.here(session))
        session.add(
            HelpRequest(
                unit=counter.ward,
                submission=f"late-{days_late}",
                full_name="Ma Thị Sen",
                topic=counter.topics["vneid_cai_dat"],
                phone="+84912345678",
                due_on=clock.today() - timedelta(days=days_late),
                made_at=clock.now(),
            )
        )


def test_an_officer_and_a_leader_each_have_their_places(office: Office) -> None:
    officer, leader = places(office.as_officer().get("/van-phong")), places(office.as_leader().get("/van-phong"))

    work = ["Lớp học", "Người", "Hỗ trợ", "Phong trào"]
    assert [*officer.values()] == ["Hôm nay", *work, "Kế hoạch", "Báo cáo", "Danh mục", "Thêm"]
    first = ["Hôm nay", "Duyệt", "Kế hoạch", "Báo cáo", "Việc giao"]
    assert [*leader.values()] == [*first, *work, "Danh mục", "Thêm"]


def test_more_carries_the_sum_of_what_waits_behind_it(office: Office) -> None:
    with office.write() as session:
        ward = office.here(session)
        plan = make_plan(session, ward)
        due = clock.today() - timedelta(days=3)
        session.add_all(
            Matter(unit=ward, plan=plan, text=text, due="day", due_on=due) for text in ("Mở lớp", "Báo cáo")
        )
    page = office.as_officer().get("/van-phong/lop")

    assert places(page)["/van-phong/them"] == "Thêm2 việc chờ, có việc quá hẹn"
    assert places(page)["/van-phong/chi-tieu"] == "Kế hoạch2 việc chờ, có việc quá hẹn"


def test_a_leader_s_phone_decides_reads_and_gives_tasks(office: Office) -> None:
    page = office.as_leader().get("/van-phong/them")

    [rail] = [nav for nav in page.all("nav") if nav.get("aria-label") == "Các nơi chính"]
    tabs = [words(item) for item in rail.iter("li") if "further" not in (item.get("class") or "")]
    assert tabs == ["Duyệt", "Kế hoạch", "Báo cáo", "Việc giao", "Thêm"]
    main = [words(link) for element in page.all("main") for link in element.iter("a")]
    assert main[:3] == ["Hôm nay", "Lớp học", "Người"]
    assert not [
        link
        for link in office.as_leader().get("/van-phong").all("a")
        if words(link) == "Thêm" and link.get("aria-current")
    ]


def test_what_waits_is_counted_for_whom_it_waits(office: Office) -> None:
    with office.write() as session:
        ward = office.here(session)
        make_attended_course(session, ward, code="DEM4")
        submitted = make_attended_course(session, ward, code="DEM5")
        Approval.submit(session, submitted.id, by=session.merge(office.officer), now=clock.now())
        make_course(session, ward, first=clock.now() - timedelta(days=2))

    officer, leader = (
        places(office.as_officer().get("/van-phong/lop")),
        places(office.as_leader().get("/van-phong/lop")),
    )

    assert officer["/van-phong/lop"] == "Lớp học2 việc chờ"  # one without a list, one with a lesson nobody closed
    assert officer["/van-phong"] == "Hôm nay1 việc chờ"
    assert leader["/van-phong/duyet"] == "Duyệt1 việc chờ"
    assert leader["/van-phong/lop"] == "Lớp học"


@pytest.mark.parametrize(("days_late", "late"), [(1, True), (0, False)])
def test_red_is_for_somebody_who_waits_too_long(office: Office, days_late: int, late: bool) -> None:
    ask_for_help(office, days_late=days_late)

    page = office.as_officer().get("/van-phong/them")

    told = places(page)["/van-phong/nho-giup"]
    assert told == ("Hỗ trợ1 việc chờ, có việc quá hẹn" if late else "Hỗ trợ1 việc chờ")
    assert any(each.get("class") == "n bad" for each in page.all("span")) == late


def test_the_frame_asks_once_however_much_waits(office: Office) -> None:
    pages, asked = office.as_officer(), []
    for _round in range(2):
        with counted() as statements:
            pages.get("/van-phong/them")
        asked.append(len(statements))
        with office.write() as session:
            for _number in range(3):
                make_attended_course(session, office.here(session))
    assert asked[0] == asked[1] <= 3


def test_what_has_no_tab_on_a_phone_stands_under_more(office: Office) -> None:
    page = office.as_officer().get("/van-phong/them")

    rail = places(page)
    main = [link.get("href") for element in page.all("main") for link in element.iter("a")]
    further = [address for address in rail if address not in [*list(rail)[:4], "/van-phong/them"]]
    assert [address for address in main if address in further] == further
    [form] = [form for element in page.all("main") for form in element.iter("form") if form.get("method") == "post"]
    assert form.get("action") == "/dang-xuat"


def test_a_person_of_two_rooms_goes_from_one_to_the_other(app: Flask, pages: Pages) -> None:
    both = pages.sign_in(someone(app, Role.OFFICER, Role.ADMINISTRATOR))

    assert places(both.get("/van-phong"))["/quan-tri"] == "Quản trị"
    assert places(both.get("/quan-tri"))["/van-phong"] == "Văn phòng"


@pytest.mark.parametrize(
    ("role", "address", "room"),
    [(Role.ADMINISTRATOR, "/van-phong", "Về Quản trị"), (Role.PROVINCE_OFFICER, "/quan-tri", "Về Cấp tỉnh")],
)
def test_a_closed_door_leads_staff_to_their_own_room(
    app: Flask, pages: Pages, role: Role, address: str, room: str
) -> None:
    page = pages.sign_in(someone(app, role)).get(address, status=403)

    assert room in page.links()
    assert "Về trang đầu" not in page.links()


def test_an_address_that_is_not_there_speaks_to_staff_as_staff(office: Office, app: Flask) -> None:
    page = office.as_officer().get("/van-phong/khong-co", status=404)
    assert "Bác" not in page.text
    assert page.links()["Về Văn phòng"] == "/van-phong"

    resident = Pages(app.test_client()).get("/khong-co", status=404)
    assert "Bác xem các lớp đang mở ở trang đầu." in resident.text


def test_the_province_is_told_what_is_there_and_what_is_not(app: Flask, pages: Pages) -> None:
    ward = a_ward(app, name="Gia Sàng")
    officer = someone(app, Role.PROVINCE_OFFICER, ward=ward.parent)

    page = pages.sign_in(officer).get("/tinh")

    assert page.links()["Phường Gia Sàng"] == f"/x/{ward.code}"
    assert page.links()["Xem số liệu"] == "/tinh/so-lieu"
