"""Pictures for the guides of the office, of groups and of teams: each deed of `product.py` that is no lesson's."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

OFFICER, HEAD = "canbo", "totruong"
MOVEMENT, SHELVES = "/van-phong/phong-trao", "Tủ sách số tổ dân phố"
QUESTIONS = (
    ("Mở mấy buổi một tuần", "Một con số"),
    ("Có mã QR tài liệu số", "Có hay chưa"),
    ("Ai trông", "Một người"),
)
OPENINGS = (("Túc Duyên 1", "5"), ("Túc Duyên 2", "3"), ("Đồng Quang 1", "4"), ("Gia Sàng 2", "2"))


def draft(stage: object, page: Page) -> None:
    """A programme that an officer has put together, and has not put to use: its questions and what is below."""
    page.goto(MOVEMENT)
    if not page.get_by_role("link", name=SHELVES).count():
        _declare(page)
    page.goto(MOVEMENT)
    page.get_by_role("link", name=SHELVES).click()
    page.get_by_role("link", name=re.compile("bản mới|Sửa mục ghi")).click()
    page.locator(".card").nth(1).evaluate("card => scrollTo(0, card.offsetTop - 16)")


def programme(stage: object, page: Page) -> None:
    """The same in use: its book, its figures."""
    draft(stage, page)
    page.get_by_role("button", name="Dùng bản này từ bây giờ").click()
    for group, times in OPENINGS:
        page.get_by_role("link", name="Thêm tủ sách").click()
        page.get_by_label("Tên", exact=True).fill(f"Tủ sách {group}")
        page.get_by_label("Tổ dân phố, thôn").select_option(label=group)
        page.get_by_label("Mở mấy buổi một tuần").fill(times)
        page.get_by_role("button", name="Lưu", exact=True).click()
        page.goto(MOVEMENT)
        page.get_by_role("link", name=SHELVES).click()
    expect(page.get_by_text("4 tủ sách").first).to_be_visible()
    page.mouse.move(0, 0)


def _declare(page: Page) -> None:
    page.get_by_role("link", name="Lập sổ riêng").click()
    page.get_by_label("Tên phong trào").fill(SHELVES)
    page.get_by_label("Gọi một cái là gì").fill("tủ sách")
    page.get_by_role("button", name="Lưu", exact=True).click()
    for label, how in QUESTIONS:
        page.get_by_role("link", name="Thêm mục cần ghi").click()
        page.get_by_label("Hỏi gì").fill(label)
        page.get_by_label(re.compile(f"^{how}")).check()
        page.get_by_role("button", name="Lưu mục này").click()
    page.get_by_role("link", name="Thêm tiêu chí").click()
    page.get_by_label("Tiêu chí, một câu").fill("Mở cửa ít nhất ba buổi một tuần")
    page.get_by_label("Đạt khi nào").select_option(label="“Mở mấy buổi một tuần” từ con số dưới đây trở lên")
    page.get_by_label("Con số ấy").fill("3")
    page.get_by_role("button", name="Lưu tiêu chí").click()
    page.get_by_role("link", name="Công nhận, khen, cảm ơn").click()
    page.get_by_label("Mở cửa ít nhất ba buổi một tuần").check()
    page.get_by_label("Có giá trị mấy năm").fill("2")
    page.get_by_role("button", name="Lưu việc công nhận").click()


def round_(stage: object, page: Page) -> None:
    """The houses of a group, two of them told without a line."""
    house(stage, page)
    for outcome in ("absent", "refused"):
        with page.expect_navigation():
            page.locator(f"[name=outcome][value={outcome}]").click()
    page.goto("/quay/ho/1")
    waits = page.locator("[data-here-waits]")
    expect(waits).to_contain_text("chờ gửi 2")
    waits.evaluate("line => scrollTo(0, line.offsetTop - 16)")


def house(stage: object, page: Page) -> None:
    """One house, without a line."""
    page.goto("/quay/ho/1")
    expect(page.locator("[data-saved-here]")).to_contain_text("vẫn mở và ghi được", timeout=60_000)
    page.get_by_role("link", name=re.compile("Tới nhà tiếp theo")).click()
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)


def team_month(stage: object, page: Page) -> None:
    """A team's month, as its head finds it."""
    page.goto("/quay/thang-cua-to")  # leads to its form in "Ghi nhanh"
    page.get_by_role("heading", name="Tháng của tổ, đội").first.evaluate("title => scrollTo(0, title.offsetTop - 16)")


def team_months(stage: object, page: Page) -> None:
    """Which teams have sent the month that is due."""
    page.goto("/van-phong/doi/thang")


def targets(stage: object, page: Page) -> None:
    """How the targets of the plan stand."""
    page.goto("/van-phong/chi-tieu")
    page.locator("h1").evaluate("title => scrollTo(0, title.offsetTop - 16)")


def report(stage: object, page: Page) -> None:
    """A drafted report, and where one of its figures is from: of a quarter, which one came before."""
    page.goto("/van-phong/bao-cao")
    quarter = page.get_by_role("listitem").filter(has_text="quý")
    draft = quarter.get_by_role("button", name="Lập báo cáo")
    (draft if draft.count() else quarter.get_by_role("link", name="Viết tiếp")).first.click()
    page.locator("a.fig[href*='vneid_2026.ti-le']").click()
    expect(page.locator("#nguon")).to_be_in_viewport()


TAKEN: dict[str, tuple[str | None, Callable[[object, Page], None]]] = {
    "draft": (OFFICER, draft),
    "programme": (OFFICER, programme),
    "house": (HEAD, house),
    "round": (HEAD, round_),
    "team-month": (HEAD, team_month),
    "team-months": (OFFICER, team_months),
    "targets": (OFFICER, targets),
    "report": (OFFICER, report),
}
