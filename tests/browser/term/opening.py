"""The first days of March: the ward is set up, its staff let in, its groups, halls and residents brought on file."""

import io
import re
import unicodedata

from openpyxl import Workbook
from playwright.sync_api import Page, expect

from app.country import clock
from app.data.first_run import setup_code
from app.models.people.totp_secret import code_at
from tests.browser.checks import check_page, fits
from tests.browser.patience import PATIENCE
from tests.browser.term import plan
from tests.browser.term.ward import PASSWORD, Ward

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def first_run(ward: Ward) -> None:
    """Anh Toàn finds his ward among 3,321 and becomes its first administrator."""
    page = ward.window()
    page.goto("/quan-tri/bat-dau")
    page.get_by_role("searchbox").fill("phan dinh phung thai nguyen")
    page.get_by_role("link", name=re.compile("05443")).click()
    page.get_by_label("Mã cài đặt").fill(setup_code(ward.site.app.extensions["settings"]))
    page.locator("summary", has_text="Trên giấy của phường, xã").click()
    page.get_by_label("Dòng trên chức vụ").fill("KT. CHỦ TỊCH")
    page.get_by_label("Chức vụ người ký").fill("PHÓ CHỦ TỊCH")
    page.get_by_label("Họ tên người ký").fill("Lê Hồng Thái")
    expect(page.locator("#dau-giay")).to_contain_text("Lê Hồng Thái")
    page.get_by_label("Họ và tên người quản trị").fill("Phùng Đức Toàn")
    page.get_by_label("Tên đăng nhập").fill("quantri")
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_label("Gõ lại mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Bắt đầu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bật bảo vệ hai lớp")
    fits(page)
    page.get_by_label("Sáu số").fill(shown_by_app(page.content()))
    page.get_by_role("button", name="Bật bảo vệ hai lớp").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mười mã dự phòng")
    fits(page)
    page.get_by_role("link", name="Tôi đã cất mã").click()
    expect(page).to_have_url(re.compile("/quan-tri$"))
    ward.keep_phone("quantri", page)


def staff(ward: Ward) -> None:
    """Chị Đào is invited on a phone and sets a password of her own; so do the others."""
    admin = ward.open("quantri", "/quan-tri/tai-khoan/moi")
    admin.get_by_label("Họ và tên").fill("Lường Thị Bích Đào")
    admin.get_by_label("Cán bộ phụ trách").check()
    admin.get_by_label("Tên đăng nhập").fill("canbo")
    admin.get_by_role("button", name="Tạo tài khoản và mã mời").click()
    expect(admin.get_by_role("heading", level=1)).to_be_visible()
    fits(admin)
    ward.accounts["canbo"] = admin.url.split("/")[-2]
    invitation = re.search(r"/m/[0-9A-Za-z-]+", admin.content())
    assert invitation
    page = ward.window()
    page.goto(invitation[0])
    page.get_by_label("Mật khẩu mới", exact=True).fill(PASSWORD)
    page.get_by_label(re.compile("Gõ lại")).fill(PASSWORD)
    page.get_by_role("button", name=re.compile("mật khẩu|Đặt")).last.click()
    expect(page).to_have_url(re.compile("/van-phong$"))
    ward.keep_phone("canbo", page)
    invite(ward, "lanhdao", "Lê Hồng Thái", "leader")
    invite(ward, "quay", "Hà Thị Thu Trà", "counter")
    for username, name in plan.instructors().items():
        invite(ward, username, name, "instructor")


def invite(ward: Ward, username: str, full_name: str, role: str, **more: str) -> None:
    """An account, whose owner takes the invitation up."""
    admin = ward.staff("quantri")
    shown = admin.fill(
        "/quan-tri/tai-khoan/moi", "/tai-khoan", full_name=full_name, username=username, roles=role, **more
    )
    ward.accounts[username] = shown.path.split("/")[-2]
    invitation = re.search(r"/m/[0-9A-Za-z-]+", shown.html)
    assert invitation, shown.text
    taken = ward.staff(username).fill(
        invitation[0], field_named="new_password", new_password=PASSWORD, new_password_again=PASSWORD
    )
    if taken.path == "/dang-nhap/hai-lop":
        taken = ward.staff(username).press(taken, taken.form("/hai-lop"), code=shown_by_app(taken.html))
        assert taken.h1 == "Mười mã dự phòng", taken.text
    assert not taken.path.startswith("/m/"), taken.text


def shown_by_app(html: str) -> str:
    """What an app shows that took the secret from a page."""
    secret = re.search(r"otpauth://totp/[^\"]*[?]secret=([A-Z2-7]+)", html)
    assert secret, html
    return code_at(secret[1], clock.now())


def places_and_groups(ward: Ward) -> None:
    """The halls by their form, the groups from the ward's own CSV; then a group head is appointed."""
    office = ward.staff("canbo")
    for row in plan.halls():
        office.fill(
            "/van-phong/dia-diem/moi",
            field_named="quarter",
            name=row["name"],
            quarter=row["quarter"],
            seats=row["seats"],
            wheelchair="y" if row["wheelchair"] == "1" else None,
        )
    lines = ["Mã\tTên tổ dân phố", *(f"{code}\t{name}" for code, name in plan.groups().items())]
    done = ward.paste("canbo", "/van-phong/nhap/moi?loai=dia-ban", "\n".join(lines))
    assert "24 ghi mới" in done.text, done.text
    head = ward.staff("quantri").get("/quan-tri/tai-khoan/moi").form("/tai-khoan")
    group = head.choices["group"]["Tổ dân phố Quang Trung 1"]
    invite(ward, "totruong", "Bùi Văn Quyết", "group_head", group=group)


def residents(ward: Ward) -> None:
    """240 residents in the sheet as the ward keeps it: a title above, an STT column, a name or two decomposed."""
    page = ward.open("canbo", "/van-phong/nhap/moi?loai=nguoi")
    page.get_by_label("Tệp Excel (.xlsx) hoặc CSV").set_input_files(
        {"name": "Danh sách nhân khẩu.xlsx", "mimeType": XLSX, "buffer": _sheet()}
    )
    page.get_by_role("button", name="Đọc thử danh sách").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Xem trước danh sách")
    expect(page.get_by_text("240 ghi mới")).to_be_visible()
    expect(page.get_by_text("2 chưa chắc là ai")).to_be_visible()
    fits(page)
    page.get_by_role("button", name=re.compile("^Ghi vào")).click()
    # Whatever else the machine does, the worker gets to it.
    expect(page.get_by_role("heading", level=1)).to_have_text("Kết quả nhập danh sách", timeout=3 * PATIENCE)
    expect(page.get_by_text("240 ghi mới")).to_be_visible()
    _no_twins(page)


def _no_twins(page: Page) -> None:
    """Two pairs share name, year and group: chị Đào, who knows them, says that they are four people."""
    page.goto("/van-phong/trung-nguoi")
    check_page(page)
    for left in (1, 0):
        card = page.locator(".card").first
        card.get_by_text("Không trùng với ai").first.click()
        card.get_by_role("button", name="Không trùng với ai").click()
        expect(page.get_by_text("cùng tên, cùng năm sinh")).to_have_count(left)
    expect(page.get_by_role("heading", name="Không có hồ sơ nào chờ xem")).to_be_visible()


def _born(person: plan.Someone) -> str | int:
    """The year; where another one bears the name in that year and group, the day that tells them apart."""
    said = (person.full_name, person.birth_year, person.group)
    twins = [other for other in plan.residents() if (other.full_name, other.birth_year, other.group) == said]
    if len(twins) == 1:
        return int(person.birth_year)
    return f"{5 + 9 * twins.index(person):02d}/03/{person.birth_year}"


def _sheet() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["ỦY BAN NHÂN DÂN PHƯỜNG PHAN ĐÌNH PHÙNG"])
    sheet.append(["DANH SÁCH NGƯỜI DÂN"])
    sheet.merge_cells("A2:F2")
    sheet.append(["STT", "Họ và tên", "Năm sinh", "Giới tính", "Tổ dân phố", "Số điện thoại"])
    for number, person in enumerate(plan.residents(), 1):
        name = unicodedata.normalize("NFD", person.full_name) if number % 40 == 0 else person.full_name
        sheet.append([number, name, _born(person), person.sex, plan.groups()[person.group], person.phone])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
