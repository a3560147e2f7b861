"""One registration: the line at the door, taken off with a reason, moved; whoever is later is shown what stands."""

from app.models import Registration, RegistrationState
from tests.documents.ruler import Paper
from tests.factories import make_course, make_registration
from tests.routes.office.conftest import Office


def seat_on(office: Office, code: str = "DEM1", *, waiting: bool = False) -> str:
    with office.write() as session:
        course = make_course(session, office.here(session), code=code, seats=1)
        seat = make_registration(session, course, "Lương Doãn Thiệu")
        if waiting:
            make_registration(session, course, "Chu Thị Pjảo")
    return f"/van-phong/lop/{code}/hoc-vien/{seat.public_id}"


def registered(office: Office, code: str) -> list[Registration]:
    with office.read() as session:
        return list(session.scalars(Registration.of(office.course(code).id)))


def test_the_line_at_the_door(office: Office) -> None:
    form = office.as_officer().get(seat_on(office)).form("/cua")
    page = form.submit({"door_line": "  Bàn 3,  gần loa "})
    assert "Đã ghi lời dặn người ở cửa." in page.text
    assert registered(office, "DEM1")[0].door_line == "Bàn 3, gần loa"
    assert "registration.door_line" in office.acts("DEM1")
    assert "gọn trong 80 chữ" in form.submit({"door_line": "x" * 81}, status=422).text


def test_two_write_at_the_door_and_the_first_stands(office: Office) -> None:
    form = office.as_officer().get(seat_on(office)).form("/cua")
    form.submit({"door_line": "Bàn 3"})
    page = form.submit({"door_line": "Bàn 9"}, status=409)
    assert "Đang lưu: “Bàn 3”. Anh chị vừa ghi: “Bàn 9”." in page.text
    assert registered(office, "DEM1")[0].door_line == "Bàn 3"
    page.form("/cua").submit()
    assert registered(office, "DEM1")[0].door_line == "Bàn 9"


def test_who_has_no_telephone_is_given_a_note_on_paper(office: Office) -> None:
    page = office.as_officer().get(seat_on(office))
    form = page.form("/giay-hen")
    with page.pages.client.post(form.action, data=form.fields, follow_redirects=True) as answer:
        words = Paper(answer.data).words()
    assert "Lương Doãn Thiệu" in words


def test_taken_off_with_a_reason(office: Office) -> None:
    form = office.as_officer().get(seat_on(office, waiting=True)).form("/xoa-ten")
    assert "Anh chị ghi lý do" in form.submit({"reason": " "}, status=422).text
    page = form.submit({"reason": "Đăng ký nhầm lớp"})
    assert "Đã xóa tên Lương Doãn Thiệu khỏi lớp." in page.text
    assert "Chu Thị Pjảo đã lên chỗ. Anh chị gọi báo giúp." in page.text
    gone = registered(office, "DEM1")[0]
    assert (gone.state, gone.end_reason) == (RegistrationState.REMOVED, "Đăng ký nhầm lớp")


def test_taken_off_twice_the_first_reason_stands(office: Office) -> None:
    form = office.as_officer().get(seat_on(office)).form("/xoa-ten")
    form.submit({"reason": "Đăng ký nhầm lớp"})
    page = form.submit({"reason": "Lý do khác"}, status=409)
    assert "Lý do đã ghi: Đăng ký nhầm lớp" in page.text
    assert office.acts("DEM1").count("registration.removed") == 1


def test_moved_to_another_class(office: Office) -> None:
    address = seat_on(office)
    with office.write() as session:
        make_course(session, office.here(session), code="DEM2", title="Lớp tối", seats=5)
    form = office.as_officer().get(address).follow("Chuyển sang lớp khác").form("/doi-lop")
    assert "Anh chị chọn một lớp." in form.submit({"to": "DEM9"}, status=422).text
    page = form.submit({"to": "DEM2"})
    assert "Đã chuyển Lương Doãn Thiệu sang lớp này." in page.text
    assert [seat.state for seat in registered(office, "DEM1")] == [RegistrationState.CANCELLED]
    assert [seat.state for seat in registered(office, "DEM2")] == [RegistrationState.SEATED]
    assert "không còn trong lớp" in form.submit({"to": "DEM2"}, status=409).text
    assert len(registered(office, "DEM2")) == 1


def test_moved_away_who_comes_up_for_the_seat_is_told(office: Office) -> None:
    address = seat_on(office, waiting=True)
    with office.write() as session:
        make_course(session, office.here(session), code="DEM2", title="Lớp tối", seats=5)

    page = office.as_officer().get(address).follow("Chuyển sang lớp khác").form("/doi-lop").submit({"to": "DEM2"})

    assert "Chu Thị Pjảo đã lên chỗ. Anh chị gọi báo giúp." in page.text


def test_moved_where_they_are_already_or_where_no_seat_is(office: Office) -> None:
    address = seat_on(office)
    with office.write() as session:
        there = make_course(session, office.here(session), code="DEM2", seats=5)
        full = make_course(session, office.here(session), code="DEM3", seats=1, waiting_list=False)
        seat = session.query(Registration).one()
        other = make_registration(session, there, "Ai Đó")
        other.person_id = seat.person_id
        make_registration(session, full, "Người Khác")
    form = office.as_officer().get(f"{address}/doi-lop").form("/doi-lop")
    assert "Người này đã có tên trong lớp đó." in form.submit({"to": "DEM2"}, status=409).text
    assert "Lớp đó hết chỗ" in form.submit({"to": "DEM3"}, status=422).text
    assert registered(office, "DEM1")[0].state == RegistrationState.SEATED
