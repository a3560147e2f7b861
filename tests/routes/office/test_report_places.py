"""/van-phong/bao-cao/noi-gui: places with all that they owe; the lists of before lead there, and nothing is lost."""

from xml.etree.ElementTree import Element

import pytest
from sqlalchemy import delete

from app.country import clock
from app.models import ReportingRule, Team
from app.routes.office.reminders.report_places import SIZE
from tests.pages import Page
from tests.routes.office.conftest import Office
from tests.routes.office.test_reminders import (
    ALL,
    LIST,
    text_of,
    there as there,
)
from tests.team_months import use_months


def rows(page: Page) -> int:
    """How many rows the page says and has."""
    said = [
        int(str(each.get("data-rows"))) for tag in ("div", "form") for each in page.all(tag) if each.get("data-rows")
    ]
    had = len(page.all("tbody")[0].findall("tr")) if page.all("tbody") else 0
    assert said == [had]
    return had


def chips(page: Page) -> dict[str, int]:
    """The chips with how many rows each says that it opens."""
    found = {str(each.get("href")): each.get("data-figure") for each in page.all("a") if each.get("class") == "chip"}
    return {address: int(str(count)) for address, count in found.items()}


def test_each_chip_opens_as_many_rows_as_it_says(office: Office, there: str) -> None:
    page = office.as_officer().get(LIST)
    found = chips(page)
    assert len(found) == 4  # owing, to remind, nobody to receive, the report
    for address, count in found.items():
        assert rows(office.as_officer().get(address)) == count, address
    one = next(count for address, count in found.items() if "chua-co-nguoi" in address)
    assert one == 1  # the school has a contact


def tab(page: Page) -> str:
    """What the tab of the list says."""
    [link] = [each for each in page.all("a") if str(each.get("href")).split("?")[0] == LIST and "còn nợ" in text(each)]
    return text(link)


def text(link: Element) -> str:
    return " ".join("".join(link.itertext()).split())


def test_the_tab_says_how_many_places_owe_and_the_rail_does_not(office: Office, there: str) -> None:
    for pages in (office.as_officer(), office.as_leader()):
        page = pages.get(LIST)
        owing = chips(page)[LIST]
        assert owing == 2
        for address in (LIST, f"{LIST}?xem=can-nhac&nhac=1", "/van-phong/bao-cao", "/van-phong/so-van-ban"):
            page = pages.get(address)
            assert tab(page) == "Nơi gửi về2 nơi còn nợ"
        [entry] = [each for each in page.all("a") if each.get("data-place") == "reports"]
        assert "còn nợ" not in text(entry)
    with office.write() as session:
        session.execute(delete(ReportingRule))
    assert "còn nợ" not in office.as_officer().get("/van-phong/bao-cao").text


def test_a_list_longer_than_a_page_is_turned(office: Office) -> None:
    with office.write() as session:
        for number in range(SIZE + 3):
            session.add(Team.made(session, office.here(session), {"name": f"Tổ công nghệ số cộng đồng {number}"}))
        number = use_months(session, office.here(session)).id
    page = office.as_officer().get(f"{LIST}?so={number}")
    assert len(page.all("tbody")[0].findall("tr")) == SIZE
    assert f'data-rows="{SIZE + 3}"' in page.html
    assert f"Nhắc {SIZE + 3} nơi" in page.text
    page = page.follow("Trang sau")
    assert len(page.all("tbody")[0].findall("tr")) == 3
    assert page.links()["Trang trước"].startswith(f"{LIST}?so={number}&han=")


def test_a_place_opens_the_words_to_it_alone(office: Office, there: str) -> None:
    page = office.as_officer().get(LIST).follow("Trường THCS Túc Duyên")
    assert "Trường THCS Túc Duyên" in text_of(page)
    assert "Hội Chữ thập đỏ" not in text_of(page)
    assert page.form(button=ALL)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("/van-phong/nhac", f"{LIST}?xem=can-nhac&nhac=1"),
        ("/van-phong/nhac?viec=bao-cao&xem=tat-ca", f"{LIST}?nhac=1"),
        ("/van-phong/nhac?viec=phong-trao&so=7&phuong=1", f"{LIST}?so=7&phuong=1&nhac=1"),
        ("/van-phong/nhac?viec=thang&thang=2026-10", f"{LIST}?thang=2026-10&nhac=1"),
        ("/van-phong/nhac?viec=nhiem-vu&dong=a&dong=b", "/van-phong/nhac/nhiem-vu?viec=nhiem-vu&dong=a&dong=b"),
    ],
)
def test_an_address_of_before_leads_to_the_same_rows(office: Office, before: str, now: str) -> None:
    with office.as_officer().client.get(before) as answer:
        assert (answer.status_code, answer.headers["Location"]) == (308, now)
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_list_of_senders_of_before_leads_to_its_paper(office: Office, there: str) -> None:
    rule, day = there.rsplit("/", 2)[1:]
    with office.as_leader().client.get(there) as answer:
        assert (answer.status_code, answer.headers["Location"]) == (308, f"{LIST}?che-do={rule}&han={day}")


def test_a_month_of_teams_leads_to_what_they_told(office: Office) -> None:
    with office.write() as session:
        session.add(Team.made(session, office.here(session), {"name": "Tổ công nghệ số cộng đồng 1"}))
        programme = use_months(session, office.here(session))
        period, number = programme.shown_period(clock.today()), programme.id
    assert period
    page = office.as_officer().get(f"{LIST}?so={number}")
    assert rows(page) == 1
    assert page.follow(f"Tháng của tổ, đội, {period.name}").h1.startswith("Tháng của tổ, đội")


def test_no_paper_of_another_ward_or_day_is_there(office: Office, there: str) -> None:
    rule = there.rsplit("/", 2)[1]
    for asked in (f"che-do={rule}&han=2026-01-01", f"che-do={rule}&han=x", "so=1", "so=x"):
        office.as_officer().get(f"{LIST}?{asked}", status=404)


def test_nobody_owes_a_new_ward(office: Office) -> None:
    assert "Không còn nơi nào cần nhắc" in office.as_leader().get(LIST).text
