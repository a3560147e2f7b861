"""Forms that were pressed and got no answer: never the browser's own error page, nothing typed is lost, one press sends
it. Residents with a ticket, whoever asks for help at home, heads of groups and teams at the door."""

from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from app.country import clock
from app.data.help_lists import supply
from app.models import (
    AdministrativeUnit,
    CheckIn,
    HelpRequest,
    ProgrammeEntry,
    Registration,
    RegistrationState,
    Role,
)
from tests.browser.checks import check_page
from tests.browser.conftest import PHONE
from tests.browser.islands import Island
from tests.browser.patience import at_work, told
from tests.doorsteps import Street
from tests.factories import make_account, make_course, make_grant, make_group, make_registration, make_ward
from tests.returns import make_returns

UNANSWERED = "Chưa gửi được"


def make_ticket(island: Island) -> str:
    with island.write() as session:
        made = make_registration(session, make_course(session, make_ward(session)))
        return f"/v/{made.ticket.token}"


def states(island: Island, ticket: str) -> list[RegistrationState]:
    with island.read() as session:
        made = session.scalars(select(Registration).order_by(Registration.id))
        return [each.state for each in made if each.ticket.token == ticket.rpartition("/")[2]]


def test_cancelling_without_a_line_is_kept_over_a_reload_and_sent_by_one_press(
    island: Island, window: BrowserContext
) -> None:
    ticket, page = make_ticket(island), window.new_page()
    page.goto(ticket)
    at_work(page)
    island.stop()
    page.get_by_text("Sửa thông tin, hủy chỗ").tap()
    page.get_by_role("button", name="Hủy chỗ này").tap()

    expect(page.get_by_role("heading", level=1)).to_have_text(UNANSWERED)
    check_page(page)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text(UNANSWERED)
    page.get_by_role("button", name="Gửi lại").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(UNANSWERED)
    island.start()
    assert states(island, ticket) == [RegistrationState.SEATED]

    page.get_by_role("button", name="Gửi lại").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bác đã hủy chỗ này")
    assert states(island, ticket) == [RegistrationState.CANCELLED]
    assert told(page, "async () => (await Unsent.all()).length", until=0) == 0


def test_more_of_the_family_without_a_line_is_kept_and_sent(island: Island, window: BrowserContext) -> None:
    ticket, page = make_ticket(island), window.new_page()
    page.goto(ticket)
    at_work(page)
    page.get_by_role("link", name="Thêm người nhà").tap()
    page.get_by_label("Họ và tên").first.fill("Lương Văn Tám")
    page.get_by_label("Năm sinh").first.fill("1950")
    island.stop()
    page.get_by_role("button", name="Thêm vào phiếu này").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(UNANSWERED)
    island.start()

    page.get_by_role("button", name="Gửi lại").tap()
    expect(page.get_by_text("Lương Văn Tám").first).to_be_visible()
    assert len(states(island, ticket)) == 2


def test_without_a_worker_a_button_says_that_nothing_was_sent_and_what_was_typed_stays(
    island: Island, browser: Browser
) -> None:
    ticket = make_ticket(island)
    context = browser.new_context(base_url=island.url, **PHONE)
    page = context.new_page()
    page.goto(f"{ticket}/nguoi-nha")
    page.get_by_label("Họ và tên").first.fill("Lương Văn Tám")
    context.set_offline(True)
    page.get_by_role("button", name="Thêm vào phiếu này").tap()
    expect(page.get_by_label("Năm sinh")).to_be_focused()
    page.get_by_label("Năm sinh").fill("1950")
    page.get_by_role("button", name="Thêm vào phiếu này").tap()

    expect(page.get_by_role("alert")).to_contain_text("Chưa có mạng, chưa gửi.")
    expect(page.get_by_label("Họ và tên").first).to_have_value("Lương Văn Tám")
    context.close()


def test_help_at_home_comes_back_after_a_reload_and_is_sent_by_one_press(
    island: Island, window: BrowserContext
) -> None:
    with island.write() as session:
        ward = make_ward(session)
        supply(session, ward)
        address, code = f"/nho-giup/{ward.code}", ward.code
    page = window.new_page()
    page.goto(address)
    at_work(page)
    page.get_by_label("Họ và tên người cần giúp").fill("Hoàng Thị Sáu")
    next_step(page, 2)
    page.get_by_label("Quên mật khẩu, đổi máy VNeID").check(force=True)
    next_step(page, 3)
    page.reload()
    expect(page.get_by_text("Ghi dở lúc")).to_be_visible()
    expect(page.get_by_text("Bước 3 trong 4")).to_be_visible()
    page.get_by_label("Tổ dân phố").select_option("Tôi không rõ")
    page.get_by_label("Nhà ở đâu?").fill("Số 12 ngõ 3, gần chợ")
    next_step(page, 4)
    page.get_by_role("button", name="Chữ to").tap()
    expect(page.get_by_text("Bước 4 trong 4")).to_be_visible()
    page.get_by_label("Số điện thoại để gọi lại").fill("0912 345 678")
    island.stop()
    page.get_by_role("button", name="Nhờ phường giúp").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(UNANSWERED)
    island.start()

    page.get_by_role("button", name="Gửi lại").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Phường đã nhận lời nhờ")
    with island.read() as session:
        (made,) = session.scalars(select(HelpRequest).join(HelpRequest.unit).where(AdministrativeUnit.code == code))
        assert (made.full_name, made.where) == ("Hoàng Thị Sáu", "Số 12 ngõ 3, gần chợ")
    page.goto(address)
    expect(page.get_by_text("Ghi dở lúc")).to_be_hidden()
    expect(page.get_by_label("Họ và tên người cần giúp")).to_have_value("")


def next_step(page: Page, number: int) -> None:
    page.get_by_role("button", name="Tiếp theo").tap()
    expect(page.get_by_text(f"Bước {number} trong 4")).to_be_visible()


def test_a_head_without_a_line_keeps_a_neighbour_who_is_sent_by_itself(island: Island, window: BrowserContext) -> None:
    with island.write() as session:
        ward = make_ward(session)
        group = make_group(session, ward, "Tổ dân phố Túc Duyên 1")
        head = make_account(session, ward)
        make_grant(session, head, ward, Role.GROUP_HEAD, group=group)
        desk = make_account(session, ward, Role.COUNTER)
        course = make_course(session, ward)
        address, course_id, head_id, desk_id = f"/quay/dang-ky-ho/{course.code}", course.id, head.id, desk.id
    island.sign_in(window, head_id)
    page = window.new_page()
    page.goto("/quay/dang-ky-ho")
    at_work(page, "/sw.js")
    page.goto(address)
    expect(page.get_by_text("Sẵn sàng dùng khi mất mạng")).to_be_visible()
    island.stop()
    page.reload()
    page.get_by_label("Họ và tên").fill("Trần Thị Bé")
    page.get_by_label("Năm sinh").fill("1950")
    page.reload()
    expect(page.get_by_label("Họ và tên")).to_have_value("Trần Thị Bé")
    page.get_by_label("Năm sinh").fill(str(clock.today().year - 10))
    page.get_by_role("button", name="Đăng ký").tap()
    expect(page.get_by_label("Cha mẹ hoặc người giám hộ")).to_be_focused()
    page.get_by_label("Năm sinh").fill("1950")
    page.get_by_role("button", name="Đăng ký").tap()
    expect(page.get_by_text("Chưa gửi: Trần Thị Bé")).to_be_visible()
    check_page(page)
    page.goto("/cho-gui")
    expect(page.get_by_text("Trần Thị Bé: đăng ký")).to_be_visible()
    page.goto(address)
    expect(page.get_by_text("Chưa gửi: Trần Thị Bé")).to_be_visible()
    expect(page.get_by_label("Họ và tên")).to_have_value("")

    island.start()
    expect(page.get_by_text("Chưa gửi: Trần Thị Bé")).to_be_hidden()
    with island.read() as session:
        made = session.scalars(select(Registration).where(Registration.course_id == course_id))
        assert [each.person.full_name for each in made] == ["Trần Thị Bé"]
    island.sign_in(window, desk_id)
    page.goto(address)
    expect(page.get_by_text("Trần Thị Bé")).to_have_count(0)


def test_a_house_that_was_half_filled_in_is_there_after_a_reload_and_gone_once_sent(
    island: Island, window: BrowserContext
) -> None:
    street = Street.build(island.app, "6 8")
    island.sign_in(window, street.head.id)
    page = window.new_page()
    page.goto(f"/quay/ho/{street.programme}")
    page.get_by_role("link", name="Tới nhà tiếp theo: Số 6").tap()
    page.get_by_label("Có người").tap()
    page.reload()
    expect(page.get_by_text("Ghi dở lúc")).to_be_visible()
    expect(page.get_by_label("Có người")).to_be_checked()
    page.get_by_role("button", name="Xóa, ghi lại từ đầu").tap()
    expect(page.get_by_label("Có người")).not_to_be_checked()
    page.reload()
    expect(page.get_by_text("Ghi dở lúc")).to_be_hidden()


def test_a_password_is_in_no_page_that_waits(island: Island, window: BrowserContext) -> None:
    with island.write() as session:
        head = make_account(session, make_ward(session), Role.COUNTER)
        account, username = head.id, head.username
    island.sign_in(window, account)
    page = window.new_page()
    page.goto("/quay")
    at_work(page, "/sw.js")
    window.clear_cookies()
    page.goto("/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu", exact=True).fill("nồi cơm điện xanh")
    island.stop()
    page.get_by_role("button", name="Đăng nhập").tap()

    expect(page.get_by_role("heading", level=1)).to_have_text(UNANSWERED)
    assert "nồi cơm điện xanh" not in page.content()
    expect(page.get_by_role("button", name="Gửi lại")).to_have_count(0)
    expect(page.get_by_role("link", name="Về trang trước")).to_be_visible()


def test_present_pressed_without_a_line_shows_the_own_ticket_and_is_sent_by_one_press(
    island: Island, window: BrowserContext
) -> None:
    with island.write() as session:
        course = make_course(session, make_ward(session), first=clock.now())
        made = make_registration(session, course)
        by = make_account(session, course.unit, Role.INSTRUCTOR)
        check_in, _new = CheckIn.open(session, course.lessons[0], by_id=by.id, now=clock.now())
        ticket, wall = f"/v/{made.ticket.token}", f"/d/{check_in.token(clock.now())}"
    page = window.new_page()
    page.goto(ticket)
    at_work(page)
    expect(page.get_by_role("button", name="Xóa khỏi máy này")).to_be_visible()  # this phone holds the ticket
    page.goto(wall)
    island.stop()
    page.get_by_role("button", name="Có mặt").tap()

    expect(page.get_by_text("Bác đưa mã dưới đây cho người đón ở cửa")).to_be_visible()
    expect(page.get_by_role("img", name="Mã QR")).to_be_visible()
    check_page(page)
    page.reload()
    again = page.get_by_role("button", name="Chưa ghi được, bấm lại")
    again.tap()
    expect(again).to_be_visible()
    island.start()
    again.tap()

    expect(page.get_by_role("heading", level=1)).to_have_text("Đã có mặt")
    page.goto(ticket)
    late = page.evaluate(
        """async () => {
          const at = Date.now() - 660000, key = 'x'.repeat(16);
          await Unsent.put({ key, account: '', name: '/d', page: '/d', action: '/d/phieu', title: 'Tự điểm danh',
            fields: [], state: 'sent', at, pressed: at });
          return '/chua-gui/' + key;
        }"""
    )
    page.goto(late)
    expect(page.get_by_text("Đã quá 10 phút: bác quét lại mã trên tường")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)


def test_back_to_what_a_press_showed_leads_to_the_page_of_its_form(island: Island, window: BrowserContext) -> None:
    with island.write() as session:
        ward = make_ward(session)
        programme, _sites = make_returns(session, ward, recorded_on=["table", "office"])
        officer, number = make_account(session, ward, Role.OFFICER), programme.id
    island.sign_in(window, officer.id)
    page = window.new_page()
    page.goto("/van-phong")
    at_work(page, "/sw.js")
    page.goto(f"/van-phong/phong-trao/{number}/bang")
    page.get_by_label("Lượt mượn, Tủ sách 1").fill("7")
    page.get_by_role("button", name="Xem lại trước khi ghi").last.tap()
    page.get_by_role("button", name="Lưu 1 dòng").tap()
    expect(page.get_by_text("Đã ghi 1 dòng.")).to_be_visible()
    page.go_back()

    expect(page.get_by_label("Lượt mượn, Tủ sách 1")).to_have_value("7")
    assert not page.evaluate("() => caches.has('unanswered')")
    with island.read() as session:
        assert len(session.scalars(select(ProgrammeEntry).filter_by(programme_id=number)).all()) == 1
