"""The form of a class: what most leave as it is stands folded, and says what is set."""

from typing import Any

import pytest

from app.models import Role
from tests.factories import make_account, make_course
from tests.pages import Page, words
from tests.routes.office.conftest import Office
from tests.routes.office.courses.test_courses import wanted

PARTS = {
    "hours": "Giờ học, số buổi",
    "teachers": "Giảng viên",
    "about": "Dành cho ai",
    "printed": "Đơn vị nào tổ chức",
    "registration": "Đăng ký và danh sách chờ",
    "certificate": "Cấp giấy chứng nhận",
}


def opened(page: Page) -> set[str]:
    """The parts that stand open."""
    open_ = [words(each) for each in page.all("details") if each.get("open") is not None]
    return {key for key, name in PARTS.items() if any(text.startswith(name) for text in open_)}


@pytest.fixture
def taught(office: Office) -> Office:
    """An office with somebody who teaches."""
    with office.write() as session:
        make_account(session, office.here(session), Role.INSTRUCTOR, full_name="Tạ Đăng Nguyên")
    return office


def test_a_new_class_folds_what_most_leave_and_tells_it(taught: Office) -> None:
    page = taught.as_officer().get("/van-phong/lop/moi")

    assert opened(page) == set()
    told = [words(each) for each in page.all("summary")]
    assert "Giờ học, số buổi 19 giờ 30, mỗi buổi 90 phút, 4 buổi" in told
    assert "Giảng viên Chưa giao ai" in told
    assert "Dành cho ai, học những gì Mọi người" in told
    assert "Đăng ký và danh sách chờ Ai cũng được, mở ngay khi công bố" in told
    assert "Cấp giấy chứng nhận Có mặt 80% số buổi, với 4 buổi là đủ cả 4, giấy khổ A4" in told


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"lessons": "5"}, "hours"),
        ({"starts": "nửa đêm"}, "hours"),
        ({"on_holidays": "y"}, "hours"),
        ({"instructors": ["nobody"]}, "teachers"),
        ({"audience": "elderly"}, "about"),
        ({"organiser": ""}, "printed"),
        ({"who_may": "ward"}, "registration"),
        ({"registration_opens": "hôm qua"}, "registration"),
        ({"certificate_share": "101"}, "certificate"),
        ({"certificate_size": "A5"}, "certificate"),
    ],
)
def test_what_is_wrong_or_not_as_usual_stands_open(taught: Office, changes: dict[str, Any], part: str) -> None:
    form = taught.as_officer().get("/van-phong/lop/moi").form("/van-phong/lop/moi")

    page = form.submit({**wanted(), "title": "", **changes}, status=422)

    assert part in opened(page)


def test_a_class_that_is_changed_opens_where_it_differs(taught: Office) -> None:
    with taught.write() as session:
        make_course(session, taught.here(session), code="DEM1", certificate_share=75)

    page = taught.as_officer().get("/van-phong/lop/DEM1/sua")

    assert {"certificate"} <= opened(page)
    assert not opened(page) & {"about", "teachers"}
    assert "Cấp giấy chứng nhận Có mặt 75% số buổi, với 3 buổi là đủ cả 3, giấy khổ A4" in [
        words(each) for each in page.all("summary")
    ]
