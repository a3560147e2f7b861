"""What the office tells whoever stands at the door, all of a class on one page."""

import re
from pathlib import Path

from app.models import Course, Registration
from tests.factories import make_course, make_group, make_registration
from tests.routes.office.conftest import Office
from tests.statements import counted

ROOT = Path(__file__).parents[4]
PAGE = "/van-phong/lop/DEM1/o-cua"


def class_of(office: Office, *names: str) -> list[str]:
    """A class, the keys of its people in the order of their names; the first lives in a group."""
    with office.write() as session:
        course = make_course(session, office.here(session), code="DEM1")
        made = [make_registration(session, course, name, 1950 + place) for place, name in enumerate(names)]
        made[0].person.residential_group = make_group(session, office.here(session), "Tổ dân phố 5")
        return [seat.public_id for seat in made]


def lines(office: Office) -> dict[str, str]:
    with office.read() as session:
        return {
            seat.person.full_name: seat.door_line for seat in session.scalars(Registration.of(office.course("DEM1").id))
        }


def test_a_whole_class_is_written_on_one_page(office: Office) -> None:
    an, binh, _chi = class_of(office, "Lê An", "Lê Bình", "Lê Chi")
    browser = office.as_officer()
    page = browser.get("/van-phong/lop/DEM1/nguoi-hoc").follow("Dặn người ở cửa")
    page = page.form("/o-cua").submit({f"dong-{an}": "  Bàn 3, ", f"dong-{binh}": "cần ngồi gần loa"})
    assert "Đã ghi lời dặn của 2 người." in page.text
    assert lines(office) == {"Lê An": "Bàn 3,", "Lê Bình": "cần ngồi gần loa", "Lê Chi": ""}
    assert office.acts("DEM1") == ["registration.door_lines"]
    assert "Chưa có lời dặn nào đổi." in page.form("/o-cua").submit().text
    assert office.acts("DEM1") == ["registration.door_lines"]


def test_what_another_wrote_meanwhile_is_shown_and_the_rest_is_written(office: Office) -> None:
    an, binh = class_of(office, "Lê An", "Lê Bình")
    mine = office.as_officer().get(PAGE).form("/o-cua")
    office.as_officer().get(PAGE).form("/o-cua").submit({f"dong-{an}": "Bàn 3"})
    page = mine.submit({f"dong-{an}": "Bàn 9", f"dong-{binh}": "Bàn 2"}, status=409)
    assert "Người khác vừa ghi: “Bàn 3”." in page.text
    assert lines(office) == {"Lê An": "Bàn 3", "Lê Bình": "Bàn 2"}
    page.form("/o-cua").submit()
    assert lines(office) == {"Lê An": "Bàn 9", "Lê Bình": "Bàn 2"}


def test_a_line_that_is_too_long_stays_in_its_field(office: Office) -> None:
    an, binh = class_of(office, "Lê An", "Lê Bình")
    page = (
        office.as_officer()
        .get(PAGE)
        .form("/o-cua")
        .submit({f"dong-{an}": "x" * 81, f"dong-{binh}": "Bàn 2"}, status=422)
    )
    assert "gọn trong 80 chữ" in page.text
    assert page.form("/o-cua").fields[f"dong-{an}"] == ["x" * 81]
    assert lines(office) == {"Lê An": "", "Lê Bình": "Bàn 2"}


def test_one_line_for_many_leaves_what_is_there(office: Office) -> None:
    _an, binh, _chi = class_of(office, "Lê An", "Lê Bình", "Lê Chi")
    page = office.as_officer().get(PAGE)
    page.form("/o-cua").submit({f"dong-{binh}": "gần loa"})
    fill = page.form("/dien")
    assert "Anh chị ghi một dòng" in fill.submit({"text": " "}, status=422).text
    with office.read() as session:
        group = session.scalars(Registration.of(office.course("DEM1").id)).first()
        assert group is not None
        of_group = str(group.person.residential_group_id)
    assert "Đã ghi lời dặn của 1 người." in fill.submit({"text": "Bàn 5", "group": of_group}).text
    assert lines(office) == {"Lê An": "Bàn 5", "Lê Bình": "gần loa", "Lê Chi": ""}
    fill.submit({"text": "Bàn 1"})
    assert lines(office) == {"Lê An": "Bàn 5", "Lê Bình": "gần loa", "Lê Chi": "Bàn 1"}
    assert "Không có ai còn trống" in fill.submit({"text": "Bàn 2"}).text
    fill.submit({"text": "Bàn 2", "group": "999999"}, status=422)


def test_the_page_asks_no_more_for_more_people(office: Office) -> None:
    class_of(office, "Lê An")
    browser = office.as_officer()
    with counted() as of_one:
        browser.get(PAGE)
    with office.write() as session:
        course = session.scalars(Course.called("DEM1")).one()
        for place in range(12):
            make_registration(session, course, f"Trần Văn Số {place}", 1960 + place)
    with counted() as of_many:
        browser.get(PAGE)
    assert len(of_many) == len(of_one) <= 7


def test_a_class_without_people_says_so(office: Office) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1")
    assert "Chưa có ai đăng ký" in office.as_officer().get(PAGE).text


def test_no_paper_holds_it() -> None:
    """It may tell of somebody's hearing: whoever stands at the door reads it on a screen, and nobody on a wall."""
    printed = [
        path
        for room in ("app/documents", "app/jobs", "app/templates/public")
        for path in (ROOT / room).rglob("*")
        if path.suffix in (".py", ".html")
        and "doors" not in path.parts
        and re.search("door_line", path.read_text(encoding="utf-8"))
    ]
    assert printed == []
