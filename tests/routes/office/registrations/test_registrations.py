"""Somebody telephones, somebody cannot come: the office writes it down for them."""

from datetime import timedelta

from app.country import clock, formats
from app.models import Registration, RegistrationState, SignUpWay
from tests.factories import make_course, make_group, make_registration
from tests.routes.office.conftest import Office

PERSON = {"full_name": "H'Hen Niê", "birth_year": "1992", "residential_group": "khac", "phone": "0912 345 678"}


def everybody(office: Office, code: str) -> list[Registration]:
    with office.read() as session:
        rows = list(session.scalars(Registration.of(office.course(code).id)))
        assert all(row.person.full_name for row in rows)
        return rows


def test_somebody_who_telephones_gets_a_seat(office: Office) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1")
        group = make_group(session, office.here(session))

    form = office.as_officer().get("/van-phong/lop/DEM1").follow("Ghi tên một người").form("/hoc-vien/moi")
    page = form.submit({**PERSON, "residential_group": group.code, "sex": "nữ"})

    assert "Đã ghi tên H'Hen Niê." in page.text
    made = everybody(office, "DEM1")[0]
    assert (made.state, made.way) == (RegistrationState.SEATED, SignUpWay.PHONE)
    assert (made.person.phone, made.person.sex) == ("+84912345678", "nữ")
    assert made.person.residential_group_id == group.id
    assert office.acts("DEM1") == ["registration.made"]


def test_pressed_twice_it_is_one_registration(office: Office) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1")
    form = office.as_officer().get("/van-phong/lop/DEM1/hoc-vien/moi").form("/hoc-vien/moi")

    form.submit(PERSON)
    form.submit(PERSON)

    assert len(everybody(office, "DEM1")) == 1


def test_the_next_person_written_over_the_first_on_one_page_is_registered_too(office: Office) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1")
    form = office.as_officer().get("/van-phong/lop/DEM1/hoc-vien/moi").form("/hoc-vien/moi")
    form.submit(PERSON)

    for _twice in range(2):
        page = form.submit({**PERSON, "full_name": "Hà Thị Mơ", "phone": "0987 654 321"})

    assert "Đã ghi tên Hà Thị Mơ." in page.text
    assert [made.person.full_name for made in everybody(office, "DEM1")] == ["H'Hen Niê", "Hà Thị Mơ"]
    again = form.submit({**PERSON, "phone": "0911 222 333"})
    assert "Trang này đã gửi trước đó, nên điều vừa sửa chưa ghi" in again.text
    assert len(everybody(office, "DEM1")) == 2


def test_in_a_full_class_it_is_a_place_in_the_queue(office: Office) -> None:
    with office.write() as session:
        course = make_course(session, office.here(session), code="DEM3", seats=1)
        make_registration(session, course)

    form = office.as_officer().get("/van-phong/lop/DEM3/hoc-vien/moi").form("/hoc-vien/moi")

    assert "Lớp đủ chỗ. H'Hen Niê đang chờ, thứ 1." in form.submit(PERSON).text


def test_a_class_without_a_waiting_list_says_that_it_is_full(office: Office) -> None:
    with office.write() as session:
        course = make_course(session, office.here(session), code="DEM3", seats=1, waiting_list=False)
        make_registration(session, course)

    page = office.as_officer().get("/van-phong/lop/DEM3/hoc-vien/moi").form("/hoc-vien/moi").submit(PERSON, status=422)

    assert "Lớp này hết chỗ và không nhận đăng ký chờ." in page.text
    assert page.form("/hoc-vien/moi").fields["full_name"] == ["H'Hen Niê"]


def test_who_is_registered_already_is_not_written_twice(office: Office) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1")
        group = make_group(session, office.here(session))
    pages = office.as_officer()
    person = {**PERSON, "residential_group": group.code}

    pages.get("/van-phong/lop/DEM1/hoc-vien/moi").form("/hoc-vien/moi").submit(person)
    page = pages.get("/van-phong/lop/DEM1/hoc-vien/moi").form("/hoc-vien/moi").submit(person)

    assert "H'Hen Niê đã có tên trong lớp này từ trước, không ghi thêm." in page.text
    assert len(everybody(office, "DEM1")) == 1


def test_a_wrong_name_or_year_is_said_in_words_for_staff(office: Office) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1")
    form = office.as_officer().get("/van-phong/lop/DEM1/hoc-vien/moi").form("/hoc-vien/moi")

    page = form.submit({"full_name": "", "birth_year": "54", "residential_group": "", "phone": "12"}, status=422)

    assert "Còn 4 dòng cần sửa" in page.text
    assert 'Năm sinh "54" thiếu hai số. Anh chị ghi đủ bốn số' in page.text


def test_one_person_is_shown_with_the_telephone_and_the_look_is_noted(office: Office) -> None:
    with office.write() as session:
        course = make_course(session, office.here(session), code="DEM1")
        seat = make_registration(session, course, "Lương Doãn Thiệu", needs=("wheel",))
        seat.person.phone = "+84912345678"

    page = office.as_officer().get(f"/van-phong/lop/DEM1/hoc-vien/{seat.public_id}")

    assert page.h1 == "Lương Doãn Thiệu"
    assert "0912\xa0345\xa0678" in page.html
    assert "đi xe lăn" in page.text
    assert office.acts("DEM1") == ["registration.viewed"]


def test_a_seat_given_back_goes_to_the_first_who_waits(office: Office) -> None:
    with office.write() as session:
        course = make_course(session, office.here(session), code="DEM3", seats=1)
        first = make_registration(session, course, "Lương Doãn Thiệu")
        make_registration(session, course, "Chu Thị Pjảo")
    form = office.as_officer().get(f"/van-phong/lop/DEM3/hoc-vien/{first.public_id}").form("/huy")

    page = form.submit()
    form.submit()  # twice changes nothing

    assert "Đã hủy chỗ của Lương Doãn Thiệu." in page.text
    assert "Chu Thị Pjảo đã lên chỗ. Anh chị gọi báo giúp." in page.text
    assert [row.state for row in everybody(office, "DEM3")] == [RegistrationState.CANCELLED, RegistrationState.SEATED]
    assert office.acts("DEM3").count("registration.ended") == 1


def test_who_is_asked_for_the_seat_is_told_with_the_hour_until_which(office: Office) -> None:
    with office.write() as session:
        in_ten_days = clock.now() + timedelta(days=10)
        ward = office.here(session)
        course = make_course(session, ward, code="DEM3", seats=2, offer_hours=24, first=in_ten_days)
        seats = [make_registration(session, course, name) for name in ("Lương Doãn Thiệu", "Lê Thị Tám")]
        waiting = [make_registration(session, course, name) for name in ("Chu Thị Pjảo", "H'Hen Niê")]
    form = office.as_officer().get(f"/van-phong/lop/DEM3/hoc-vien/{seats[0].public_id}").form("/huy")

    page = form.submit()

    with office.read() as session:
        until = session.get_one(Registration, waiting[0].id).offered_until
    assert until is not None
    told = f"Chu Thị Pjảo được mời nhận chỗ, trả lời trước {formats.moment(until)}. Anh chị gọi báo giúp."
    assert told in page.text
    assert "đã lên chỗ" not in page.text
    assert "H'Hen Niê được mời" not in page.text


def test_a_person_of_another_course_is_not_there(office: Office) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1")
        other = make_registration(session, make_course(session, office.here(session), code="DEM2"))

    office.as_officer().get(f"/van-phong/lop/DEM1/hoc-vien/{other.public_id}", status=404)
