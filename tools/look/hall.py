"""A lesson that is going on: what people do in the hall and at its door, without a line too. One deed a screen.

Each deed ends on a page to look at. Those of one walk share a phone, so a ticket opened before is known to the next.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect
from sqlalchemy import select

from app import create_app
from app.country import clock
from app.models import Lesson, LessonState, Registration, RegistrationState
from app.web.database import immediate
from app.web.settings import Settings
from tests.browser.rolls import tap
from tools.look.walk import sign_in

# The class of the demo that takes names and whose first lesson is made to be going on.
CODE = "DEM1"
LESSON = f"/giang-vien/lop/{CODE}/buoi/1"
TEACHER = "giangvien"
CARD = "019154000123||Nông Thị Chưa Ghi|07031954|Nữ|Tổ 5, Phan Đình Phùng, Thái Nguyên|25042021"
# One operation that the server must refuse: nobody is registered under this key.
REFUSED = """lesson => new Outbox().add({
  kind: 'mark', gate: '/dong-bo', account: new Outbox().account, lesson, label: 'Nguyễn Thị Hoa: Có mặt', paints: [],
  data: { lesson, registration: '00000000-0000-4000-8000-000000000000', status: 'present' },
}).then(() => true)"""


def going_on(data: Path, code: str = CODE) -> tuple[str, tuple[str, str]]:
    """Let the next lesson of a class have begun ten minutes ago; its roll's address, and those of two tickets."""
    app = create_app(Settings.from_environment({"DATA_DIR": str(data)}))
    with app.app_context(), immediate() as session:
        planned = select(Lesson).where(Lesson.course.has(code=code), Lesson.state == LessonState.PLANNED)
        lesson = session.scalars(planned.order_by(Lesson.starts_at)).first()
        assert lesson is not None
        lasts, minute = lesson.ends_at - lesson.starts_at, clock.now().replace(second=0, microsecond=0)
        lesson.starts_at = minute - timedelta(minutes=10 + minute.minute % 5)
        lesson.ends_at = lesson.starts_at + lasts
        seated = select(Registration).where(
            Registration.course_id == lesson.course_id, Registration.state == RegistrationState.SEATED
        )
        one, other = session.scalars(seated.order_by(Registration.id.desc()).limit(2))
        tickets = f"/v/{one.ticket.token}", f"/v/{other.ticket.token}"
        return f"/giang-vien/lop/{code}/buoi/{lesson.number}", tickets


def opens_self_check_in(page: Page) -> None:
    """An instructor opens it."""
    page.goto(f"{LESSON}/ma-tren-tuong")
    _pressed(page, "Mở tự điểm danh")


def holds_up_the_wall(page: Page) -> None:
    """The code for the hall."""
    page.goto(f"{LESSON}/man-hinh")
    expect(page.locator("#dem")).to_contain_text("giây")


def scans_a_ticket(page: Page) -> None:
    """A ticket, typed as a hand-held reader does; who came, over the whole screen."""
    with beside(page) as other:
        ticket = _registered(other, "Nông Thị Phiếu", "1951")
    page.goto(f"{LESSON}/quet")
    _typed(page, ticket)


def scans_something_else(page: Page) -> None:
    """What is no ticket."""
    page.keyboard.press("Escape")
    _typed(page, "https://vi-du.example/khuyen-mai")


def scans_a_card(page: Page) -> None:
    """A citizen card of somebody who is not in the class; the form filled in, what was scanned before beneath."""
    page.keyboard.press("Escape")
    _typed(page, CARD)
    page.keyboard.press("Escape")
    expect(page.get_by_label("Họ và tên")).to_have_value("Nông Thị Chưa Ghi")


def asks_a_helper(page: Page) -> None:
    """A link for the door."""
    page.goto(f"{LESSON}/nguoi-o-cua")
    page.fill("[name=name]", "Lan, đoàn thanh niên")
    _pressed(page, "Tạo đường dẫn")


def loses_the_line(page: Page) -> None:
    """What was pressed waits, on the roll."""
    page.goto(LESSON)
    page.wait_for_function("() => navigator.serviceWorker.controller")
    page.evaluate(REFUSED, f"{CODE}/1")
    expect(page.locator("[data-sync]")).to_contain_text("Phường chưa nhận")
    page.reload()
    page.context.set_offline(True)
    for name in page.locator(".roll > li[data-status=unmarked] b").all_inner_texts()[:2]:
        tap(page, name)
    expect(page.locator("[data-line]")).to_contain_text("chờ gửi 2")


def sees_what_waits(page: Page) -> None:
    """The outbox, with one that was refused."""
    page.goto("/cho-gui")
    expect(page.locator("[data-groups] li").first).to_be_visible()


def opens_nothing_new(page: Page) -> None:
    """The page without a line."""
    page.goto("/offline")
    expect(page.locator("[data-waiting]")).to_be_visible()


def has_a_line_again(page: Page) -> None:
    """Everything is sent; the scanner asks which lesson."""
    page.context.set_offline(False)
    page.goto("/giang-vien/quet")


def types_the_letters(page: Page) -> None:
    """Somebody without a ticket is let in by the letters on the wall; the decades."""
    _let_in(page)


def chooses_a_year(page: Page) -> None:
    """The years of a decade."""
    page.goto("/d/buoi-nay?tu=1950")


def is_not_found(page: Page) -> None:
    """A name that is not in the class."""
    page.goto("/d/buoi-nay?nam=1955")
    page.fill("[name=full_name]", "Nông Thị Lạ")
    _pressed(page, "Có mặt")


def shows_an_old_code(page: Page) -> None:
    """A picture of the wall from an hour ago, on another phone."""
    page.context.clear_cookies()
    page.goto("/d/0000000000000000")


def mistypes_the_letters(page: Page) -> None:
    """Letters that are on no wall."""
    page.goto("/d")
    page.fill("[name=letters]", "abcdef")
    _pressed(page, "Tiếp tục")


def brings_a_ticket(page: Page) -> None:
    """Somebody whose phone opened their ticket, and their grandchild's: one tap."""
    ticket = _registered(page, "Nông Thị Hội Trường", "1952")
    page.goto(f"/v/{ticket}/nguoi-nha")
    page.fill("[name=full_name]", "Nông Văn Cháu")
    page.fill("[name=birth_year]", "2012")
    page.locator("main form [type=submit]").last.click()
    page.wait_for_url(f"**/v/{ticket}")
    _let_in(page)


def comes(page: Page) -> None:
    """What is stored, read back."""
    _pressed(page, "Cả nhà")


def opens_the_link(page: Page) -> None:
    """A helper opens the link that was sent."""
    with beside(page, TEACHER) as other:
        asks_a_helper(other)
        link = other.locator("#loi-moi").input_value()
    page.goto(link[link.index("/h/") :].split()[0])


def begins_at_the_door(page: Page) -> None:
    """The helper's page: no list."""
    _pressed(page, "Bắt đầu")


def lets_somebody_in(page: Page) -> None:
    """The helper scans."""
    with beside(page) as other:
        ticket = _registered(other, "Nông Thị Ở Cửa", "1953")
    page.reload()
    _typed(page, ticket)


def _pressed(page: Page, words: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=words).first.click()


def _typed(page: Page, code: str) -> None:
    page.fill("#ma-phieu", code)
    page.press("#ma-phieu", "Enter")
    expect(page.locator("[data-hit]")).to_be_visible()


def _registered(page: Page, name: str, year: str) -> str:
    """The ticket of somebody who took a seat just now."""
    page.goto(f"/l/{CODE}")
    page.fill("[name=full_name]", name)
    page.fill("[name=birth_year]", year)
    page.locator("[name=residential_group]").first.select_option(index=1)
    _pressed(page, "Đăng ký học")
    return urlsplit(page.url).path.rpartition("/")[2]


def _let_in(page: Page) -> None:
    """By the letters that are on the wall now."""
    with beside(page, TEACHER) as wall:
        wall.goto(f"{LESSON}/man-hinh")
        letters = "".join(wall.locator(".code").inner_text().split()[:2])
    page.goto("/d")
    page.fill("[name=letters]", letters)
    _pressed(page, "Tiếp tục")


@contextmanager
def beside(page: Page, account: str | None = None) -> Iterator[Page]:
    """The window of somebody else, who stands beside."""
    browser = page.context.browser
    assert browser is not None
    if page.url == "about:blank":
        page.goto("/d")
    parts = urlsplit(page.url)
    context = browser.new_context(base_url=f"{parts.scheme}://{parts.netloc}")
    other = context.new_page()
    if account:
        sign_in(other, account)
    yield other
    context.close()
