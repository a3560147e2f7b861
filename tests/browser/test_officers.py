"""Chị Đào of the ward's office and ông Thái, who leads it: phones in hand, between two meetings."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from app.country import clock, formats
from app.jobs import orders
from app.models import AdministrativeUnit, Approval, Course, CourseState, Job, JobState, Registration, Role, SignIn
from tests.browser.checks import check_page, check_turned, twice_as_large
from tests.browser.conftest import Site
from tests.factories import (
    PASSWORD,
    make_account,
    make_approved_list,
    make_attended_course,
    make_course,
    make_group,
    make_person,
    make_place,
    make_registration,
    make_ward,
)

Open = Callable[..., Page]
WIDE: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "is_mobile": False, "has_touch": False}
IN_A_WEEK = clock.today() + timedelta(days=7)
# A New Year's Day that lessons before it, still to come, run into; on its weekday and that of the first they are given.
NEW_YEAR = date((clock.today() + timedelta(days=11)).year + 1, 1, 1)
BEFORE_IT = NEW_YEAR - timedelta(days=10)


@dataclass
class Office:
    """A ward with something of everything: a draft, a course that runs, lists on their way, a register."""

    officer_id: int
    leader_id: int
    unit_id: int
    codes: dict[str, str] = field(default_factory=dict)
    seat: str = ""


@pytest.fixture
def office(site: Site) -> Office:
    """A new ward on the server."""
    with site.write() as session:
        ward = make_ward(session)
        officer = make_account(session, ward, Role.OFFICER, full_name="Lường Thị Bích Đào")
        leader = make_account(session, ward, Role.LEADER, full_name="Lê Hồng Thái")
        make_account(session, ward, Role.INSTRUCTOR, full_name="Tạ Đăng Nguyên")
        make_place(session, ward, "Nhà văn hóa Tân Thịnh")
        made = Office(officer.id, leader.id, ward.id)
        draft = make_course(session, ward, title="Sức khỏe điện tử", state=CourseState.DRAFT)
        running = make_course(session, ward, title="Bình dân học AI – Tân Thịnh", seats=2, first=_tonight())
        for name in ("Lương Doãn Thiệu", "Công Tằng Tôn Nữ Thị Huyền Trang", "H'Hen Niê"):
            made.seat = make_registration(session, running, name).public_id
        over = make_attended_course(session, ward, people=5, seldom=2, title="An toàn số")
        waiting = make_attended_course(session, ward, people=5, seldom=1, title="Điện thoại thông minh – Túc Duyên")
        Approval.submit(session, waiting.id, by=officer, now=clock.now())
        approved = make_attended_course(session, ward, people=4, title="Kỹ năng số cho công nhân may")
        make_approved_list(session, approved)
        named = {"draft": draft, "running": running, "over": over, "waiting": waiting, "approved": approved}
        made.codes = {name: course.code for name, course in named.items()}
    return made


def _tonight() -> Any:
    return clock.at_local(clock.today(), 19, 30)


@pytest.fixture
def enter(site: Site, open_window: Open) -> Open:
    """`enter(account_id, "/van-phong")`: a window of this member of staff."""

    def entered(account_id: int, path: str = "/van-phong", **settings: Any) -> Page:
        page = open_window(**settings)
        site.sign_in(page.context, account_id)
        page.goto(path)
        return page

    return entered


def addresses(office: Office) -> dict[str, list[str]]:
    """Every page of the room that a GET opens, by who opens it."""
    code = office.codes
    course = "/van-phong/lop/"
    return {
        "officer": [
            "/van-phong",
            "/van-phong/lop",
            "/van-phong/lop?tim=khong+co",
            "/van-phong/lop/moi",
            course + code["draft"],
            course + code["running"],
            course + code["running"] + "/sua",
            course + code["running"] + "/ap-phich",
            course + code["running"] + "/buoi/moi",
            course + code["running"] + "/buoi/2/sua",
            course + code["running"] + "/buoi/2/huy",
            course + code["running"] + "/huy",
            course + code["running"] + "/giay-to",
            "/van-phong/lich",
            "/van-phong/mau-lop",
            "/van-phong/mau-lop/moi",
            course + code["running"] + "/hoc-vien/moi",
            course + code["running"] + f"/hoc-vien/{office.seat}",
            course + code["over"] + "/trinh-duyet",
            course + code["approved"] + "/giay",
            "/van-phong/so-cap",
        ],
        "leader": [
            "/van-phong",
            "/van-phong/duyet",
            course + code["waiting"] + "/duyet",
            course + code["waiting"] + "/tra-lai",
        ],
    }


def test_every_page_of_the_office_can_be_read_and_pressed_and_stands_at_twice_the_size(
    office: Office, enter: Open
) -> None:
    for account_id, paths in zip((office.officer_id, office.leader_id), addresses(office).values(), strict=True):
        page = enter(account_id, **WIDE)
        for path in paths:
            page.goto(path)
            check_turned(page, (1280, "dark"), (320, "light"))
            twice_as_large(page, 360)


def test_from_nothing_to_a_poster(site: Site, office: Office, enter: Open, worker: None) -> None:
    page = enter(office.officer_id)

    page.get_by_role("link", name="Mở lớp mới").click()
    page.get_by_label("Tên lớp").fill("Buổi học cộng đồng tháng 12")
    page.get_by_label("Học từ ngày").fill(formats.date(IN_A_WEEK))
    page.get_by_text("19 giờ 30, mỗi buổi 90 phút, 4 buổi").click()
    page.get_by_label("Học mấy buổi").fill("2")
    page.get_by_label("Nơi học").first.select_option(label="Nhà văn hóa Tân Thịnh")
    page.get_by_text("Chưa giao ai").click()
    page.get_by_text("Tạ Đăng Nguyên").click()
    expect(page.locator("summary", has_text="Giảng viên")).to_contain_text("đã sửa, chưa lưu")
    page.get_by_role("button", name="Lưu bản nháp").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Buổi học cộng đồng tháng 12")
    page.get_by_role("button", name="Công bố lớp").click()

    poster = page.get_by_role("link", name=re.compile("Mở (áp phích|tệp) PDF"))
    expect(poster).to_be_visible()
    answer = page.request.get(str(poster.get_attribute("href")))
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-")
    with site.read() as session:
        course = session.scalars(Course.of(office.unit_id).where(Course.title.startswith("Buổi học"))).one()
        assert (course.state, len(course.lessons)) == (CourseState.OPEN, 2)


def test_the_leader_approves_with_two_presses(office: Office, enter: Open, worker: None) -> None:
    page = enter(office.leader_id)

    page.get_by_role("link", name=re.compile("5 giấy chứng nhận")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Duyệt 5 giấy")
    page.get_by_role("link", name="Duyệt 5 giấy…").click()
    page.get_by_role("button", name="Cấp 5 giấy").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("5 giấy chứng nhận")
    expect(page.get_by_text("Đã cấp")).to_have_count(5)
    check_page(page)
    page.locator("main a[href*='/so-cap/']").first.click()
    paper = page.locator("a[href$='.pdf']").first
    answer = page.request.get(str(paper.get_attribute("href")))
    assert answer.body().startswith(b"%PDF-")
    check_page(page)


def test_while_the_papers_are_drawn_the_numbers_move_and_then_the_page_does(
    site: Site, office: Office, enter: Open
) -> None:
    with site.write() as session:
        approval = session.scalars(Approval.of(session.scalars(Course.called(office.codes["approved"])).one().id)).one()
        job = orders.certificates(session, approval, by=office.leader_id)
        job.state, job.done, job.total = JobState.RUNNING, 1, 4
    page = enter(office.leader_id, f"/van-phong/viec/{job.public_id}")
    expect(page.get_by_text("Đang vẽ giấy 1/4")).to_be_visible()
    check_page(page)

    with site.write() as session:
        session.get_one(Job, job.id).done = 3
    expect(page.get_by_text("Đang vẽ giấy 3/4")).to_be_visible()
    with site.write() as session:
        session.get_one(Job, job.id).finish(result=None, now=clock.now())

    expect(page.get_by_role("heading", level=1)).to_have_text("4 giấy chứng nhận")


def test_names_are_found_while_one_types_without_accents(office: Office, enter: Open) -> None:
    page = enter(office.officer_id, f"/van-phong/lop/{office.codes['running']}/nguoi-hoc")
    expect(page.locator("#cac-dong")).to_contain_text("Thiệu")

    page.get_by_label("Tìm tên trong lớp").press_sequentially("huyen")

    expect(page.locator("#cac-dong")).not_to_contain_text("Thiệu")
    expect(page.locator("#cac-dong")).to_contain_text("Huyền Trang")
    page.goto("/van-phong/tim")
    page.locator("#q").press_sequentially("suc khoe")
    expect(page.locator("#tim-ra [data-row]")).to_contain_text(["Sức khỏe điện tử"])


def test_the_desk_is_worked_with_the_keyboard_alone(office: Office, enter: Open) -> None:
    page = enter(office.officer_id, "/van-phong/lop", **WIDE)
    page.keyboard.press("/")
    expect(page.locator("#tim-khap")).to_be_focused()
    page.keyboard.type("suc khoe")
    expect(page.locator("#tim-thay [data-row]")).to_contain_text(["Sức khỏe điện tử"])
    line, found = page.locator("#tim-khap").bounding_box(), page.locator("#tim-thay > *").first.bounding_box()
    assert line
    assert found
    assert line["y"] + line["height"] <= found["y"]  # what is typed stays in sight
    page.keyboard.press("ArrowDown")
    expect(page.locator("#tim-thay [data-row]").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#tim-thay [data-row]")).to_have_count(0)

    page.locator("#tim-khap").blur()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    second = page.locator("#cac-lop [data-row]").nth(1)
    expect(second).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#xem h2")).to_be_focused()
    assert f"xem={second.get_attribute('data-row')}" in page.url
    page.keyboard.press("Escape")
    expect(second).to_be_focused()
    assert "xem=" not in page.url
    page.go_back()
    expect(page.locator("#xem h2")).to_be_visible()
    expect(page.locator("tr.on")).to_have_count(1)


def test_esc_pressed_the_moment_a_panel_is_there_closes_it(office: Office, enter: Open) -> None:
    page = enter(office.officer_id, "/van-phong/lop", **WIDE)
    page.evaluate(
        """addEventListener('focusin', event => event.target.matches('#xem h2')
           && event.target.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true })))"""
    )
    row = page.locator("#cac-lop [data-row]").first
    row.focus()

    with page.expect_response(lambda answer: "xem=" in answer.url):
        page.keyboard.press("Enter")

    expect(page.locator("#xem > *")).to_have_count(0)
    expect(row).to_be_focused()  # a page that came anew would have no focus


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_one_page_of_the_desk_becomes_the_next_unless_motion_is_reduced(
    office: Office, enter: Open, motion: str
) -> None:
    page = enter(office.officer_id, **WIDE, reduced_motion=motion)

    # Asked of the rules: the flags of these browsers (conftest.py) leave no frame over that it could move from.
    rules = page.evaluate("""() => Array.from(document.styleSheets, ({ cssRules }) => [...cssRules]).flat()
      .filter(({ media, cssText }) => media && matchMedia(media.mediaText).matches && /@view-transition/.test(cssText))
      .length""")
    assert rules == (motion == "no-preference")


@pytest.mark.expects("401")
def test_an_ended_sign_in_lies_over_the_page_and_takes_nothing(office: Office, enter: Open, site: Site) -> None:
    page = enter(office.officer_id, "/van-phong/lop", **WIDE)
    page.locator("[data-pick]").first.check()
    page.context.clear_cookies()

    page.locator("#sap-ten").click()

    expect(page.get_by_role("alertdialog")).to_contain_text("Phiên đăng nhập đã hết")
    expect(page.locator("[data-pick]").first).to_be_checked()
    site.sign_in(page.context, office.officer_id)
    page.keyboard.press("Escape")
    page.locator("#sap-ten").click()
    expect(page.locator("th[aria-sort]")).to_contain_text("Tên lớp")
    expect(page.locator("[data-pick]:checked")).to_have_count(1)
    expect(page.locator("[data-picked]")).to_have_text("Đã chọn 1")


@pytest.mark.expects("401", "422")
def test_name_and_password_over_the_page_go_on_with_it(office: Office, enter: Open, site: Site) -> None:
    with site.write() as session:
        ward = session.get_one(AdministrativeUnit, office.unit_id)
        officer = make_account(session, ward, Role.OFFICER, username="daoltb", password=PASSWORD).id
    page = enter(officer, "/van-phong/lop", **WIDE)
    page.locator("[data-pick]").first.check()
    with site.write() as session:
        for sign_in in session.scalars(SignIn.open_for(officer)):
            sign_in.ended_at = clock.now()
    page.locator("#sap-ten").click()

    over = page.get_by_role("alertdialog")
    over.get_by_label("Tên đăng nhập").fill("daoltb")
    over.get_by_label("Mật khẩu").fill("sai hẳn")
    over.get_by_role("button", name="Đăng nhập").click()
    expect(over.get_by_text("mật khẩu chưa đúng")).to_be_visible()
    over.get_by_label("Mật khẩu").fill(PASSWORD)
    over.get_by_role("button", name="Đăng nhập").click()

    expect(over).to_have_count(0)
    expect(page.locator("[data-pick]").first).to_be_checked()
    page.locator("#sap-ten").click()
    expect(page.locator("th[aria-sort]")).to_contain_text("Tên lớp")


@pytest.mark.expects("401")
def test_an_ended_sign_in_can_be_read_on_a_phone_and_keeps_the_keys(office: Office, enter: Open) -> None:
    page = enter(office.officer_id, "/van-phong/lop")
    page.set_viewport_size({"width": 360, "height": 740})
    page.context.clear_cookies()
    page.locator("[data-row]").first.evaluate("link => htmx.ajax('GET', link.href, '#xem')")

    over = page.get_by_role("alertdialog", name="Phiên đăng nhập đã hết")
    expect(over.locator(":scope > .card")).to_have_count(1)
    narrow = "box => [box.querySelector('form'), box.querySelector('section')].map(each => each.clientWidth)"
    assert min(over.evaluate(narrow)) > 250
    for _step in range(8):
        page.keyboard.press("Tab")
        assert page.evaluate("() => !document.activeElement.closest('main, nav')")
    check_turned(page, (360, "light"), (360, "dark"), (320, "dark", "3"))


def test_last_months_class_is_copied_and_its_poster_printed(
    site: Site, office: Office, enter: Open, worker: None
) -> None:
    page = enter(office.officer_id, f"/van-phong/lop/{office.codes['over']}")

    page.get_by_role("link", name="Mở lớp giống lớp này").click()
    expect(page.get_by_label("Tên lớp")).to_have_value("An toàn số")
    page.get_by_role("button", name="Lưu bản nháp").click()
    page.get_by_role("button", name="Công bố lớp").click()
    poster = page.get_by_role("link", name=re.compile("Mở (áp phích|tệp) PDF"))
    expect(poster).to_be_visible()
    paper = page.request.get(str(poster.get_attribute("href")))

    assert paper.body().startswith(b"%PDF-")
    with site.read() as session:
        over = session.scalars(Course.called(office.codes["over"])).one()
        copy = session.scalars(
            Course.of(office.unit_id).where(Course.title == "An toàn số", Course.id != over.id)
        ).one()
        assert (copy.state, len(copy.lessons)) == (CourseState.OPEN, len(over.lessons))
        assert copy.lessons[0].starts_at > clock.now()


def test_a_weekday_chosen_while_the_dates_are_on_their_way_counts(office: Office, enter: Open) -> None:
    page, asked = enter(office.officer_id, "/van-phong/lop/moi"), list[Route]()
    page.route("**/lop/moi/lich*", lambda route: asked.append(route) if not asked else route.continue_())
    page.get_by_label("Học từ ngày").fill(formats.date(BEFORE_IT))
    with page.expect_request("**/lop/moi/lich*"):
        page.locator(f"#weekdays-{BEFORE_IT.weekday()}").check()
    page.locator(f"#weekdays-{NEW_YEAR.weekday()}").check()
    asked[0].continue_()
    expect(page.locator("#lich-hoc")).to_contain_text(f"{formats.date(NEW_YEAR)} là Tết Dương lịch.")


def test_the_dates_follow_the_pattern_while_it_is_chosen(office: Office, enter: Open) -> None:
    page = enter(office.officer_id, "/van-phong/lop/moi")

    page.get_by_label("Học từ ngày").fill(formats.date(BEFORE_IT))
    page.locator(f"#weekdays-{BEFORE_IT.weekday()}").check()
    page.locator(f"#weekdays-{NEW_YEAR.weekday()}").check()

    dates = page.locator("#lich-hoc ol > li")
    expect(dates).to_have_count(4)
    expect(page.locator("#lich-hoc")).to_contain_text(f"{formats.date(NEW_YEAR)} là Tết Dương lịch.")
    after = formats.weekday_date(NEW_YEAR + timedelta(days=4))
    expect(dates.last).to_contain_text(after[:1].upper() + after[1:])
    check_page(page)


def test_without_script_the_dates_are_a_press_away(office: Office, enter: Open) -> None:
    page = enter(office.officer_id, "/van-phong/lop/moi", java_script_enabled=False)

    page.get_by_label("Tên lớp").fill("Chợ số 4T")
    page.get_by_label("Học từ ngày").fill(formats.date(IN_A_WEEK))
    page.get_by_role("button", name="Xem các ngày học").click()

    expect(page.locator("#lich-hoc ol > li")).to_have_count(4)
    expect(page.get_by_label("Tên lớp")).to_have_value("Chợ số 4T")


@pytest.mark.expects("409")
def test_two_officers_on_one_class_the_second_sees_both_versions(site: Site, office: Office, enter: Open) -> None:
    path = f"/van-phong/lop/{office.codes['running']}/sua"
    first, second = enter(office.officer_id, path), enter(office.officer_id, path)
    first.get_by_label("Số chỗ").fill("31")
    first.get_by_role("button", name="Lưu").click()
    expect(first.get_by_role("heading", level=1)).to_have_text("Bình dân học AI – Tân Thịnh")

    second.get_by_label("Số chỗ").fill("32")
    second.get_by_role("button", name="Lưu").click()

    expect(second.get_by_role("alert")).to_contain_text("Có người vừa sửa trước anh chị")
    row = second.get_by_role("row", name=re.compile("Số chỗ"))
    expect(row).to_contain_text("31")
    expect(row).to_contain_text("32")
    expect(second.get_by_label("Số chỗ")).to_have_value("32")
    check_page(second)
    with site.read() as session:
        assert session.scalars(Course.called(office.codes["running"])).one().seats == 31


def test_a_moved_lesson_leads_to_the_words_that_tell_it(office: Office, enter: Open) -> None:
    page = enter(office.officer_id, f"/van-phong/lop/{office.codes['running']}/buoi/2/sua")

    page.get_by_label("Bắt đầu lúc").fill("8:30")
    page.get_by_role("button", name="Lưu").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Đổi giờ hoặc nơi học")
    expect(page.get_by_label("Lời nhắn chung")).to_have_value(re.compile("8 giờ 30"))


def test_without_script_all_of_it_works(site: Site, office: Office, enter: Open) -> None:
    page = enter(office.officer_id, f"/van-phong/lop/{office.codes['running']}/nguoi-hoc", java_script_enabled=False)

    page.get_by_label("Tìm tên trong lớp").fill("thieu")
    page.get_by_role("button", name="Tìm").click()
    expect(page.locator("#cac-dong")).to_contain_text("Thiệu")
    expect(page.locator("#cac-dong")).not_to_contain_text("Huyền Trang")
    page.goto(f"/van-phong/lop/{office.codes['draft']}")
    page.get_by_role("button", name="Công bố lớp").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Áp phích và mã QR")
    page.goto(f"/van-phong/lop/{office.codes['over']}/trinh-duyet")
    page.get_by_role("button", name="Trình lãnh đạo duyệt 5 giấy").click()
    expect(page.get_by_text("Đang chờ lãnh đạo duyệt")).to_be_visible()


def test_with_the_keyboard_alone_somebody_is_registered(site: Site, office: Office, enter: Open) -> None:
    page = enter(office.officer_id, f"/van-phong/lop/{office.codes['running']}/hoc-vien/moi", **WIDE)

    page.get_by_label("Họ và tên").focus()
    page.keyboard.type("Đỗ Trà My")
    page.keyboard.press("Tab")
    page.keyboard.type("1977")
    page.keyboard.press("Tab")
    page.keyboard.press("End")  # the last choice: from elsewhere
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_text(re.compile("Đỗ Trà My đang chờ, thứ 2"))).to_be_visible()
    with site.read() as session:
        course = session.scalars(Course.called(office.codes["running"])).one()
        assert len(session.scalars(Registration.of(course.id)).all()) == 4


@pytest.mark.expects("422", "409")
def test_a_refusal_leads_to_the_first_wrong_line(office: Office, enter: Open) -> None:
    page = enter(office.officer_id, "/van-phong/lop/moi")

    page.get_by_role("button", name="Lưu bản nháp").click()

    expect(page.get_by_role("alert")).to_contain_text("Còn 3 dòng cần sửa")
    expect(page.get_by_label("Tên lớp")).to_be_focused()
    check_page(page)


def test_another_wards_pages_are_not_there(site: Site, office: Office, open_window: Open) -> None:
    with site.write() as session:
        elsewhere = make_ward(session)
        stranger = make_account(session, elsewhere, Role.OFFICER).id
        assert session.get_one(AdministrativeUnit, office.unit_id).id != elsewhere.id
    page = open_window()
    site.sign_in(page.context, stranger)

    of_courses = [path for path in addresses(office)["officer"] if any(code in path for code in office.codes.values())]
    answers = {path: page.request.get(path).status for path in of_courses}

    assert set(answers.values()) == {404}, answers


@pytest.mark.expects("422")
def test_a_form_is_begun_filled_and_saved_without_the_mouse(office: Office, enter: Open) -> None:
    page = enter(office.officer_id, "/van-phong/dia-diem", **WIDE)
    page.keyboard.press("n")
    expect(page.locator("#name")).to_be_focused()
    assert "/van-phong/dia-diem/moi" in page.url
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("cần sửa")
    expect(page.locator("[aria-invalid]").first).to_be_focused()
    page.keyboard.type("Nhà văn hóa Phím Tắt")
    page.keyboard.press("Tab")
    page.keyboard.type("40")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Đã thêm Nhà văn hóa Phím Tắt.")).to_be_visible()


def test_groups_are_chosen_by_the_first_letter_of_their_own_name(site: Site, office: Office, enter: Open) -> None:
    with site.write() as session:
        ward = session.get_one(AdministrativeUnit, office.unit_id)
        make_group(session, ward, "Tổ dân phố Gia Sàng 1")
        make_group(session, ward, "Tổ dân phố Túc Duyên 1")
    page = enter(office.officer_id, f"/van-phong/lop/{office.codes['running']}/hoc-vien/moi", **WIDE)
    expect(page.get_by_label("Họ và tên")).to_be_focused()
    page.get_by_label("Tổ dân phố").focus()
    page.keyboard.type("Tú")
    expect(page.locator("#residential_group option:checked")).to_have_text("Túc Duyên 1")


def test_on_a_phone_no_keyboard_comes_up_by_itself(office: Office, enter: Open) -> None:
    page = enter(office.officer_id, "/van-phong/dia-diem/moi")
    expect(page.locator("body")).to_be_focused()


def test_somebody_known_is_registered_with_six_letters_and_two_keys(site: Site, office: Office, enter: Open) -> None:
    with site.write() as session:
        ward = session.get_one(AdministrativeUnit, office.unit_id)
        home = make_group(session, ward, "Tổ dân phố Quang Trung 2")
        make_person(session, ward, "Nguyễn Thị Hòa", birth_year=1960, group=home).phone = "+84912345678"
    page = enter(office.officer_id, f"/van-phong/lop/{office.codes['running']}/hoc-vien/moi", **WIDE)

    page.keyboard.type("thi ho")
    expect(page.locator("#nguoi-quen [data-row]")).to_have_text(["Nguyễn Thị Hòa, 1960, Quang Trung 2"])
    page.keyboard.press("Enter")
    expect(page.get_by_label("Số điện thoại")).to_have_value("0912 345 678")
    expect(page.get_by_label("Số điện thoại")).to_be_focused()
    expect(page.locator("#residential_group option:checked")).to_have_text("Quang Trung 2")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Nguyễn Thị Hòa đang chờ, thứ")).to_be_visible()
    expect(page.get_by_label("Họ và tên")).to_be_focused()
    expect(page.get_by_label("Họ và tên")).to_have_value("")  # nothing half typed of the person before

    page.keyboard.type("lò thị mây")
    page.get_by_role("button", name="Viết lại thành Lò Thị Mây").click()
    expect(page.get_by_label("Họ và tên")).to_have_value("Lò Thị Mây")


@pytest.mark.parametrize("letters", ["1", "2", "3"])
def test_a_table_keeps_its_last_column_in_the_window(office: Office, enter: Open, letters: str) -> None:
    page = enter(office.officer_id, **{**WIDE, "viewport": {"width": 1366, "height": 768}, "bypass_csp": True})
    page.context.add_cookies([{"name": "co_chu", "value": letters, "url": page.url}])
    page.goto("/van-phong/lop")
    page.add_style_tag(content="* { font-family: 'DejaVu Sans' !important; }")  # wider than what most desks have

    last = page.locator("#cac-lop tbody tr").first.locator("td").last.bounding_box()
    assert last
    assert last["x"] + last["width"] <= 1366
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366


def test_the_panel_of_a_class_copies_it_and_leads_to_its_poster(office: Office, enter: Open) -> None:
    page = enter(office.officer_id, f"/van-phong/lop?xem={office.codes['running']}", **WIDE)
    expect(page.locator("#xem").get_by_role("link", name="Áp phích")).to_be_visible()
    page.locator("#xem").get_by_role("link", name="Mở lớp giống lớp này").click()
    expect(page.get_by_label("Tên lớp").first).to_have_value("Bình dân học AI – Tân Thịnh")
