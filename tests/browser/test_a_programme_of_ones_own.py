"""An officer reads a row of the province's plan that nobody built anything for ("cộng đồng số", Nghệ An), and makes the
programme on the page by what stands there: its book, its criteria, its figures, its list, and whom it recognises."""

import re

from playwright.sync_api import Page, expect

from app.models import Role
from tests.browser.checks import check_page, check_turned
from tests.browser.conftest import Site
from tests.factories import make_account, make_group, make_ward

SCREENS = ((360, "light"), (360, "dark", "3"), (1366, "light"))


def asked(page: Page, label: str, how: str, *, choices: str = "", most: str = "") -> None:
    """One more thing to write, by the words of the page."""
    page.get_by_role("link", name="Thêm mục cần ghi").click()
    page.get_by_label("Hỏi gì").fill(label)
    page.get_by_label(re.compile(f"^{how}")).check()
    if choices:
        page.get_by_label("Các dòng để chọn, mỗi dòng một lựa chọn").fill(choices)
    if most:
        page.get_by_label("Số lớn nhất nhận được").fill(most)
    page.get_by_role("button", name="Lưu mục này").click()
    expect(page.get_by_text(label, exact=True)).to_be_visible()


def criterion(page: Page, text: str, rule: str, number: str = "") -> None:
    """One more criterion, by the words that the page offers."""
    page.get_by_role("link", name="Thêm tiêu chí").click()
    page.get_by_label("Tiêu chí, một câu").fill(text)
    page.get_by_label("Đạt khi nào").select_option(label=rule)
    if number:
        page.get_by_label("Con số ấy").fill(number)
    page.get_by_role("button", name="Lưu tiêu chí").click()
    expect(page.get_by_text(text, exact=True)).to_be_visible()


def recognises(page: Page, criterion: str, *, years: str) -> None:
    """What meets a criterion is given a plate."""
    page.get_by_role("link", name="Công nhận, khen, cảm ơn").click()
    page.get_by_label(criterion).check()
    page.get_by_label("Có giá trị mấy năm").fill(years)
    check_turned(page, *SCREENS)
    page.get_by_role("button", name="Lưu việc công nhận").click()
    expect(page.get_by_text(f"Đạt đủ thì lãnh đạo cấp biển, có giá trị {years} năm.")).to_be_visible()


def reworded(page: Page) -> None:
    """A choice is called otherwise, another one goes to the head."""
    page.goto("/van-phong/phong-trao")
    page.get_by_role("link", name="Cộng đồng số").click()
    page.locator("summary", has_text="Cài đặt").click()
    page.get_by_role("link", name="Sửa mục ghi, tiêu chí").click()
    page.get_by_role("listitem").filter(has_text="Bà con nhận tin qua đâu").get_by_role("link", name="Sửa").click()
    page.get_by_label("Lựa chọn 2", exact=True).fill("Loa của xóm")
    page.get_by_label("Thứ tự của lựa chọn 3").fill("1")
    check_turned(page, *SCREENS)
    page.get_by_role("button", name="Lưu mục này").click()
    expect(page.get_by_text("Chọn một: Bảng tin, Nhóm Zalo, Loa của xóm")).to_be_visible()


def test_a_row_of_the_plan_becomes_a_programme_on_the_page_alone(site: Site, page: Page) -> None:
    with site.write() as session:
        ward = make_ward(session)
        make_group(session, ward, "Xóm Yên Sơn")
        officer = make_account(session, ward, Role.OFFICER)
    site.sign_in(page.context, officer.id)
    page.goto("/van-phong/phong-trao")
    page.get_by_role("link", name="Lập sổ riêng").click()
    page.get_by_label("Tên phong trào").fill("Cộng đồng số")
    page.get_by_label("Gọi một cái là gì").fill("cộng đồng")
    page.get_by_label("Theo kế hoạch nào").fill("Kế hoạch của tỉnh Nghệ An: đơn vị số, cộng đồng số")
    check_page(page)
    page.get_by_role("button", name="Lưu", exact=True).click()

    asked(page, "Có tổ công nghệ số", "Có hay chưa")
    asked(page, "Số nhà biết dùng dịch vụ công", "Một con số", most="500")
    asked(page, "Bà con nhận tin qua đâu", "Chọn một", choices="Nhóm Zalo\nLoa\nBảng tin")
    criterion(page, "Có tổ công nghệ số đi từng nhà", "“Có tổ công nghệ số” là Có")
    criterion(page, "Từ 30 nhà biết dùng", "“Số nhà biết dùng dịch vụ công” từ con số dưới đây trở lên", "30")
    recognises(page, "Từ 30 nhà biết dùng", years="2")
    check_turned(page, *SCREENS)
    page.get_by_role("button", name="Dùng bản này từ bây giờ").click()

    for name, houses in (("Cộng đồng Yên Sơn", "42"), ("Cộng đồng Chợ Bộng", "12")):
        page.goto("/van-phong/phong-trao")
        page.get_by_role("link", name="Cộng đồng số").click()
        page.get_by_role("link", name=re.compile("^Thêm")).first.click()
        page.get_by_label("Tên", exact=True).fill(name)
        page.get_by_label("Số nhà biết dùng dịch vụ công").fill(houses)
        page.get_by_role("group", name="Có tổ công nghệ số").get_by_role("radio", name="Có", exact=True).check()
        check_page(page)
        page.get_by_role("button", name="Lưu", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.goto("/van-phong/phong-trao")
    page.get_by_role("link", name="Cộng đồng số").click()
    check_turned(page, *SCREENS)
    expect(page.get_by_role("link", name=re.compile("Từ 30 nhà biết dùng"))).to_contain_text("1")
    expect(page.get_by_role("link", name=re.compile("Có tổ công nghệ số đi từng nhà"))).to_contain_text("2")
    page.get_by_role("link", name="Đủ điều kiện").click()
    page.get_by_role("button", name="Trình lãnh đạo những dòng đã chọn").click()
    expect(page.get_by_text("Đã trình lãnh đạo 1 cộng đồng.")).to_be_visible()
    check_page(page)
    reworded(page)
