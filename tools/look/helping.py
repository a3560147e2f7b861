"""What people do where they are helped: at a tablet, at home, by a message. One deed a screen, as in `deeds.py`.

The demo's own tablet and requests are known by tokens that `demo_ward` makes of their names, so they are opened as
whoever holds them would, without a look into the database.
"""

import re

from playwright.sync_api import Page, expect

from app.commands.demo_ward.help_plan import help_plan, known_uuid
from app.country import codes
from app.routes.kiosk.sheets import COOKIE, PATH
from tests.documents.ruler import Paper
from tools.look.deeds import CODE, pressed
from tools.look.hall import beside

WARD = "05443"
ASKED = f"/nho-giup/{WARD}"
OFFERED = f"/dai-su/phuong/{WARD}"
# The steps of one thing, for staff.
GUIDE = "/quay/huong-dan/vneid_cai_dat"


def tickets() -> tuple[str, ...]:
    """The page of whoever asked for help at home, once for each state that the demo's requests are in."""
    by_state = {said["state"]: said["phone"] for said in help_plan()["requests"]}
    return tuple(f"/nho-giup/phieu/{codes.fold(known_uuid(phone))[:16]}" for phone in by_state.values())


# -- at home ------------------------------------------------------------------------------------------------------


def asks_with_nothing(page: Page) -> None:
    """Somebody asks for help at home, and forgets to say for whom and what."""
    page.goto(ASKED)
    pressed(page, "Nhờ phường giúp")


def asks_for_help(page: Page) -> None:
    """A daughter asks for her mother; the page that says so."""
    _asked(page)


def asks_again(page: Page) -> None:
    """The same telephone asks for the same once more, from another browser."""
    page.context.clear_cookies()
    _asked(page)


def offers_nothing(page: Page) -> None:
    """Somebody would be an ambassador, and forgets to say who."""
    page.goto(OFFERED)
    pressed(page, "Xin làm Đại sứ số")


def offers_help(page: Page) -> None:
    """Somebody offers to become an ambassador; what happens next."""
    page.goto(OFFERED)
    page.get_by_label("Họ và tên").fill("Nông Thị Xin Làm")
    page.get_by_label("Năm sinh").fill("1968")
    page.get_by_label("Tổ dân phố").select_option(index=1)
    page.get_by_label("Số điện thoại").fill("0912 000 303")
    pressed(page, "Xin làm Đại sứ số")


def opens_a_message(page: Page) -> None:
    """An officer has messages written to ambassadors who were silent; one of them opens the link in theirs."""
    with beside(page, "canbo") as office:
        office.goto("/van-phong/kem-cap/tin-nhan")
        pressed(office, "Soạn tin cho từng người")
        text = office.locator("#loi-nhan").input_value()
    page.goto(text[text.index("/k/") :].split()[0])


def says_they_met(page: Page) -> None:
    """One press; thanks, and when they meet again."""
    pressed(page, "^Đã gặp")


def scans_a_card(page: Page) -> None:
    """An officer prints an ambassador's card, whose code somebody reads who stands before them."""
    with beside(page, "canbo") as office:
        _opened(office, -1)
        office.locator("form[action*='/dai-su/the']").first.evaluate("form => form.requestSubmit()")
        office.wait_for_url("**/viec/**", wait_until="commit")
        office.goto(office.url.removesuffix("/tep.pdf"))
        link = office.get_by_role("link", name="Mở tệp PDF")
        link.wait_for()
        paper = Paper(office.request.get(link.get_attribute("href") or "").body())
    (code,) = paper.codes(1, dpi=300)
    page.goto(code[code.index("/dai-su/") :])


# -- in the office ------------------------------------------------------------------------------------------------


def invites_an_ambassador(page: Page) -> None:
    """An officer shows an ambassador without an account the code that opens one."""
    _opened(page, 2)
    pressed(page, "Đưa mã mời")


def opens_a_class(page: Page) -> None:
    """An officer opens a class about what people fail at; whom to ask to it."""
    page.goto("/van-phong/ho-tro")
    pressed(page, "Mở lớp về việc này")


def drafts_a_class(page: Page) -> None:
    """An officer begins a class like another one; its draft."""
    page.goto(f"/van-phong/lop/moi?nhu={CODE}")
    pressed(page, "Lưu bản nháp")


def thinks_better_of_it(page: Page) -> None:
    """The officer would throw the draft away; the question first."""
    drafts_a_class(page)
    page.get_by_role("link", name="Xóa bản nháp").click()
    page.wait_for_url("**/xoa")


def _opened(page: Page, number: int) -> None:
    """The page of an ambassador of the ward's list."""
    page.goto(f"/van-phong/dai-su?phuong={WARD}")
    page.locator("main th a, main td a").nth(number).click()
    page.wait_for_url(re.compile("/van-phong/dai-su/[0-9a-f-]{36}"))


# -- at a tablet --------------------------------------------------------------------------------------------------


def comes_to_the_tablet(page: Page) -> None:
    """The start of the demo's tablet; pictures take longer than a tablet remembers, so its clock stands still."""
    if page.url == "about:blank":
        page.goto("/d")
    page.clock.install()
    page.clock.pause_at(3_000_000_000_000)
    page.context.add_cookies([{"name": COOKIE, "value": known_uuid("kiosk"), "url": page.url}])
    page.goto(PATH)


def chooses_a_field(page: Page) -> None:
    """The things that a field is about."""
    _touched(page, "nav.picks a", "/linh-vuc/")


def chooses_a_thing(page: Page) -> None:
    """The steps of what they came for, and the code for their own phone."""
    page.goto(PATH)
    _touched(page, "main form .pick", "/luot")


def calls_a_helper(page: Page) -> None:
    """Nobody gets on alone with it: the same page, which says who comes."""
    chooses_a_thing(page)
    _touched(page, "form[action$='/goi'] button", "/luot")
    expect(page.locator("#goi")).to_be_visible()


def is_done(page: Page) -> None:
    """The one question at the end."""
    chooses_a_thing(page)
    _touched(page, "a[href$='/luot/xong']", "/luot/xong")


def says_it_went_well(page: Page) -> None:
    """Thanks."""
    is_done(page)
    _touched(page, "[value=alone]", "/cam-on")


def says_it_did_not(page: Page) -> None:
    """Thanks, and where help is."""
    is_done(page)
    _touched(page, "[value=no]", "/cam-on?chua=1")


def is_forgotten_soon(page: Page) -> None:
    """Whether they are still there, as a tablet without script asks."""
    chooses_a_thing(page)
    page.goto(f"{PATH}/con-day")


def _touched(page: Page, where: str, leads_to: str) -> None:
    """Touch the first of these, and wait for the page that it leads to."""
    page.locator(where).first.click()
    page.wait_for_url(lambda url: leads_to in url)
    page.wait_for_load_state()


def _asked(page: Page) -> None:
    page.goto(ASKED)
    page.get_by_label("Họ và tên người cần giúp").fill("Nông Thị Nhờ Giúp")
    page.get_by_label("Tổ dân phố").select_option(index=1)
    page.locator("main [name=topic]").first.check(force=True)
    page.get_by_label("Số điện thoại để gọi lại").fill("0912 000 302")
    pressed(page, "Nhờ phường giúp")
