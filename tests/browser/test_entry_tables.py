"""24 places on one page: pasted from a spreadsheet, walked with keys, looked at, stored with one press. The form of an
event, which asks only once it was held what nobody knows before."""

from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.country import clock
from app.data.programmes import catalogue
from app.models import Programme, ProgrammeEntry, Role
from tests.browser.checks import check_turned
from tests.browser.conftest import Site
from tests.factories import make_account, make_organisation, make_ward
from tests.returns import make_returns

LINES = 24
SCREENS = ((360, "light"), (360, "dark", "3"), (1366, "light"))


def box(page: Page, place: int, label: str) -> str:
    """The name of a box of the table, by its place and column."""
    return f"{label}, Tủ sách {place:02}"


def paste(page: Page, text: str) -> None:
    """Press Ctrl+V with a text in the clipboard."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+V")


def test_a_table_is_pasted_walked_with_keys_and_stored_at_once(site: Site, page: Page) -> None:
    with site.write() as session:
        ward = make_ward(session)
        programme, rows = make_returns(session, ward, sites=LINES, recorded_on=["table", "office"])
        for number, each in enumerate(rows, 1):
            each.name = f"Tủ sách {number:02}"
        number, officer = programme.id, make_account(session, ward, Role.OFFICER)
    site.sign_in(page.context, officer.id)
    page.goto(f"/van-phong/phong-trao/{number}/bang")
    check_turned(page, *SCREENS)
    page.get_by_label(box(page, 1, "Lượt mượn")).focus()
    paste(page, "\r\n".join(f"{place}\t1.{place:03}\tKhông" for place in range(1, LINES + 1)))
    expect(page.get_by_label(box(page, 1, "Lượt mượn"))).to_have_value("1")
    expect(page.get_by_label(box(page, LINES, "Sách đang có"))).to_have_value("1.024")
    expect(page.get_by_label(box(page, LINES, "Mở cửa"))).to_have_value("Không")

    page.get_by_label(box(page, 2, "Lượt mượn")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label(box(page, 3, "Lượt mượn"))).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label(box(page, 2, "Lượt mượn"))).to_be_focused()
    page.keyboard.type("77")
    expect(page.get_by_label(box(page, 2, "Lượt mượn"))).to_have_value("77")

    page.get_by_role("button", name="Xem lại trước khi ghi").last.click()
    expect(page.get_by_text(f"Sẽ ghi {LINES} dòng.")).to_be_visible()
    page.get_by_role("button", name=f"Lưu {LINES} dòng").click()
    expect(page.get_by_text(f"Đã ghi {LINES} dòng.")).to_be_visible()
    with site.read() as session:
        entries = session.scalars(select(ProgrammeEntry).where(ProgrammeEntry.programme_id == number)).all()
        assert {each.site.name: each.given["loans"] for each in entries}["Tủ sách 02"] == 77
        assert {each.given["books"] for each in entries} == {1000 + place for place in range(1, LINES + 1)}
        assert {each.given["open"] for each in entries} == {False}


def test_a_planned_event_asks_what_came_of_it_only_once_it_was_held(site: Site, page: Page) -> None:
    with site.write() as session:
        ward = make_ward(session)
        for number in range(20):
            make_organisation(session, ward, f"Cơ quan {number:02}")
        made = Programme.begun(session, ward, catalogue()["launch"], catalogue="launch", now=clock.now())
        made.use_draft(seen=str(made.version), now=clock.now())
        session.flush()
        number, officer = made.id, make_account(session, ward, Role.OFFICER)
    site.sign_in(page.context, officer.id)
    page.goto(f"/van-phong/phong-trao/{number}/so/moi")
    expect(page.get_by_role("radiogroup", name="Nơi phát động")).to_be_visible()
    invited, came = (page.get_by_role("group").filter(has_text=label) for label in ("Đơn vị được mời", "Đơn vị đã đến"))
    expect(invited).to_be_visible()
    for later in (page.get_by_label("Số người dự (cần ghi khi đã tổ chức)"), came):
        expect(later).to_be_hidden()
    expect(page.get_by_role("heading", name="Khi đã tổ chức")).to_be_hidden()
    page.get_by_label("Kết quả", exact=True).select_option(label="Đã tổ chức")
    expect(page.get_by_label("Số người dự (cần ghi khi đã tổ chức)")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Cơ quan 07")).to_have_count(0)
    for each in (invited, came):
        each.get_by_text("chọn trong 20").click()
        expect(each.get_by_role("checkbox", name="Cơ quan 07")).to_have_count(1)
    check_turned(page, *SCREENS)
