"""Anh Nguyên at the door: tickets by camera, photo or hand-held reader, and citizen cards; with a line or without."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from app.country import clock
from app.models import AttendanceMark, Course, Registration, SignUpWay, Wishes
from app.models.learning.leaving import cancel
from app.web.database import immediate
from tests.browser.checks import check_page
from tests.browser.conftest import FLAGS, WINDOWED, Site
from tests.browser.films import dark, film, picture_of
from tests.browser.islands import Handset, Island
from tests.browser.rolls import FORTY, Open, expect_sent
from tests.classroom import Classroom, make_classroom
from tests.factories import make_course, make_person, make_registration

CARD = "019154000123||{name}|0703{year}|Nữ|Tổ 5, Phan Đình Phùng, Thái Nguyên|25042021"
# What a phone keeps once the lesson is prepared: the page, and the files that it names.
PREPARE = """async () => {
  const files = document.querySelector('[data-keep]').dataset.keep.split(' ');
  await navigator.serviceWorker.ready;
  while (!navigator.serviceWorker.controller) await new Promise(resolve => setTimeout(resolve, 50));
  await Promise.all(files.map(file => fetch(file)));
  return Saved.keep(location.pathname);
}"""
NOTHING_IN_CLEAR = """async () => {
  const records = JSON.stringify(await new Outbox().records()), kept = JSON.stringify(Object.entries(localStorage));
  return (records + kept + document.body.innerText).includes('019154000123');
}"""

# How many ask that the screen stays on.
AWAKE = """
  window.awake = 0;
  Object.defineProperty(navigator, 'wakeLock', { value: { request: async () => {
    window.awake++;
    const lock = { released: false, release: async () => { lock.released = true; window.awake--; } };
    return lock;
  } } });
"""
# Another app is opened, or this one again: whether the first stream runs, and whether one is shown.
LOOK_AWAY = """async hidden => {
  Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
  const video = document.querySelector('video');
  while (!hidden && !video.srcObject) await new Promise(resolve => setTimeout(resolve, 20));
  return [first.active, video.srcObject && video.srcObject.active];
}"""


def tokens(room: Classroom) -> list[str]:
    """The tickets of a room's people, in the roll's order."""
    with room.app.app_context(), immediate() as session:
        held = session.scalars(select(Registration).where(Registration.public_id.in_(room.people)))
        of = {each.public_id: each.ticket.token for each in held}
    return [of[person] for person in room.people]


def join(room: Classroom, person: int, name: str) -> None:
    """Somebody more on a person's ticket."""
    with room.app.app_context(), immediate() as session:
        course = session.get_one(Course, room.course_id)
        held = session.scalars(select(Registration).where(Registration.public_id == room.people[person])).one()
        candidate = make_person(session, course.unit, name, 2008, add=False)
        wishes = Wishes(way=SignUpWay.QR)
        Registration.register(session, course.id, candidate, wishes, clock.now(), ticket_id=held.ticket_id)


def change(room: Classroom, person: int, **values: str) -> None:
    """Write something into a registration."""
    with room.app.app_context(), immediate() as session:
        held = session.scalars(select(Registration).where(Registration.public_id == room.people[person])).one()
        for name, value in values.items():
            setattr(held, name, value)


def give_up(room: Classroom, person: int) -> None:
    """Somebody cannot come after all."""
    with room.app.app_context(), immediate() as session:
        held = session.scalars(select(Registration).where(Registration.public_id == room.people[person])).one()
        cancel(session, held, now=clock.now(), reason="")


def read_in(page: Page, code: str) -> None:
    """A hand-held reader: its signs come wherever the page happens to be, then Enter."""
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def band(page: Page, look: str, *words: str) -> None:
    """What stands over the whole screen."""
    shown = page.locator("[data-hit]")
    for word in words:
        expect(shown).to_contain_text(word)
    expect(shown).to_have_attribute("data-look", look)


# -- the camera --------------------------------------------------------------------------------------------------------


@pytest.fixture
def filmed(island: Island, handset: Callable[..., Handset], tmp_path: Path) -> tuple[Classroom, Page]:
    """A saved scanner on a phone that sees a film of eleven tickets, one of a family, one of another class."""
    room = make_classroom(island.app, FORTY)
    join(room, 3, "Ngô Gia Hân")
    with island.write() as session:
        other = make_course(session, session.get_one(Course, room.course_id).unit, title="Tự vệ trên mạng")
        strange = make_registration(session, other, "Hoàng Văn Lạc").ticket.token
    codes = [f"{island.url}/v/{token}" for token in [*tokens(room)[:10], strange]]
    phone = handset(args=[*FLAGS, *film(tmp_path / "film.mjpeg", codes, shown=0.5, between=0.2)])
    page = phone.open()
    island.sign_in(page.context, room.account_id)
    page.goto(room.address + "/quet")
    assert page.evaluate(PREPARE)
    return room, page


def test_a_queue_of_tickets_without_a_line_marks_each_person_once(
    filmed: tuple[Classroom, Page], island: Island
) -> None:
    room, page = filmed
    island.stop()
    page.reload()

    page.get_by_role("button", name="Bật máy quét").click()

    expect(page.locator("[data-came]")).to_have_text("Có mặt 11/41")
    expect(page.locator("[data-hits] li", has_text="Phiếu chưa có trong máy này")).to_have_count(1)
    assert room.marks() == 0
    page.locator("[data-start]").dispatch_event("click")  # the film goes round: a band lies over everything
    expect(page.locator("video")).to_be_hidden()
    kept = page.evaluate("() => new Outbox().records()")
    assert [record["kind"] for record in kept] == ["scan"] * 11
    assert len({record["data"]["ticket"] for record in kept}) == 11

    island.start()
    page.evaluate("() => new Outbox().flush()")

    expect(page.locator("[data-hit]")).to_contain_text("Phiếu của lớp khác: Tự vệ trên mạng")
    assert room.marks() == 11
    assert list(room.statuses().values()) == ["present"] * 11
    with island.read() as session:
        of_these = select(AttendanceMark.way, AttendanceMark.shown, func.count())
        of_these = of_these.where(AttendanceMark.lesson_id == room.lesson_id).group_by("way", "shown")
        assert [tuple(row) for row in session.execute(of_these)] == [("scan", "Có mặt", 11)]


@pytest.mark.parametrize("flags", [[], ["--use-fake-device-for-media-stream", "--deny-permission-prompts"]])
def test_without_a_camera_or_without_leave_the_page_says_what_to_do(
    island: Island, handset: Callable[..., Handset], flags: list[str]
) -> None:
    room = make_classroom(island.app)
    page = handset(args=[*FLAGS, *flags], executable_path=WINDOWED).open()
    island.sign_in(page.context, room.account_id)
    page.goto(room.address + "/quet")

    page.get_by_role("button", name="Bật máy quét").click()

    expect(page.locator("[data-trouble]")).to_contain_text("cho phép Máy ảnh" if flags else "không có máy ảnh")
    expect(page.locator("[data-trouble]")).to_contain_text("gõ mã ở dưới")
    read_in(page, tokens(room)[0])
    band(page, "good", "Có mặt", room.names[0])


def test_a_black_picture_is_said_and_a_page_that_was_away_begins_anew(
    island: Island, handset: Callable[..., Handset], tmp_path: Path
) -> None:
    room = make_classroom(island.app)
    page = handset(args=[*FLAGS, *dark(tmp_path / "dark.mjpeg")]).open()
    island.sign_in(page.context, room.account_id)
    page.add_init_script(AWAKE)
    page.goto(room.address + "/quet")
    assert page.evaluate("() => window.awake") == 0
    page.get_by_role("button", name="Bật máy quét").click()

    expect(page.locator("[data-trouble]")).to_contain_text("Máy ảnh chưa lên hình. Anh chị chụp ảnh mã hoặc gõ mã")
    assert page.evaluate("() => window.awake") == 1, "the screen stays on between two people"
    first = page.evaluate("() => { window.first = document.querySelector('video').srcObject; return first.active }")
    away = page.evaluate(LOOK_AWAY, True)
    back = page.evaluate(LOOK_AWAY, False)

    assert (first, away, back) == (True, [False, None], [False, True])
    page.locator("[data-start]").click()
    assert page.evaluate("() => document.querySelector('video').srcObject") is None


# -- a reader, thumbs and photos ---------------------------------------------------------------------------------------


def test_a_reader_that_ends_with_enter_goes_on_by_itself(room: Classroom, phone_of: Open) -> None:
    change(room, 0, door_line="Bàn 3", needs="hear")
    join(room, 1, "Phạm Gia Hân")
    give_up(room, 2)
    codes = tokens(room)
    page = phone_of(room, room.address + "/quet")
    page.clock.set_fixed_time(clock.now())  # within seconds a code is the same scan, however long this takes

    read_in(page, f"http://x.example/v/{codes[0]}")
    band(page, "good", "Có mặt", room.names[0], "Bàn 3", "nghe kém")
    check_page(page)
    read_in(page, codes[1].lower())
    band(page, "good", room.names[1], "Phạm Gia Hân")
    read_in(page, codes[2])
    band(page, "warn", "Cho vào, phường xem lại", room.names[2], "đã trả chỗ")
    read_in(page, "http://la.example/g/1")
    band(page, "bad", "đường dẫn lạ, máy không mở", "http://la.example/g/1")
    read_in(page, codes[0])
    expect(page.locator("[data-say]")).to_have_text("Mã này vừa quét rồi.")
    read_in(page, "7" * 16)
    band(page, "bad", "Không có phiếu đi học nào mang mã này.")
    page.clock.run_for(60_000)
    band(page, "bad", "Không có phiếu đi học nào mang mã này.")
    expect(page.locator("[data-hit]")).to_be_visible()
    page.locator("[data-hit]").click()
    expect(page.locator("[data-hit]")).to_be_hidden()

    expect(page.locator("[data-came]")).to_have_text("Có mặt 4/7")
    expect_sent(page)
    assert sorted(room.statuses().values()) == ["present"] * 4


def test_one_tap_takes_somebody_of_a_family_back(room: Classroom, phone_of: Open) -> None:
    join(room, 1, "Phạm Gia Hân")
    page = phone_of(room, room.address + "/quet")
    read_in(page, tokens(room)[1])

    page.locator("[data-hit]").get_by_role("button", name="Bỏ: Phạm Gia Hân").click()

    expect(page.locator("[data-hit]")).to_be_hidden()
    expect(page.locator("[data-came]")).to_have_text("Có mặt 1/7")
    expect(page.locator("[data-hits]")).to_contain_text("Đã bỏ: Phạm Gia Hân")
    expect_sent(page)
    assert sorted(room.statuses().values()) == ["present", "unmarked"]
    read_in(page, tokens(room)[1])
    band(page, "good", "Phạm Gia Hân")


def test_a_photo_is_read_on_the_phone(room: Classroom, phone_of: Open, site: Site) -> None:
    page = phone_of(room, room.address + "/quet")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    photo = picture_of(f"{site.url}/v/{tokens(room)[3]}", (1800, 2400), 20)
    # The browser's own words, in whatever language, lie unseen beneath ours.
    expect(page.get_by_label("Chụp ảnh mã")).to_have_css("opacity", "0")
    with page.expect_file_chooser():
        page.get_by_label("Chụp ảnh mã").click()
    page.get_by_label("Chụp ảnh mã").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo})

    band(page, "good", "Có mặt", room.names[3])
    assert not [url for url in asked if url.endswith("/anh")]
    assert [url for url in asked if url.endswith(".wasm")]


def test_a_phone_that_cannot_read_photos_sends_them(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room, room.address + "/quet")
    page.evaluate("() => { window.createImageBitmap = undefined }")

    photo = picture_of(tokens(room)[3])
    page.get_by_label("Chụp ảnh mã").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo})

    band(page, "good", "Có mặt", room.names[3])
    expect_sent(page)
    assert room.statuses() == {room.people[3]: "present"}


@pytest.mark.expects("ERR_FAILED")
def test_a_photo_without_a_line_before_the_reader_came_says_so(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room, room.address + "/quet")
    for beyond_reach in ("**/detector*", "**/*.wasm", "**/anh"):
        page.route(beyond_reach, lambda route: route.abort())

    photo = picture_of(tokens(room)[3])
    page.get_by_label("Chụp ảnh mã").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo})

    band(page, "bad", "Phần đọc mã chưa tải được, cần có mạng một lần")
    assert set(room.statuses().values()) <= {"unmarked"}


# -- citizen cards -----------------------------------------------------------------------------------------------------


def year_of(room: Classroom, person: int) -> int:
    """Somebody's year of birth."""
    with room.app.app_context(), immediate() as session:
        return (
            session.scalars(select(Registration).where(Registration.public_id == room.people[person]))
            .one()
            .person.birth_year
        )


@pytest.mark.expects("ERR_INTERNET_DISCONNECTED")
def test_a_citizen_card_finds_its_person_or_fills_the_form_of_a_new_one(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room, room.address + "/quet")
    page.context.set_offline(True)

    page.get_by_label("Gõ mã phiếu").fill(CARD.format(name=room.names[0].upper(), year=year_of(room, 0)))
    page.keyboard.press("Enter")
    band(page, "good", "Có mặt", room.names[0])
    page.keyboard.press("Escape")
    page.get_by_label("Gõ mã phiếu").fill(CARD.format(name="Trần Thị Mới", year=1961))
    page.keyboard.press("Enter")
    band(page, "warn", "Chưa có tên trong lớp", "Trần Thị Mới")
    page.keyboard.press("Escape")

    expect(page.get_by_label("Họ và tên")).to_have_value("Trần Thị Mới")
    expect(page.get_by_label("Năm sinh")).to_have_value("07/03/1961")
    page.get_by_role("button", name="Thêm người này").click()
    expect(page.locator("[data-missing]")).to_be_visible()
    page.locator("select[name=residential_group]").select_option(index=1)
    page.get_by_role("button", name="Thêm người này").click()
    band(page, "good", "Đã thêm, có mặt", "Trần Thị Mới")
    expect(page.locator("[data-came]")).to_have_text("Có mặt 2/7")
    assert page.evaluate(NOTHING_IN_CLEAR) is False

    page.context.set_offline(False)

    expect_sent(page)
    assert sorted(room.statuses().values()) == ["present"] * 2


def test_a_name_that_is_there_twice_is_asked_about(open_window: Open, site: Site) -> None:
    room = make_classroom(site.app, ["Lò Thị Hoa", "Lò Thị Hoa", "Vũ Đăng Khoa"])
    page = open_window()
    site.sign_in(page.context, room.account_id)
    page.goto(room.address + "/quet")

    page.get_by_label("Gõ mã phiếu").fill(CARD.format(name="Lò Thị Hoa", year=1999))
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.get_by_role("button", name=re.compile("Lò Thị Hoa, 1951")).click()

    band(page, "good", "Có mặt", "Lò Thị Hoa", "1951")
    check_page(page)


# -- the page ----------------------------------------------------------------------------------------------------------


def test_the_scanner_is_a_page_like_others_and_weighs_little(open_window: Open, site: Site) -> None:
    room = make_classroom(site.app, [f"{name} {number}" for number in range(5) for name in FORTY])
    page = open_window()
    site.sign_in(page.context, room.account_id)
    answer = page.goto(room.address + "/quet")

    assert answer
    assert answer.request.sizes()["responseBodySize"] <= 40 * 1024
    check_page(page)
