"""The twelve classes are opened: one typed on a phone, one like an earlier one, one from a template, the others by
the same form without script; all of them are published and get their posters."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from app.country import formats
from tests.browser.checks import fits
from tests.browser.term import plan
from tests.browser.term.ward import UNIT, Ward

# Of four lessons one may be missed where three quarters are enough.
SHARES = {"LOP01": "75", "LOP06": "75"}
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
TYPED, COPIED, FROM_TEMPLATE = "LOP01", "LOP09", "LOP07"


def share(code: str) -> str:
    """How many of a hundred lessons a certificate asks for."""
    return SHARES.get(code, "80")


def open_all(ward: Ward) -> None:
    """All twelve, in the sample's order."""
    for code, planned in plan.classes().items():
        if code == TYPED:
            page = ward.open("canbo", "/van-phong/lop/moi")
            _type(page, planned)
        elif code == COPIED:
            page = ward.open("canbo", ward.office("LOP02"))
            page.get_by_role("link", name="Mở lớp giống lớp này").click()
            expect(page.get_by_label("Tên lớp", exact=True)).to_have_value(plan.classes()["LOP02"].title)
            _unfold(page)
            page.get_by_label(plan.instructors()["khaidq"]).uncheck()  # who taught the earlier one does not teach this
            _type(page, planned)
        elif code == FROM_TEMPLATE:
            _take_templates_over(ward)
            page = ward.open("canbo", "/van-phong/lop/moi")
            page.get_by_text("Mở từ một mẫu lớp của phường").click()
            page.get_by_role("link", name=re.compile("Bình dân học AI")).click()
            _type(page, planned)
        else:
            _fill(ward, planned)
            continue
        ward.codes[code] = _publish(page, planned)


def _take_templates_over(ward: Ward) -> None:
    office = ward.staff("canbo")
    office.fill("/van-phong/mau-lop/thuong-gap", f"/thuong-gap?phuong={UNIT}")


def _unfold(page: Page) -> None:
    page.wait_for_load_state()  # a part that has not come yet counts as none
    for part in ("Giờ học, số buổi", "Giảng viên", "Dành cho ai", "Đơn vị nào tổ chức", "Cấp giấy chứng nhận"):
        folded = page.locator("details:not([open]) > summary", has_text=part)
        if folded.count():
            folded.click()


def _type(page: Page, planned: plan.Planned) -> None:
    """The form on a phone, thumb by thumb."""
    first = planned.meetings[0]
    _unfold(page)
    page.get_by_label("Tên lớp", exact=True).fill(planned.title)
    page.get_by_label("Dành cho").select_option(value=planned.audience)
    page.get_by_label("Học những gì").fill(planned.topics.replace("|", ", "))
    page.get_by_label("Số chỗ").fill(planned.seats)
    page.get_by_label("Học từ ngày").fill(f"{first.day:%d/%m/%Y}")
    page.get_by_label("Bắt đầu lúc").fill(first.hour)
    page.get_by_label("Học mấy buổi").fill(str(len(planned.meetings)))
    for number, weekday in enumerate(WEEKDAYS):
        page.get_by_label(weekday, exact=True).set_checked(number == planned.weekday)
    page.get_by_label("Nơi học").first.select_option(label=plan.places()[planned.place])
    page.get_by_label(plan.instructors()[planned.instructor]).check()
    page.get_by_label("Đơn vị tổ chức").fill(planned.organiser)
    page.get_by_label(re.compile("Có mặt bao nhiêu phần trăm")).fill(share(planned.code))
    expect(page.locator("#lich-hoc")).to_contain_text(formats.date(planned.meetings[-1].day))
    fits(page)
    page.get_by_role("button", name="Lưu bản nháp").click()


def _publish(page: Page, planned: plan.Planned) -> str:
    expect(page.get_by_role("heading", level=1)).to_have_text(planned.title)
    code = page.url.rpartition("/")[2]
    page.get_by_role("button", name="Công bố lớp").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Áp phích và mã QR")
    return code


def _fill(ward: Ward, planned: plan.Planned) -> None:
    """The same form without script."""
    ward.codes[planned.code] = publish(ward, **pattern(ward, planned), seats=planned.seats)


def pattern(ward: Ward, planned: plan.Planned) -> dict[str, Any]:
    """What the form of a new class wants to know of a planned one."""
    first = planned.meetings[0]
    return {
        "title": planned.title,
        "audience": planned.audience,
        "topics": planned.topics,
        "first_day": f"{first.day:%d/%m/%Y}",
        "starts": first.hour,
        "lessons": str(len(planned.meetings)),
        "weekdays": str(planned.weekday),
        "place": plan.places()[planned.place],
        "instructors": ward.accounts[planned.instructor],
        "organiser": planned.organiser,
        "certificate_share": share(planned.code),
    }


def publish(ward: Ward, *, place: str, **said: Any) -> str:
    """A class by the plain form, published; its code."""
    office = ward.staff("canbo")
    form = office.get("/van-phong/lop/moi")
    chosen = form.form(field_named="first_day").choices["place"][place]
    draft = office.press(form, form.form(field_named="first_day"), place=chosen, **said)
    assert draft.status == 200, draft.text
    code = draft.path.rpartition("/")[2]
    office.press(draft, draft.form("/cong-bo"))
    return code
