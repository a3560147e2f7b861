"""What people do before they look around, so that there is something on every screen: one function a deed, each ends
on the page that its press leads to. They run in the order of `walks.py`, on a demo ward that is this run's own."""

import io
import re

import pdfplumber
from playwright.sync_api import Page

# A class of the demo's instructor, whose third lesson is made to be going on.
CODE = "DEM4"
COLUMNS = "Họ và tên\tNăm sinh\tTổ dân phố\tSố điện thoại\n"
LINES = (
    "Nông Thị Mẫu Một\t1958\tTân Thịnh 1\t0912 000 101\n"
    "Nông Thị Mẫu Hai\t54\tTân Thịnh 1\t\n"
    "Nông Văn Mẫu Ba\t1961\tTổ nào đó\t0912 000 102\n"
)


def pressed(page: Page, words: str) -> None:
    """Press the button of the page that says so, and wait for what it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile(words)).first.click()


def registers(page: Page) -> None:
    """A resident takes a seat; the ticket."""
    _registered(page, "DEM1", "Nông Thị Mẫu", "1955")


def forgets_everything(page: Page) -> None:
    """A resident presses the button of an empty form."""
    page.goto("/l/DEM1")
    pressed(page, "Đăng ký học")


def waits_in_line(page: Page) -> None:
    """A resident writes their name down for a class that is full; the ticket of who waits."""
    _registered(page, "DEM3", "Nông Văn Chờ", "1950")


def types_no_code(page: Page) -> None:
    """Somebody asks whether a certificate is real, and mistypes its code."""
    page.goto("/g")
    page.fill("main input[type=text], main input:not([type])", "KHONG-CO-MA-NAY1")
    pressed(page, "Kiểm tra")


def mistypes_a_password(page: Page) -> None:
    """Somebody of the staff signs in with another password."""
    page.goto("/dang-nhap")
    page.fill("[name=username]", "canbo")
    page.fill("[name=password]", "khong phai")
    pressed(page, "Đăng nhập")


def looks_a_list_over(page: Page) -> None:
    """An officer pastes a list for a class; the fate of each row."""
    page.goto("/van-phong/lop/DEM1/nhap")
    page.fill("[name=pasted]", COLUMNS + LINES)
    pressed(page, "Đọc thử")


def looks_people_over(page: Page) -> None:
    """An officer pastes a list of people."""
    page.goto("/van-phong/nhap/moi?loai=nguoi&phuong=05443")
    page.fill("[name=pasted]", COLUMNS + LINES)
    pressed(page, "Đọc thử")


def stores_the_list(page: Page) -> None:
    """The officer stores the list that is open."""
    looks_people_over(page)
    pressed(page, "Ghi ")


def begins_to_tell(page: Page) -> None:
    """An officer begins to text a class one by one."""
    page.goto("/van-phong/lop/DEM4/tin-nhan/moi?loai=confirmed")
    pressed(page, "Bắt đầu nhắn")


def orders_a_sheet(page: Page) -> None:
    """An officer has the file of a class drawn; the page of the job."""
    page.goto("/van-phong/lop/DEM4/giay-to")
    _ordered(page, "/buoi/1/danh-sach")


def prints_a_sheet(page: Page) -> None:
    """An officer prints the sheet of a lesson, which is then waited for at its roll."""
    page.goto("/van-phong/lop/DEM4")
    _ordered(page, "/buoi/3/danh-sach")


def calls_for_an_exception(page: Page) -> None:
    """An officer hands in a list with somebody on it whom the rule leaves out."""
    page.goto("/van-phong/lop/LOP04/trinh-duyet")
    page.locator("main details summary").first.click()
    page.locator("main textarea").first.fill("Vắng hai buổi vì nằm viện, đã học bù cùng tổ.")
    pressed(page, "Trình")


def has_a_double(page: Page) -> None:
    """An officer registers somebody whose name and year stand on file, in another group."""
    page.goto("/van-phong/nguoi-hoc")
    text = page.locator("main ul.list li").first.inner_text().split("\n")
    _registered(page, "DEM1", text[0].strip(), text[1].strip()[:4], group=5)


def opens_a_class(page: Page) -> None:
    """An officer presses the button of an empty form for a class."""
    page.goto("/van-phong/lop/moi")
    pressed(page, "Lưu bản nháp")


def decides(page: Page) -> None:
    """The leader approves a list; the certificates are drawn."""
    page.goto("/van-phong/lop/DEM5/duyet/cap-so")
    pressed(page, "^Cấp")


def sees_them_drawn(page: Page) -> None:
    """The certificates of the list are all drawn."""
    page.goto("/van-phong/lop/DEM5/giay")
    page.locator("main button", has_text="In cả lớp").wait_for(timeout=60_000)


def hands_over(page: Page) -> None:
    """An officer notes that somebody took their certificate."""
    page.goto("/van-phong/lop/DEM5/trao-giay")
    page.locator("main [name=papers]").nth(1).check()
    page.locator("main .tile").first.click()
    pressed(page, "Ghi|Trao|Lưu")


def asks_to_replace(page: Page) -> None:
    """An officer asks for another certificate in place of one."""
    _entry(page, 2)
    page.goto(f"{page.url.rstrip('/')}/cap-lai")
    page.fill("[name=full_name]", "Nông Thị Mẫu")
    page.fill("[name=reason]", "Ghi sai dấu trong tên, người học báo hôm nay.")
    pressed(page, "Gửi lãnh đạo")


def asks_to_revoke(page: Page) -> None:
    """An officer asks the leader to take one back."""
    _entry(page, 3)
    page.goto(f"{page.url.rstrip('/')}/thu-hoi")
    page.fill("[name=reason]", "Cấp nhầm cho người không học lớp này.")
    pressed(page, "Gửi lãnh đạo")


def revokes(page: Page) -> None:
    """The leader takes one back; the entry that says so."""
    page.goto("/van-phong/de-nghi")
    page.locator("main ul.list a", has_text="hu hồi").first.click()
    page.wait_for_load_state()
    page.get_by_text(re.compile("^Đồng ý")).first.click()
    pressed(page, "Cấp lại|Thu hồi")


def checks_a_paper(page: Page) -> None:
    """Somebody opens the address that is printed on a certificate."""
    _entry(page, 0)
    content = page.request.get(page.locator("main a[href$='.pdf']").first.get_attribute("href") or "").body()
    with pdfplumber.open(io.BytesIO(content)) as paper:
        words = re.sub(r"\s", "", paper.pages[0].extract_text())
    found = re.search(r"/g/([0-9A-Z]{16})", words)
    page.goto(f"/g/{found.group(1)}" if found else "/g")


def invites(page: Page) -> None:
    """The administrator adds a member of staff; the invitation."""
    page.goto("/quan-tri/tai-khoan/moi")
    page.fill("[name=full_name]", "Nông Thị Mẫu Mới")
    page.locator("main [name=roles]").first.check()
    pressed(page, "Tạo tài khoản")


def is_invited(page: Page) -> None:
    """Whoever was invited opens the address of the invitation."""
    invites(page)
    page.goto(page.locator("main b", has_text="/m/").inner_text())


def helps_somebody(page: Page) -> None:
    """The counter registers somebody who stands beside; the paper note."""
    page.goto("/quay/dang-ky-ho/DEM1")
    page.fill("[name=full_name]", "Nông Thị Quầy")
    page.fill("[name=birth_year]", "1949")
    page.locator("[name=residential_group]").first.select_option(index=1)
    pressed(page, "Đăng ký")


def pastes_a_list(page: Page) -> None:
    """The counter pastes a list for a class; each line's fate."""
    page.goto("/quay/dang-ky-ho/DEM1/danh-sach")
    page.locator("main textarea").first.fill("Nông Thị Một, 1951\nNông Thị Hai, 54")
    page.locator("main form [type=submit], .bar [type=submit]").first.click()
    page.wait_for_load_state()


def asks_which_lesson(page: Page) -> None:
    """An instructor opens the scanner while two lessons are going on."""
    page.goto("/giang-vien/quet")


def counts_heads(page: Page) -> None:
    """An instructor counts as many heads as are marked and closes the lesson; its result."""
    page.goto("/giang-vien/lop/DEM4/buoi/3/xong")
    came = page.locator("[data-module=closing]").get_attribute("data-came")
    page.locator("main [name=heads]").fill(came or "0")
    pressed(page, "Xong")


def reads_a_sheet(page: Page) -> None:
    """An instructor keys in a signed sheet; the names before they are stored."""
    page.goto("/giang-vien/lop/DEM4/buoi/3/phieu-ky")
    page.fill("[name=numbers]", "1–4, 9")
    pressed(page, "Xem tên")


def _registered(page: Page, code: str, name: str, year: str, group: int = 1) -> None:
    page.goto(f"/l/{code}")
    page.fill("[name=full_name]", name)
    page.fill("[name=birth_year]", year)
    page.locator("[name=residential_group]").first.select_option(index=group)
    pressed(page, "Đăng ký học|Ghi tên")


def _ordered(page: Page, address: str) -> None:
    """Press the form that goes there; the page of its job, whether the file was ready at once or not."""
    page.locator(f"form[action$='{address}']").first.evaluate("form => form.requestSubmit()")
    page.wait_for_url("**/viec/**", wait_until="commit")
    page.goto(page.url.removesuffix("/tep.pdf"))


def _entry(page: Page, number: int) -> None:
    page.goto("/van-phong/lop/DEM5/giay")
    page.locator("main ul.roll a").nth(number).click()
    page.wait_for_load_state()
