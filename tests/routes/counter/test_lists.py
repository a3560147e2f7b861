"""A list is pasted: what becomes of each line is shown first, nothing is guessed, nobody is registered twice."""

import pytest

from app.country import clock
from app.exchange.imports.pasted_lines import BATCH, LIMIT
from app.models import Person, Registration, Role
from tests.pages import Page
from tests.registering import count
from tests.routes.counter.conftest import Desk
from tests.routes.counter.test_registrations import form_page, open_class, press

PASTED = """STT\tHọ và tên\tNăm sinh\tTổ
1\tNguyễn Thị Hoa\t1948\tTổ Túc Duyên 1
2. Lê Văn Tư, 12/03/1955, Tổ dân phố Đồng Quang 2, 0912 345 678
Lò Thị Pản; 1960; nơi khác
nguyễn thị hoa, 1948, Túc Duyên 1
Trần Văn Năm, 54, Túc Duyên 1
Phạm Thị Sáu, 1951, Tổ 99
"""


def look(desk: Desk, text: str, role: Role = Role.COUNTER, status: int = 200) -> Page:
    """Paste and look."""
    page = form_page(desk.as_(role)).follow("Có cả danh sách? Dán vào đây")
    return page.form(action="/danh-sach").submit({"lines": text, "step": "look"}, status=status)


def rows(page: Page) -> list[str]:
    """Each line of the preview with its fate."""
    return [" ".join("".join(row.itertext()).split()) for row in page.all("li") if row.find("div") is not None]


def test_each_line_s_fate_is_shown_before_anything_is_stored(desk: Desk) -> None:
    open_class(desk)
    page = look(desk, PASTED)
    told = rows(page)
    assert [row.rsplit(" ", 2)[-2:] for row in told[:3]] == [["có", "chỗ"]] * 3
    assert told[0].startswith("Nguyễn Thị HoaSinh 1948, Tổ dân phố Túc Duyên 1")
    assert told[2].startswith("Lò Thị PảnSinh 1960, nơi khác")
    assert told[3].endswith("Lặp lại")
    assert "thiếu hai số" in told[4]
    assert "Không có tổ, thôn nào là “Tổ 99”" in told[5]
    assert (count(desk.app, Registration), count(desk.app, Person)) == (0, 0)


@pytest.mark.postgresql
def test_all_are_registered_at_once_and_the_unreadable_stay_in_the_box(desk: Desk) -> None:
    open_class(desk)
    form = look(desk, PASTED).form(action="/danh-sach")

    saved = form.submit({"step": "save"})

    assert "Đã ghi tên 3 người, 1 người đã có tên từ trước." in saved.text
    assert "Còn 2 dòng chưa ghi được" in saved.text
    assert saved.form(action="/danh-sach").fields["lines"][0].splitlines() == [
        "Trần Văn Năm, 54, Túc Duyên 1",
        "Phạm Thị Sáu, 1951, Tổ 99",
    ]
    made = desk.made(Role.COUNTER)
    assert [seat.person.full_name for seat in made] == ["Lò Thị Pản", "Lê Văn Tư", "Nguyễn Thị Hoa"]
    assert made[1].person.phone == "+84912345678"
    [act] = desk.acts("registration.made")
    assert '"people":3' in act.detail.replace(" ", "") if isinstance(act.detail, str) else act.detail["people"] == 3
    assert "Đã ghi tên 0 người" in form.submit({"step": "save"}).text
    assert count(desk.app, Registration) == 3


@pytest.mark.postgresql
def test_the_same_page_sent_again_with_one_more_line_registers_that_one(desk: Desk) -> None:
    open_class(desk)
    first = "Nguyễn Thị Hoa, 1948, Túc Duyên 1"
    form = look(desk, first).form(action="/danh-sach")
    form.submit({"step": "save"})

    told = form.submit({"step": "save", "lines": f"{first}\nLò Thị Pản, 1960, nơi khác"})

    assert "Đã ghi tên 1 người, 1 người đã có tên từ trước." in told.text
    assert count(desk.app, Registration) == 2


@pytest.mark.postgresql
def test_a_long_list_is_registered_in_its_order_and_once(desk: Desk) -> None:
    """More than one transaction takes."""
    open_class(desk, seats=400)
    people = [f"Nguyễn Thị Hoa {number % 9}, {1930 + number // 9}, Đồng Quang 2" for number in range(BATCH + 10)]
    form = look(desk, "\n".join(people)).form(action="/danh-sach")

    form.submit({"step": "save"})
    form.submit({"step": "save"})

    assert count(desk.app, Registration) == BATCH + 10
    assert len(desk.acts("registration.made")) == 2


def test_a_group_head_s_lines_need_no_group(desk: Desk) -> None:
    open_class(desk)
    page = look(desk, "Nguyễn Thị Hoa 1948\nLê Văn Tư, 1955", Role.GROUP_HEAD)
    done = page.form(action="/danh-sach").submit({"step": "save"})
    assert done.h1 == "Hôm nay đã ghi tên 2 người"
    assert {seat.person.residential_group_id for seat in desk.made(Role.GROUP_HEAD)} == {desk.group.id}


def test_a_group_head_s_lines_name_nobody_else_s_group(desk: Desk) -> None:
    open_class(desk)
    page = look(desk, "Nguyễn Thị Hoa, 1948, Đồng Quang 2\nLê Văn Tư, 1955, nơi khác", Role.GROUP_HEAD)
    assert all("Không có tổ, thôn nào là" in row for row in rows(page))
    assert not [button for button in page.all("button") if "Ghi tên" in "".join(button.itertext())]


@pytest.mark.postgresql
def test_beyond_the_seats_lines_wait_or_find_no_room(desk: Desk) -> None:
    open_class(desk, seats=1)
    text = "Nguyễn Thị Hoa, 1948\nLê Văn Tư, 1955"
    assert [row.split()[-1] for row in rows(look(desk, text, Role.GROUP_HEAD))] == ["chỗ", "chờ"]


def test_a_full_class_without_a_waiting_list_leaves_the_rest_in_the_box(desk: Desk) -> None:
    open_class(desk, seats=1, waiting_list=False)
    page = look(desk, "Nguyễn Thị Hoa, 1948\nLê Văn Tư, 1955", Role.GROUP_HEAD)
    assert rows(page)[1].endswith("Hết chỗ")
    saved = page.form(action="/danh-sach").submit({"step": "save"})
    assert "Lớp đã hết chỗ" in saved.text
    assert count(desk.app, Registration) == 1


def test_who_is_registered_already_is_known(desk: Desk) -> None:
    open_class(desk)
    press(form_page(desk.as_(Role.GROUP_HEAD)))
    page = look(desk, "NGUYỄN THỊ HOA, 1948", Role.GROUP_HEAD)
    assert rows(page)[0].endswith("Đã có tên")


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "Chưa có dòng nào"), ("  \n \n", "Chưa có dòng nào"), ("A, 1950\n" * (LIMIT + 1), "nhiều nhất 300 dòng")],
)
def test_what_is_no_list_is_refused(desk: Desk, text: str, why: str) -> None:
    open_class(desk)
    assert why in look(desk, text, status=422).text


def test_the_box_is_shown_again_to_be_mended(desk: Desk) -> None:
    open_class(desk)
    page = look(desk, PASTED).form(action="/danh-sach").submit({"step": "edit"})
    assert page.form(action="/danh-sach").fields["lines"][0].splitlines() == PASTED.splitlines()


@pytest.mark.postgresql
def test_a_class_that_closed_meanwhile_takes_nobody(desk: Desk) -> None:
    course = open_class(desk)
    form = look(desk, "Nguyễn Thị Hoa, 1948, Túc Duyên 1").form(action="/danh-sach")
    with desk.app.app_context():
        from app.models import Course
        from app.web.database import immediate

        with immediate() as session:
            session.get_one(Course, course.id).registration_closes_at = clock.now()
    assert "không còn nhận đăng ký" in form.submit({"step": "save"}, status=422).text


def test_a_child_s_line_says_to_register_them_one_by_one(desk: Desk) -> None:
    open_class(desk)
    child = f"Lò Văn Cháu, {clock.today().year - 10}, nơi khác"

    page = look(desk, f"Lò Thị Pản, 1960, nơi khác\n{child}")
    assert "Dưới 16 tuổi: anh chị ghi riêng ở Ghi tên" in page.text
    saved = page.form(action="/danh-sach").submit({"step": "save"})

    assert saved.form(action="/danh-sach").fields["lines"] == [child]
    assert [seat.person.full_name for seat in desk.made(Role.COUNTER)] == ["Lò Thị Pản"]
