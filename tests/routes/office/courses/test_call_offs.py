"""A whole course called off with its people registered; and taking place after all."""

from app.country import clock
from app.models import CourseState, LessonState
from tests.factories import make_attended_course, make_course, make_registration
from tests.pages import Pages, words
from tests.routes.office.conftest import Office


def a_course(office: Office, people: int = 0) -> Pages:
    with office.write() as session:
        course = make_course(session, office.here(session), code="DEM1", title="Bình dân học AI")
        for number in range(people):
            make_registration(session, course, f"Hoàng Thị Hoa {number + 1}")
    return office.as_officer()


def test_a_course_is_called_off_and_its_people_are_to_be_told(office: Office) -> None:
    pages = a_course(office, people=3)

    form = pages.get("/van-phong/lop/DEM1").follow("Hủy cả lớp").form("/huy")
    assert "3 người đã ghi tên vẫn còn trong danh sách" in form.page.text
    page = form.submit({"reason": "Hội trường đang sửa"})

    assert page.h1 == "Không mở được lớp"
    assert "3 người cần được báo" in page.text
    assert "Lý do: Hội trường đang sửa." in words(page.all("textarea")[0])
    course = office.course("DEM1")
    assert (course.state, course.cancelled_reason) == (CourseState.CANCELLED, "Hội trường đang sửa")
    assert {lesson.state for lesson in course.lessons} == {LessonState.CANCELLED}
    assert office.acts("DEM1") == ["course.called_off"]
    shown = pages.get("/van-phong/lop/DEM1").text
    assert "Đã hủy" in shown
    assert "Hội trường đang sửa" in shown


def test_the_public_page_says_that_it_is_called_off(office: Office) -> None:
    pages = a_course(office)
    pages.get("/van-phong/lop/DEM1/huy").form("/huy").submit({"reason": "Hội trường đang sửa"})

    told = office.app.test_client().get("/l/DEM1")

    assert told.status_code == 410
    assert "hủy" in told.get_data(as_text=True)


def test_without_a_reason_nothing_is_called_off(office: Office) -> None:
    form = a_course(office).get("/van-phong/lop/DEM1/huy").form("/huy")

    assert "Anh chị chưa ghi dòng này." in form.submit({"reason": ""}, status=422).text
    assert office.course("DEM1").state == CourseState.OPEN


def test_what_is_taught_is_not_called_off(office: Office) -> None:
    with office.write() as session:
        make_attended_course(session, office.here(session), code="DEM5")

    page = office.as_officer().get("/van-phong/lop/DEM5/huy").form("/huy").submit({"reason": "Mưa lũ"})

    assert "nên không hủy nữa" in page.text
    assert office.course("DEM5").state == CourseState.OPEN


def test_it_takes_place_after_all(office: Office) -> None:
    pages = a_course(office, people=1)
    pages.get("/van-phong/lop/DEM1/huy").form("/huy").submit({"reason": "Mưa lũ"})

    pages.get("/van-phong/lop/DEM1").form(button="Mở lại lớp này").submit()

    course = office.course("DEM1")
    assert (course.state, course.cancelled_reason) == (CourseState.OPEN, "")
    assert course.stage(clock.now()) == "open"
    assert office.acts("DEM1")[:2] == ["course.called_off", "course.taken_up"]


def test_a_course_whose_lessons_are_all_called_off_says_so(office: Office) -> None:
    pages = a_course(office)
    for number in (1, 2, 3):
        pages.get(f"/van-phong/lop/DEM1/buoi/{number}/huy").form("/huy").submit({"reason": "Mưa lũ"})

    page = pages.get("/van-phong/lop/DEM1")

    assert "Mọi buổi của lớp đều đã hủy" in page.text
    told = office.app.test_client().get("/l/DEM1")
    assert told.status_code == 410
    assert "Lớp này không mở nữa" in told.get_data(as_text=True)
    assert "Bình dân học AI" in pages.get("/van-phong/lop?xem=da-xong").text


def test_a_lesson_that_is_off_has_no_fold_with_nothing_in_it(office: Office) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1", lessons=3).lessons[0].call_off("Mưa bão")
    pages = office.as_officer()

    folds = [words(each) for each in office.as_leader().get("/van-phong/lop/DEM1").all("summary")]
    assert [fold.partition(":")[0] for fold in folds].count("In danh sách") == 2

    pages.get("/van-phong/lop/DEM1/huy").form("/huy").submit({"reason": "Hội trường đang sửa"})
    assert "In, dạy thay, hủy buổi" not in pages.get("/van-phong/lop/DEM1").text
