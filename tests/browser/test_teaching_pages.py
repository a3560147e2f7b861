"""The teaching room as eyes, thumbs and screen readers meet it: each page, each light, each width."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from app.country import clock
from app.models import AbsenceNotice, Account, Lesson, PrintedSheet, Registration
from app.models.people.account import hash_password
from app.web.database import immediate
from tests.browser.checks import check_page, check_turned, twice_as_large
from tests.browser.conftest import Site
from tests.browser.rolls import FORTY, Open, tap
from tests.classroom import NAMES, Classroom, Phone, make_classroom, mark
from tests.factories import PASSWORD


def addresses(room: Classroom) -> list[str]:
    """Every page of the teaching room, the roll of a lesson to come and one that is closed among them."""
    closed = make_classroom(room.app, NAMES)
    Phone.of(closed).send([mark(closed, 0), mark(closed, 1, "late"), mark(closed, 2, "excused")])
    closed.close()
    with room.app.app_context(), immediate() as session:
        lesson = session.get_one(Lesson, room.lesson_id)
        PrintedSheet.freeze(session, lesson, by_id=room.account_id, now=clock.now())
        seat = session.get_one(
            Registration, PrintedSheet.freeze(session, lesson, by_id=None, now=clock.now()).registration_ids[3]
        )
        seat.needs, seat.door_line = "wheel hear", "Bàn 3, gần loa"
        session.add(AbsenceNotice(registration_id=seat.id, lesson_id=lesson.id, told_at=clock.now()))
    now = clock.now()
    Phone.of(room).send([mark(room, 0), mark(room, 1, "absent", now - timedelta(minutes=9)), mark(room, 2, "excused")])
    Phone.of(room).send([mark(room, 1, "present", now - timedelta(minutes=19))])
    return [
        "/giang-vien",
        f"{room.address}?vua={room.people[0]}",
        f"{room.address}?tim=zzz",
        room.address.replace("buoi/1", "buoi/2"),
        f"{room.address}/them-nguoi",
        f"{room.address}/xong",
        f"{room.address}/nguoi/{room.people[1]}",
        f"{room.address}/nguoi/{room.people[3]}",
        f"{room.address}/ket-qua",
        f"{room.address}/anh",
        f"{room.address}/phieu-ky",
        f"{room.address}/phieu-ky?ban=1",
        f"/van-phong/lop/{room.course_code}/buoi/1/day-thay",
        f"! {closed.account_id} {closed.address}",
        f"! {closed.account_id} {closed.address}/nguoi/{closed.people[3]}",
    ]


def test_every_page_holds_at_a_desk_and_on_a_phone_in_each_light_and_its_words_may_double(
    room: Classroom, phone_of: Open, site: Site
) -> None:
    page = phone_of(room, viewport={"width": 1280, "height": 740}, is_mobile=False)
    for address in addresses(room):
        visit(page, site, address)
        check_turned(page, (1280, "dark"), (320, "dark"), (360, "light"))
        twice_as_large(page)


def visit(page: Page, site: Site, address: str) -> None:
    """Open an address; one that begins with "!" names the account it belongs to."""
    if address.startswith("!"):
        _mark, account_id, address = address.split()
        site.sign_in(page.context, int(account_id))
    page.goto(address)
    expect(page.locator("h1")).to_have_count(1)


def test_the_opened_last_mark_and_the_way_back_in_hold_too(room: Classroom, phone_of: Open) -> None:
    page = phone_of(room, viewport={"width": 320, "height": 740})
    tap(page, room.names[0])
    expect(page.get_by_role("button", name="Đến muộn")).to_be_visible()
    page.evaluate("() => { document.querySelector('[data-signed-out]').hidden = false }")

    check_page(page)


def test_from_the_code_on_a_sheet_through_the_door_to_its_lines(room: Classroom, open_window: Open, site: Site) -> None:
    hashed = hash_password(PASSWORD)
    with site.write() as session:
        code = session.get_one(Lesson, room.lesson_id).code
        account = session.get_one(Account, room.account_id)
        account.password_hash = hashed
        username = account.username
    page = open_window()

    page.goto(f"/b/{code}")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()

    expect(page).to_have_url(f"{room.address}/phieu-ky")
    page.get_by_role("link", name="Điểm danh theo tên").click()
    expect(page.locator("[data-came]")).to_have_text("Có mặt 0/6")


def test_a_hall_of_two_hundred_is_searched_and_ticked_at_once(site: Site, phone_of: Open) -> None:
    room = make_classroom(site.app, [f"{name} {n}" for n in range(5) for name in FORTY])
    page = phone_of(room)

    page.evaluate(
        """() => {
          const search = document.querySelector('#tim');
          search.value = 'ngo binh 3';
          search.dispatchEvent(new Event('input'));
          document.querySelector('.roll > li:not([hidden]) .who').click();
        }"""
    )

    expect(page.locator(".roll > li:visible")).to_have_count(1)
    expect(page.locator("[data-came]")).to_have_text("Có mặt 1/200")
