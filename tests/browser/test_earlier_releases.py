"""A phone comes from a hall in which it still ran an earlier release: its pages open, and what it kept is sent."""

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.models import Course, EntryPhoto, Mentorship, ProgrammeEntry, Registration
from app.web import photos
from tests.browser.earlier.phones import Earlier, Kept
from tests.browser.earlier.take import UNANSWERED
from tests.browser.islands import Handset, Island
from tests.browser.patience import at_work, been_here, open_until, told
from tests.browser.rolls import expect_sent, row_of, take_up, tap
from tests.patience import eventually

Buy = Callable[..., Handset]
FOLDER = Path(__file__).parent / "earlier"
RELEASES = sorted(path.stem for path in FOLDER.glob("*.json"))
# Of the first one the roll alone was kept.
of_all_phones = pytest.mark.parametrize("earlier", [each for each in RELEASES if each != "f159172"], indirect=True)
SAVE = re.compile("^Lưu")


@pytest.fixture(params=RELEASES)
def earlier(request: pytest.FixtureRequest, island: Island) -> Earlier:
    """Each release of which something was kept."""
    return Earlier.read(FOLDER / f"{request.param}.json", island)


def opened(phone: Handset) -> tuple[Page, list[str]]:
    """The phone on a page without scripts, and whatever its pages will complain of."""
    page, complaints = phone.open(), list[str]()
    assert phone.context
    phone.context.on("weberror", lambda error: complaints.append(str(error.error)))
    page.goto("/suc-khoe")
    return page, complaints


def brought(island: Island, phone: Handset, kept: Kept, account_id: int) -> tuple[Page, list[str], list[str]]:
    """A phone of the staff, the worker of today at work on it, the server away; where its forms lie that got no answer,
    and whatever its pages complain of."""
    page, complaints = opened(phone)
    unanswered = kept.put_into(page)
    been_here(page)
    island.stop()
    assert phone.context
    island.sign_in(phone.context, account_id)
    return page, unanswered, complaints


def names(kept: Kept, kind: str) -> list[str]:
    """Whom the presses of a kind are about that wait on an instructor's phone."""
    return [each["paints"][0]["name"] for each in kept.rows("lopso", "operations") if each["kind"] == kind]


def broken(page: Page) -> bool:
    """Whether a page says what only a program reads."""
    return bool(re.search(r"undefined|\[object|\{\w+\}", page.locator("body").inner_text()))


@pytest.mark.parametrize("earlier", ["ad1c5f1b"], indirect=True)  # of the others see below
@pytest.mark.core("phones of the release before")
def test_a_roll_saved_by_an_earlier_release_opens_takes_ticks_and_sends_what_was_kept(
    island: Island, handset: Buy, earlier: Earlier
) -> None:
    room, kept = earlier.ward.room, earlier.phones["instructor"]
    page, _none, complaints = brought(island, handset(), kept, room.account_id)
    ticked = names(kept, "mark")

    page.goto(room.address)

    expect(page.locator(".sync")).to_contain_text("Chờ gửi 3")
    for name in [*ticked, *names(kept, "walk_in")]:
        expect(row_of(page, name)).to_have_attribute("data-status", "present")
    other = next(name for name in room.names if name not in ticked)
    tap(page, other)
    expect(row_of(page, other)).to_have_attribute("data-status", "present")
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 4")
    assert not broken(page)
    island.start()
    take_up(page)

    expect_sent(page)
    present = [room.people[room.names.index(name)] for name in [*ticked, other]]
    assert {key for key, status in room.statuses().items() if status == "present"} >= set(present)
    assert room.marks() == 4
    assert complaints == []


def test_every_page_that_an_earlier_release_saved_opens_and_works(
    island: Island, handset: Buy, earlier: Earlier
) -> None:
    room, kept = earlier.ward.room, earlier.phones["instructor"]
    page, _none, complaints = brought(island, handset(), kept, room.account_id)

    for address, saved in kept.pages["pages"].items():
        page.goto(address)
        heading = re.search(r"<h1[^>]*>(.*?)</h1>", saved["text"], re.DOTALL)
        assert heading
        expect(page.locator("h1")).to_have_text(re.sub(r"<[^>]+>", "", heading[1]).strip())
        expect(page.locator(".sync")).to_contain_text("Chờ gửi 3")
        assert not broken(page), address

    page.goto(room.address)
    tap(page, room.names[5])
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 4")
    page.goto(f"{room.address}/them-nguoi")
    page.get_by_label("Họ và tên").fill("Trương Văn Sáu")
    page.get_by_label("Năm sinh").fill("1949")
    page.get_by_label("Tổ dân phố").select_option(index=1)
    page.get_by_role("button", name="Thêm, ghi có mặt").click()
    expect(page).to_have_url(re.compile(rf"{re.escape(room.address)}$"))
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 5")
    page.goto(f"{room.address}/xong")
    page.get_by_role("button", name="Xong", exact=True).click()
    expect(page).to_have_url(re.compile(rf"{re.escape(room.address)}$"))  # it goes on there by itself
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 6")
    island.start()
    page.goto(room.address)
    expect_sent(page)
    with island.read() as session:
        assert session.get_one(Course, room.course_id).lessons[0].is_closed
    assert room.statuses()[room.people[5]] == "present"
    assert complaints == []


OWN_SCRIPTS = """async () => Promise.all(Array.from(document.scripts).filter(({ src }) => src).map(async ({ src }) =>
  [new URL(src).pathname, await (await fetch(src)).text()]))"""
INSTALLED = """async () => {
  const here = await navigator.serviceWorker.getRegistration();
  await here.update();
  return !here.installing;
}"""


@of_all_phones
def test_a_saved_roll_ticks_with_the_scripts_that_it_came_with_beside_a_page_of_today(
    island: Island, handset: Buy, earlier: Earlier
) -> None:
    """Nobody pressed "Mở bản mới": the worker is of the release, and hands its pages its own scripts. A page that the
    server made since brings today's, and both open one store."""
    room, kept, phone = earlier.ward.room, earlier.phones["instructor"], handset()
    island.stop()
    with earlier.answering(island.port):
        page, complaints = opened(phone)
        kept.put_into(page)
        been_here(page)
    island.start()
    assert phone.context
    island.sign_in(phone.context, room.account_id)
    page.goto("/giang-vien")
    expect_sent(page)  # today's scripts found what waited
    assert told(page, INSTALLED, until=True)
    island.stop()
    replace(kept, bases={}, local={}).put_into(page)  # some were fetched anew meanwhile, where a line was good enough

    roll = phone.context.new_page()
    roll.goto(room.address)
    own = roll.evaluate(OWN_SCRIPTS)
    assert [text == earlier.texts[path] for path, text in own] == [True] * len(own) != []
    ticked = names(kept, "mark")
    for name in [*ticked, *names(kept, "walk_in")]:
        expect(row_of(roll, name)).to_have_attribute("data-status", "present")
    other = next(name for name in room.names if name not in ticked)
    tap(roll, other)
    expect(row_of(roll, other)).to_have_attribute("data-status", "present")
    expect(roll.locator(".sync")).to_contain_text("Chờ gửi 1")
    island.start()
    take_up(roll)

    expect_sent(roll)
    assert room.statuses()[room.people[room.names.index(other)]] == "present"
    assert room.marks() == 4
    assert complaints == []


@of_all_phones
def test_saved_pages_of_houses_go_on_with_the_scripts_of_today(island: Island, handset: Buy, earlier: Earlier) -> None:
    """One house more that stands in the book, one that does not."""
    street, kept = earlier.ward.street, earlier.phones["head"]
    page, _unanswered, complaints = brought(island, handset(), kept, street.head.id)
    listing = f"/quay/ho/{street.programme}"

    page.goto(f"{listing}/{street.houses['20']}")
    page.get_by_label("Cả nhà", exact=True).tap()
    page.get_by_role("button", name=SAVE).tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Số 14")
    page.goto(f"{listing}/moi")
    page.get_by_label("Số nhà").fill("22")
    page.get_by_role("button", name="Đi vắng", exact=True).tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Số 14")
    page.goto(listing)
    expect(page.locator("[data-here-waits]")).to_contain_text("đang chờ 4 · bị từ chối 0")  # the words of that release
    island.start()
    take_up(page)

    expect(page.locator(".sync")).to_contain_text("Chờ gửi 1")  # the form that was pressed without an answer
    assert [(each.site.name, each.outcome, each.given.get("level")) for each in street.entries()] == [
        ("Số 6, Ngõ 12", "done", "one"), ("Số 8, Ngõ 12", "absent", None),
        ("Số 20, Ngõ 12", "done", "full"), ("Số 22", "absent", None),
    ]  # fmt: skip
    assert complaints == []


@of_all_phones
def test_houses_an_event_with_its_photo_a_draft_and_a_form_of_an_earlier_release_arrive(
    island: Island, handset: Buy, earlier: Earlier
) -> None:
    street, kept = earlier.ward.street, earlier.phones["head"]
    page, [unanswered], complaints = brought(island, handset(), kept, street.head.id)
    half = f"/quay/ho/{street.programme}/{street.houses['14']}"

    page.goto("/quay/ghi-nhanh")
    expect(page.locator("[data-here-waits] li")).to_contain_text(["An toàn trên mạng"])
    page.goto(unanswered)
    expect(page.get_by_role("heading", level=1)).to_have_text(UNANSWERED)
    page.goto(half)
    expect(page.get_by_label("Họ và tên")).to_have_value("Ma Thị Lan")
    island.start()
    take_up(page)
    expect(page.locator(".sync")).to_contain_text("Chờ gửi 1")
    page.goto(unanswered)
    page.get_by_role("button", name="Gửi lại").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Lý Thị Páo")

    page.evaluate("localStorage.clear()")  # which a browser writes to the disk late
    [drawn] = re.findall(r' data-drawn="(\d+)"', kept.pages["pages"][half]["text"])
    open_until(page, half, page.locator(f'[data-module="doorstep"]:not([data-drawn="{drawn}"])'))  # the server's
    expect(page.get_by_text("Ghi dở lúc")).to_be_visible()
    expect(page.get_by_label("Họ và tên")).to_have_value("Ma Thị Lan")
    page.get_by_role("group", name="Đồng ý ghi tên").get_by_label("Có").tap()
    page.get_by_role("group", name="Tuổi").get_by_label("Từ 60").tap()
    page.get_by_role("button", name=SAVE).tap()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("Số 14")
    expect_sent(page)
    assert [(each.site.name, each.outcome, each.given.get("learner")) for each in street.entries()] == [
        ("Số 6, Ngõ 12", "done", None), ("Số 8, Ngõ 12", "absent", None), ("Số 14, Ngõ 12", "done", "Ma Thị Lan"),
    ]  # fmt: skip
    with island.read() as session:
        [pair] = session.scalars(Mentorship.of_account(street.head.id))
        [met] = session.scalars(select(ProgrammeEntry).where(ProgrammeEntry.programme_id == earlier.ward.meeting))
        [photo] = session.scalars(select(EntryPhoto).where(EntryPhoto.entry_id == met.id))
        assert (pair.person.full_name, met.given["present"]) == ("Lý Thị Páo", 30)
        assert photo.sha256 == photos.read(BytesIO(kept.photo)).sha256
    assert complaints == []


TAKES_OVER = "async address => { await navigator.serviceWorker.register(address, { scope: '/' }); }"


@of_all_phones
def test_a_registration_and_a_form_of_an_earlier_release_arrive_from_a_residents_phone(
    island: Island, handset: Buy, earlier: Earlier
) -> None:
    ward, kept = earlier.ward, earlier.phones["resident"]
    page, complaints = opened(handset())
    [unanswered] = kept.put_into(page, mine=earlier.texts)
    page.evaluate(TAKES_OVER, "/static/" + island.app.extensions["static_names"]["mine.js"])
    at_work(page)
    island.stop()

    page.goto(f"/l/{ward.course}")
    expect(page.get_by_role("heading", name="Chưa gửi: Nguyễn Thị Lan")).to_be_visible()
    page.goto(unanswered)
    expect(page.get_by_role("heading", level=1)).to_have_text(UNANSWERED)
    island.start()
    page.get_by_role("button", name="Gửi lại").tap()
    expect(page).to_have_url(f"{island.url}/v/{ward.ticket}")
    open_until(page, f"/v/{ward.ticket}", page.get_by_text("Lương Văn Tám").first)

    def registered() -> set[str]:
        with island.read() as session:
            made = session.scalars(select(Registration).join(Course).where(Course.code == ward.course))
            return {each.person.full_name for each in made}

    page.goto(f"/l/{ward.course}")  # whichever page opens first sends what was kept
    eventually(lambda: "Nguyễn Thị Lan" in registered())
    expect(page.get_by_role("heading", name="Chưa gửi: Nguyễn Thị Lan")).to_have_count(0)
    assert registered() == {"Lương Thị Bảy", "Lương Văn Tám", "Nguyễn Thị Lan"}
    assert complaints == []
