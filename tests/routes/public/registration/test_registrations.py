"""POST /l/<code>: three lines, one press, a ticket; or a sentence that says why not."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.country import clock
from app.models import Consent, CourseState, Person, Registration, Ticket
from app.web.database import db, immediate
from app.web.words.personal_data import CURRENT, VERSIONS
from tests.factories import make_course, make_ward
from tests.pages import Page, Pages, words
from tests.registering import TYPED, count, open_course, registrations, tickets
from tests.statements import counted


def register(pages: Pages, code: str = "DEM1", status: int = 200, **changes: Any) -> Page:
    """Open a class, fill in three lines, press."""
    form = pages.get(f"/l/{code}").form(f"/l/{code}")
    return form.submit({**TYPED, **changes}, status=status)


# -- it is done ---------------------------------------------------------------------------------------------------


def test_three_lines_give_a_ticket(app: Flask, pages: Pages) -> None:
    open_course(app)

    page = register(pages)

    assert page.h1 == "Lương Doãn Thiệu"
    assert "Lương Doãn Thiệu" in page.text
    (registration,) = registrations(app)
    assert page.address == f"/v/{tickets(app)[0].token}"
    assert (registration.state, registration.way) == ("seated", "qr")
    person = registration.person
    assert (person.full_name, person.birth_year, person.phone, person.sex) == ("Lương Doãn Thiệu", 1954, None, None)
    assert count(app, Consent) == 0


def test_the_answer_to_a_press_is_a_303_so_that_a_reload_sends_nothing(app: Flask, client: FlaskClient) -> None:
    open_course(app)
    form = Pages(client).get("/l/DEM1").form(button="Đăng ký học")

    answer = client.post("/l/DEM1", data={**form.fields, **TYPED})

    assert answer.status_code == 303
    assert answer.location == f"/v/{tickets(app)[0].token}"


def test_what_else_is_told_is_kept(app: Flask, pages: Pages) -> None:
    open_course(app)

    register(
        pages, birth_year="08/4/1954", phone="0912.345.678", sex="nam", needs=["hear", "front"], consent_messages="y"
    )

    (registration,) = registrations(app)
    person = registration.person
    assert (str(person.birth_date), person.phone, person.sex) == ("1954-04-08", "+84912345678", "nam")
    assert registration.needs == "front hear"
    with app.app_context():
        (consent,) = db.session.scalars(select(Consent)).all()
        assert (consent.purpose, consent.text_version, consent.how) == ("messages", CURRENT, "qr")


def test_consent_boxes_come_unticked_and_say_what_is_agreed_to(app: Flask, pages: Pages) -> None:
    open_course(app)

    page = pages.get("/l/DEM1")

    fields = page.form(button="Đăng ký học").fields
    assert "consent_photos" not in fields
    assert "consent_messages" not in fields
    assert fields["consent_version"] == [CURRENT]
    assert str(VERSIONS[CURRENT].photos) in page.text
    assert str(VERSIONS[CURRENT].messages) in page.text


def test_both_consents_are_two_rows_that_can_be_withdrawn_apart(app: Flask, pages: Pages) -> None:
    open_course(app)
    register(pages, consent_photos="y", consent_messages="y")
    with app.app_context():
        given = db.session.scalars(select(Consent.purpose).order_by(Consent.purpose)).all()
    assert given == ["messages", "photos"]


def test_somebody_from_elsewhere_is_welcome(app: Flask, pages: Pages) -> None:
    open_course(app)
    assert register(pages, residential_group="khac").h1 == "Lương Doãn Thiệu"
    assert registrations(app)[0].person.residential_group_id is None


def test_a_group_may_be_named_by_its_name(app: Flask, pages: Pages) -> None:
    open_course(app)
    register(pages, residential_group="Tổ dân phố Túc Duyên 1")
    assert registrations(app)[0].person.residential_group_id is not None


@pytest.mark.postgresql
def test_a_full_class_gives_a_place_on_the_waiting_list_and_says_which(app: Flask, pages: Pages) -> None:
    open_course(app, seats=1, people=3)

    assert pages.get("/l/DEM1").form(button="Đăng ký chờ").action == "/l/DEM1"
    page = register(pages)

    assert page.h1 == "Bác đang chờ, thứ 3"
    assert registrations(app)[-1].position == 3


def test_only_what_the_form_declares_is_read(app: Flask, pages: Pages) -> None:
    open_course(app, seats=1, people=1)

    register(pages, state="seated", position="0", way="desk", unit_id="1", unsure="1", person_id="1")

    registration = registrations(app)[-1]
    assert (registration.state, registration.position, registration.way) == ("waiting", 1, "qr")


def test_choices_that_nobody_offered_are_left_out(app: Flask, pages: Pages) -> None:
    open_course(app)
    register(pages, sex="khác", needs=["front", "throne"], consent_version="1999-01", consent_photos="y")
    registration = registrations(app)[0]
    assert (registration.person.sex, registration.needs) == (None, "front")
    with app.app_context():
        assert db.session.scalars(select(Consent.text_version)).one() == CURRENT


@pytest.mark.postgresql
def test_registering_asks_the_database_as_often_however_full_the_class_is(app: Flask, client: FlaskClient) -> None:
    open_course(app, code="VANG", seats=90)
    open_course(app, code="DONG", seats=90, people=60)
    seen = []
    for code in ("VANG", "DONG"):
        form = Pages(client).get(f"/l/{code}").form(button="Đăng ký học")
        with counted() as statements:
            client.post(f"/l/{code}", data={**form.fields, **TYPED})
        seen.append(len(statements))
    # Before the lock: the class with the ward's groups. Inside: group and ward, the class's row, the form's number, the
    # lessons, the group's lock, people alike; then person, seats, ticket, registration and its first step are written.
    # After it: whether the ticket is one that the browser is to know.
    assert seen == [13, 13], "\n".join(statements)


# -- the same again -----------------------------------------------------------------------------------------------


@pytest.mark.postgresql
def test_a_double_tap_is_one_registration(app: Flask, client: FlaskClient) -> None:
    open_course(app)
    fields = {**Pages(client).get("/l/DEM1").form(button="Đăng ký học").fields, **TYPED}

    first, second = (client.post("/l/DEM1", data=fields) for _ in range(2))

    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    assert count(app, Registration) == count(app, Ticket) == count(app, Person) == 1


@pytest.mark.postgresql
def test_a_double_tap_on_the_last_seat_is_not_told_that_the_class_is_full(app: Flask, client: FlaskClient) -> None:
    open_course(app, seats=1, waiting_list=False)
    fields = {**Pages(client).get("/l/DEM1").form(button="Đăng ký học").fields, **TYPED}

    first, second = (client.post("/l/DEM1", data=fields) for _ in range(2))

    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert second.status_code == 303


def test_help_that_few_ask_for_is_folded_away_until_one_is_ticked(app: Flask, pages: Pages) -> None:
    open_course(app)

    page = pages.get("/l/DEM1")
    [few] = [fold for fold in page.all("details") if words(fold).startswith("Cần giúp khác")]
    boxes = [(box.get("type"), box.get("value")) for box in few.iter("input")]
    assert boxes == [("checkbox", "sign"), ("checkbox", "letters"), ("checkbox", "companion")]
    assert few.get("open") is None
    again = register(pages, full_name="", needs=["companion", "hear"], status=422)
    [few] = [fold for fold in again.all("details") if words(fold).startswith("Cần giúp khác")]
    assert few.get("open") is not None
    register(pages, needs=["companion", "hear"])

    [made] = registrations(app)
    assert made.needs == "hear companion"


def test_going_back_and_writing_another_name_registers_another_person(app: Flask, client: FlaskClient) -> None:
    """A daughter registers both parents from one form that her browser kept."""
    open_course(app)
    fields = {**Pages(client).get("/l/DEM1").form(button="Đăng ký học").fields, **TYPED}

    father = client.post("/l/DEM1", data=fields)
    mother = client.post("/l/DEM1", data={**fields, "full_name": "Chu Thị Pjảo", "birth_year": "1957"})

    assert father.location != mother.location
    assert [made.person.full_name for made in registrations(app)] == ["Lương Doãn Thiệu", "Chu Thị Pjảo"]
    assert "Chu Thị Pjảo" in client.get(mother.location).text


@pytest.mark.postgresql
def test_the_same_person_from_another_phone_takes_no_second_seat(app: Flask, pages: Pages) -> None:
    open_course(app, seats=5)
    register(pages, phone="0912345678", needs=["wheel"])

    page = register(Pages(app.test_client()), full_name="LƯƠNG doãn thiệu")

    assert page.h1 == "Phường đã nhận tên này"
    assert "LƯƠNG doãn thiệu" in page.text
    assert len(registrations(app)) == 1
    assert "678" not in page.text
    assert "Hủy" not in page.text
    assert "Còn 4 chỗ" in pages.get("/l/DEM1").text


@pytest.mark.parametrize("submission", [None, "", "x" * 5000, "không phải số", "'; DROP TABLE ticket; --"])
def test_a_form_without_its_number_is_taken_too(app: Flask, pages: Pages, submission: str | None) -> None:
    open_course(app)
    assert register(pages, submission=submission).h1 == "Lương Doãn Thiệu"


def test_one_form_s_number_on_two_classes_is_two_registrations(app: Flask, pages: Pages) -> None:
    open_course(app, code="MOT")
    open_course(app, code="HAI")
    number = str(uuid.uuid4())
    first = register(pages, "MOT", submission=number)
    second = register(pages, "HAI", submission=number)
    assert first.address != second.address
    assert len(registrations(app)) == 2


# -- it is not done -----------------------------------------------------------------------------------------------


def test_a_form_in_need_of_mending_comes_back_with_what_was_typed(app: Flask, pages: Pages) -> None:
    open_course(app)

    page = register(
        pages,
        full_name="",
        birth_year="54",
        residential_group="",
        phone="0912",
        sex="nữ",
        needs=["wheel"],
        consent_messages="y",
        status=422,
    )

    assert page.h1 == "Đăng ký Bình dân học AI – Tân Thịnh"
    assert page.text.startswith("Xem lại lớp Còn 4 dòng cần sửa Những gì bác đã ghi vẫn còn đây.")
    assert [link.get("href") for link in page.all("a") if (link.get("href") or "").startswith("#")][1:] == [
        "#full_name",
        "#birth_year",
        "#residential_group",
        "#phone",
    ]
    assert 'Năm sinh "54" thiếu hai số. Bác ghi đủ bốn số, ví dụ 1954.' in page.text
    fields = page.form(button="Đăng ký học").fields
    assert (fields["birth_year"], fields["phone"], fields["sex"]) == (["54"], ["0912"], ["nữ"])
    assert (fields["needs"], fields["consent_messages"]) == (["wheel"], ["y"])
    focused = [control.get("name") for control in page.root.iter() if control.get("autofocus") is not None]
    assert focused == ["full_name"]
    assert count(app, Person) == 0


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("full_name", "  ", "Chưa có họ và tên."),
        ("full_name", "123", '"123" chưa có chữ cái nào.'),
        ("full_name", "Lan 🌸", "Họ và tên có hình 🌸"),
        ("full_name", "Á" * 301, "Họ và tên dài quá 300 chữ."),
        ("birth_year", "", "Chưa có năm sinh."),
        ("birth_year", "2999", 'Thời điểm "2999" chưa tới.'),
        ("birth_year", "31/02/1954", 'Không có ngày "31/02/1954" trong lịch.'),
        ("birth_year", "năm mươi tư", '"năm mươi tư" chưa phải năm sinh.'),
        ("residential_group", "", "Bác chọn tổ dân phố. Ở nơi khác, bác chọn “Nơi khác”."),
        ("residential_group", "TDP99", "Bác chọn tổ dân phố."),
        ("phone", "091234567", "còn thiếu số"),
        ("phone", "hỏi con tôi", '"hỏi con tôi" chưa phải một số điện thoại.'),
    ],
)
def test_each_slip_is_told_in_words(app: Flask, pages: Pages, name: str, typed: str, told: str) -> None:
    open_course(app)

    page = register(pages, status=422, **{name: typed})

    assert "Còn 1 dòng cần sửa" in page.text
    assert told in page.text
    assert [control.get("name") for control in page.root.iter() if control.get("autofocus") is not None] == [name]
    assert count(app, Person) == 0


def test_the_ward_s_own_word_for_its_groups_is_used(app: Flask, pages: Pages) -> None:
    with app.app_context(), immediate() as session:
        open_ward = make_ward(session, group_word="bản")
        make_course(session, open_ward, code="DEM1")
    page = register(pages, residential_group="", status=422)
    assert "Bác chọn bản." in page.text
    assert "Chọn bản" in page.text


def test_the_last_seat_gone_meanwhile_is_a_409_that_says_where_to_go(app: Flask, pages: Pages) -> None:
    course = open_course(app, seats=1, waiting_list=False)
    form = pages.get("/l/DEM1").form(button="Đăng ký học")
    with app.app_context(), immediate() as session:
        make_course(session, session.merge(course.unit), code="KHAC", title="Lớp khác")
    register(Pages(app.test_client()), full_name="Người Nhanh Hơn")

    page = form.submit(TYPED, status=409)

    assert page.h1 == "Lớp vừa đủ chỗ"
    assert "Phường chưa ghi gì của bác." in page.text
    assert page.follow("Xem lớp đó").h1 == "Lớp khác"
    assert len(registrations(app)) == 1


@pytest.mark.parametrize(
    ("changes", "status", "heading"),
    [
        ({"registration_opens_at": timedelta(days=1)}, 409, "Lớp chưa nhận tên"),
        ({"registration_closes_at": timedelta(hours=-1)}, 409, "Lớp đã hết hạn đăng ký"),
        ({"state": CourseState.CANCELLED}, 410, "Lớp này không mở nữa"),
        ({"state": CourseState.CLOSED}, 410, "Lớp này đã học xong"),
        ({"state": CourseState.DRAFT}, 404, "Không có lớp nào mang mã này"),
    ],
)
@pytest.mark.parametrize("typed", [TYPED, {}])
def test_a_form_that_comes_too_early_or_too_late(
    app: Flask, pages: Pages, changes: dict[str, Any], status: int, heading: str, typed: dict[str, str]
) -> None:
    course = open_course(app)
    form = pages.get("/l/DEM1").form(button="Đăng ký học")
    with app.app_context(), immediate() as session:
        course = session.merge(course)
        for name, value in changes.items():
            setattr(course, name, clock.now() + value if isinstance(value, timedelta) else value)

    page = form.submit(typed, status=status)

    assert page.h1 == heading
    assert count(app, Registration) == 0


def test_a_form_from_a_page_that_lay_open_too_long_can_be_sent_again(app: Flask, client: FlaskClient) -> None:
    open_course(app)
    pages = Pages(client)
    form = pages.get("/l/DEM1").form(button="Đăng ký học")
    client.delete_cookie("lopso")

    page = form.submit(TYPED, status=400)

    assert "Những gì bác ghi vẫn còn đây." in page.text
    assert page.form(button="Gửi lại").submit().h1 == "Lương Doãn Thiệu"


def test_a_foreign_page_cannot_register_anybody(app: Flask, client: FlaskClient) -> None:
    open_course(app)
    form = Pages(client).get("/l/DEM1").form(button="Đăng ký học")
    answer = client.post("/l/DEM1", data={**form.fields, **TYPED}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert count(app, Registration) == 0


# -- names --------------------------------------------------------------------------------------------------------

KEPT = [
    ("Nguye\u0302\u0303n Hu\u031b\u0303u Tho\u0323", "Nguyễn Hữu Thọ"),
    ("\u00d0ặng \u00d0ức", "Đặng Đức"),
    ("H\u2019Hen Niê", "H'Hen Niê"),
    ("Tâm", "Tâm"),
    ("   Phạm   Văn\t Bách  ", "Phạm Văn Bách"),
    ("Ng\u200buyễn Lan", "Nguyễn Lan"),
    ("Nguyễn \u202eFDP.exe Lan", "Nguyễn FDP.exe Lan"),
    ("Nguyễn\r\nSet-Cookie: x=1", "Nguyễn Set-Cookie: x=1"),
    ("<b>Lan</b>", "<b>Lan</b>"),
    ("{{7*7}} Lan", "{{7*7}} Lan"),
    ("=1+1 Lan", "=1+1 Lan"),
    ("Lan\x00Anh", "LanAnh"),
    ("Nguyễn " + "Á" * 290, "Nguyễn " + "Á" * 290),
]


@pytest.mark.postgresql
@pytest.mark.parametrize(("typed", "kept"), KEPT)
def test_any_name_is_stored_clean_and_shown_as_text(app: Flask, pages: Pages, typed: str, kept: str) -> None:
    open_course(app)

    page = register(pages, full_name=typed)

    assert registrations(app)[0].person.full_name == kept
    assert kept in page.text
    assert "Set-Cookie: x" not in str(page.response.headers)
