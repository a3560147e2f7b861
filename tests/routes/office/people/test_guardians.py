"""Children for whom nobody is named: the office sees them, asks, and writes who it is."""

from app.country import clock
from app.models import Registration
from tests.factories import make_course, make_registration
from tests.routes.office.conftest import Office

CHILD = clock.today().year - 10
PERSON = {"full_name": "H'Hen Niê", "birth_year": str(CHILD), "residential_group": "khac"}


def with_child(office: Office) -> str:
    """A class with a child who was let in at the door; returns the address of the registration."""
    with office.write() as session:
        course = make_course(session, office.here(session), code="DEM1")
        make_registration(session, course)
        seat = make_registration(session, course, "Lương Văn Cháu", CHILD, guardian_later=True)
        return f"/van-phong/lop/DEM1/hoc-vien/{seat.public_id}"


def guardians(office: Office) -> list[str | None]:
    with office.read() as session:
        return [seat.guardian for seat in session.scalars(Registration.of(office.course("DEM1").id))]


def test_the_day_says_of_how_many_children_nobody_is_named(office: Office) -> None:
    address = with_child(office)
    pages = office.as_officer()

    today = pages.get("/van-phong")
    assert "1 cháu dưới 16 tuổi chưa ghi người giám hộ" in today.text
    children = pages.get("/van-phong/chua-ghi-giam-ho")
    assert "Lương Văn Cháu" in children.text
    assert "Lương Doãn Thiệu" not in children.text
    children.pages.get(address).form("/giam-ho").submit({"guardian": " Lương Thị  Mẹ"})

    assert guardians(office) == [None, "Lương Thị Mẹ"]
    assert "registration.guardian" in office.acts("DEM1")
    assert "người giám hộ" not in pages.get("/van-phong").text
    assert "Cháu nào cũng đã có người giám hộ" in pages.get("/van-phong/chua-ghi-giam-ho").text
    assert "Lương Thị Mẹ" in pages.get(address).text


def test_a_name_is_wanted(office: Office) -> None:
    page = office.as_officer().get(with_child(office)).form("/giam-ho").submit({"guardian": "  "}, status=422)
    assert "Chưa có họ và tên" in page.text
    assert guardians(office) == [None, None]


def test_the_leader_is_not_asked(office: Office) -> None:
    with_child(office)
    pages = office.as_leader()
    assert "người giám hộ" not in pages.get("/van-phong").text
    pages.get("/van-phong/chua-ghi-giam-ho", status=403)


def test_the_office_registers_a_child_with_a_guardian_only(office: Office) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1")
    form = office.as_officer().get("/van-phong/lop/DEM1/hoc-vien/moi").form("/hoc-vien/moi")

    again = form.submit(PERSON, status=422)
    assert "Cháu dưới 16 tuổi. Anh chị ghi họ tên" in again.text
    again.form("/hoc-vien/moi").submit({"guardian": "Nguyễn Thị Mẹ"})

    assert guardians(office) == ["Nguyễn Thị Mẹ"]


def test_in_another_class_the_child_still_has_a_guardian(office: Office) -> None:
    address = with_child(office)
    with office.write() as session:
        make_course(session, office.here(session), code="DEM2")
    pages = office.as_officer()
    pages.get(address).form("/giam-ho").submit({"guardian": "Lương Thị Mẹ"})

    pages.get(f"{address}/doi-lop").form("/doi-lop").submit({"to": "DEM2"})

    with office.read() as session:
        [seat] = session.scalars(Registration.of(office.course("DEM2").id))
        assert seat.guardian == "Lương Thị Mẹ"
