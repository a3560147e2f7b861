"""Cô Hòa photographs the signed sheet in a cellar: it is made small on her phone, kept, and on the server once."""

from base64 import b64encode
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.country import clock
from app.models import LessonPhoto
from app.web.database import db
from tests.browser.checks import check_page
from tests.browser.islands import Handset, Island
from tests.browser.patience import has_worker
from tests.browser.rolls import expect_sent, take_up, tap
from tests.classroom import Classroom, make_classroom

Buy = Callable[..., Handset]

SHEET = "Chụp danh sách đã ký"
# What lies on the phone of a photo, in bytes; how large it is drawn.
KEPT = """async () => {
  const records = (await new Outbox().records()).filter(each => each.photo), all = [];
  for (const { photo } of records) {
    const bytes = await new Outbox().note(photo), bitmap = await createImageBitmap(Photos.blobOf(bytes));
    const canvas = document.createElement('canvas'), brush = canvas.getContext('2d');
    brush.drawImage(bitmap, 0, 0);
    const [red, , blue] = brush.getImageData(0, 0, 1, 1).data;
    all.push({ bytes: bytes.byteLength, sides: [bitmap.width, bitmap.height], top: red > blue ? 'red' : 'blue',
      text: new TextDecoder('latin1').decode(bytes) });
  }
  return all;
}"""

# Of such a size nothing finds room any more.
FULL = """() => {
  IDBObjectStore.prototype.put = () => { throw new DOMException('no room', 'QuotaExceededError'); };
}"""


def of_a_camera() -> dict[str, Any]:
    """Twelve million pixels, held upright: written lying, its left red, with the place where it was taken. Seen
    rightly its right side is below: what was the left is above."""
    picture = Image.effect_noise((4000, 3000), 60).convert("RGB")
    picture.paste((200, 20, 20), (0, 0, 600, 3000))
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (21.0, 35.0, 12.0)})
    out = BytesIO()
    picture.save(out, "JPEG", quality=92, exif=exif)
    return {"name": "IMG_2026.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


@pytest.fixture
def room(island: Island) -> Classroom:
    """Six people."""
    return make_classroom(island.app)


def entered(island: Island, context: BrowserContext, room: Classroom) -> Page:
    """The roll, on her phone, with all that it leads to saved there."""
    page = context.pages[0] if context.pages else context.new_page()
    island.sign_in(context, room.account_id)
    page.goto("/giang-vien")
    has_worker(page)
    page.goto(room.address)
    expect(page.locator("[data-saved-here]")).to_contain_text("Sẵn sàng dùng khi mất mạng")
    return page


def photograph(page: Page, button: str, *files: dict[str, Any]) -> None:
    with page.expect_file_chooser() as camera:
        page.get_by_role("button", name=button).click()
    assert camera.value.element.get_attribute("capture") == "environment"
    camera.value.set_files(list(files))


def stored(room: Classroom) -> list[LessonPhoto]:
    with room.app.app_context():
        return list(db.session.scalars(LessonPhoto.of(room.lesson_id)))


def test_co_hoa_photographs_the_signed_sheet_in_a_cellar_and_her_phone_dies(
    island: Island, handset: Buy, room: Classroom
) -> None:
    phone = handset("hoa", lasts=True)
    page = entered(island, phone.open().context, room)
    island.stop()

    tap(page, room.names[0])
    page.get_by_role("link", name="Ghi chú, ảnh, giấy ký").click()
    photograph(page, SHEET, of_a_camera())

    waits = page.locator("[data-waiting-photos] li")
    expect(waits).to_have_count(1)
    expect(waits).to_contain_text("Danh sách đã ký: chờ gửi")
    expect(page.get_by_text("Đã giữ 1 ảnh trong máy này")).to_be_visible()
    expect(page.locator("[data-here]")).to_contain_text("chờ gửi 1 việc · 1 ảnh chờ gửi")
    check_page(page)
    (kept,) = page.evaluate(KEPT)
    assert kept["bytes"] <= 300_000
    assert kept["sides"] == [1200, 1600]
    assert kept["top"] == "red"
    assert "Exif" not in kept["text"]
    phone.kill()

    page = phone.open()
    page.goto(f"{room.address}/ket-qua")
    expect(page.locator("[data-waiting-photos] li canvas")).to_be_visible()
    page.goto("/cho-gui")
    expect(page.locator("[data-groups]")).to_contain_text("Danh sách đã ký")
    expect(page.locator("[data-groups] canvas")).to_be_visible()
    assert stored(room) == []

    island.start()
    take_up(page)
    expect(page.locator("[data-nothing]")).to_be_visible()
    page.goto(f"{room.address}/ket-qua")
    expect(page.locator(".photos img")).to_have_count(1)
    (photo,) = stored(room)
    assert (photo.kind, photo.width, photo.height, photo.by_id) == ("sheet", 1200, 1600, room.account_id)
    assert (island.app.extensions["settings"].data_dir / "photos" / photo.file).stat().st_size <= 300_000
    assert room.marks() == 1


def test_pictures_of_the_board_are_chosen_without_a_line_and_one_is_dropped(
    island: Island, window: BrowserContext, room: Classroom
) -> None:
    page = entered(island, window, room)
    island.stop()
    page.get_by_role("link", name="Ghi chú, ảnh, giấy ký").click()
    page.get_by_role("link", name="Thêm hoặc bỏ ảnh").click()
    small = BytesIO()
    Image.new("RGB", (640, 480), "green").save(small, "PNG")
    png = {"name": "bang.png", "mimeType": "image/png", "buffer": small.getvalue()}
    no = {"name": "giay.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
    page.get_by_label("Chọn hoặc chụp ảnh").set_input_files([png, no, png])
    page.get_by_role("button", name="Lưu ảnh").click()

    waits = page.locator("[data-waiting-photos] li")
    expect(waits).to_have_count(2)
    expect(page.get_by_text("Đã giữ 2 ảnh trong máy này")).to_contain_text("Tệp không phải ảnh thì chưa giữ")
    waits.first.get_by_role("button", name="Bỏ ảnh").click()
    expect(waits).to_have_count(1)
    check_page(page)

    island.start()
    take_up(page)
    expect_sent(page)
    expect(page.locator(".photos img")).to_have_count(1)
    assert [(each.kind, each.width) for each in stored(room)] == [("board", 640)]


def test_a_photo_that_is_refused_says_why_and_may_be_dropped(
    island: Island, window: BrowserContext, room: Classroom
) -> None:
    page = entered(island, window, room)
    full = {"kind": "board", "file": "aa/aa.jpg", "sha256": "aa", "width": 1, "height": 1, "by_id": room.account_id}
    with island.write() as session:
        session.add_all(LessonPhoto(lesson_id=room.lesson_id, at=clock.now(), **full) for _ in range(LessonPhoto.MOST))
    page.goto(f"{room.address}/ket-qua")
    photograph(page, SHEET, of_a_camera())

    waits = page.locator("[data-waiting-photos] li")
    expect(waits).to_contain_text("Mỗi buổi giữ nhiều nhất 40 ảnh")
    page.goto("/cho-gui")
    refused = page.locator("[data-refused]")
    expect(refused).to_contain_text("Mỗi buổi giữ nhiều nhất 40 ảnh")
    refused.get_by_text("Bỏ đi").click()
    refused.get_by_role("button", name="Bỏ việc này").click()
    expect(page.locator("[data-nothing]")).to_be_visible()
    names = page.evaluate("Store.within('notes', 'readonly', notes => notes.getAllKeys())")
    assert not [name for name in names if name.startswith("photo:")]


def test_a_full_phone_says_that_the_photo_was_not_kept(island: Island, window: BrowserContext, room: Classroom) -> None:
    page = entered(island, window, room)
    page.goto(f"{room.address}/ket-qua")
    page.evaluate(FULL)
    photograph(page, SHEET, of_a_camera())

    expect(page.get_by_text("Máy đầy, ảnh chưa giữ được")).to_be_visible()
    expect(page.locator("[data-waiting-photos] li")).to_have_count(0)


def test_a_browser_that_draws_no_photo_has_the_plain_form(
    island: Island, window: BrowserContext, room: Classroom
) -> None:
    page = entered(island, window, room)
    page.add_init_script("delete window.createImageBitmap")
    page.goto(f"{room.address}/anh")
    page.get_by_label("Chọn hoặc chụp ảnh").set_input_files(of_a_camera())
    expect(page.get_by_role("button", name=SHEET)).to_be_hidden()
    page.get_by_role("button", name="Lưu ảnh").click()

    expect(page.get_by_text("Đã lưu 1 ảnh.")).to_be_visible()
    assert [each.height for each in stored(room)] == [1600]


def test_a_tick_does_not_wait_behind_a_photo(island: Island, window: BrowserContext, room: Classroom) -> None:
    page = entered(island, window, room)
    held: list[Any] = []
    window.route(
        "**/dong-bo/anh", lambda route: held.append(route) if route.request.method == "POST" else route.continue_()
    )
    page.goto(f"{room.address}/ket-qua")
    photograph(page, SHEET, of_a_camera())
    expect(page.locator("[data-waiting-photos] li")).to_have_count(1)
    page.get_by_role("link", name="Điểm danh", exact=True).click()

    tap(page, room.names[0])

    expect(page.locator(".sync")).to_contain_text("Chờ gửi 1")
    expect(page.locator("[data-line]")).to_contain_text("Đã gửi 1")
    assert room.marks() == 1


# What the phone's system does when a photo is shared into the app: a form of the manifest's, from nowhere.
SHARE = """([content, type]) => {
  const bytes = Uint8Array.from(atob(content), sign => sign.charCodeAt(0)), given = new DataTransfer();
  given.items.add(new File([bytes], 'IMG.jpg', { type }));
  const form = document.createElement('form'), input = document.createElement('input');
  Object.assign(form, { method: 'post', action: '/anh-chia-se', enctype: 'multipart/form-data' });
  Object.assign(input, { type: 'file', name: 'photos', files: given.files });
  form.append(input);
  document.body.append(form);
  form.submit();
}"""


def share(page: Page, photo: dict[str, Any]) -> None:
    with page.expect_navigation():
        page.evaluate(SHARE, [b64encode(photo["buffer"]).decode(), photo["mimeType"]])


def test_co_hoa_shares_a_photo_of_the_gallery_into_the_app_without_a_line(
    island: Island, window: BrowserContext, room: Classroom
) -> None:
    page = entered(island, window, room)
    island.stop()
    share(page, of_a_camera())

    expect(page.get_by_role("heading", name="Ảnh chia sẻ")).to_be_visible()
    expect(page.locator("[data-photos-here] canvas")).to_be_visible()
    check_page(page)
    page.get_by_label("Buổi 1").check()
    page.get_by_role("button", name="Lưu ảnh vào buổi này").click()
    expect(page.get_by_text("Đã giữ 1 ảnh trong máy này")).to_be_visible()
    page.get_by_role("link", name="Xem kết quả buổi").click()
    expect(page.locator("[data-waiting-photos] li")).to_have_count(1)

    island.start()
    take_up(page)
    expect(page.locator(".photos img")).to_have_count(1)
    assert [(each.kind, each.height) for each in stored(room)] == [("sheet", 1600)]
    page.goto("/anh-chia-se")
    expect(page.get_by_text("Chưa nhận được ảnh nào")).to_be_visible()


def test_what_was_shared_and_placed_nowhere_goes_when_she_signs_out(
    island: Island, window: BrowserContext, room: Classroom
) -> None:
    page = entered(island, window, room)
    share(page, of_a_camera())
    expect(page.locator("[data-photos-here] canvas")).to_be_visible()

    page.evaluate("Saved.forget()")
    page.reload()

    expect(page.get_by_text("Chưa nhận được ảnh nào")).to_be_visible()


def test_a_phone_without_a_worker_is_told_that_nothing_was_received(
    island: Island, browser: Browser, room: Classroom
) -> None:
    with browser.new_context(base_url=island.url, service_workers="block") as context:
        page = context.new_page()
        page.goto("/anh-chia-se")
        share(page, of_a_camera())

        expect(page.get_by_text("Chưa nhận được ảnh nào")).to_be_visible()
        expect(page.get_by_role("link", name="Các buổi dạy")).to_be_visible()
