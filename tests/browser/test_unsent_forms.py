"""What was pressed and got no answer: counted in the header, listed, filled in again, sent by one press, and nobody
else's. What is half typed: over a reload, a look and a tab that was ended."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from sqlalchemy import func, select

from app.country import clock
from app.data.help_lists import supply
from app.models import HelpRequest, Matter, ProgrammeEntry, Role, SignIn, Team
from app.models.targets import body_matching
from app.models.targets.task_owner import Owner
from tests.browser.checks import check_page
from tests.browser.conftest import PHONE
from tests.browser.islands import Handset, Island
from tests.browser.patience import at_work, been_here, told
from tests.browser.rolls import take_up
from tests.factories import make_account, make_course, make_plan, make_ward
from tests.returns import DECLARED, make_returns

Buy = Callable[..., Handset]
UNANSWERED, TROUBLE, PRESS = "Chưa gửi được", "Nhà văn hóa mất mạng", "Báo đã xong"
HELD = "async () => (await Unsent.all()).map(({ state }) => state)"


class Given:
    """A task that somebody is given, and who reports it."""

    def __init__(self, island: Island) -> None:
        with island.write() as session:
            unit = make_ward(session, name="Phường Quang Trung")
            head = make_account(session, unit, Role.COUNTER, full_name="Bùi Văn Quyết")
            other = make_account(session, unit, Role.COUNTER, full_name="Lò Thị Mai")
            task = Matter(unit=unit, plan=make_plan(session, unit), text="Mở lớp hằng tháng")
            task.owner = Owner.of(head)
            session.add(task)
            session.flush()
            body_matching.sync(session, [task])
            self.head, self.other, self.task = head.id, other.id, task.id
            self.address = f"/quay/viec-duoc-giao/{task.public_id}"
        self.island = island

    def pressed_without_a_line(self, phone: Handset) -> Page:
        """The phone of whom it is given to, on the page that says that the report was not sent; the server is away."""
        page = phone.open()
        assert phone.context
        self.island.sign_in(phone.context, self.head)
        page.goto("/quay")
        at_work(page, "/sw.js")
        page.goto(self.address)
        answer(page).fill(TROUBLE)
        self.island.stop()
        page.get_by_role("button", name=PRESS).tap()
        expect(page.get_by_role("heading", level=1)).to_have_text(UNANSWERED)
        return page

    @property
    def sent(self) -> list[str]:
        """What was reported, as the ward has it."""
        with self.island.read() as session:
            return [each.answer for each in session.scalars(select(Matter).filter_by(id=self.task)) if each.answer]


@pytest.fixture
def task(island: Island) -> Given:
    return Given(island)


def answer(page: Page) -> Locator:
    return page.locator("[name=answer]")


def sync(page: Page) -> Locator:
    """The header's state, once it was counted; until then it says that all is sent, and is hidden."""
    return page.locator(".sync:not([data-unpainted])")


def test_a_report_without_a_line_is_counted_listed_and_in_its_form_after_the_browser_was_killed(
    task: Given, handset: Buy
) -> None:
    phone = handset(lasts=True)
    page = task.pressed_without_a_line(phone)
    assert "anh chị" in page.locator("main").inner_text()
    expect(page.get_by_role("banner")).to_contain_text("Quầy hỗ trợ")
    check_page(page)
    phone.kill()
    task.island.start()

    page = phone.open()
    page.goto("/quay")
    expect(sync(page)).to_contain_text("Chờ gửi 1")
    expect(page.locator("[data-unsent-forms]")).to_contain_text("Việc được giao")
    check_page(page)
    page.goto("/cho-gui")
    expect(page.get_by_text("Đã bấm mà chưa xong")).to_be_visible()
    expect(page.get_by_text("Không có gì chờ gửi")).to_be_hidden()
    expect(page.locator("[data-figures]")).to_contain_text("chờ gửi 1")
    check_page(page)
    page.get_by_role("link", name="Mở ra xem").tap()
    expect(answer(page)).to_have_value(TROUBLE)
    assert task.sent == []

    page.get_by_role("button", name=PRESS).tap()

    expect(page.get_by_text("Đã báo xong").first).to_be_visible()
    expect(sync(page)).to_contain_text("Đã gửi hết")
    assert task.sent == [TROUBLE]
    assert told(page, HELD, until=[]) == []


def test_the_way_back_from_what_was_not_sent_opens_the_form_filled_in(task: Given, handset: Buy) -> None:
    phone = handset()
    page = task.pressed_without_a_line(phone)
    task.island.start()
    page.get_by_role("link", name="Về trang trước").tap()
    expect(page.get_by_text("chưa biết đã tới phường chưa. Máy này còn giữ.")).to_be_visible()
    expect(answer(page)).to_have_value(TROUBLE)
    page.goto("/cho-gui")

    page.get_by_role("button", name=re.compile("^Gửi lại: ")).tap()

    expect(page.get_by_text("Đã báo xong").first).to_be_visible()
    assert task.sent == [TROUBLE]
    page.goto(task.address)
    expect(page.get_by_text("Ghi dở lúc")).to_be_hidden()


def test_what_arrived_though_its_answer_was_lost_is_asked_once_and_is_over(island: Island, handset: Buy) -> None:
    with island.write() as session:
        officer = make_account(session, ward := make_ward(session), Role.OFFICER).id
        session.add(team := Team.made(session, ward, {"name": "Tổ công nghệ số 1"}))
        session.flush()
        key, address = team.id, f"/van-phong/doi/{team.public_id}/sua"

    def decisions() -> list[str]:
        with island.read() as session:
            return [*session.scalars(select(Team.decision_no).filter_by(id=key))]

    phone = handset()
    page = phone.open()
    assert phone.context
    island.sign_in(phone.context, officer)
    page.goto(address)
    page.locator("[name=decision_no]").fill("88/QĐ-UBND")
    pressed: list[str] = page.evaluate(
        """async () => {
          const form = document.querySelector('form:has([name=decision_no])');
          await FormText.pressed(form);
          const answer = await fetch(form.action, { method: 'POST', body: new FormData(form) });
          document.cookie = 'taken=; Path=/; Max-Age=0';
          return [String(answer.ok), ...(await Unsent.all()).map(({ state }) => state)];
        }"""
    )
    assert pressed == ["true", "sent"]
    assert decisions() == ["88/QĐ-UBND"]
    before = island.asked("/da-nhan")

    page.goto(address)

    expect(sync(page)).to_contain_text("Đã gửi hết")
    expect(page.get_by_text("Ghi dở lúc")).to_be_hidden()
    page.goto("/van-phong")
    page.goto(address)
    assert island.asked("/da-nhan") == before + 1


def test_signing_out_tells_what_was_pressed_and_it_is_a_number_to_all_but_its_owner(task: Given, handset: Buy) -> None:
    phone = handset()
    page = task.pressed_without_a_line(phone)
    assert phone.context
    kept = page.url
    task.island.start()
    page.goto("/quay")
    page.get_by_role("contentinfo").get_by_role("button", name="Đăng xuất", exact=True).click()
    expect(page.locator("[data-leave]")).to_contain_text("Máy này còn 1 việc chưa gửi")
    expect(page.locator("[data-lost]").filter(visible=True)).to_have_count(0)
    page.get_by_role("button", name="Cứ đăng xuất").click()
    expect(page.get_by_role("heading", name="Anh chị đã đăng xuất")).to_be_visible()

    for address, number in (("/cho-gui", "Máy này còn giữ 1 việc chưa gửi."), ("/dang-nhap", "Máy này còn 1 việc")):
        page.goto(address)
        expect(page.get_by_text(number).first).to_be_visible()
        assert TROUBLE not in page.content()
    page.goto(kept)
    assert TROUBLE not in page.content()
    task.island.sign_in(phone.context, task.other)
    page.goto("/cho-gui")
    expect(page.get_by_text("Máy này còn giữ 1 việc của tài khoản khác.")).to_be_visible()
    expect(page.locator("[data-unsent-forms]")).to_be_hidden()
    task.island.sign_in(phone.context, task.head)
    page.goto("/quay")
    page.goto(task.address)
    expect(answer(page)).to_have_value(TROUBLE)


@pytest.mark.expects("401")
def test_on_a_phone_closed_from_the_office_it_is_a_number(task: Given, handset: Buy) -> None:
    page = task.pressed_without_a_line(handset())
    kept = page.url
    with task.island.write() as session:
        SignIn.end_all(session, task.head, clock.now())
    task.island.start()
    page.goto("/quay")
    expect(page.locator("h1")).to_have_text("Đăng nhập")
    for address in ("/cho-gui", kept):
        page.goto(address)
        assert TROUBLE not in page.content()
    page.goto("/cho-gui")
    expect(page.get_by_text("Máy này còn giữ 1 việc chưa gửi.")).to_be_visible()


LINES, COLUMNS = 24, 6


def make_table(island: Island, window: BrowserContext, lines: int, columns: int) -> int:
    """A programme that an officer, who is signed in, records in a table; its id."""
    with island.write() as session:
        ward = make_ward(session)
        asked = [{"key": f"n{place}", "label": f"Số {place}", "type": "number"} for place in range(columns)]
        declared = {"fields": asked, "criteria": [], "counts": DECLARED["counts"], "recorded_on": ["table", "office"]}
        programme, _rows = make_returns(session, ward, sites=lines, **declared)
        officer, key = make_account(session, ward, Role.OFFICER), programme.id
    island.sign_in(window, officer.id)
    return key


def boxes(page: Page) -> Locator:
    return page.locator("[data-entry-table] tr:has([name^='v|']) input:not([type=hidden])")


def test_a_table_keeps_its_boxes_over_a_reload_and_over_a_look_whose_tab_was_ended(
    island: Island, window: BrowserContext
) -> None:
    key = make_table(island, window, LINES, COLUMNS)
    address = f"/van-phong/phong-trao/{key}/bang"
    page = window.new_page()
    page.goto("/van-phong")
    at_work(page, "/sw.js")
    page.goto(address)
    for place in range(boxes(page).count()):
        boxes(page).nth(place).fill(str(place + 1))
    page.reload()
    expect(page.get_by_text("Ghi dở lúc")).to_be_visible()
    filled = boxes(page).evaluate_all("all => all.map(({ value }) => value)")
    assert filled == [str(place + 1) for place in range(LINES * COLUMNS)]
    page.get_by_role("button", name="Xem lại trước khi ghi").last.click()
    expect(page.get_by_text(f"Sẽ ghi {LINES} dòng.")).to_be_visible()
    expect(sync(page)).to_contain_text("Đã gửi hết")  # a look is no press that waits
    page.close()

    page = window.new_page()
    page.goto(address)
    expect(page.get_by_text("Ghi dở lúc")).to_be_visible()
    assert boxes(page).evaluate_all("all => all.map(({ value }) => value)") == filled
    page.get_by_role("button", name="Xem lại trước khi ghi").last.click()
    page.get_by_role("button", name=f"Lưu {LINES} dòng").click()
    expect(page.get_by_text(f"Đã ghi {LINES} dòng.")).to_be_visible()
    page.goto(address)
    expect(page.get_by_text("Ghi dở lúc")).to_be_hidden()
    with island.read() as session:
        wanted = select(func.count()).select_from(ProgrammeEntry).where(ProgrammeEntry.programme_id == key)
        assert session.scalar(wanted) == LINES


# Each reading of the list has another behind it, which ends after what the first one led to was begun.
READ_TWICE = """let second = false;
const begin = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (...given) {
  if (given[0] === 'forms' && given[1] === 'readonly' && !second) queueMicrotask(() => {
    second = true;
    Unsent.all();
    second = false;
  });
  return begin.apply(this, given);
};"""


def test_a_look_is_no_press_that_waits_though_the_header_counts_while_its_answer_is_heard(
    island: Island, window: BrowserContext
) -> None:
    key = make_table(island, window, 1, 1)
    page = window.new_page()
    page.add_init_script(READ_TWICE)
    page.goto(f"/van-phong/phong-trao/{key}/bang")
    boxes(page).fill("7")

    page.get_by_role("button", name="Xem lại trước khi ghi").last.click()

    expect(page.get_by_text("Sẽ ghi 1 dòng.")).to_be_visible()
    expect(sync(page)).to_contain_text("Đã gửi hết")
    assert told(page, HELD, until=["draft"]) == ["draft"]


# What a page was writing as it is left is undone, but for what it had told to be committed.
LEFT = """async () => {
  await Unsent.settled;
  const key = Unsent.fresh(), at = Date.now(), action = location.pathname;
  await Unsent.put({ key, action, page: action, name: action, state: 'sent', drafts: true, account: Unsent.owner,
    fields: [], at, pressed: at });
  document.cookie = 'answered=' + key + '; Path=/';
  const begin = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (...given) {
    const made = begin.apply(this, given);
    queueMicrotask(() => { try { if (made.mode === 'readwrite') made.abort(); } catch (committed) { /* it stays */ } });
    return made;
  };
  await Unsent.settle().catch(() => 0);
}"""


def test_an_answer_is_heard_though_its_page_is_left_as_it_is_read(task: Given, window: BrowserContext) -> None:
    task.island.sign_in(window, task.head)
    page = window.new_page()
    page.goto(task.address)
    page.evaluate(LEFT)

    page.goto("/quay")

    expect(sync(page)).to_contain_text("Đã gửi hết")
    assert told(page, HELD, until=["draft"]) == ["draft"]


def test_a_file_is_not_kept_and_page_and_form_say_so(island: Island, window: BrowserContext) -> None:
    with island.write() as session:
        officer = make_account(session, make_ward(session), Role.OFFICER)
    island.sign_in(window, officer.id)
    page = window.new_page()
    page.goto("/van-phong")
    at_work(page, "/sw.js")
    page.goto("/van-phong/nhap/moi?loai=dia-diem")
    page.locator("[name=pasted]").fill("Nhà văn hóa Túc Duyên")
    given: Any = {"name": "ds.csv", "mimeType": "text/csv", "buffer": b"Nha van hoa 1"}
    page.locator("[name=file]").set_input_files(given)
    island.stop()
    page.get_by_role("button", name="Đọc thử danh sách").tap()
    expect(page.get_by_text("Ảnh, tệp thì phải chọn lại ở trang trước.")).to_be_visible()
    expect(page.get_by_role("button", name="Gửi lại")).to_have_count(0)
    island.start()
    page.get_by_role("link", name="Về trang trước").tap()
    expect(page.get_by_text("Ảnh, tệp thì chọn lại.")).to_be_visible()
    expect(page.locator("[name=pasted]")).to_have_value("Nhà văn hóa Túc Duyên")
    page.goto("/cho-gui")
    expect(page.get_by_role("link", name="Mở ra xem")).to_be_visible()
    expect(page.get_by_role("button", name="Gửi lại: ")).to_be_hidden()


def test_what_staff_press_on_a_page_of_the_public_is_theirs_and_on_no_home(task: Given, window: BrowserContext) -> None:
    address, home = asked_for_help(task.island)
    task.island.sign_in(window, task.head)
    page = window.new_page()
    page.goto("/quay")
    at_work(page, "/sw.js")
    ask(page, address, worker=False)
    task.island.stop()
    page.get_by_role("button", name="Nhờ phường giúp").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(UNANSWERED)
    task.island.start()
    page.goto(home)
    expect(page.locator("[data-unsent-forms]")).to_have_count(0)
    page.goto("/quay")
    expect(sync(page)).to_contain_text("Chờ gửi 1")
    page.get_by_role("button", name="Bỏ, không gửi: Nhờ người tới nhà").tap()
    expect(sync(page)).to_contain_text("Đã gửi hết")


def test_staff_who_register_a_child_without_a_line_are_asked_and_told_in_their_room_why_it_was_refused(
    task: Given, window: BrowserContext
) -> None:
    """On a page of the public; the browser does not know that it is off line."""
    island, year = task.island, str(clock.today().year - 10)
    with island.write() as session:
        address = f"/l/{make_course(session, make_ward(session), title='Lớp của cháu').code}"
    island.sign_in(window, task.head)
    page = window.new_page()
    page.goto("/quay")
    at_work(page, "/sw.js")
    page.goto(address)
    page.get_by_label("Họ và tên").fill("Bé Vắng")
    page.get_by_label("Năm sinh").fill(year)
    page.get_by_label("Tổ dân phố").select_option("Nơi khác")
    island.stop()
    page.get_by_role("button", name="Đăng ký học").tap()

    expect(page.get_by_label("Cha mẹ hoặc người giám hộ")).to_be_focused()
    expect(page.locator(".field.bad")).to_contain_text("Cháu dưới 16 tuổi")
    expect(page.get_by_role("heading", name="Chưa gửi:")).to_have_count(0)
    island.start()
    for place in ("/quay", "/cho-gui"):
        page.goto(place)
        expect(page.locator("[data-unsent-forms]")).to_contain_text("Chưa gửi được: Cháu dưới 16 tuổi")
    page.get_by_role("link", name="Mở ra sửa").tap()
    expect(page.get_by_label("Cha mẹ hoặc người giám hộ")).to_be_focused()
    page.get_by_label("Năm sinh").fill("30/02/1955")
    island.stop()
    page.get_by_role("button", name="Đăng ký học").tap()
    expect(page.get_by_role("heading", name="Chưa gửi: Bé Vắng")).to_be_visible()
    page.close()
    island.start()
    page = window.new_page()
    for place in ("/quay", "/cho-gui"):
        page.goto(place)
        expect(page.locator("[data-unsent-forms]")).to_contain_text("Chưa gửi được: Không có ngày trong lịch.")


# -- a resident's phone -------------------------------------------------------------------------------------------


def asked_for_help(island: Island) -> tuple[str, str]:
    """The addresses of a ward's form for help at home and of its home."""
    with island.write() as session:
        ward = make_ward(session)
        supply(session, ward)
        return f"/nho-giup/{ward.code}", f"/x/{ward.code}"


def ask(page: Page, address: str, *, worker: bool = True) -> None:
    """Fill in all four steps; the last is shown."""
    page.goto(address)
    if worker:
        at_work(page)
    page.get_by_label("Họ và tên người cần giúp").fill("Hoàng Thị Sáu")
    step(page, 2)
    page.get_by_label("Quên mật khẩu, đổi máy VNeID").check(force=True)
    step(page, 3)
    page.get_by_label("Tổ dân phố").select_option("Tôi không rõ")
    page.get_by_label("Nhà ở đâu?").fill("Số 12 ngõ 3, gần chợ")
    step(page, 4)
    page.get_by_label("Số điện thoại để gọi lại").fill("0912 345 678")


def step(page: Page, number: int) -> None:
    page.get_by_role("button", name="Tiếp theo").tap()
    expect(page.get_by_text(f"Bước {number} trong 4")).to_be_visible()


def test_help_at_home_pressed_without_a_line_is_named_on_the_home_and_in_its_form_when_it_is_opened_anew(
    island: Island, window: BrowserContext
) -> None:
    address, home = asked_for_help(island)
    page = window.new_page()
    ask(page, address)
    island.stop()
    page.get_by_role("button", name="Nhờ phường giúp").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(UNANSWERED)
    assert "bác" in page.locator("main").inner_text()
    page.close()
    page = window.new_page()
    page.goto("/")
    expect(page.get_by_role("link", name="Chưa gửi: Nhờ người tới nhà")).to_be_visible()
    check_page(page)
    island.start()

    page.goto(home)
    listed = page.locator("[data-unsent-forms]")
    expect(listed).to_contain_text("Nhờ người tới nhà")
    assert not re.search("Sáu|chợ|0912", listed.inner_text())
    check_page(page)
    expect(listed).to_contain_text("Chưa biết đã tới phường chưa.")
    page.get_by_role("link", name="Mở ra xem").tap()
    expect(page.get_by_text("chưa biết đã tới phường chưa. Máy này còn giữ.")).to_be_visible()
    for number in (2, 3, 4):
        step(page, number)
    expect(page.get_by_label("Số điện thoại để gọi lại")).to_have_value("0912 345 678")
    page.get_by_role("button", name="Nhờ phường giúp").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Phường đã nhận lời nhờ")
    page.goto(address)
    expect(page.get_by_text("Ghi dở lúc")).to_be_hidden()
    expect(page.get_by_label("Họ và tên người cần giúp")).to_have_value("")
    page.goto(home)
    expect(page.locator("[data-unsent-forms]")).to_be_hidden()
    with island.read() as session:
        own = HelpRequest.unit.has(code=address.rpartition("/")[2])
        assert session.scalar(select(func.count()).select_from(HelpRequest).where(own)) == 1


def test_what_waits_of_a_resident_is_all_that_the_phone_lists(island: Island, window: BrowserContext) -> None:
    """No "nothing waits" beside it."""
    address, _home = asked_for_help(island)
    page = window.new_page()
    ask(page, address)
    island.stop()
    page.get_by_role("button", name="Nhờ phường giúp").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(UNANSWERED)
    island.start()

    page.goto("/cho-gui")

    expect(page.get_by_text("Đã bấm mà chưa xong")).to_be_visible()
    assert told(page, "() => document.querySelector('[data-figures]').textContent !== ''", until=True)
    expect(page.get_by_text("Không có gì chờ gửi")).to_be_hidden()


# What a phone of the release before held: a draft, a registration, a page that got no answer.
EARLIER = """async ([ward, course]) => {
  const make = (name, store, keyPath, record) => new Promise(done => {
    const asked = indexedDB.open(name, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(store, { keyPath });
    asked.onsuccess = () => {
      const turn = asked.result.transaction(store, 'readwrite');
      turn.objectStore(store).put(record);
      turn.oncomplete = () => { asked.result.close(); done(); };
    };
  });
  await make('lopso-drafts', 'drafts', 'name', { name: 'lopso.draft::' + ward, at: Date.now(),
    values: [['for_whom', 'family', true], ['for_whom', 'self', false], ['full_name', 'Hoàng Thị Sáu']] });
  const body = new URLSearchParams({ full_name: 'Nguyễn Thị Lan', birth_year: '1955', residential_group: 'khac',
    submission: crypto.randomUUID() });
  await make('lopso-mine', 'unsent', 'key', { key: course, path: course, name: 'Nguyễn Thị Lan', body: String(body) });
  const page = '<form class="stack" method="post" action="/v/x/huy"><input type="hidden" name="idempotency_key" value="'
    + crypto.randomUUID() + '"><button>Gửi lại</button></form><p><a class="btn full" href="/v/x">Về</a></p>';
  await (await caches.open('unanswered')).put('/chua-gui/' + Date.now().toString(36), new Response(page));
}"""


def test_what_a_phone_of_the_release_before_held_is_in_the_list(island: Island, window: BrowserContext) -> None:
    address, home = asked_for_help(island)
    with island.write() as session:
        course = f"/l/{make_course(session, make_ward(session)).code}"
    page = window.new_page()
    page.goto("/robots.txt")
    page.evaluate(EARLIER, [address, course])

    page.goto(address)

    expect(page.get_by_text("Ghi dở lúc")).to_be_visible()
    expect(page.get_by_label("Họ và tên người cần giúp")).to_have_value("Hoàng Thị Sáu")
    page.goto(home)
    listed = page.locator("[data-unsent-forms] [data-lines] > *")
    expect(listed.first).to_be_visible()
    expect(page.get_by_role("link", name="Mở ra xem").first).to_have_attribute("href", "/v/x")
    expect(page.get_by_text("Phiếu đi học của bác")).to_be_visible()  # what sends itself is sent
    there = "async () => (await indexedDB.databases()).map(({ name }) => name)"
    assert {"lopso-drafts", "lopso-mine"} <= {*page.evaluate(there)}, "the release before may be at work yet"


ANSWERED = """async action => {
  await Unsent.settled;
  await Mine.flush();
  const key = Unsent.fresh();
  await Unsent.put({ key, action, page: action, name: action, state: 'sent', account: '', fields: [], at: Date.now() });
  document.cookie = 'taken=' + key + '; Path=/';
}"""


def test_a_registration_answered_while_the_home_was_on_its_way_is_on_it_by_itself(
    island: Island, window: BrowserContext
) -> None:
    _, home = asked_for_help(island)
    window.add_cookies([{"name": "unsent", "value": "1", "url": island.url}])
    page = window.new_page()
    page.goto(home)
    page.evaluate(ANSWERED, "/l/TICKET")

    page.goto(home, wait_until="commit")

    page.wait_for_function("() => performance.getEntriesByType('navigation')[0].type === 'reload'")
    assert "unsent" not in {each.get("name") for each in window.cookies()}


def test_erasing_a_phone_empties_a_resident_s_list_and_no_other(task: Given, handset: Buy) -> None:
    phone = handset()
    page = task.pressed_without_a_line(phone)
    task.island.start()
    page.goto("/quay")
    page.evaluate(
        """async () => Unsent.put({ key: 'x'.repeat(16), account: '', name: '/nho-giup', page: '/', action: '/nho-giup',
          title: 'Nhờ người tới nhà', fields: [['full_name', 'Bà Kín']], state: 'sent', at: Date.now() })"""
    )
    with task.island.write() as session:
        course = f"/l/{make_course(session, make_ward(session)).code}"
    page.goto(course)
    assert told(page, HELD, until=["sent", "sent"]) == ["sent", "sent"]

    page.get_by_role("button", name="Xóa khỏi máy này").tap()

    expect(page.get_by_role("heading", level=1)).to_have_text("Đã xóa khỏi máy này")
    page.goto("/quay")
    expect(sync(page)).to_contain_text("Chờ gửi 1")
    assert told(page, HELD, until=["sent"]) == ["sent"]


def test_a_browser_that_keeps_nothing_says_so_under_the_button_before_the_press_leaves(
    island: Island, browser: Browser
) -> None:
    """Zalo's own browser."""
    address, _home = asked_for_help(island)
    context = browser.new_context(base_url=island.url, **PHONE)
    context.add_init_script(
        "delete window.indexedDB; Object.defineProperty(window, 'indexedDB', { value: undefined });"
    )
    page = context.new_page()
    ask(page, address, worker=False)
    page.evaluate("() => addEventListener('submit', event => event.preventDefault())")  # it is about to leave
    page.get_by_role("button", name="Nhờ phường giúp").tap()
    expect(page.get_by_role("alert")).to_contain_text("Máy này không giữ được chữ đã gõ.")
    context.close()


def test_no_password_and_no_line_more_is_in_the_list(task: Given, window: BrowserContext) -> None:
    page = window.new_page()
    been_here(page)
    page.goto("/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill("ai-do")
    page.get_by_label("Mật khẩu", exact=True).fill("nồi cơm điện xanh")
    task.island.stop()
    page.get_by_role("button", name="Đăng nhập").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(UNANSWERED)
    task.island.start()
    page.goto("/dang-nhap")
    assert told(page, HELD, until=[]) == []
    take_up(page)
