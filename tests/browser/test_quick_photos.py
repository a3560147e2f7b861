"""A photo of an event, taken with "Ghi nhanh" where there is no signal, follows what was said of the event; who sent it
finds both again."""

from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.models import EntryPhoto, ResidentialGroup
from app.web.database import db
from tests.browser.checks import check_page, check_turned
from tests.browser.islands import Handset, Island
from tests.browser.rolls import expect_sent, take_up
from tests.browser.test_quick_entries import AT, EXTREMES
from tests.factories import make_place
from tests.quick_entries import MEETING, Quick
from tests.routes.counter.test_quick_entries import ask

HALL = {"key": "hall", "label": "Ảnh buổi họp", "type": "photo"}


def test_a_photo_of_an_event_follows_what_was_said_of_it(
    island: Island, handset: Callable[..., Handset], tmp_path: Path
) -> None:
    """It waits with its entry, stays with it when that is mended, and is there once the line is back."""
    quick, photo, no = Quick.build(island.app), tmp_path / "hop.jpg", tmp_path / "giay.jpg"
    ask(quick, MEETING, key="shown", name="Buổi có ảnh", fields=[*MEETING["fields"], HALL])
    with quick.write() as session:
        make_place(session, session.get_one(ResidentialGroup, quick.group.id).unit)
    Image.new("RGB", (2400, 1800), "red").save(photo)
    no.write_bytes(b"%PDF-1.4")
    phone = handset()
    page = phone.open()
    assert phone.context
    island.sign_in(phone.context, quick.head.id)
    page.goto(AT)
    expect(page.get_by_text("Đã lưu trong máy này")).to_be_visible()
    island.stop()

    page.get_by_role("link", name="Buổi có ảnh").tap()
    page.get_by_label("Chủ đề").fill("An toàn trên mạng")
    page.get_by_label("Có mặt").fill("30")
    page.get_by_text("Giờ, địa điểm").tap()
    page.get_by_label("Ở địa điểm của phường").select_option(label="Nhà văn hóa Túc Duyên")
    keeps(page, no, "Tệp này không phải ảnh nên chưa giữ gì.")
    check_page(page)
    keeps(page, photo, "Đã giữ trong máy này.")
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 2")

    page.locator("[data-here-waits] li").get_by_role("button", name="Sửa").tap()
    page.get_by_label("Có mặt").fill("31")
    page.get_by_role("button", name="Lưu").tap()
    expect(page.get_by_label("Có mặt")).to_be_hidden()  # the form closes when all of it is on the phone
    expect(page.get_by_text("Đã giữ trong máy này.")).to_be_visible()
    expect(page.locator("[data-here-waits] li")).to_have_count(1)
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 2")
    island.start()
    take_up(page)
    expect_sent(page)
    [entry] = quick.entries()
    assert entry.given["present"] == 31
    assert all(each.place_id for each in quick.events())
    with island.app.app_context():
        kept = db.session.scalars(select(EntryPhoto).where(EntryPhoto.by_id == quick.head.id)).all()
        assert [(each.entry_id, each.key, bool(each.file)) for each in kept] == [(entry.id, "hall", True)]

    finds_again(page)


def keeps(page: Page, photo: Path, words: str) -> None:
    page.get_by_label("Ảnh buổi họp").set_input_files(photo)
    page.get_by_role("button", name="Lưu").tap()
    expect(page.get_by_text(words)).to_be_visible()


def finds_again(page: Page) -> None:
    page.goto(f"{AT}/da-ghi")
    check_turned(page, *EXTREMES)
    page.get_by_role("link", name="Buổi có ảnh").tap()
    expect(page.locator(".photos img")).to_have_count(1)
    check_turned(page, *EXTREMES)
