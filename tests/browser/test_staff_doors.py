"""Staff at the door and the administrator's room, with thumbs, a keyboard, large letters and no script."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from app.country import clock
from app.models import Account, AdministrativeUnit, Invitation, Role, SignIn
from tests.browser.checks import check_page, check_turned
from tests.browser.conftest import Site
from tests.doors import fresh_code
from tests.factories import PASSWORD, make_account, make_grant, make_group, make_person, make_ward
from tests.year.commands import run

LARGEST = {"name": "co_chu", "value": "3"}
SCREENS = ((360, "light"), (360, "dark"), (320, "light"))


@dataclass
class Office:
    """A ward with its administrator, and a colleague who has been invited."""

    code: str
    administrator_id: int
    username: str
    colleague: str
    token: str


@pytest.fixture(scope="module")
def office(site: Site) -> Office:
    """The ward; stays for the module."""
    with site.write() as session:
        ward = make_ward(session)
        administrator = make_account(session, ward, Role.ADMINISTRATOR, full_name="Phạm Quản Trị", password=PASSWORD)
        name = "Công Tằng Tôn Nữ Thị Huyền Trang"
        colleague = make_account(session, ward, Role.INSTRUCTOR, Role.COUNTER, full_name=name)
        make_grant(session, colleague, ward, Role.AMBASSADOR, until=clock.today())
        token = Invitation.offer(session, colleague, clock.now()).token
        return Office(ward.code, administrator.id, administrator.username, colleague.public_id, token)


def signed_in(page: Page, site: Site, office: Office) -> Page:
    """The administrator's window."""
    site.sign_in(page.context, office.administrator_id)
    return page


def test_each_screen_holds(page: Page, site: Site, office: Office) -> None:
    signed_in(page, site, office)
    account = f"/quan-tri/tai-khoan/{office.colleague}"
    for address in (
        "/dang-xuat",
        "/tai-khoan",
        "/tai-khoan/mat-khau",
        "/quan-tri",
        "/quan-tri/tai-khoan/moi",
        "/quan-tri/don-vi",
        f"/quan-tri/don-vi/{office.code}",
        "/quan-tri/nhat-ky",
        account,
        f"{account}/ma-moi",
        f"{account}/vai-tro",
        f"/m/{office.token}",
    ):
        page.goto(address)
        check_turned(page, *SCREENS)
    page.context.clear_cookies()
    page.goto("/dang-nhap")
    check_turned(page, *SCREENS)


def test_each_screen_holds_at_the_largest_letters(open_window: Callable[..., Page], site: Site, office: Office) -> None:
    page = signed_in(open_window(), site, office)
    page.context.add_cookies([{**LARGEST, "url": site.url}])
    for address in ("/quan-tri", f"/quan-tri/tai-khoan/{office.colleague}", "/quan-tri/nhat-ky", "/tai-khoan"):
        page.goto(address)
        check_page(page)


@pytest.mark.expects("422")
@pytest.mark.core("signing in, in a browser")
def test_signing_in_by_keyboard_alone(page: Page, site: Site, office: Office) -> None:
    page.goto("/dang-nhap")
    page.get_by_label("Tên đăng nhập").focus()
    page.keyboard.type(office.username)
    page.keyboard.press("Tab")
    page.keyboard.type("sai rồi")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Chưa đăng nhập được")
    expect(page.get_by_label("Mật khẩu", exact=True)).to_be_focused()
    expect(page.get_by_label("Tên đăng nhập")).to_have_value(office.username)
    check_page(page)
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Sáu số")).to_be_focused()
    check_page(page)
    page.keyboard.type(fresh_code(site.app, office.username))
    page.keyboard.press("Enter")
    expect(page).to_have_url("/quan-tri")


def test_a_password_can_be_looked_at_while_it_is_typed_and_is_hidden_when_sent(page: Page) -> None:
    page.goto("/dang-nhap")
    password = page.get_by_label("Mật khẩu", exact=True)
    password.fill(PASSWORD)
    expect(password).to_have_attribute("type", "password")
    page.get_by_label("Hiện mật khẩu khi gõ").check()
    expect(password).to_have_attribute("type", "text")
    page.get_by_label("Hiện mật khẩu khi gõ").uncheck()
    expect(password).to_have_attribute("type", "password")


def test_without_script_there_is_no_box_and_the_door_works(
    open_window: Callable[..., Page], site: Site, office: Office
) -> None:
    page = open_window(java_script_enabled=False)
    page.goto("/dang-nhap")
    expect(page.get_by_text("Hiện mật khẩu khi gõ")).to_be_hidden()
    page.get_by_label("Tên đăng nhập").fill(office.username)
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_label("Sáu số").fill(fresh_code(site.app, office.username))
    page.get_by_role("button", name="Vào", exact=True).click()
    expect(page).to_have_url("/quan-tri")


def test_somebody_is_invited_and_comes_in_on_another_phone(
    open_window: Callable[..., Page], site: Site, office: Office
) -> None:
    room = signed_in(open_window(), site, office)
    room.goto("/quan-tri")
    room.get_by_role("link", name="Thêm người").click()
    room.get_by_label("Họ và tên").fill("Đỗ Thị Ánh Tuyết")
    room.get_by_label("Trực quầy hỗ trợ").check()
    room.get_by_role("button", name="Tạo tài khoản và mã mời").click()
    expect(room.get_by_role("img", name="Mã QR của lời mời")).to_be_visible()
    address = room.locator("b", has_text="/m/").inner_text()
    theirs = open_window()
    theirs.goto(address[address.index("/m/") :])
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Chào Đỗ Thị Ánh Tuyết")
    theirs.get_by_label("Mật khẩu mới", exact=True).fill("áo dài xanh nón lá")
    theirs.get_by_label("Gõ lại mật khẩu mới").fill("áo dài xanh nón lá")
    theirs.get_by_role("button", name="Đặt mật khẩu và vào").click()
    expect(theirs).to_have_url("/quay")
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Ghi một lượt giúp")
    with site.read() as session:
        assert session.scalars(Account.called("tuyetdta")).one().password_hash


@pytest.mark.expects("401")
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_form_kept_from_an_ended_sign_in_goes_by_one_press(
    open_window: Callable[..., Page], site: Site, office: Office, script: bool
) -> None:
    page = signed_in(open_window(java_script_enabled=script), site, office)
    page.goto(f"/quan-tri/don-vi/{office.code}")
    signer = page.locator("[name=signer_name]")
    signer.fill(f"Lê Hồng Thái {script}")
    with site.write() as session:
        for sign_in in session.scalars(SignIn.open_for(office.administrator_id)):
            sign_in.ended_at = clock.now()
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Phiên đăng nhập đã hết")

    page.get_by_label("Tên đăng nhập").fill(office.username)
    page.get_by_role("textbox", name="Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập và gửi").click()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Mở trang xác thực").click()
    door = opened.value
    door.get_by_label("Sáu số").fill(fresh_code(site.app, office.username))
    door.get_by_role("button", name="Vào", exact=True).click()
    expect(door).not_to_have_url(re.compile("/dang-nhap"))
    page.get_by_role("button", name="Gửi lại").click()

    expect(page.get_by_text("Đã lưu")).to_be_visible()
    with site.read() as session:
        stored = session.scalars(AdministrativeUnit.called(office.code)).one()
        assert stored.signer_name == f"Lê Hồng Thái {script}"


def test_a_ward_is_merged_and_one_is_divided(page: Page, site: Site) -> None:
    with site.write() as session:
        wards = [make_ward(session, name=name) for name in ("Linh Sơn", "Chùa Hang", "Đồng Bẩm")]
        account = make_account(session, wards[0], Role.ADMINISTRATOR, full_name="Vi Quản Trị", password=PASSWORD)
        for ward in wards[1:]:
            make_grant(session, account, ward, Role.ADMINISTRATOR)
        group, other = (make_group(session, wards[0], f"Tổ dân phố {number}") for number in (1, 2))
        make_person(session, wards[0], "Lê Thị Hoa", 1960, group=group)
        number, given, kept = account.id, group.code, other.name
        into, part, receiving = (ward.code for ward in wards)
    site.sign_in(page.context, number)

    page.goto("/quan-tri/don-vi")
    page.get_by_role("link", name="Sáp nhập, chia tách").click()
    expect(page.get_by_text("Chưa có bản chạy thử nào cho anh chị")).to_be_visible()
    check_turned(page, *SCREENS)
    assert run(site.app, "unit", "merge", part, "--into", into).exit_code == 0
    page.reload()
    expect(page.get_by_role("heading", name="Chuyển sang Phường Linh Sơn")).to_be_visible()
    check_turned(page, *SCREENS)
    page.get_by_role("button", name="Nhập thật").click()
    expect(page.get_by_text("Đã nhập vào Phường Linh Sơn")).to_be_visible()

    assert run(site.app, "unit", "divide", into, "--give", f"{receiving}={given}").exit_code == 0
    page.get_by_role("link", name="Sáp nhập, chia tách").click()
    told = page.locator("section").filter(has_text="Chuyển sang Phường Đồng Bẩm")
    expect(told).to_contain_text("1 người trong sổ")
    expect(page.get_by_text(kept)).to_have_count(0)
    check_turned(page, *SCREENS)
    page.get_by_role("button", name="Chia thật").click()
    expect(page.get_by_text("Đã chia")).to_be_visible()
    check_page(page)
