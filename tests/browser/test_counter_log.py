"""Chị Hoa at the counter: three taps a help, two hundred in a morning, and what is asked only where it has to be."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, Request, expect
from sqlalchemy import select

from app.models import AdministrativeUnit, HelpDesk, HelpRecord, HelpTopic
from app.web.database import db, immediate
from tests.browser.checks import check_turned
from tests.browser.conftest import Site
from tests.browser.counters import Centre, choose, end, make_centre, note
from tests.browser.patience import told
from tests.browser.rolls import expect_sent, stays

Open = Callable[..., Page]
MOST_TRANSFERRED = 40 * 1024
MANY = 200
# A camera that sees a citizen card, read by the browser itself.
CARD = """() => {
  const canvas = document.createElement('canvas'), pen = canvas.getContext('2d');
  let frame = 0;
  setInterval(() => {
    pen.fillStyle = frame++ % 2 ? 'white' : 'silver';
    pen.fillRect(0, 0, 300, 150);
  }, 50);
  navigator.mediaDevices.getUserMedia = () => Promise.resolve(canvas.captureStream(20));
  const rawValue = '019054001234||Nguyễn Thị Hoa|08041954|Nữ|Tổ 1|01012021';
  window.BarcodeDetector = class {
    static getSupportedFormats() { return Promise.resolve(['qr_code']); }
    detect() { return Promise.resolve([{ rawValue }]); }
  };
}"""


@pytest.fixture
def centre(site: Site) -> Centre:
    """A service centre."""
    return make_centre(site.app)


@pytest.fixture
def log_of(site: Site, open_window: Open) -> Open:
    """`log_of(centre)`: the log on a phone of whoever is at the desk."""

    def opened(centre: Centre, address: str = "/quay", **settings: object) -> Page:
        page = open_window(**settings)
        site.sign_in(page.context, centre.account_id)
        page.goto(address)
        return page

    return opened


@pytest.mark.core("a help in three taps, in a browser")
def test_the_commonest_help_is_three_taps(centre: Centre, log_of: Open) -> None:
    page = log_of(centre)  # the first tap: the app is opened
    choose(page, "Cài và kích hoạt VNeID")
    end(page, "Tự làm được")
    expect(page.locator("[data-said]")).to_contain_text("Đã ghi: ")
    expect_sent(page)
    assert len(centre.records()) == 1


def test_the_age_is_the_person_s_and_named_in_what_was_noted(centre: Centre, log_of: Open) -> None:
    page = log_of(centre)
    choose(page, "Cài và kích hoạt VNeID")
    page.locator(".tile", has_text="Từ 60").tap()
    end(page, "Tự làm được")
    expect(page.locator("[data-said]")).to_contain_text("Đã ghi: Cài và kích hoạt VNeID · Từ 60")
    choose(page, "Cài và kích hoạt VNeID")
    end(page, "Tự làm được")
    expect(page.locator("[data-said]")).to_have_text("Đã ghi: Cài và kích hoạt VNeID.")
    expect_sent(page)
    with centre.app.app_context():
        ages = [each.age_band.key if each.age_band else None for each in map(db.session.merge, centre.records())]
    assert ages == ["60_up", None]


@pytest.mark.expects("ERR_INTERNET_DISCONNECTED")
def test_the_age_in_what_was_noted_is_changed_by_two_taps_without_a_line_too(centre: Centre, log_of: Open) -> None:
    page = log_of(centre)
    for is_offline in (False, True):
        page.context.set_offline(is_offline)
        choose(page, "Cài và kích hoạt VNeID")
        page.locator(".tile", has_text="Từ 60").tap()
        end(page, "Tự làm được")
        if not is_offline:
            expect_sent(page)
        page.locator("[data-said] button", has_text="Từ 60").tap()
        page.locator("[data-ask-age]").get_by_role("button", name="36 đến 59").tap()
        expect(page.locator("[data-said]")).to_have_text("Đã ghi: Cài và kích hoạt VNeID · 36 đến 59.")
    page.context.set_offline(False)
    expect_sent(page)
    with centre.app.app_context():
        ages = [each.age_band.key if each.age_band else None for each in map(db.session.merge, centre.records())]
    assert ages == ["36_59", "36_59"]


def test_a_record_that_the_page_came_with_is_taken_back(centre: Centre, log_of: Open) -> None:
    page = log_of(centre)
    note(page, 1)
    expect_sent(page)
    page.goto(f"/quay?vua={centre.records()[0].uuid}")
    page.get_by_role("button", name="Hoàn tác").tap()
    expect(page.locator("[data-said]")).to_contain_text("Đã bỏ lượt vừa ghi: Cài và kích hoạt VNeID")
    expect_sent(page)
    assert centre.records() == []


def test_tiles_keep_their_places_all_day_and_are_sorted_anew_the_next(centre: Centre, log_of: Open, site: Site) -> None:
    page = log_of(centre)
    order = "() => [...document.querySelectorAll('[data-first] input')].map(tile => tile.value)"
    before = page.evaluate(order)
    label = page.locator("[data-first] .tile").nth(4).inner_text()
    for _time in range(3):
        choose(page, label)
        end(page, "Tự làm được")
        expect(page.locator("[data-said]")).to_contain_text("Đã ghi: ")
    expect_sent(page)
    page.reload()
    expect(page.locator("[data-line]")).to_contain_text("đã gửi 3 ·")
    assert page.evaluate(order) == before

    # The server would sort anew, as at midnight: on this phone the desk has begun its day.
    with centre.app.app_context(), immediate() as session:
        for record in session.scalars(select(HelpRecord).where(HelpRecord.unit_id == centre.ward_id)):
            record.day -= timedelta(days=1)
    page.reload()
    assert told(page, order, until=before) == before

    other = log_of(centre)  # another phone, whose day begins now
    assert other.evaluate(order)[0] == before[4]


def test_the_desk_is_known_where_the_browser_lost_its_cookie_and_choosing_it_moves_no_tile(
    centre: Centre, log_of: Open
) -> None:
    order = "() => [...document.querySelectorAll('[data-first] input')].map(tile => tile.value)"
    page = log_of(centre)
    choose(page, page.locator("[data-first] .tile").nth(4).inner_text())
    end(page, "Tự làm được")
    expect_sent(page)
    with centre.app.app_context(), immediate() as session:
        session.add_all(
            HelpDesk(unit=session.get_one(AdministrativeUnit, centre.ward_id), key=f"Q{each}", name=f"Quầy {each}")
            for each in (2, 3, 4, 5)
        )
        for record in session.scalars(select(HelpRecord).where(HelpRecord.unit_id == centre.ward_id)):
            record.day -= timedelta(days=1)
        theirs = select(HelpTopic.key).join(HelpRecord.topics).where(HelpRecord.unit_id == centre.ward_id)
        busiest = session.scalars(theirs).one()

    page = log_of(centre)  # of another phone, on which nothing was chosen
    tile, bar = (page.locator(each).first.bounding_box() for each in ("[data-first] .tile", ".results"))
    assert tile
    assert bar
    assert tile["y"] + tile["height"] < bar["y"]  # while the desks are asked for, too
    before = page.evaluate(order)
    assert before[0] == busiest
    page.get_by_role("radio", name="Quầy 2").check()
    told(page, "() => new Outbox().note('desk').then(told => told.split('.')[1])", until="Q2")
    assert page.evaluate(order) == before

    page.context.clear_cookies(name="lopso_desk")  # as after a power cut: a browser writes cookies late
    page.reload()
    expect(page.locator("[data-desk-name]")).to_have_text("Quầy 2")
    assert page.evaluate(order) == before


def test_two_hundred_by_one_pair_of_hands_without_a_reload(centre: Centre, log_of: Open) -> None:
    page = log_of(centre)
    same_page, size = stays(page), "() => document.getElementsByTagName('*').length"
    note(page, 1)
    expect_sent(page)  # what waits is said in the head with a line of its own
    before = page.evaluate(size)

    note(page, MANY - 1)

    expect_sent(page)
    expect(page.locator("[data-line]")).to_have_text(f"đã gửi {MANY} · chờ gửi 0 · phường chưa nhận 0")
    assert (same_page(), page.evaluate(size)) == (True, before)
    records = centre.records()
    assert (len(records), len({each.uuid for each in records}), centre.rows()) == (MANY, MANY, MANY)


def test_the_first_opening_fits_a_bad_line(centre: Centre, site: Site, open_window: Open) -> None:
    page = open_window()
    site.sign_in(page.context, centre.account_id)
    fetched: list[Request] = []
    page.on("requestfinished", lambda request: fetched.append(request))

    page.goto("/quay", wait_until="networkidle")

    sizes = {request.url: request.sizes() for request in fetched}
    weighs = {address: each["responseBodySize"] + each["responseHeadersSize"] for address, each in sizes.items()}
    assert sum(weighs.values()) <= MOST_TRANSFERRED, weighs
    assert any("/help." in address for address in weighs)


def test_what_is_asked_rises_above_the_results_and_is_answered_by_one_tap(centre: Centre, log_of: Open) -> None:
    page = log_of(centre)
    page.clock.install()
    choose(page, "Cài và kích hoạt VNeID")
    page.locator(".tile", has_text="Từ 60").tap()
    page.get_by_label("Tổ dân phố", exact=True).select_option(centre.group_code)
    button = page.get_by_role("button", name="Chưa xong")
    place = button.bounding_box()
    button.tap()
    expect(page.get_by_text("Vì sao? Bấm là ghi")).to_be_visible()
    assert button.bounding_box() == place, "nothing moves under the thumb"
    page.clock.fast_forward(400)  # a double tap answers nothing
    page.get_by_role("button", name="Máy cũ").tap()
    expect(page.locator("[data-said]")).to_contain_text("Đã ghi: ")
    expect(page.get_by_text("Vì sao? Bấm là ghi")).to_be_hidden()
    expect(page.get_by_label("Từ 60")).not_to_be_checked()  # the next person's age is another

    page.get_by_text(re.compile(r"Tất cả \d+ việc")).tap()
    page.get_by_label("Tìm việc").fill("kh")
    found = page.locator("[data-all] label:visible").all_inner_texts()
    assert {"Khai sinh", "Khai tử", "Việc khác"} <= set(found)
    assert len(found) <= 10
    page.locator("[data-all] label", has_text="Việc khác").tap()
    end(page, "Làm cùng")
    page.get_by_label("Việc khác là việc gì?").fill("in giấy mời")
    page.get_by_role("button", name="Lưu", exact=True).tap()
    expect(page.locator("[data-said]")).to_contain_text("Đã ghi: Việc khác.")

    expect_sent(page)
    first, second = centre.records()
    assert (first.reason.key if first.reason else "", first.residential_group is not None) == ("may_cu", True)
    assert [each.age_band.key for each in (first, second) if each.age_band] == ["60_up"]
    assert (second.other_words, second.residential_group) == ("in giấy mời", None)
    page.reload()
    expect(page.get_by_role("button", name="Túc Duyên 1")).to_be_visible()


def test_a_topic_that_is_deleted_while_the_page_lies_open_is_kept_by_its_words(
    centre: Centre, log_of: Open, site: Site
) -> None:
    page = log_of(centre)
    with site.write() as session:
        topic = session.scalars(HelpTopic.offered(centre.ward_id).where(HelpTopic.label == "Cài và kích hoạt VNeID"))
        topic.one().remove(session)
    choose(page, "Cài và kích hoạt VNeID")
    end(page, "Tự làm được")
    expect(page.locator("[data-said]")).to_contain_text("không còn trong danh mục")
    [record] = centre.records()
    assert ([topic.asks_words for topic in record.topics], record.other_words) == ([True], "Cài và kích hoạt VNeID")


def test_the_day_is_vietnams_on_a_phone_set_to_another_zone(centre: Centre, log_of: Open) -> None:
    page = log_of(centre)
    note(page, 2)
    expect_sent(page)
    for zone in ("Pacific/Pago_Pago", "Pacific/Kiritimati"):  # at any hour it is another day in one of them
        away = log_of(centre, timezone_id=zone)
        expect(away.locator("[data-line]")).to_have_text("đã gửi 2 · chờ gửi 0 · phường chưa nhận 0")
        note(away, 1)
        expect_sent(away)
        expect(away.locator("[data-line]")).to_contain_text("đã gửi 3 ·")
        away.get_by_role("button", name="Hoàn tác").tap()
        expect(away.locator("[data-line]")).to_contain_text("đã gửi 2 ·")


ENTERED = """async () => {
  const { day, drawn, entered } = document.querySelector('[data-module="help"]').dataset;
  const page = { day, drawn: Number(drawn), entered: Number(entered) };
  return HelpModel.figures([], await HelpModel.recall(new Outbox(), page), page).entered;
}"""


@pytest.mark.parametrize("year", [1971, 2065])
def test_a_wrong_clock_takes_nothing_off_what_the_page_knows_of_today(centre: Centre, log_of: Open, year: int) -> None:
    page = log_of(centre)
    note(page, 2)
    expect_sent(page)
    wrong = log_of(centre)  # another device, from which nothing was sent yet
    wrong.clock.set_fixed_time(datetime(year, 5, 4, tzinfo=UTC))
    wrong.reload()
    assert told(wrong, ENTERED, until=2) == 2
    expect(wrong.locator("[data-line]")).to_contain_text("đã gửi 2 ·")


@pytest.mark.expects("ERR_INTERNET_DISCONNECTED")
def test_a_mistake_is_taken_back_with_a_line_and_without_one(centre: Centre, log_of: Open) -> None:
    page = log_of(centre)
    undo = page.get_by_role("button", name="Hoàn tác")
    expect(undo).to_be_hidden()
    note(page, 1)
    expect_sent(page)
    undo.tap()
    expect(page.locator("[data-said]")).to_contain_text("Đã bỏ lượt vừa ghi")
    expect_sent(page)
    expect(page.locator("[data-line]")).to_contain_text("đã gửi 0 ·")
    assert (centre.rows(), centre.records()) == (1, [])

    page.context.set_offline(True)
    note(page, 1)
    expect(page.locator("[data-line]")).to_have_text("đã gửi 0 · chờ gửi 1 · phường chưa nhận 0")
    undo.tap()
    expect(page.locator("[data-line]")).to_have_text("đã gửi 0 · chờ gửi 0 · phường chưa nhận 0")
    page.context.set_offline(False)
    expect_sent(page)
    assert centre.rows() == 1


@pytest.mark.expects("ERR_INTERNET_DISCONNECTED")
def test_after_ten_seconds_a_record_is_put_right_on_its_own_page(centre: Centre, log_of: Open) -> None:
    page = log_of(centre, "/tai-khoan")
    page.clock.install()
    page.goto("/quay")
    undo, change = page.get_by_role("button", name="Hoàn tác"), page.get_by_role("link", name="Sửa")
    page.context.set_offline(True)
    note(page, 1)
    undo.focus()
    page.clock.fast_forward(10_100)
    expect(page.locator("[data-said]")).to_be_focused()  # its page cannot be reached now
    page.context.set_offline(False)
    expect_sent(page)
    note(page, 1)
    expect_sent(page)
    expect(change).to_be_hidden()
    undo.focus()
    page.clock.fast_forward(10_100)
    expect(undo).to_be_hidden()
    expect(change).to_be_focused()
    change.press("Enter")
    record = max(centre.records(), key=lambda each: each.id)
    expect(page).to_have_url(f"/quay/luot/{record.uuid}")


def test_somebody_is_followed_up_by_their_card_and_their_word(centre: Centre, log_of: Open) -> None:
    page = log_of(centre)
    page.evaluate(CARD)
    choose(page, "Cài và kích hoạt VNeID")
    page.get_by_text("Theo dõi tiếp, số phút").tap()
    page.get_by_role("button", name="Quét thẻ căn cước").tap()
    expect(page.get_by_label("Họ và tên")).to_have_value("Nguyễn Thị Hoa")
    expect(page.get_by_label("Năm sinh")).to_have_value("08/04/1954")
    page.get_by_label("Năm sinh").fill("3051")
    place = page.get_by_role("button", name="Làm cùng").bounding_box()
    end(page, "Làm cùng")
    said = page.locator("[data-said]")
    expect(said).to_contain_text("năm sinh bốn chữ số")
    assert said.evaluate("said => said.scrollHeight <= said.clientHeight"), "what is wrong is read whole"
    assert page.get_by_role("button", name="Làm cùng").bounding_box() == place
    page.get_by_label("Năm sinh").fill("08/04/1954")
    end(page, "Làm cùng")
    expect(page.locator("[data-said]")).to_contain_text("Bác đồng ý thì đánh dấu")
    page.get_by_label("Bác nghe đọc và đồng ý").check()
    page.get_by_label("Giúp mất mấy phút?").fill("12")
    end(page, "Làm cùng")
    expect(page.locator("[data-said]")).to_contain_text("12 phút.")
    expect_sent(page)
    [record] = centre.records()
    assert record.person is not None
    assert (record.person.full_name, record.person.birth_year, record.minutes) == ("Nguyễn Thị Hoa", 1954, 12)
    expect(page.get_by_label("Họ và tên")).to_have_value("")


def test_the_log_stands_on_every_screen(centre: Centre, log_of: Open) -> None:
    screens = (320, "dark"), (1280, "light"), (360, "light", "3")
    page = log_of(centre)
    choose(page, "Cài và kích hoạt VNeID")
    check_turned(page, *screens)
    page.get_by_text(re.compile(r"Tất cả \d+ việc")).tap()
    page.get_by_text("Theo dõi tiếp, số phút").tap()
    end(page, "Chưa xong")
    check_turned(page, *screens)
