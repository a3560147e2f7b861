"""/l/<code>: what somebody learns who scanned a poster."""

import io
from collections.abc import Callable
from datetime import UTC, timedelta
from typing import Any

import pytest
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from app.country import clock
from app.models import AdministrativeUnit, Course, CourseState
from app.models.people.ward_merging import merge
from app.web import static_files
from app.web.database import immediate
from tests.factories import make_attended_course, make_course, make_group, make_place, make_registration, make_ward
from tests.pages import Pages
from tests.registering import open_course
from tests.statements import counted

# In bytes as they travel (docs/promises.md, "What counts as quick").
USABLE, AT_ONCE, WITH_HTMX = 10_000, 20_000, 34_000
SATURDAY = clock.at_local(clock.today() + timedelta(days=12 - clock.today().weekday()), 19, 30)


def test_a_class_tells_what_when_where_and_how_many_seats_are_left(app: Flask, pages: Pages) -> None:
    open_course(app, first=SATURDAY, seats=30, people=18, topics="hỏi trợ lý ảo|dịch đơn thuốc", bring="kính đọc")

    page = pages.get("/l/DEM1")

    days = [clock.local(SATURDAY + timedelta(weeks=week)) for week in range(3)]
    assert page.h1 == "Bình dân học AI – Tân Thịnh"
    assert "19 giờ 30 đến 21 giờ" in page.text
    assert f"3 buổi thứ Bảy {days[0].day:02d}/" in page.text
    assert "Nhà văn hóa Túc Duyên Có lối cho xe lăn" in page.text
    assert "Còn 12 chỗ" in page.text
    assert "Hỏi trợ lý ảo" in page.text
    assert "Mang theo: kính đọc" in page.text
    assert page.form(button="Đăng ký học").action == "/l/DEM1"


def test_the_code_may_be_typed_in_small_letters_and_with_look_alikes(app: Flask, pages: Pages) -> None:
    open_course(app, code="LOP01")
    assert pages.get("/l/lopOi").h1 == pages.get("/l/LOP01").h1


@pytest.mark.parametrize("typed", ["/l/DEM1/", "/L/DEM1", "/L/dem1/", "/l/DEM1/?tu=ap-phich"])
def test_an_address_typed_from_paper_with_a_slash_or_in_capitals_leads_there(
    app: Flask, client: FlaskClient, typed: str
) -> None:
    open_course(app)
    answer = client.get(typed)
    code = "dem1" if "dem1" in typed else "DEM1"
    assert (answer.status_code, answer.location) == (301, f"/l/{code}" + ("?tu=ap-phich" if "?" in typed else ""))
    assert client.get(answer.location).status_code == 200


@pytest.mark.parametrize("typed", ["/L/NOPE0", "/nowhere/", "/NOWHERE", "/%5Cevil.example/", "/L/DEM1/nowhere/"])
def test_an_address_that_means_none_of_ours_is_a_404_with_the_ward_and_its_telephone(
    app: Flask, client: FlaskClient, typed: str
) -> None:
    open_course(app)
    answer = client.get(typed, follow_redirects=True)
    assert answer.status_code == 404
    assert answer.request.host == "localhost"
    assert "Phường Phan Đình Phùng" in answer.text
    assert "tel:+842083855555" in answer.text


def test_lessons_that_differ_are_told_one_by_one(app: Flask, pages: Pages) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        course = make_course(session, ward, code="DEM1", lessons=3, first=SATURDAY)
        course.lessons[1].state = "cancelled"
        course.lessons[2].place = make_place(session, ward, "Hội trường Ủy ban nhân dân phường")

    page = pages.get("/l/DEM1")

    assert "2 buổi thứ Bảy " in page.text
    rows = [" ".join("".join(row.itertext()).split()) for row in page.all("li")]
    assert any(row.startswith("Buổi 2, thứ Bảy") and row.endswith("Nghỉ") for row in rows)
    assert any(row.startswith("Buổi 3") and "Hội trường Ủy ban nhân dân phường" in row for row in rows)


@pytest.mark.parametrize("seats_left", [0, 1, 12])
def test_seats_are_told_in_the_words_people_know(app: Flask, pages: Pages, seats_left: int) -> None:
    course = open_course(app, seats=seats_left + 1, people=1)
    told = "Đã đủ, đăng ký chờ" if not seats_left else f"Còn {seats_left} chỗ"

    assert told in pages.get("/l/DEM1").text
    assert told in pages.get(f"/x/{course.unit.code}").text


def test_a_full_class_without_a_waiting_list_says_so_and_has_no_form(app: Flask, pages: Pages) -> None:
    open_course(app, seats=1, people=1, waiting_list=False)

    page = pages.get("/l/DEM1")

    assert "Lớp đã đủ chỗ" in page.text
    assert page.forms() == []
    assert "Xem các lớp đang mở" in page.links()


def test_a_class_whose_names_are_taken_later_says_from_when(app: Flask, pages: Pages) -> None:
    opens = SATURDAY - timedelta(days=3)
    open_course(app, first=SATURDAY + timedelta(weeks=4), registration_opens_at=opens)
    there = clock.local(opens)

    page = pages.get("/l/DEM1")

    assert "Chưa tới ngày đăng ký" in page.text
    assert f"{there.day:02d}/" in page.text
    assert page.forms() == []


def test_a_class_past_its_last_day_for_names_says_so(app: Flask, pages: Pages) -> None:
    open_course(app, registration_closes_at=clock.now() - timedelta(hours=1))

    page = pages.get("/l/DEM1")

    assert "Lớp đã hết hạn đăng ký" in page.text
    assert page.forms() == []


def test_a_class_past_its_last_day_names_the_next_one(app: Flask, pages: Pages) -> None:
    course = open_course(app, registration_closes_at=clock.now() - timedelta(hours=1))
    with app.app_context(), immediate() as session:
        make_course(session, session.merge(course.unit), title="Lớp kế tiếp", first=SATURDAY)
    assert pages.get("/l/DEM1").follow("Xem lớp đó").h1 == "Lớp kế tiếp"


def test_whoever_comes_too_late_is_led_to_a_certificate_and_to_the_same_content_before_the_soonest(
    app: Flask, pages: Pages
) -> None:
    course = open_course(app, registration_closes_at=clock.now() - timedelta(hours=1), topics="trợ lý ảo|dịch đơn")
    soon, later = clock.now() + timedelta(days=2), clock.now() + timedelta(days=20)

    def opened(title: str, **given: Any) -> None:
        with app.app_context(), immediate() as session:
            make_course(session, session.merge(course.unit), title=title, **given)

    opened("Học dở", first=clock.now() - timedelta(days=5), topics="trợ lý ảo|dịch đơn")
    assert pages.get("/l/DEM1").follow("Xem lớp đó").h1 == "Học dở"
    opened("Chuyện khác", first=soon, topics="bán hàng trên mạng")
    assert pages.get("/l/DEM1").follow("Xem lớp đó").h1 == "Chuyện khác"
    opened("Cùng nội dung", first=later, topics="trợ lý ảo|dịch đơn")
    assert pages.get("/l/DEM1").follow("Xem lớp đó").h1 == "Cùng nội dung"


def test_the_day_a_class_opens_goes_into_the_calendar(app: Flask, pages: Pages, client: FlaskClient) -> None:
    opens = clock.now() + timedelta(days=2)
    open_course(app, first=SATURDAY + timedelta(weeks=4), registration_opens_at=opens)

    answer = client.get(pages.get("/l/DEM1").links()["Nhắc tôi ngày đó"])

    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    told = answer.text.replace("\r\n ", "").split("\r\n")
    assert f"DTSTART:{opens.astimezone(UTC):%Y%m%dT%H%M%SZ}" in told
    assert "SUMMARY:Đăng ký lớp Bình dân học AI – Tân Thịnh" in told
    assert "URL:https://lopso.example/l/DEM1" in told


@pytest.mark.parametrize("given", [{}, {"registration_opens_at": clock.now() - timedelta(days=1)}, {"state": "draft"}])
def test_a_class_that_takes_names_has_no_opening_to_wait_for(
    app: Flask, client: FlaskClient, given: dict[str, Any]
) -> None:
    open_course(app, **given)
    assert client.get("/l/DEM1/mo-dang-ky.ics").status_code == 404


def test_a_class_that_goes_on_still_takes_names_and_says_what_is_missed(app: Flask, pages: Pages) -> None:
    open_course(app, first=clock.now() - timedelta(days=3))
    page = pages.get("/l/DEM1")
    assert page.form(button="Đăng ký học")
    assert "Lớp đã học 1 trong 3 buổi, bác vẫn vào được từ" in page.text
    assert "chưa đủ để được cấp giấy chứng nhận (cần 3 buổi)" in page.text


def test_who_may_come_late_may_still_be_certified(app: Flask, pages: Pages) -> None:
    open_course(app, first=clock.now() - timedelta(days=3), lessons=5)
    text = pages.get("/l/DEM1").text
    assert "Lớp đã học 1 trong 5 buổi" in text
    assert "chưa đủ để được cấp" not in text


@pytest.mark.parametrize(("hours", "told"), [(24, "trong 24 giờ để trả lời"), (0, "được xếp vào ngay")])
def test_a_full_class_tells_the_rule_of_its_waiting_list(app: Flask, pages: Pages, hours: int, told: str) -> None:
    open_course(app, seats=1, people=1, offer_hours=hours)
    assert told in pages.get("/l/DEM1").text


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ("ward", "Lớp này dành cho người ở phường Phan Đình Phùng."),
        ("groups", "Lớp này dành cho bà con Tổ dân phố Túc Duyên 1, Tổ dân phố Túc Duyên 2."),
    ],
)
def test_who_may_register_is_said_before_the_form(app: Flask, pages: Pages, who: str, told: str) -> None:
    course = open_course(app, who_may=who)
    with app.app_context(), immediate() as session:
        unit = session.merge(course.unit)
        here = session.scalars(Course.called("DEM1")).one()
        here.groups = [make_group(session, unit, f"Tổ dân phố Túc Duyên {number}") for number in (1, 2)]
    page = pages.get("/l/DEM1")
    assert told in page.text
    assert page.text.index(told) < page.text.index("Họ và tên")


def test_a_class_that_the_ward_registers_for_has_no_form_and_says_whom_to_ask(app: Flask, pages: Pages) -> None:
    open_course(app, who_may="staff")
    page = pages.get("/l/DEM1")
    assert "Bác gọi phường hoặc nhờ tổ trưởng đăng ký giúp." in page.text
    assert "tel:+842083855555" in page.links().values()
    assert page.forms() == []


def test_the_place_is_told_with_address_and_map(app: Flask, pages: Pages) -> None:
    course = open_course(app)
    with app.app_context(), immediate() as session:
        place = session.merge(course).place
        assert place is not None
        place.address, place.map_url = "Ngõ 12, đường Bến Tượng", "https://maps.example/x"
    page = pages.get("/l/DEM1")
    assert "Ngõ 12, đường Bến Tượng" in page.text
    assert page.links()["Chỉ đường"] == "https://maps.example/x"


def test_a_lesson_called_off_is_struck_with_its_reason(app: Flask, pages: Pages) -> None:
    course = open_course(app, first=clock.now() + timedelta(days=2), lessons=3)
    with app.app_context(), immediate() as session:
        lesson = session.merge(course).lessons[0]
        lesson.state, lesson.cancelled_reason = "cancelled", "Nhà văn hóa mất điện"
    page = pages.get("/l/DEM1")
    [struck] = page.all("s")
    assert "".join(struck.itertext()).startswith("Buổi 1, ")
    assert page.text.count("Nhà văn hóa mất điện") == 2
    assert "Buổi kế tiếp: " in page.text


def test_a_class_for_staff_names_its_ground(app: Flask, pages: Pages) -> None:
    open_course(app, audience="cbccvc")
    open_course(app, code="DAN")
    assert "Học là nhiệm vụ được cơ quan giao" in pages.get("/l/DEM1").text
    assert "nhiệm vụ được cơ quan giao" not in pages.get("/l/DAN").text


def test_a_class_called_off_tells_why(app: Flask, pages: Pages) -> None:
    open_course(app, state=CourseState.CANCELLED, cancelled_reason="Thầy ốm", cancelled_at=clock.now())
    assert "Lý do: Thầy ốm" in pages.get("/l/DEM1", status=410).text


@pytest.mark.parametrize("state", [CourseState.OPEN, CourseState.CLOSED, CourseState.CANCELLED])
def test_a_class_that_is_over_names_the_next_one(app: Flask, pages: Pages, state: CourseState) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        make_course(session, ward, code="CU", state=state, first=clock.now() - timedelta(weeks=9))
        make_course(session, ward, code="SAU", title="Lớp sau nữa", first=SATURDAY + timedelta(weeks=1))
        make_course(session, ward, code="KE", title="Lớp kế tiếp", first=SATURDAY)

    page = pages.get("/l/CU", status=410)

    assert page.h1 == ("Lớp này không mở nữa" if state == CourseState.CANCELLED else "Lớp này đã học xong")
    assert "Lớp gần nhất: thứ Bảy" in page.text
    assert page.follow("Xem lớp đó").h1 == "Lớp kế tiếp"


def test_a_class_that_is_over_names_the_next_one_of_the_ward_of_today(app: Flask, pages: Pages) -> None:
    with app.app_context(), immediate() as session:
        old, new = make_ward(session), make_ward(session, phone="+842083866666")
        code, today = f"/l/{make_attended_course(session, old, people=1, lessons=1).code}", new.id
        merge(session, [old.id], new, clock.today(), clock.now())
    assert "0208 3866 666" in pages.get(code, status=410).text
    with app.app_context(), immediate() as session:
        ward = session.get_one(AdministrativeUnit, today)
        make_course(session, ward, code="KE", title="Lớp kế tiếp", first=SATURDAY)
    assert pages.get(code, status=410).follow("Xem lớp đó").h1 == "Lớp kế tiếp"


def test_the_next_class_has_a_free_seat_if_any_has(app: Flask, pages: Pages) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        make_course(session, ward, code="CU", first=clock.now() - timedelta(weeks=9))
        full = make_course(session, ward, code="DU", title="Lớp đủ chỗ", seats=1, first=SATURDAY)
        make_registration(session, full)
        make_course(session, ward, code="CON", title="Lớp còn chỗ", first=SATURDAY + timedelta(weeks=1))

    assert pages.get("/l/CU", status=410).follow("Xem lớp đó").h1 == "Lớp còn chỗ"


def test_a_class_that_is_over_with_none_to_come_gives_the_telephone(app: Flask, pages: Pages) -> None:
    open_course(app, first=clock.now() - timedelta(weeks=9))

    page = pages.get("/l/DEM1", status=410)

    assert "chưa có lớp nào khác" in page.text
    assert "tel:+842083855555" in page.links().values()


@pytest.mark.parametrize("code", ["DEM1", "KHONGCO", "---", "%00", "đêm"])
def test_a_draft_is_no_more_there_than_a_class_nobody_made(app: Flask, pages: Pages, code: str) -> None:
    open_course(app, state=CourseState.DRAFT)

    page = pages.get(f"/l/{code}", status=404)

    assert page.h1 == "Không có lớp nào mang mã này"


def test_a_class_page_asks_the_database_as_often_however_much_it_shows(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        make_course(session, ward, code="NHO", lessons=1)
        large = make_course(session, ward, code="TO", lessons=12, seats=60)
        for number in range(40):
            make_group(session, ward, f"Tổ dân phố Túc Duyên {number}")
            make_registration(session, large, f"Nguyễn Văn Thử {number}", 1950)
        for lesson in large.lessons:
            lesson.place = make_place(session, ward, f"Nhà văn hóa {lesson.number}")

    with counted() as few:
        client.get("/l/NHO")
    with counted() as many:
        client.get("/l/TO")

    # The version of its pages, the class with ward and place, its lessons, the ward's groups.
    assert len(few) == len(many) == 4, many


def test_a_class_page_is_light(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        make_course(session, ward, code="DEM1", lessons=4, topics="|".join(f"nội dung {n}" for n in range(6)))
        for quarter in ("Túc Duyên", "Đồng Quang", "Quang Trung", "Hoàng Văn Thụ", "Trưng Vương", "Gia Sàng"):
            for number in range(1, 5):
                make_group(session, ward, f"Tổ dân phố {quarter} {number}")

    page = client.get("/l/DEM1", headers={"Accept-Encoding": "br"})

    assert page.headers["Content-Encoding"] == "br"
    static = {name: size_of(app, name) for name in ("app.css", "public.svg", "mine.js", "forms.js")}
    html = len(page.data)
    assert html + static["app.css"] <= USABLE, (html, static)
    assert html + sum(static.values()) <= AT_ONCE, (html, static)
    assert html + sum(static.values()) + size_of(app, "htmx.js") <= WITH_HTMX, (html, static)


def size_of(app: Flask, name: str) -> int:
    """How many bytes of a static file travel."""
    with app.test_request_context():
        address = static_files.static_url(name)
    with app.test_client().get(address, headers={"Accept-Encoding": "br"}) as answer:
        return len(answer.data)


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_the_qr_code_holds_the_printed_address(app: Flask, client: FlaskClient, kind: str) -> None:
    open_course(app)

    answer = client.get(f"/l/dem1/qr.{kind}", headers={"Host": "evil.example"})

    assert answer.status_code == 200
    assert answer.mimetype == {"svg": "image/svg+xml", "png": "image/png"}[kind]
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    if kind == "svg":
        assert "https://lopso.example/l/DEM1" in answer.text
        assert "evil" not in answer.text
    else:
        (read,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(answer.data)))
        assert read.text == "https://lopso.example/l/DEM1"


@pytest.mark.parametrize("path", ["qr.svg", "qr.png", "lich.ics", "poster.pdf", "cho-con"])
def test_a_draft_has_no_papers(app: Flask, client: FlaskClient, path: str) -> None:
    open_course(app, state=CourseState.DRAFT)
    assert client.get(f"/l/DEM1/{path}").status_code == 404


@pytest.mark.postgresql
def test_opening_a_class_writes_nothing(make_app: Callable[[str], Flask], engine: str) -> None:
    """On a database where a GET's transaction is read-only, as in a ward: see app/web/database/__init__.py."""
    app = make_app(engine)
    course = open_course(app)
    client = app.test_client()
    for address in ("/l/DEM1", f"/x/{course.unit.code}", "/", "/l/DEM1/lich.ics", "/l/DEM1/qr.svg", "/rieng-tu", "/g"):
        assert client.get(address).status_code == 200, address


def test_names_of_classes_are_text(app: Flask, pages: Pages) -> None:
    open_course(app, title='<b>{{ 7*7 }}</b> & "lớp"', bring="<script>alert(1)</script>")

    page = pages.get("/l/DEM1")

    assert page.h1 == '<b>{{ 7*7 }}</b> & "lớp"'
    assert "<script>alert(1)</script>" in page.text


def test_two_wards_classes_keep_apart(app: Flask, pages: Pages) -> None:
    mine = open_course(app, code="MINH", title="Lớp của tôi")
    theirs: Course = open_course(app, code="HO", title="Lớp của họ", first=clock.now() + timedelta(days=2))

    assert "Lớp của họ" not in pages.get(f"/x/{mine.unit.code}").text
    assert "Lớp của tôi" not in pages.get(f"/x/{theirs.unit.code}").text
