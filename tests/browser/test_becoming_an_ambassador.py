"""Bà Lan becomes Đại sứ số: she offers herself without script; chị Đào takes her on, prints her card and shows her the
code by which she sets up her own sign-in; ông Thái thanks her."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.country import clock
from app.data.help_lists import supply
from app.models import AdministrativeUnit, Ambassador, Role
from app.models.helping.ambassadors import thanks_proposing
from app.models.helping.ambassadors.ambassador import Terms
from app.models.helping.pairs import pairing
from tests.browser.checks import check_turned
from tests.browser.conftest import Site
from tests.documents.ruler import Paper
from tests.factories import make_account, make_group, make_person, make_ward

Open = Callable[..., Page]
PASSWORD = "nồi cơm điện xanh"
WIDE: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "is_mobile": False, "has_touch": False}
SCREENS = ((1280, "light"), (320, "dark"), (360, "light", "3"))


@dataclass(frozen=True)
class Office:
    """A ward whose office takes on ambassadors: who works there, and one who serves already."""

    code: str
    unit_id: int
    officer_id: int
    leader_id: int
    serving: str
    token: str
    letter: str


@pytest.fixture
def office(site: Site) -> Office:
    """A new ward on the server."""
    with site.write() as session:
        ward = make_ward(session)
        supply(session, ward)
        group, now, day = make_group(session, ward, "Tổ dân phố Túc Duyên 1"), clock.now(), clock.today()
        officer = make_account(session, ward, Role.OFFICER, full_name="Lường Thị Bích Đào")
        leader = make_account(session, ward, Role.LEADER, full_name="Lê Hồng Thái")
        name = "Công Tằng Tôn Nữ Thị Huyền Trân Bảo Ngọc Phương Anh"
        terms = Terms(since=day, residential_group_id=group.id, organisation="Hội Liên hiệp Phụ nữ phường")
        one = Ambassador.appoint(session, make_person(session, ward, name, 1971, group=group), terms, now=now)
        pairing.begin(session, one, make_person(session, ward, "Lù Thị Mỷ", group=group), now=now, day=day)
        (letter,) = thanks_proposing.propose(session, [one], (day, day), "Đã tận tình.", by=officer, now=now)
        ids = (ward.code, ward.id, officer.id, leader.id)
        return Office(*ids, serving=one.public_id, token=one.token, letter=letter.public_id)


@pytest.fixture
def enter(site: Site, open_window: Open) -> Open:
    """`enter(account_id, "/van-phong/dai-su")`: a window of this member of staff."""

    def entered(account_id: int, path: str, **settings: Any) -> Page:
        page = open_window(**settings)
        site.sign_in(page.context, account_id)
        page.goto(path)
        return page

    return entered


@pytest.mark.usefixtures("worker")
def test_ba_lan_offers_herself_is_taken_on_gets_her_card_and_signs_in(
    site: Site, office: Office, open_window: Open, enter: Open
) -> None:
    lan = open_window(java_script_enabled=False)
    lan.goto(f"/dai-su/phuong/{office.code}")
    lan.get_by_label("Họ và tên").fill("Nguyễn Thị Lan")
    lan.get_by_label("Năm sinh").fill("1968")
    lan.get_by_label("Tổ dân phố").select_option(label="Túc Duyên 1")
    lan.get_by_label("Số điện thoại").fill("0912 345 678")
    lan.get_by_role("button", name="Xin làm Đại sứ số").click()
    expect(lan.get_by_role("heading", level=1)).to_have_text("Cảm ơn bác, phường đã nhận lời")

    dao = enter(office.officer_id, "/van-phong")
    dao.get_by_role("link", name="Xem đơn").click()
    dao.get_by_role("link", name="Nhận làm Đại sứ số").click()
    expect(dao.get_by_label("Họ và tên")).to_have_value("Nguyễn Thị Lan")
    dao.get_by_label("Số quyết định").fill("158/QĐ-UBND")
    dao.get_by_role("button", name="Ghi làm Đại sứ số").click()
    expect(dao.get_by_role("status").filter(has_text="DSS02")).to_be_visible()

    token = dao.locator("form[action*='/dai-su/the'] input[name=csrf_token]").input_value()
    asked = {"csrf_token": token, "ai": dao.url.rpartition("/")[2]}
    answer = dao.request.post(f"/van-phong/dai-su/the?phuong={office.code}", form=asked)
    if not answer.body().startswith(b"%PDF"):  # a worker that has only just been started
        dao.goto(answer.url)
        dao.get_by_role("link", name="Mở tệp PDF").wait_for()
        answer = dao.request.get(dao.get_by_role("link", name="Mở tệp PDF").get_attribute("href") or "")
        dao.goto(f"/van-phong/dai-su/{asked['ai']}")
    card = Paper(answer.body())
    assert "Nguyễn Thị Lan" in card.words(1)
    (link,) = card.codes(1, dpi=300)

    passer_by = open_window()
    passer_by.goto(link)
    expect(passer_by.get_by_role("heading", level=1)).to_have_text("Đang làm Đại sứ số")
    expect(passer_by.get_by_text("0912")).to_have_count(0)

    dao.get_by_role("button", name="Đưa mã mời").click()
    picture = Image.open(io.BytesIO(dao.locator("main .qr").screenshot()))
    (invitation,) = [found.text for found in zxingcpp.read_barcodes(picture)]
    lan.goto(invitation)
    for line in lan.locator("input[type=password]").all():
        line.fill(PASSWORD)
    lan.locator("main form button[type=submit]").click()
    expect(lan).to_have_url(f"{site.url}/quay/kem-cap")


@pytest.mark.usefixtures("worker")
def test_ong_thai_approves_a_letter_in_two_taps(site: Site, office: Office, enter: Open) -> None:
    thai = enter(office.leader_id, "/van-phong")
    thai.locator("main [data-rows] a").first.click()
    thai.get_by_text("Duyệt thư cảm ơn…").click()
    thai.get_by_role("button", name="Duyệt thư cảm ơn").click()
    expect(thai.get_by_role("heading", level=1)).to_have_text(f"Thư cảm ơn số 01/{clock.today().year}")
    expect(thai.get_by_role("link", name="Mở thư để in")).to_be_visible()
    paper = thai.request.get(f"{thai.url}/thu.pdf")
    assert "Công Tằng Tôn Nữ" in Paper(paper.body()).words()


@pytest.mark.expects("422")
def test_dao_ends_an_appointment_and_says_who_goes_on(site: Site, office: Office, enter: Open) -> None:
    with site.write() as session:
        ward = session.get_one(AdministrativeUnit, office.unit_id)
        other = make_person(session, ward, "Lê Văn Hùng")
        Ambassador.appoint(session, other, Terms(since=clock.today()), now=clock.now())
    dao = enter(office.officer_id, f"/van-phong/dai-su/{office.serving}")
    dao.get_by_role("link", name="Thôi làm Đại sứ số").click()
    dao.get_by_label("Lý do").fill("chuyển nơi ở")
    dao.get_by_role("button", name="Ghi thôi làm Đại sứ số").click()
    expect(dao.get_by_text("chưa nói giao cho ai")).to_be_visible()
    dao.get_by_label("Lù Thị Mỷ").select_option(label="Giao cho Lê Văn Hùng, DSS02")
    dao.get_by_role("button", name="Ghi thôi làm Đại sứ số").click()
    expect(dao.get_by_role("heading", name="Đã thôi làm Đại sứ số")).to_be_visible()
    with site.write() as session:
        ended = session.scalars(select(Ambassador).where(Ambassador.public_id == office.serving)).one()
        assert ended.ended_why == "chuyển nơi ở"


def test_every_page_can_be_read_and_pressed(office: Office, open_window: Open, enter: Open) -> None:
    anybody = open_window(**WIDE)
    for path in (f"/dai-su/phuong/{office.code}", f"/dai-su/{office.token}"):
        anybody.goto(path)
        check_turned(anybody, *SCREENS)
    dao = enter(office.officer_id, "/van-phong/dai-su", **WIDE)
    one = f"/van-phong/dai-su/{office.serving}"
    for path in (
        "",
        one,
        f"{one}/sua",
        f"{one}/thoi",
        "/van-phong/thu-cam-on",
        f"/van-phong/thu-cam-on/{office.letter}",
    ):
        if path:
            dao.goto(path)
        check_turned(dao, *SCREENS)
