"""How names will stand on the certificates: seen before the numbers are given, confirmed or corrected for people."""

from app.country import clock
from app.models import Registration
from app.web.database import immediate
from tests.routes.office.conftest import Office
from tests.routes.office.papers import certificates, finished, issued
from tests.statements import counted

NAMES = "/van-phong/lop/DEM5/ten-tren-giay"


def seats(office: Office) -> list[Registration]:
    with office.read() as session:
        rows = list(session.scalars(Registration.seated_on(office.course("DEM5").id)))
        assert all(row.person.full_name for row in rows)
        return rows


def test_the_office_sees_who_has_not_confirmed_and_confirms_for_them(office: Office) -> None:
    finished(office, people=3)
    officer = office.as_officer()
    assert "3 người đủ điều kiện chưa xác nhận tên" in officer.get("/van-phong/lop/DEM5/trinh-duyet").text

    page = officer.get("/van-phong/lop/DEM5/trinh-duyet").follow("Xem tên trên giấy")
    boxes = [box.get("value") for box in page.all("input") if box.get("name") == "nguoi"]
    done = page.form("/ten-tren-giay").submit({"nguoi": boxes[:2]})

    assert "Đã xác nhận hộ tên của 2 người." in done.text
    assert "1 người chưa xác nhận" in done.text
    assert sum(seat.paper_name is not None for seat in seats(office)) == 2
    assert "registration.names_confirmed" in office.acts("DEM5")


def renamed(office: Office, *names: str) -> None:
    """People of DEM5 are called so; the last of them has said so for the paper too."""
    with office.write() as session:
        for seat, name in zip(session.scalars(Registration.seated_on(office.course("DEM5").id)), names, strict=True):
            seat.person.rename(name)
        seat.paper_name, seat.paper_name_at = name, clock.now()


def test_names_are_written_as_vietnam_writes_them_by_one_press_before_the_list_is_submitted(office: Office) -> None:
    finished(office, people=3)
    renamed(office, "H'Hen Niê", "BÙI ĐỨC SƠN", "nguyễn văn THƯỜNG")
    officer = office.as_officer()
    page = officer.get("/van-phong/lop/DEM5/trinh-duyet")
    assert "2 tên viết hoa, viết thường chưa đúng" in page.text
    press = page.follow("Xem và viết lại").form("/viet-lai-ten")
    assert "BÙI ĐỨC SƠN thành Bùi Đức Sơn" in press.page.text

    done = press.submit()

    assert "Đã viết lại tên của 2 người." in done.text
    kept = {(seat.person.full_name, seat.paper_name, seat.person.search_key) for seat in seats(office)}
    assert kept == {
        ("H'Hen Niê", None, "hhen nie"),
        ("Bùi Đức Sơn", None, "bui duc son"),
        ("Nguyễn Văn Thường", "Nguyễn Văn Thường", "nguyen van thuong"),
    }
    assert office.acts("DEM5").count("registration.names_rewritten") == 1
    assert "Đã viết lại" not in press.submit().text


def test_a_name_that_was_changed_meanwhile_is_left_to_whoever_changed_it(office: Office) -> None:
    finished(office, people=1)
    renamed(office, "BÙI ĐỨC SƠN")
    press = office.as_officer().get(NAMES).form("/viet-lai-ten")
    renamed(office, "Bùi Đức Sang")
    assert "Vừa có người ghi lại tên: Bùi Đức Sang." in press.submit().text
    assert [seat.person.full_name for seat in seats(office)] == ["Bùi Đức Sang"]


def test_one_name_is_rewritten_from_the_page_of_whom_it_is(office: Office) -> None:
    finished(office, people=1)
    renamed(office, "bùi đức sơn")
    officer = office.as_officer()
    key = seats(office)[0].public_id
    page = officer.get(f"/van-phong/lop/DEM5/hoc-vien/{key}").form(button="Viết lại thành Bùi Đức Sơn").submit()
    assert page.h1 == "Bùi Đức Sơn"
    assert "chưa đúng" not in officer.get("/van-phong/lop/DEM5/nguoi-hoc").text


def test_nobody_ticked_says_so(office: Office) -> None:
    finished(office, people=1)
    assert "Anh chị chưa chọn ai." in office.as_officer().get(NAMES).form("/ten-tren-giay").submit().text


def test_a_corrected_name_is_the_one_printed(office: Office) -> None:
    finished(office, people=1)
    seat = seats(office)[0]
    officer = office.as_officer()

    form = officer.get(NAMES).follow("Sửa").forms()[0]
    assert "Chưa có họ và tên" in form.submit({"full_name": " "}, status=422).text
    assert "sẽ ghi tên Cao Thị Ngoãn." in form.submit({"full_name": "  Cao Thị  Ngoãn"}).text
    assert "Trên giấy: Cao Thị Ngoãn" in officer.get("/van-phong/lop/DEM5/trinh-duyet").text
    officer.get("/van-phong/lop/DEM5/trinh-duyet").form("/trinh-duyet").submit()
    office.as_leader().get("/van-phong/lop/DEM5/duyet/cap-so").form("/duyet").submit()

    assert [row.paper["full_name"] for row in certificates(office)] == ["Cao Thị Ngoãn"]
    assert seat.person.full_name != "Cao Thị Ngoãn"


def test_two_at_one_name_the_second_sees_both(office: Office) -> None:
    finished(office, people=1)
    first = office.as_officer().get(NAMES).follow("Sửa").forms()[0]
    second = office.as_officer().get(NAMES).follow("Sửa").forms()[0]
    first.submit({"full_name": "Cao Thị Ngoãn"})

    page = second.submit({"full_name": "Cao Thị Ngoan"}, status=409)

    assert "Vừa có người ghi lại tên này" in page.text
    assert [seat.paper_name for seat in seats(office)] == ["Cao Thị Ngoãn"]
    assert "Cao Thị Ngoan" in page.forms()[0].submit().text  # pressed again, knowing both
    assert [seat.paper_name for seat in seats(office)] == ["Cao Thị Ngoan"]


def test_ticked_after_somebody_else_wrote_it_stays_theirs(office: Office) -> None:
    finished(office, people=1)
    page = office.as_officer().get(NAMES)
    box = next(box.get("value") for box in page.all("input") if box.get("name") == "nguoi")
    office.as_officer().get(NAMES).follow("Sửa").forms()[0].submit({"full_name": "Cao Thị Ngoãn"})

    told = page.form("/ten-tren-giay").submit({"nguoi": [box, "nothing", "x y"]})

    assert "Vừa có người ghi lại tên: Cao Thị Ngoãn." in told.text


def test_with_a_number_the_name_is_frozen(office: Office) -> None:
    finished(office, people=1)
    stale = office.as_officer().get(NAMES).follow("Sửa").forms()[0]
    officer = office.as_officer()
    officer.get("/van-phong/lop/DEM5/trinh-duyet").form("/trinh-duyet").submit()
    office.as_leader().get("/van-phong/lop/DEM5/duyet/cap-so").form("/duyet").submit()

    assert "đề nghị cấp lại" in stale.submit({"full_name": "Muộn Quá"}).text
    assert "1 người đã có giấy" in officer.get(NAMES).text
    assert seats(office)[0].paper_name is None


def test_the_page_costs_the_same_for_many(office: Office) -> None:
    issued(office, people=2)
    officer = office.as_officer()
    officer.get(NAMES)
    with counted() as few:
        officer.get(NAMES)
    with office.app.app_context(), immediate():
        pass
    assert len(few) <= 8, few
