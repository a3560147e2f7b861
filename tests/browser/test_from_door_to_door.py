"""Bác Long, head of a residential group, goes from house to house with his phone, where there is no signal."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.country import clock
from app.models import EntryPhoto, Household, Programme, ProgrammeEntry, ResidentialGroup, Team
from app.web.database import db
from tests import recording
from tests.browser.checks import check_page, check_turned
from tests.browser.conftest import Site
from tests.browser.islands import Handset, Island
from tests.browser.rolls import expect_sent, take_up
from tests.doorsteps import Street
from tests.routes.outbox.test_entries import send

LONG = 120_000  # sixty pages, on a machine that does something else too
EXTREMES = ((320, "dark"), (360, "light", "3"), (1280, "light"))


@pytest.mark.core("houses without a connection")
def test_bac_long_records_houses_without_signal_two_taps_each(island: Island, handset: Callable[..., Handset]) -> None:
    """The pages open, each house takes two taps at most, the phone dies, and each arrives once."""
    street = Street.build(island.app, "6 8 10 14")
    phone = handset(lasts=True)
    page = phone.open()
    assert phone.context
    island.sign_in(phone.context, street.head.id)
    listing = f"/quay/ho/{street.programme}"
    page.goto(listing)
    expect(page.get_by_text("Đã lưu trong máy này")).to_be_visible()
    island.stop()

    page.goto(listing)
    page.get_by_role("link", name="Tới nhà tiếp theo: Số 6").tap()
    page.get_by_label("Có người").tap()
    name_the_learner(page)
    page.get_by_role("button", name="Lưu, sang số 8").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Số 8")
    page.get_by_role("button", name="Không muốn").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Số 10")
    expect(page.get_by_role("link", name="Số 6, Ngõ 12, đã ghi, chờ gửi")).to_be_visible()
    page.get_by_role("link", name="Quay lại").tap()
    expect(page.locator("[data-here-waits]")).to_have_text("Trong máy này: chờ gửi 2 · phường chưa nhận 0")
    expect(page.get_by_text("Đã ghi 1, vắng 0, không muốn 1, còn 2").first).to_be_visible()
    page.get_by_role("link", name="Thêm nhà chưa có trong sổ").tap()
    page.get_by_label("Số nhà").fill("16")
    page.get_by_label("Chủ hộ (không bắt buộc)").fill("Ma Văn Cường")
    page.get_by_role("button", name="Đi vắng").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Số 10")
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 3")
    phone.kill()
    assert street.entries() == []

    page = phone.open()
    page.goto(listing)
    expect(page.locator("[data-here-waits]")).to_contain_text("chờ gửi 3")
    island.start()
    take_up(page)

    expect_sent(page)
    told = [(each.site.name, each.outcome, each.way) for each in street.entries()]
    assert told == [
        ("Số 6, Ngõ 12", "done", "doorstep"), ("Số 8, Ngõ 12", "refused", "doorstep"), ("Số 16", "absent", "doorstep"),
    ]  # fmt: skip


def test_a_programme_of_the_wards_own_is_recorded_without_signal_as_houses_are(
    island: Island, handset: Callable[..., Handset]
) -> None:
    """Two shelves stand in his group, a third in no book yet."""
    street = Street.build(island.app, "6")
    number = street.keep_shelves("Tủ nhà văn hóa", "Tủ trường học")
    phone = handset()
    page = phone.open()
    assert phone.context
    island.sign_in(phone.context, street.head.id)
    listing = f"/quay/ho/{number}"
    page.goto(listing)
    expect(page.get_by_text("Đã lưu trong máy này")).to_be_visible()
    check_turned(page, *EXTREMES)
    island.stop()

    page.goto(listing)
    page.get_by_role("link", name="Ghi tiếp: Tủ nhà văn hóa").tap()
    page.get_by_role("button", name="Lưu, sang Tủ trường học").tap()
    expect(page.get_by_text("Chưa trả lời câu nào.")).to_be_visible()
    page.get_by_label("Mở mấy buổi một tuần").fill("3")
    page.get_by_role("button", name="Lưu, sang Tủ trường học").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tủ trường học")
    check_page(page)
    page.get_by_role("link", name="Quay lại").tap()
    page.get_by_role("link", name="Thêm tủ sách chưa có trong sổ").tap()
    page.get_by_role("group", name="Có mạng").get_by_label("Có").tap()
    page.get_by_role("button", name="Lưu, sang").tap()
    expect(page.get_by_text("Ghi tên để phân biệt với tủ sách khác.")).to_be_visible()
    page.get_by_label("Tên", exact=True).fill("Tủ nhà bà Hoa")
    page.get_by_role("button", name="Lưu, sang").tap()
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 2")
    page.goto(f"{listing}/moi")
    page.get_by_label("Tên", exact=True).fill("Tủ chùa Phù Liễn")
    page.get_by_role("group", name="Có mạng").get_by_label("Chưa", exact=True).tap()
    page.get_by_role("button", name="Lưu, sang").tap()
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 3")
    assert (
        page.evaluate("async () => new Set((await new Outbox().records()).map(({ data }) => data.subject)).size") == 3
    )
    island.start()
    take_up(page)

    expect_sent(page)
    with island.app.app_context():
        entries = db.session.scalars(select(ProgrammeEntry).where(ProgrammeEntry.programme_id == number)).all()
        assert sorted((each.site.name, each.given, each.way) for each in entries) == [
            ("Tủ chùa Phù Liễn", {"co_mang": False}, "doorstep"),
            ("Tủ nhà bà Hoa", {"co_mang": True}, "doorstep"),
            ("Tủ nhà văn hóa", {"mo_may_buoi_mot_tuan": 3}, "doorstep"),
        ]  # fmt: skip


def name_the_learner(page: Page) -> None:
    """Not without their age and consent."""
    page.get_by_text("Người học rồi dạy lại").first.tap()
    page.get_by_label("Họ và tên").fill("Ma Thị Lan")
    page.get_by_role("button", name="Lưu, sang số 8").tap()
    expect(page.get_by_text("Chỉ ghi tên khi người ấy từ 16 tuổi")).to_be_visible()
    page.get_by_role("group", name="Đồng ý ghi tên").get_by_label("Có").tap()
    page.get_by_role("group", name="Tuổi").get_by_label("Từ 60").tap()


def test_a_photo_is_kept_with_its_answers_and_goes_when_the_line_is_back(
    island: Island, handset: Callable[..., Handset], tmp_path: Path
) -> None:
    """With a line or without one it lies on the phone with its answers, and is there once they are."""
    street, photo, no = Street.build(island.app, "6 8"), tmp_path / "nha.jpg", tmp_path / "giay.jpg"
    street.ask_for_photo()
    Image.new("RGB", (2400, 1800), "red").save(photo)
    no.write_bytes(b"%PDF-1.4")
    phone = handset()
    page = phone.open()
    assert phone.context
    island.sign_in(phone.context, street.head.id)
    page.goto(f"/quay/ho/{street.programme}")
    expect(page.get_by_text("Đã lưu trong máy này")).to_be_visible()
    page.get_by_role("link", name="Tới nhà tiếp theo: Số 6").tap()
    expect(page.get_by_text("máy giữ ảnh. Có mạng, mở Lớp Số là máy gửi")).to_be_visible()
    page.get_by_label("Ảnh biển số nhà").set_input_files(photo)
    page.get_by_role("button", name="Lưu, sang số 8").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Số 8")
    island.stop()

    page.get_by_label("Có người").tap()
    page.get_by_label("Ảnh biển số nhà").set_input_files(no)
    page.get_by_role("button", name="Lưu, về danh sách").tap()
    expect(page.get_by_text("Tệp không phải ảnh thì chưa giữ")).to_be_visible()
    page.get_by_label("Ảnh biển số nhà").set_input_files(photo)
    page.get_by_role("button", name="Lưu, về danh sách").tap()
    expect(page.locator("[data-here-waits]")).to_contain_text("1 ảnh chờ gửi")
    island.start()
    take_up(page)
    expect_sent(page)
    with island.app.app_context():
        assert [
            bool(each.file) for each in db.session.scalars(select(EntryPhoto).where(EntryPhoto.by_id == street.head.id))
        ] == [True, True]


def test_a_photo_that_the_list_asks_for_is_kept_where_the_line_breaks_off(
    island: Island, handset: Callable[..., Handset], tmp_path: Path
) -> None:
    street, photo = Street.build(island.app, "6"), tmp_path / "nha.jpg"
    street.ask_for_photo()
    Image.new("RGB", (2400, 1800), "red").save(photo)
    said = street.said(street.houses["6"], version=2, photos=["plate_photo"])
    assert send(street, street.head, said)[0][0] == "done"
    phone = handset()
    page = phone.open()
    assert phone.context
    island.sign_in(phone.context, street.head.id)
    page.goto(f"/quay/ho/{street.programme}")
    page.get_by_role("link", name="Số 6, Ngõ 12", exact=True).tap()
    page.get_by_label("Ảnh biển số nhà").set_input_files(photo)
    island.stop()
    page.get_by_role("button", name="Gửi ảnh").tap()

    expect(page.get_by_text("Đã giữ ảnh trong máy này")).to_be_visible()
    check_page(page)
    island.start()
    take_up(page)
    expect(page.locator(".photos img")).to_have_count(1)
    expect_sent(page)
    with island.app.app_context():
        assert [
            bool(each.file) for each in db.session.scalars(select(EntryPhoto).where(EntryPhoto.by_id == street.head.id))
        ] == [True]


def _done(site: Island, street: Street, many: int) -> None:
    """The first so many houses were recorded from another phone."""
    with site.write() as session:
        programme, now = session.get_one(Programme, street.programme), clock.now()
        for number in range(1, many + 1):
            house = session.query(Household).filter_by(public_id=street.houses[str(number)]).one()
            said = {"by": None, "way": "office", "at": now, "answers": {"level": "one"}, "now": now}
            assert programme.current
            recording.record(session, house, programme.current, uuid=str(uuid4()), **said)


HELD = """async pattern => {
  const keys = await (await caches.open('pages')).keys();
  return keys.map(({url}) => new URL(url).pathname).filter(each => new RegExp(pattern).test(each)).sort();
}"""


def test_a_phone_holds_sixty_houses_at_most_and_those_that_are_done_go(
    island: Island, handset: Callable[..., Handset]
) -> None:
    street = Street.build(island.app, " ".join(map(str, range(1, 81))))
    phone = handset()
    page = phone.open()
    assert phone.context
    island.sign_in(phone.context, street.head.id)
    listing = f"/quay/ho/{street.programme}"
    held = f"^{listing}/[0-9a-f-]{{36}}$"
    ready = page.get_by_text("Đã lưu trong máy này")
    page.goto(listing)
    expect(ready).to_be_visible(timeout=LONG)
    assert len(page.evaluate(HELD, held)) == 60

    done = [f"{listing}/{street.houses[str(number)]}" for number in range(1, 16)]
    _done(island, street, 15)
    page.goto(listing)
    expect(page.get_by_text("Đã ghi 15").first).to_be_visible()
    expect(ready).to_be_visible(timeout=LONG)

    now = page.evaluate(HELD, held)
    assert len(now) == 60
    assert not set(now) & set(done)
    assert f"{listing}/{street.houses['75']}" in now


def test_who_serves_two_groups_has_both_without_a_line(island: Island, handset: Callable[..., Handset]) -> None:
    street = Street.build(island.app, "6 8 10")
    with island.write() as session:
        team = session.query(Team).filter_by(unit_id=street.group.unit_id).one()
        team.groups.append(session.get_one(ResidentialGroup, street.group.id))
    phone = handset()
    page = phone.open()
    assert phone.context
    island.sign_in(phone.context, street.member.id)
    listing = f"/quay/ho/{street.programme}"
    for address in (listing, f"{listing}/to/{street.other.id}"):
        page.goto(address)
        expect(page.get_by_text("Đã lưu trong máy này")).to_be_visible()
    island.stop()

    page.goto(listing)
    expect(page.get_by_text("Tổ Tân Thịnh 1.")).to_be_visible()
    page.goto(f"{listing}/to/{street.other.id}")
    expect(page.get_by_text("Tổ Tân Thịnh 2.")).to_be_visible()
    page.get_by_role("link", name="Tới nhà tiếp theo").tap()
    page.get_by_role("button", name="Đi vắng").tap()
    expect(page.get_by_text("Tổ Tân Thịnh 2.")).to_be_visible()
    expect(page.locator("[data-here-waits]")).to_contain_text("chờ gửi 1")


def test_the_last_house_is_taken_back_before_it_is_sent(island: Island, handset: Callable[..., Handset]) -> None:
    street = Street.build(island.app, "6 8 10")
    phone = handset()
    page = phone.open()
    assert phone.context
    island.sign_in(phone.context, street.head.id)
    listing = f"/quay/ho/{street.programme}"
    page.goto(listing)
    expect(page.get_by_text("Đã lưu trong máy này")).to_be_visible()
    island.stop()
    page.goto(listing)
    page.get_by_role("link", name="Tới nhà tiếp theo: Số 6").tap()
    page.get_by_role("button", name="Đi vắng").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Số 8")
    page.get_by_role("button", name="Không muốn").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Số 10")

    page.get_by_role("button", name="Ghi lại: Số 8, Ngõ 12: Không muốn").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Số 8")
    expect(page.get_by_role("button", name="Ghi lại: Số 6, Ngõ 12: Đi vắng")).to_be_visible()
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 1")
    page.get_by_label("Có người").tap()
    page.get_by_role("button", name="Lưu, sang số 10").tap()
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 2")
    island.start()
    take_up(page)
    expect_sent(page)
    assert [(each.site.name, each.outcome) for each in street.entries()] == [
        ("Số 6, Ngõ 12", "absent"), ("Số 8, Ngõ 12", "done"),
    ]  # fmt: skip
    expect(page.get_by_role("button", name="Ghi lại")).to_have_count(0)


def test_the_pages_fit_every_hand(site: Site, page: Page) -> None:
    street = Street.build(site.app, " ".join(map(str, range(2, 62, 2))))
    site.sign_in(page.context, street.head.id)
    listing = f"/quay/ho/{street.programme}"
    for address in (listing, f"{listing}/{street.houses['14']}", f"{listing}/moi"):
        page.goto(address)
        check_page(page)
        check_turned(page, *EXTREMES)
