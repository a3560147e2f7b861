"""What was half typed at a desk is there again after a reload, and on no disk once it was sent or one signed out."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.country import clock
from app.models import Course, Place, Role, Team
from tests.browser.conftest import Site
from tests.browser.drafts import STORED, wait_for_draft
from tests.browser.patience import told
from tests.factories import make_account, make_course, make_person, make_place, make_ward

WIDE: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "is_mobile": False, "has_touch": False}


@pytest.fixture
def ward(site: Site) -> dict[str, Any]:
    """A ward with one officer, a place, a class and a team."""
    with site.write() as session:
        unit = make_ward(session)
        officer = make_account(session, unit, Role.OFFICER, full_name="Lường Thị Bích Đào")
        place = make_place(session, unit, "Nhà văn hóa Tân Thịnh")
        course = make_course(session, unit, title="An toàn số")
        team = Team(unit=unit, name="Tổ công nghệ số 1", created_at=clock.now(), groups=[])
        session.add(team)
        session.flush()
        return {
            "officer": officer.id,
            "unit": unit.code,
            "place": place.id,
            "course": course.code,
            "team": team.public_id,
        }


@pytest.fixture
def desk(site: Site, ward: dict[str, Any], open_window: Callable[..., Page]) -> Page:
    """The officer's window."""
    page = open_window(**WIDE)
    site.sign_in(page.context, ward["officer"])
    return page


def test_long_forms_of_the_desk_are_there_again_after_a_reload(desk: Page, ward: dict[str, Any]) -> None:
    for address, name in (
        ("/van-phong/lop/moi", "title"),
        (f"/van-phong/lop/{ward['course']}/sua", "title"),
        (f"/van-phong/loi-nhan/{ward['unit']}/visits", "body"),
        (f"/van-phong/dia-diem/{ward['place']}/sua", "name"),
        (f"/van-phong/doi/{ward['team']}", "names"),
        ("/van-phong/phong-trao/moi", "name"),
        ("/van-phong/nhap/moi?loai=dia-diem", "pasted"),
    ):
        desk.goto(address)
        field = desk.locator(f"main [name={name}]")
        field.fill("Gõ dở ở bàn")
        wait_for_draft(desk, "Gõ dở ở bàn")
        desk.goto("/van-phong")
        desk.goto(address)
        expect(field, address).to_have_value("Gõ dở ở bàn")
        expect(desk.get_by_text("Ghi dở lúc")).to_be_visible()
        desk.get_by_role("button", name="Xóa, ghi lại từ đầu").click()
        expect(field).not_to_have_value("Gõ dở ở bàn")
        wait_for_draft(desk, "Gõ dở ở bàn", there=False)


@pytest.mark.parametrize("settings", [WIDE, {}], ids=["desk", "phone"])
def test_nothing_half_typed_is_left_on_the_machine_after_signing_out(
    site: Site, ward: dict[str, Any], open_window: Callable[..., Page], settings: dict[str, Any]
) -> None:
    page = open_window(**settings)
    site.sign_in(page.context, ward["officer"])
    page.goto("/van-phong/lop/moi")
    page.get_by_label("Tên lớp").fill("Lớp của bà Hoa")
    wait_for_draft(page, "bà Hoa")
    page.get_by_label("Tên lớp").press_sequentially(" và ông Bảy")

    if not settings:
        page.goto("/van-phong/them")  # where a phone has what stands at the foot of the rail
    page.get_by_role("button", name="Đăng xuất").filter(visible=True).click()
    page.get_by_role("button", name="Cứ đăng xuất").click()

    expect(page.get_by_role("heading", name="Anh chị đã đăng xuất")).to_be_visible()
    assert told(page, STORED, until=[[], []]) == [[], []]


def test_a_form_that_was_sent_is_no_draft_any_more(desk: Page, ward: dict[str, Any]) -> None:
    desk.goto(f"/van-phong/dia-diem/{ward['place']}/sua")
    desk.get_by_label("Tên").first.fill("Nhà văn hóa Túc Duyên")
    wait_for_draft(desk, "Túc Duyên")

    desk.get_by_role("button", name="Lưu").first.click()

    expect(desk.get_by_text("Túc Duyên").first).to_be_visible()
    expect(desk.locator("form#dia-diem")).to_have_count(0)
    wait_for_draft(desk, "Túc Duyên", there=False)


# The server read a press and did not store it; three parts of the page read the list at that moment, as its head does.
ANSWERED = """async () => {
  await Unsent.settled;
  const key = Unsent.fresh();
  await Unsent.put({ key, action: '/van-phong/lop/moi', page: '/', name: 'x', state: 'sent', drafts: true,
    account: Unsent.owner, fields: [], at: Date.now() });
  document.cookie = 'answered=' + key + '; Path=/';
  let reads = true;
  const read = async () => { while (reads) await Unsent.all(); }, reading = [read(), read(), read()];
  await Unsent.settle();
  const { state } = Unsent.find(key);
  reads = false;
  await Promise.all(reading);
  return state;
}"""


def test_what_was_answered_waits_no_more_also_where_the_page_reads_its_list(desk: Page) -> None:
    desk.goto("/van-phong/lop/moi")
    assert desk.evaluate(ANSWERED) == "draft"


@pytest.mark.expects("409")
def test_a_draft_of_what_somebody_else_changed_since_shows_both(site: Site, desk: Page, ward: dict[str, Any]) -> None:
    address = f"/van-phong/dia-diem/{ward['place']}/sua"
    desk.goto(address)
    desk.get_by_label("Tên").first.fill("Nhà văn hóa mới")
    wait_for_draft(desk, "Nhà văn hóa mới")
    desk.goto("/van-phong")
    with site.write() as session:
        place = session.query(Place).filter_by(id=ward["place"]).one()
        place.name, place.version = "Tên của người khác", place.version + 1
    desk.goto(address)
    expect(desk.get_by_label("Tên").first).to_have_value("Nhà văn hóa mới")

    desk.get_by_role("button", name="Lưu").first.click()

    expect(desk.get_by_text("Có người vừa sửa trước anh chị")).to_be_visible()
    expect(desk.get_by_text("Tên của người khác").first).to_be_visible()


def test_a_draft_changes_nothing_of_who_was_chosen(site: Site, desk: Page, ward: dict[str, Any]) -> None:
    with site.write() as session:
        unit = session.query(Course).filter_by(code=ward["course"]).one().unit
        people = [make_person(session, unit, name).public_id for name in ("Lý Thị Sen", "Nông Văn Bảy")]
    desk.goto(f"/van-phong/giay-moi?nguoi={people[0]}&nguoi={people[1]}")
    desk.get_by_label("Số giấy mời").fill("31/GM-UBND")
    wait_for_draft(desk, "31/GM-UBND")
    desk.reload()
    expect(desk.get_by_label("Số giấy mời")).to_have_value("31/GM-UBND")
    expect(desk.locator("select[name=nguoi] option:checked")).to_have_count(2)
