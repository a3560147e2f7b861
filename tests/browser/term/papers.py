"""Certificates: lists to the leader, one sent back, one exception, numbers, hand-over; a mistaken name replaced, a
paper revoked; what anybody learns at /g/<code>."""

import re
from collections import Counter

from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.models import Certificate
from tests.browser.checks import fits
from tests.browser.patience import drawn_on_trial
from tests.browser.term import courses, plan
from tests.browser.term.ward import UNIT, Ward

YEAR = 2026
SENT_BACK, WITH_EXCEPTION, PLAIN = "LOP01", "LOP03", "LOP06"


def met(code: str) -> int:
    """How many came to as many lessons as the class asks for, counted from the sample."""
    planned = plan.classes()[code]
    times = Counter(key for meeting in planned.meetings for key in meeting.came)
    return sum(100 * came >= int(courses.share(code)) * len(planned.meetings) for came in times.values())


def sent_back_and_approved(ward: Ward) -> None:
    """The first list goes up, comes back with a reason, goes up again, and is approved."""
    count = met(SENT_BACK)
    dao = ward.open("canbo", ward.office(SENT_BACK, "/trinh-duyet"))
    fits(dao)
    dao.get_by_role("button", name=f"Trình lãnh đạo duyệt {count} giấy").click()
    expect(dao.get_by_text("Đang chờ lãnh đạo duyệt")).to_be_visible()
    thai = ward.open("lanhdao", ward.office(SENT_BACK, "/duyet"))
    thai.get_by_role("link", name="Trả lại").click()
    thai.get_by_label("Vì sao trả lại").fill("Xem lại tên đơn vị tổ chức.")
    thai.get_by_role("button", name="Trả lại cho cán bộ").click()
    expect(thai.get_by_text("Đã trả danh sách về cho cán bộ.")).to_be_visible()
    dao.goto(ward.office(SENT_BACK, "/trinh-duyet"))
    expect(dao.get_by_text("Xem lại tên đơn vị tổ chức.")).to_be_visible()
    fits(dao)
    dao.get_by_role("button", name=f"Trình lãnh đạo duyệt {count} giấy").click()
    expect(dao.get_by_text(f"Đã trình lãnh đạo duyệt {count} giấy.")).to_be_visible()
    _approve(ward, SENT_BACK, count)


def with_an_exception(ward: Ward) -> None:
    """Somebody lay in hospital one afternoon: the office proposes, the leader decides and says why."""
    planned, count = plan.classes()[WITH_EXCEPTION], met(WITH_EXCEPTION)
    times = Counter(key for meeting in planned.meetings for key in meeting.came)
    name = next(plan.everybody()[key].full_name for key, came in times.items() if came == len(planned.meetings) - 1)
    dao = ward.open("canbo", ward.office(WITH_EXCEPTION, "/trinh-duyet"))
    dao.get_by_label(f"Đề nghị ngoại lệ cho {name}").first.check()
    dao.get_by_label("Vì sao nên cấp").fill("Nằm viện một buổi, đã học bù.")
    dao.get_by_role("button", name=f"Trình lãnh đạo duyệt {count} giấy").click()
    expect(dao.get_by_text("Kèm 1 đề nghị ngoại lệ")).to_be_visible()
    thai = ward.open("lanhdao", ward.office(WITH_EXCEPTION, "/duyet"))
    thai.get_by_role("link", name=f"Cho ngoại lệ: {name}").click()
    thai.get_by_role("button", name="Cấp giấy cho người này").click()
    expect(thai.get_by_text(f"{name} được cấp giấy theo ngoại lệ.")).to_be_visible()
    _approve(ward, WITH_EXCEPTION, count + 1)


def without_more_ado(ward: Ward) -> None:
    """Submitted and approved without script."""
    office, leader = ward.staff("canbo"), ward.staff("lanhdao")
    sent = office.get(ward.office(PLAIN, "/trinh-duyet"))
    office.press(sent, sent.read.by_id["trinh"])
    drawn_on_trial(ward.open("lanhdao", ward.office(PLAIN, "/duyet")))
    shown = leader.get(ward.office(PLAIN, "/duyet/cap-so"))
    approved = leader.press(shown, shown.read.by_id["cap"])
    assert approved.status == 200, approved.text


def _approve(ward: Ward, code: str, count: int) -> None:
    thai = ward.open("lanhdao", ward.office(code, "/duyet"))
    fits(thai)
    drawn_on_trial(thai)
    thai.get_by_role("link", name=f"Duyệt {count} giấy…").click()
    fits(thai)
    thai.get_by_role("button", name=f"Cấp {count} giấy").click()
    ward.proves("lanhdao", thai)
    expect(thai.get_by_role("heading", level=1)).to_have_text(f"{count} giấy chứng nhận")


def hand_over(ward: Ward) -> None:
    """All of the first class's papers are drawn, and handed over in one evening."""
    count = met(SENT_BACK)
    dao = ward.open("canbo", ward.office(SENT_BACK, "/giay"))
    expect(dao.get_by_role("button", name=f"In cả lớp, {count} giấy")).to_be_visible()
    dao.goto(ward.office(SENT_BACK, "/trao-giay"))
    dao.get_by_label(re.compile(f"Cả {count} giấy")).check()
    dao.get_by_role("button", name="Ghi đã trao").click()
    expect(dao.get_by_text(f"Đã trao hết {count} giấy")).to_be_visible()
    fits(dao)


def replace_a_name(ward: Ward) -> None:
    """Number 1 bears a mistaken name: it gets a new number, and stays readable."""
    new = _everything() + 1
    dao = ward.open("canbo", f"/van-phong/so-cap/{UNIT}/{YEAR}/1")
    dao.get_by_role("link", name="Giấy ghi sai, đề nghị cấp lại").click()
    name = dao.get_by_label("Họ và tên", exact=True)
    name.fill(f"{name.input_value()} Anh")
    dao.get_by_label("Lý do").fill("Ghi thiếu tên trong danh sách gốc.")
    fits(dao)
    dao.get_by_role("button", name="Gửi lãnh đạo").click()
    expect(dao.get_by_text("Đã gửi đề nghị cho lãnh đạo.")).to_be_visible()
    thai = ward.open("lanhdao", "/van-phong/duyet")
    thai.get_by_role("link", name=f"Cấp lại giấy số 001/{YEAR}").click()
    thai.get_by_text("Đồng ý cấp lại…").click()
    thai.get_by_role("button", name="Cấp lại, lấy số mới").click()
    ward.proves("lanhdao", thai)
    expect(thai.get_by_text(f"Giấy số 001/{YEAR} được thay bằng giấy số {new:03d}/{YEAR}.")).to_be_visible()


def revoke(ward: Ward) -> None:
    """The exception turns out to rest on a mistake."""
    number = met(SENT_BACK) + 1
    dao = ward.open("canbo", f"/van-phong/so-cap/{UNIT}/{YEAR}/{number}/thu-hoi")
    dao.get_by_label("Lý do").fill("Cấp nhầm cho người không học lớp này.")
    dao.get_by_role("button", name="Gửi lãnh đạo").click()
    expect(dao.get_by_text("Đã gửi đề nghị cho lãnh đạo.")).to_be_visible()
    thai = ward.open("lanhdao", "/van-phong/duyet")
    thai.get_by_role("link", name=f"Thu hồi giấy số {number:03d}/{YEAR}").click()
    fits(thai)
    thai.get_by_text("Đồng ý thu hồi…").click()
    thai.get_by_role("button", name="Thu hồi giấy này").click()
    ward.proves("lanhdao", thai)
    expect(thai.get_by_text(f"Đã thu hồi giấy số {number:03d}/{YEAR}.")).to_be_visible()


def _everything() -> int:
    """How many numbers there are before any is replaced."""
    return met(SENT_BACK) + met(WITH_EXCEPTION) + 1 + met(PLAIN)


def verify(ward: Ward) -> None:
    """Anybody scans a paper: it is good, replaced, revoked; and the register has every number once."""
    last = _everything() + 1
    office = ward.staff("canbo")
    listed = office.get(f"/van-phong/so-cap?phuong={UNIT}")
    numbers = sorted({int(found) for found in re.findall(rf"/so-cap/{UNIT}/{YEAR}/(\d+)\"", listed.html)})
    assert numbers == list(range(1, last + 1)), numbers
    page = ward.window()
    revoked = met(SENT_BACK) + 1
    for number, told in (
        (2, "Bác so từng dòng dưới đây với tờ giấy."),
        (1, f"giấy số {last:03d}/{YEAR} đứng thay"),
        (revoked, "Thu hồi ngày"),
        (last, "Bác so từng dòng dưới đây với tờ giấy."),
    ):
        _scan(ward, page, number)
        expect(page.get_by_text(told)).to_be_visible()
        fits(page)


def _scan(ward: Ward, page: Page, number: int) -> None:
    """What the QR code on the paper opens."""
    with ward.site.read() as session:
        code = session.scalars(select(Certificate.code).where(Certificate.number == number)).one()
    page.goto(f"/g/{code}")
