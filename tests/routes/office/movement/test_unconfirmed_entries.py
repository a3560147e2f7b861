"""What waits to be confirmed, of all programmes, is one line for officers and one for leaders."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Programme
from app.models.movement import entry_recording
from app.models.movement.declaration_reading import read
from tests.returns import DECLARED, make_returns, moment, send
from tests.routes.office.conftest import Office
from tests.statements import counted

pytestmark = pytest.mark.usefixtures("november")

OCTOBER, DAY = date(2026, 10, 1), date(2026, 11, 3)
AT = "/van-phong/phong-trao/cho-xac-nhan"


def make(session: Session, office: Office, key: str, *, entries: int = 2, **said: object) -> Programme:
    """A programme of which so many entries wait for an officer."""
    given = {"name": f"Tủ sách {key}", "confirmed_by": ["officer"], **said}
    programme, sites = make_returns(session, office.here(session), sites=entries, key=key, **given)
    for site in sites:
        send(session, programme, site, OCTOBER, DAY, loans=4)
    return programme


def test_an_officer_confirms_from_the_line_until_none_is_left(office: Office) -> None:
    with office.write() as session:
        make(session, office, "north")
        make(session, office, "south", entries=1)
    page = office.as_officer().get("/van-phong").follow("Xem: 3 lần ghi phong trào chờ xem")
    assert "Tủ sách north · 2" in page.text
    assert "Tủ sách south · 1" in page.text
    assert page.text.count("tháng 10/2026, ghi ngày 03/11/2026") == 3
    for left in (2, 1, 0):
        page = page.pages.get(AT)
        first = next(link for link in page.all("a") if "/so/" in (link.get("href") or ""))
        shown = page.pages.get(first.get("href") or "")
        assert "Đã xác nhận" in shown.form(button="Xác nhận").submit().text
        assert (f'data-rows="{left}"' in page.pages.get(AT).html) is (left > 0)
    assert "Không còn lần ghi nào chờ xem" in page.pages.get(AT).text
    assert "chờ xem" not in page.pages.get("/van-phong").text


def test_the_list_of_programmes_and_each_page_say_how_many_wait(office: Office) -> None:
    with office.write() as session:
        number = make(session, office, "north").id
    assert "Chưa ghi gì" not in (page := office.as_officer().get("/van-phong/phong-trao")).text
    assert "Tủ sách north2 chờ xem" in "".join(page.links())
    page = office.as_officer().get(f"/van-phong/phong-trao/{number}")
    assert page.follow(next(each for each in page.links() if each.startswith("Chờ xem"))).address == AT
    assert "Chờ xem" not in "".join(office.as_leader().get(f"/van-phong/phong-trao/{number}").links())


def test_each_page_counts_what_a_version_before_asks_to_confirm_and_what_was_asked_back(office: Office) -> None:
    with office.write() as session:
        programme, [waits, back] = make_returns(session, office.here(session), sites=2, confirmed_by=["officer"])
        send(session, programme, waits, OCTOBER, DAY, loans=1)
        entry, by = send(session, programme, back, OCTOBER, DAY, loans=1), session.merge(office.officer)
        assert entry_recording.decide(session, entry, by, moment(DAY))
        assert entry_recording.ask_back(session, entry, "Nhầm tháng", moment(DAY))
        declared = read({key: each for key, each in DECLARED.items() if key != "confirmed_by"})
        assert programme.redraft(session, declared, seen=str(programme.version), now=moment(DAY))
        assert programme.use_draft(seen=str(programme.version), now=moment(DAY), by_leader=True)
        number = programme.id
    pages = office.as_officer()
    assert pages.get(AT).html.count("/so/") == 2
    assert "2 chờ xem" in "".join(pages.get("/van-phong/phong-trao").links())
    page = pages.get(f"/van-phong/phong-trao/{number}")
    assert next(each for each in page.links() if each.startswith("Chờ xem")).endswith("2")
    assert "Chờ xem" not in "".join(office.as_leader().get(f"/van-phong/phong-trao/{number}").links())


def test_what_was_returned_sent_again_or_is_of_a_retired_programme_waits_no_more(office: Office) -> None:
    with office.write() as session:
        programme, [site, other] = make_returns(session, office.here(session), sites=2, confirmed_by=["officer"])
        send(session, programme, site, OCTOBER, DAY, loans=1)
        send(session, programme, site, OCTOBER, DAY + timedelta(days=1), loans=2)
        back = send(session, programme, other, OCTOBER, DAY, loans=1)
        assert entry_recording.decide(
            session, back, session.merge(office.officer), moment(DAY), returned="Ghi nhầm tháng"
        )
        make(session, office, "gone").retired_on = clock.today()
    assert office.as_officer().get(AT).html.count("/so/") == 1


@pytest.mark.parametrize(
    ("said", "of_officer", "of_leader"),
    [
        ({}, True, False),
        ({"confirmed_by": ["leader"]}, False, True),
        ({"confirmed_by": ["leader"], "sees": ["leader"], "records": ["leader"]}, False, True),
        ({"confirmed_by": ["officer"], "sees": ["officer"], "records": ["officer"]}, True, False),
    ],
)
def test_it_waits_for_who_confirms_and_sees_it(
    office: Office, said: dict[str, object], of_officer: bool, of_leader: bool
) -> None:
    with office.write() as session:
        make(session, office, "north", **said)
    text = "2 lần ghi phong trào chờ xem"
    for pages, waits in ((office.as_officer(), of_officer), (office.as_leader(), of_leader)):
        assert (text in pages.get("/van-phong").text) is waits
        assert ("Tủ sách north · 2" in pages.get(AT).text) is waits
    assert "Tủ sách north" not in office.as_officer().get(f"{AT}?xem=lanh-dao").text


def test_more_that_waits_takes_no_more_statements(office: Office) -> None:
    asked = []
    for number in range(2):
        with office.write() as session:
            for more in range(1 + 3 * number):
                make(session, office, f"k{number}_{more}")
        pages = office.as_officer()
        for address in (AT, "/van-phong"):
            with counted() as statements:
                pages.get(address)
            asked.append(len(statements))
    assert asked[:2] == asked[2:]
