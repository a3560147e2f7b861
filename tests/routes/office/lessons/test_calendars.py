"""The calendar of the ward's lessons: a month, by hall and instructor, with what clashes."""

from datetime import date

from app.country import clock
from app.models import CourseState, Role
from tests.factories import make_account, make_course, make_grant, make_place, make_ward
from tests.pages import Element, Page, words
from tests.routes.office.conftest import Office
from tests.statements import counted

DECEMBER = clock.at_local(date(2026, 12, 1), 19, 30)


def day(page: Page, iso: str) -> Element:
    """The cell of a day."""
    (cell,) = [cell for cell in page.all("li") if any(time.get("datetime") == iso for time in cell.findall("h2/time"))]
    return cell


def month_of(page: Page) -> str:
    """What the calendar is of."""
    return words(page.all("h2")[0])


def test_a_month_shows_each_lesson_on_its_day(office: Office) -> None:
    with office.write() as session:
        ward = office.here(session)
        course = make_course(session, ward, code="DEM1", title="Bình dân học AI", first=DECEMBER, lessons=2)
        make_account(session, ward, Role.INSTRUCTOR, course=course, full_name="Tạ Đăng Nguyên")
        make_course(session, ward, title="Lớp tháng Một", first=clock.at_local(date(2027, 1, 5), 19))

    page = office.as_leader().get("/van-phong/lich?thang=2026-12")

    assert month_of(page) == "Tháng 12/2026"
    told = words(day(page, "2026-12-01"))
    assert "19 giờ 30 Bình dân học AI" in told
    assert "Buổi 1, Nhà văn hóa Túc Duyên, Tạ Đăng Nguyên" in told
    assert "Buổi 2" in words(day(page, "2026-12-08"))
    assert "Lớp tháng Một" not in page.text
    assert "Lớp tháng Một" in page.follow("Tháng sau").text
    assert month_of(page.follow("Tháng trước")) == "Tháng 11/2026"


def test_a_lesson_of_the_evening_stands_on_its_vietnamese_day(office: Office) -> None:
    with office.write() as session:
        late = clock.at_local(date(2026, 12, 1), 1)  # 30/11 in UTC
        make_course(session, office.here(session), title="Lớp sớm", first=late, lessons=1)

    pages = office.as_officer()

    assert "Lớp sớm" in words(day(pages.get("/van-phong/lich?thang=2026-12"), "2026-12-01"))
    assert "Lớp sớm" not in pages.get("/van-phong/lich?thang=2026-11").text


def test_clashes_are_marked_at_both_lessons(office: Office) -> None:
    with office.write() as session:
        ward = office.here(session)
        hall = make_place(session, ward, "Hội trường")
        for code in ("DEM1", "DEM2"):
            make_course(session, ward, code=code, first=DECEMBER, lessons=1, place=hall)

    page = office.as_officer().get("/van-phong/lich?thang=2026-12")

    assert "2 buổi bị trùng nơi hoặc người dạy" in page.text
    told = words(day(page, "2026-12-01"))
    assert "Trùng nơi với lớp DEM1" in told
    assert "Trùng nơi với lớp DEM2" in told


def test_one_hall_or_one_instructor_is_looked_at_alone(office: Office) -> None:
    with office.write() as session:
        ward = office.here(session)
        hall = make_place(session, ward, "Hội trường")
        make_course(session, ward, title="Lớp hội trường", first=DECEMBER, place=hall)
        other = make_course(session, ward, title="Lớp nhà văn hóa", first=DECEMBER)
        teacher = make_account(session, ward, Role.INSTRUCTOR, course=other)
        make_account(session, ward, Role.INSTRUCTOR, course=other, full_name="Đinh Văn Ánh")
    pages = office.as_officer()

    of_hall = pages.get(f"/van-phong/lich?thang=2026-12&noi={office.ward.code}.{hall.code}")
    of_teacher = pages.get(f"/van-phong/lich?thang=2026-12&day={teacher.public_id}")

    assert ("Lớp hội trường" in of_hall.text, "Lớp nhà văn hóa" in of_hall.text) == (True, False)
    assert ("Lớp hội trường" in of_teacher.text, "Lớp nhà văn hóa" in of_teacher.text) == (False, True)
    offered = [words(one) for one in of_hall.all("option")]
    assert offered.index("Đinh Văn Ánh") < offered.index("Lường Thị Bích Đào")
    assert "noi=" in of_hall.links()["Tháng sau"]
    assert "Hội trường, mọi giảng viên" in words(of_hall.all("summary")[0])
    assert "Mọi nơi, Lường Thị Bích Đào" in words(of_teacher.all("summary")[0])


def test_holidays_today_and_drafts_are_marked(office: Office) -> None:
    with office.write() as session:
        ward = office.here(session)
        first = clock.at_local(clock.today(), 19)
        make_course(session, ward, title="Lớp đang soạn", state=CourseState.DRAFT, first=first, lessons=1)
    pages = office.as_officer()

    page = pages.get("/van-phong/lich")

    cell = day(page, clock.today().isoformat())
    assert cell.get("aria-current") == "date"
    assert "hôm nay" in words(cell)
    assert "bản nháp" in words(cell)
    assert "Tết Dương lịch" in words(day(pages.get("/van-phong/lich?thang=2027-01"), "2027-01-01"))


def test_what_is_no_month_is_this_month(office: Office) -> None:
    this = f"Tháng {clock.today().month}/{clock.today().year}"
    pages = office.as_officer()
    for asked in ("tháng này", "2026-13", "2026", "0001-01", "9999-12", "2026-12-01"):
        assert month_of(pages.get("/van-phong/lich", query_string={"thang": asked})) == this


def test_other_wards_are_not_on_it(office: Office) -> None:
    with office.write() as session:
        make_course(session, make_ward(session), title="Lớp của phường khác", first=DECEMBER)
        second = make_ward(session, name="Gia Sàng")
        make_grant(session, session.merge(office.officer), second, Role.OFFICER)
        make_course(session, second, title="Lớp Gia Sàng", first=DECEMBER)
    pages = office.as_officer()

    both = pages.get("/van-phong/lich?thang=2026-12").text
    one = pages.get(f"/van-phong/lich?thang=2026-12&phuong={office.ward.code}").text

    assert "Lớp của phường khác" not in both
    assert ("Lớp Gia Sàng" in both, "Lớp Gia Sàng" in one) == (True, False)


def test_it_costs_the_same_however_full_the_month(office: Office) -> None:
    asked = []
    for courses in (1, 7):
        with office.write() as session:
            ward = office.here(session)
            for _number in range(courses):
                course = make_course(session, ward, first=DECEMBER, lessons=4)
                make_account(session, ward, Role.INSTRUCTOR, course=course)
        pages = office.as_officer()
        with counted() as seen:
            pages.get("/van-phong/lich?thang=2026-12")
        asked.append(len(seen))
    assert asked[0] == asked[1] <= 10
