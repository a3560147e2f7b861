"""Chị Lan asks for her mother, bác Hoa; chị Đào of the office sends anh Hùng; he goes there; Lan sees how it went."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.country import clock
from app.data.help_lists import supply
from app.models import (
    Account,
    AdministrativeUnit,
    Ambassador,
    HelpRecord,
    HelpRequest,
    HelpResult,
    HelpTopic,
    Meaning,
    Role,
)
from app.models.helping.requests import asking
from app.models.helping.requests.assigning import assign
from app.models.helping.requests.requesting import NewRequest
from tests.browser.checks import check_page, fits
from tests.browser.conftest import Site
from tests.browser.islands import Handset, Island
from tests.browser.patience import has_worker
from tests.browser.rolls import expect_sent, take_up
from tests.factories import make_account, make_group, make_person, make_ward
from tests.transactions import Transactions

Open = Callable[..., Page]
NARROW: dict[str, Any] = {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark"}
# Nobody sends, or somebody has begun to and is not done.
STILL = "() => new Outbox().busy"
SENDING = """() => new Promise(begun => navigator.locks.request('lopso-outbox', () => {
  begun();
  return new Promise(() => 0); // as long as the page is open
}))"""
WIDE: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "is_mobile": False}


@dataclass
class Street:
    """A ward with its officer and an ambassador."""

    code: str
    officer_id: int
    ambassador_id: int


@pytest.fixture
def street(site: Site) -> Street:
    """A new ward on the server."""
    return make_street(site)


def make_street(there: Transactions) -> Street:
    """A ward, its officer, and an ambassador of its one group."""
    with there.write() as session:
        ward = make_ward(session)
        supply(session, ward)
        group = make_group(session, ward, "Tổ dân phố Túc Duyên 1")
        officer = make_account(session, ward, Role.OFFICER, full_name="Lường Thị Bích Đào")
        hung = make_account(session, ward, Role.AMBASSADOR, full_name="Lê Văn Hùng")
        person = make_person(session, ward, "Lê Văn Hùng", 1985, phone="+84987654321")
        row = Ambassador(
            unit=ward, code="DSS01", person=person, account=hung, residential_group=group, since=date(2026, 1, 5),
            created_at=clock.now(),
        )  # fmt: skip
        session.add(row)
        session.flush()
        return Street(ward.code, officer.id, hung.id)


def enter(site: Site, open_window: Open, account_id: int, path: str, **settings: Any) -> Page:
    """A page on a phone of this member of staff."""
    page = open_window(**settings)
    site.sign_in(page.context, account_id)
    page.goto(path)
    return page


def ask(page: Page, street: Street) -> str:
    """Chị Lan fills in the form; the address of her page."""
    page.goto(f"/nho-giup/{street.code}")
    check_page(page)
    expect(page.get_by_label("Bác là ai với người cần giúp?")).to_be_hidden()
    expect(page.get_by_label("Họ và tên người cần giúp")).to_have_attribute("autocomplete", "name")
    page.get_by_label("Cho bố, mẹ, người nhà").check(force=True)
    expect(page.get_by_label("Họ và tên người cần giúp")).to_have_attribute("autocomplete", "off")
    page.get_by_label("Bác là ai với người cần giúp?").fill("con gái, tên Lan")
    page.get_by_label("Họ và tên người cần giúp").fill("Nguyễn Thị Hoa")
    next_step(page, 2)
    page.get_by_label("Quên mật khẩu, đổi máy VNeID").check(force=True)
    next_step(page, 3)
    page.go_back()
    expect(page.get_by_label("Quên mật khẩu, đổi máy VNeID")).to_be_checked()
    next_step(page, 3)
    page.get_by_label("Tổ dân phố").select_option("Túc Duyên 1")
    page.get_by_label("Nhà ở đâu?").fill("Số 12 ngõ 3, gần chợ")
    page.get_by_label("Buổi sáng").check()
    next_step(page, 4)
    check_page(page)
    page.get_by_label("Số điện thoại để gọi lại").fill("0912 345 678")
    page.get_by_role("button", name="Nhờ phường giúp").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Phường đã nhận lời nhờ")
    check_page(page)
    return page.url


def next_step(page: Page, number: int) -> None:
    """On to a step, which then stands there alone."""
    page.get_by_role("button", name="Tiếp theo").click()
    expect(page.get_by_text(f"Bước {number} trong 4")).to_be_visible()
    expect(page.locator("[data-step]:visible")).to_have_count(1)


def test_a_daughter_asks_and_sees_how_her_mother_is_helped(site: Site, open_window: Open, street: Street) -> None:
    lan = open_window()
    ticket = ask(lan, street)

    dao = enter(site, open_window, street.officer_id, "/van-phong/nho-giup", **WIDE)
    check_page(dao)
    dao.get_by_role("link", name="Quên mật khẩu, đổi máy VNeID").click()
    dao.get_by_label("Giao cho ai").select_option(label="Lê Văn Hùng")
    dao.get_by_role("button", name="Giao việc này").click()
    expect(dao.get_by_text("Anh chị nhắn cho người nhận")).to_be_visible()
    check_page(dao)
    lan.reload()
    expect(lan.get_by_text("Đã giao cho Lê Văn Hùng")).to_be_visible()
    expect(lan.get_by_text("quét mã trên thẻ")).to_be_visible()

    hung = enter(site, open_window, street.ambassador_id, "/quay/nho-giup")
    expect(hung.get_by_text("Nguyễn Thị Hoa")).to_have_count(0)
    hung.get_by_role("button", name="Tôi nhận").click()
    expect(hung.get_by_role("heading", name="Nguyễn Thị Hoa")).to_be_visible()
    check_page(hung)
    tomorrow = clock.today() + timedelta(days=1)
    hung.get_by_label("Ngày tới").fill(f"{tomorrow.day}/{tomorrow.month}")
    hung.get_by_label("Giờ tới").fill("8 giờ 30")
    hung.get_by_role("button", name="Lưu giờ hẹn").click()
    lan.reload()
    expect(lan.get_by_text("Lê Văn Hùng sẽ tới")).to_contain_text("8 giờ 30")

    helped(site, street)
    lan.goto(ticket)
    expect(lan.get_by_role("heading", level=1)).to_have_text("Đã giúp xong")
    expect(lan.get_by_text("Cần giúp nữa, bác cứ nhờ tiếp")).to_be_visible()
    hung.goto("/quay/nho-giup")
    expect(hung.get_by_text("Chưa có việc nào giao cho anh chị")).to_be_visible()


def helped(site: Site, street: Street) -> None:
    """Anh Hùng notes the help, as the log does."""
    with site.write() as session:
        request = session.scalars(select(HelpRequest).where(HelpRequest.accepted_by_id == street.ambassador_id)).one()
        now, by = clock.now(), session.get_one(Account, street.ambassador_id)
        results = session.scalars(HelpResult.of(request.unit_id)).all()
        record = HelpRecord(
            uuid=request.submission, unit_id=request.unit_id, helper=by, topics=[request.topic], request=request,
            result=next(each for each in results if each.meaning == Meaning.TOGETHER),
            day=clock.today(), at=now, device_at=now, received_at=now,
        )  # fmt: skip
        session.add(record)
        session.flush()
        request.finish(session, record, now=now)


@pytest.mark.expects("422")
def test_on_the_narrowest_phone_in_the_dark_and_with_the_largest_words(open_window: Open, street: Street) -> None:
    page = open_window(**NARROW)
    page.goto(f"/co-chu?co=3&ve=/nho-giup/{street.code}")
    page.goto(f"/nho-giup/{street.code}#buoc-4")
    page.get_by_role("button", name="Nhờ phường giúp").click()
    expect(page.get_by_label("Họ và tên người cần giúp")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("Còn 4 dòng cần sửa")
    fits(page)


def assigned(island: Island, street: Street) -> int:
    """A request for help that waits for the ambassador: its id."""
    with island.write() as session:
        wanted = select(AdministrativeUnit).where(AdministrativeUnit.code == street.code)
        ward = session.scalars(wanted).one()
        hung = session.scalars(select(Ambassador).where(Ambassador.account_id == street.ambassador_id)).one()
        topic = session.scalars(HelpTopic.called(ward.id, ["dat_dai"])).one()  # none of the six that stand first
        who = {"full_name": "Nguyễn Thị Hoa", "phone": "+84912345678", "where": "Số 12 ngõ 3"}
        request = asking.ask(
            session, NewRequest(unit=ward, submission=str(uuid.uuid4()), topic=topic, **who), clock.now()
        )
        assert request is not None
        officer = session.get_one(Account, street.officer_id)
        assign(session, request, hung, by=officer, version="1", now=clock.now())
        session.flush()
        return request.id


@pytest.mark.parametrize("on_its_way", [False, True], ids=["here alone", "on its way"])
def test_without_a_line_at_the_door_the_help_is_noted_for_the_request_and_closes_it_once(
    island: Island, handset: Callable[..., Handset], *, on_its_way: bool
) -> None:
    street = make_street(island)
    request_id = assigned(island, street)
    phone = handset()
    page = phone.open()
    assert phone.context
    island.sign_in(phone.context, street.ambassador_id)
    page.goto("/quay/nho-giup")
    has_worker(page)  # so the next page is its own
    page.get_by_role("button", name="Tôi nhận").click()
    expect(page.get_by_text("Sẵn sàng dùng khi mất mạng")).to_be_visible()

    island.stop()
    for result in ("Làm hộ", "Làm cùng"):
        page.goto("/quay/nho-giup")
        page.get_by_role("link", name="Ghi lượt giúp").click()
        expect(page.get_by_text("người anh chị đang giúp")).to_be_visible()
        page.get_by_role("button", name=result).click()
        expect(page.locator("[data-line]")).to_have_text("đã gửi 0 · chờ gửi 1 · phường chưa nhận 0")
        if result == "Làm hộ":  # the wrong button: taken back, it still stands there for whom
            # What is taken back while it is sent may arrive: then the book hears of both.
            page.evaluate(SENDING if on_its_way else STILL)
            page.get_by_role("button", name="Hoàn tác").click()
            expect(page.get_by_text("người anh chị đang giúp")).to_be_visible()
            expect(page.locator("[data-line]")).to_have_text("đã gửi 0 · chờ gửi 0 · phường chưa nhận 0")
    page.goto("/quay/nho-giup")
    expect(page.locator("[data-pending]")).to_contain_text(", chờ gửi")
    island.start()
    take_up(page)
    expect_sent(page)
    with island.read() as session:
        request = session.get_one(HelpRequest, request_id)
        assert len(request.records) == 1 + on_its_way
        (record,) = [each for each in request.records if each.withdrawn_at is None]
        assert (request.state, record.result.key, [each.key for each in record.topics]) == (
            "done",
            "together",
            ["dat_dai"],
        )
    # By itself, also where the line is slower than the worker waits and the saved list stood there first.
    expect(page.get_by_text("Chưa có việc nào giao cho anh chị")).to_be_visible()
