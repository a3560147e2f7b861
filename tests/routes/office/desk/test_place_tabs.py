"""The lists of a place stand as tabs at the head of each of them."""

import pytest

from app.country import clock
from app.data.programmes import catalogue
from app.models import Programme
from tests.factories import make_plan
from tests.pages import Page, words
from tests.routes.office.conftest import Office

OF_PLANS = ["Chỉ tiêu", "Kế hoạch", "Nhiệm vụ", "Chế độ báo cáo", "Số đã nhập"]
OF_GROUPS = ["Tổ dân phố, thôn, bản", "Hộ", "Tổ công nghệ số, đội"]


def tabs(page: Page) -> tuple[list[str], list[str]]:
    """The tabs of a page, and those that are marked as open."""
    [nav] = [one for one in page.all("nav") if one.get("aria-label") == "Các phần của nơi này"]
    links = list(nav.iter("a"))
    return [words(link) for link in links], [words(link) for link in links if link.get("aria-current")]


def rail_place(page: Page) -> list[str]:
    """The place of the rail that is marked as open."""
    [nav] = [one for one in page.all("nav") if one.get("aria-label") == "Các nơi chính"]
    return [words(link) for link in nav.iter("a") if link.get("aria-current") and words(link) != "Thêm"]


@pytest.mark.parametrize(
    ("address", "names", "current", "place"),
    [
        ("/van-phong/chi-tieu", OF_PLANS, "Chỉ tiêu", "Chỉ tiêu"),
        ("/van-phong/ke-hoach", OF_PLANS, "Kế hoạch", "Chỉ tiêu"),
        ("/van-phong/nhiem-vu", OF_PLANS, "Nhiệm vụ", "Nhiệm vụ"),
        ("/van-phong/che-do-bao-cao", OF_PLANS, "Chế độ báo cáo", "Chỉ tiêu"),
        ("/van-phong/so-nhap", OF_PLANS, "Số đã nhập", "Chỉ tiêu"),
        ("/van-phong/to-dan-pho", OF_GROUPS, "Tổ dân phố, thôn, bản", "Tổ và hộ"),
        ("/van-phong/ho", OF_GROUPS, "Hộ", "Tổ và hộ"),
        ("/van-phong/doi", OF_GROUPS, "Tổ công nghệ số, đội", "Tổ và hộ"),
    ],
)
def test_each_list_of_a_place_leads_to_the_others(
    office: Office, address: str, names: list[str], current: str, place: str
) -> None:
    with office.write() as session:
        today = clock.today()
        make_plan(session, office.here(session), since=today.replace(month=1, day=1), until=today)

    page = office.as_officer().get(address)

    assert tabs(page) == (names, [current])
    assert rail_place(page) == [place]


def test_households_are_the_book_of_the_programme_that_holds_them(office: Office) -> None:
    with office.write() as session:
        unit, declared = office.here(session), catalogue()["household"]
        programme = Programme.begun(session, unit, declared, catalogue="household", now=clock.now())
        programme.use_draft(seen=str(programme.version), now=clock.now())
        number = programme.id

    page = office.as_officer().get("/van-phong/ho")

    assert page.address.startswith(f"/van-phong/phong-trao/{number}/so")
    assert tabs(page) == (OF_GROUPS, ["Hộ"])
    assert rail_place(page) == ["Tổ và hộ"]


def test_a_ward_without_such_a_book_is_led_to_where_one_is_begun(office: Office) -> None:
    assert office.as_officer().get("/van-phong/ho").links()["Xem các phong trào"].startswith("/van-phong/phong-trao")
    assert "Xem các phong trào" not in office.as_leader().get("/van-phong/ho").links()


def test_a_leader_is_led_to_no_list_that_is_closed_to_them(office: Office) -> None:
    with office.write() as session:
        make_plan(session, office.here(session))

    assert "Nạp kế hoạch có sẵn" in office.as_officer().get("/van-phong/ke-hoach").links()
    assert "Nạp kế hoạch có sẵn" not in office.as_leader().get("/van-phong/ke-hoach").links()
