"""Twenty-six lessons on their evenings: rolls kept on phones, one by thumbs, one from a signed sheet, one by somebody
who stands in; some told beforehand that they cannot come, somebody walked into the wrong room."""

import html
import re
import uuid

from playwright.sync_api import Page, expect

from app.country import clock
from tests.browser.checks import fits
from tests.browser.rolls import expect_sent, row_of, tap
from tests.browser.term import plan
from tests.browser.term.plain import Plain
from tests.browser.term.plan import Meeting
from tests.browser.term.ward import Ward

# Kept by taps on a phone; keyed in from the sheet that went round; kept by somebody who stands in.
BY_TAPS, FROM_A_SHEET, BY_A_SUBSTITUTE = ("LOP03", 1), ("LOP06", 2), ("LOP08", 2)
SUBSTITUTE = "nguyentd"
# Told the day before that the second evening is no good; not there in the sample either.
TOLD = ("LOP07", 2)

_ROW = re.compile(r'value="(?:present|unmarked):(\S+?)">.*?<b>(.*?)</b><small>(\d{4})', re.DOTALL)
_LESSON = re.compile(r'data-lesson="([^"]+)"')


def hold(ward: Ward, meeting: Meeting) -> None:
    """Keep a lesson's roll, and close it with the heads that were counted."""
    keeper = plan.classes()[meeting.course].instructor
    lesson = (meeting.course, meeting.number)
    if lesson == BY_TAPS:
        by_taps(ward, meeting, keeper)
        return
    if lesson == FROM_A_SHEET:
        from_a_sheet(ward, meeting, keeper)
    else:
        if lesson == BY_A_SUBSTITUTE:
            stand_in(ward, meeting, keeper)
            keeper = SUBSTITUTE
        if lesson == TOLD:
            notice_seen(ward, meeting, keeper)
        by_batch(ward, meeting, keeper)
    close(ward, meeting, keeper)


def close(ward: Ward, meeting: Meeting, keeper: str) -> None:
    """Xong: who was not marked is absent by the lesson's rule."""
    done = ward.staff(keeper).fill(
        ward.lesson(meeting.course, meeting.number, "/xong"), field_named="heads", heads=str(len(meeting.came))
    )
    done = ward.staff(keeper).get(ward.lesson(meeting.course, meeting.number, "/ket-qua"))
    assert done.h1 == f"Buổi {meeting.number} đã xong", f"{meeting}: {done.h1} {done.text}"


def by_batch(ward: Ward, meeting: Meeting, keeper: str) -> None:
    """A phone that had no signal in the hall sends its outbox in one go."""
    phone = ward.staff(keeper)
    keys, lesson = roll(phone, ward.lesson(meeting.course, meeting.number))
    told = phone.call_get("/dong-bo")
    marks = [
        {
            "uuid": str(uuid.uuid4()),
            "kind": "mark",
            "at": clock.now().isoformat(),
            "sequence": sequence,
            "data": {"lesson": lesson, "registration": keys[_called(key)], "status": "present"},
        }
        for sequence, key in enumerate(meeting.came, 1)
    ]
    body = {
        "device": str(uuid.uuid4()),
        "account": told["account"],
        "client_now": clock.now().isoformat(),
        "operations": marks,
    }
    results = phone.call("/dong-bo", body, **{"X-CSRFToken": told["csrf_token"]})["results"]
    assert {result["status"] for result in results} == {"done"}, results


def roll(phone: Plain, address: str) -> tuple[dict[tuple[str, str], str], str]:
    """Who stands on a roll, by name and year → key; and how phones name the lesson."""
    page = phone.get(address)
    keys = {(html.unescape(name), year): key for key, name, year in _ROW.findall(page.html)}
    named = _LESSON.search(page.html)
    assert named, page.text
    return keys, named[1]


def _called(key: str) -> tuple[str, str]:
    person = plan.everybody()[key]
    return person.full_name, person.birth_year


def by_taps(ward: Ward, meeting: Meeting, keeper: str) -> None:
    """Anh Đăng at the door, a phone in one hand; one who came to the wrong room is entered and taken back."""
    page = ward.open(keeper, ward.lesson(meeting.course, meeting.number))
    for key in meeting.came:
        tap(page, plan.everybody()[key].full_name)
    expect(page.locator("[data-came]")).to_have_text(re.compile(f"^Có mặt {len(meeting.came)}/"))
    expect_sent(page)
    fits(page)
    _wrong_room(ward, page)
    page.get_by_role("link", name="Xong", exact=True).click()
    page.get_by_label("Đếm trong phòng").fill(str(len(meeting.came)))
    page.get_by_role("button", name="Xong").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Buổi {meeting.number} đã xong")
    expect(page.get_by_text(f"Đếm được {len(meeting.came)} người, điểm danh {len(meeting.came)} người")).to_be_visible()
    fits(page)


def _wrong_room(ward: Ward, page: Page) -> None:
    """Bác Thiệu walks in, and belongs next door."""
    stranger = plan.everybody()["D001"]
    page.get_by_role("link", name="Thêm người", exact=True).click()
    page.get_by_label("Họ và tên").fill(stranger.full_name)
    page.get_by_label("Năm sinh").fill(stranger.birth_year)
    page.get_by_label("Tổ dân phố").select_option(value=stranger.group)
    page.get_by_role("button", name="Thêm, ghi có mặt").click()
    expect(page.locator("[data-last]")).to_contain_text(f"{stranger.full_name} · Có mặt")
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_text(f"Đã hoàn tác: {stranger.full_name} không còn trong danh sách.")).to_be_visible()
    expect(row_of(page, stranger.full_name)).to_have_count(0)


def from_a_sheet(ward: Ward, meeting: Meeting, keeper: str) -> None:
    """The sheet is printed, goes round, and is keyed back in by its numbers."""
    instructor, address = ward.staff(keeper), ward.lesson(meeting.course, meeting.number)
    shown = instructor.get(f"{address}/ket-qua")
    printed = ward.finished(instructor, instructor.press(shown, shown.form("/phieu")))
    assert printed.status == 200, printed.text
    page = ward.open(keeper, f"{address}/phieu-ky")
    numbers = []
    for key in meeting.came:
        label = page.locator("label", has_text=plan.everybody()[key].full_name)
        numbers.append(label.inner_text().split(".")[0].strip())
    page.get_by_label("Số thứ tự của những người đã ký").fill(", ".join(numbers))
    page.get_by_role("button", name="Xem tên").click()
    expect(page.get_by_role("heading", name=f"{len(numbers)} người đã ký")).to_be_visible()
    fits(page)
    page.get_by_role("button", name=f"Lưu {len(numbers)} người").click()
    expect(page.get_by_text(f"Đã ghi có mặt {len(numbers)} người theo danh sách ký.")).to_be_visible()


def stand_in(ward: Ward, meeting: Meeting, keeper: str) -> None:
    """Anh Đăng is ill: he asks anh Nguyên, who finds the lesson in his day."""
    page = ward.open(keeper, ward.lesson(meeting.course, meeting.number, "/ket-qua"))
    page.get_by_role("link", name="Giao người dạy thay").click()
    page.get_by_label(plan.instructors()[SUBSTITUTE]).check()
    page.get_by_role("button", name="Giao dạy thay").click()
    expect(page.get_by_text(f"{plan.instructors()[SUBSTITUTE]} dạy thay buổi này")).to_be_visible()
    theirs = ward.staff(SUBSTITUTE).get("/giang-vien")
    assert "Dạy thay" in theirs.text, theirs.text


def tell_beforehand(ward: Ward) -> None:
    """Somebody says on the ticket that the second evening is no good."""
    course, number = TOLD
    page = ward.window()
    page.goto(ward.tickets[course, _absent(plan.classes()[course].meetings[number - 1], ward)])
    page.get_by_text("buổi sắp tới, báo bận").click()
    page.get_by_label(f"Buổi {number}").check()
    page.get_by_role("button", name="Báo buổi bận").click()
    expect(page.get_by_text("Đã báo bận")).to_have_count(1)
    fits(page)


def _absent(meeting: Meeting, ward: Ward) -> str:
    """The first of those with a ticket of their own who is not there."""
    return next(key for course, key in ward.tickets if course == meeting.course and key not in meeting.came)


def notice_seen(ward: Ward, meeting: Meeting, keeper: str) -> None:
    """The roll says so."""
    page = ward.staff(keeper).get(ward.lesson(meeting.course, meeting.number))
    assert "1 báo trước vắng" in page.text, page.text


def came(ward: Ward, meeting: Meeting) -> int:
    """How many were there, as the lesson's page says."""
    shown = ward.staff(plan.classes()[meeting.course].instructor).get(
        ward.lesson(meeting.course, meeting.number, "/ket-qua")
    )
    told = re.search(r"Có mặt (\d+)/\d+", shown.text)
    assert told, shown.text
    return int(told[1])
