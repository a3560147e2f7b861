"""The register: every number of a year, found by name or number."""

from datetime import date
from io import BytesIO

from openpyxl import load_workbook
from sqlalchemy import select

from app.country import clock
from app.models import Approval, AuditEvent, AuditHead, Certificate, Course, Job
from app.models.learning.certificate_lists import registered
from tests.factories import make_approved_list, make_attended_course, make_ward
from tests.pages import words
from tests.routes.office.conftest import Office
from tests.routes.office.papers import issued
from tests.statements import counted


def entered(office: Office, people: int, code: str = "DEM5") -> None:
    """A course's people in the register, not drawn yet."""
    with office.write() as session:
        make_approved_list(session, make_attended_course(session, office.here(session), code=code, people=people))


def numbers(page_rows: list[str]) -> list[str]:
    return [row.split("/")[0] for row in page_rows]


def test_an_empty_register_says_what_will_be_here(office: Office) -> None:
    page = office.as_officer().get("/van-phong/so-cap")

    assert page.h1 == "Lớp học"
    assert f"Sổ năm {clock.today().year} chưa có giấy nào" in page.text


def test_it_lists_numbers_names_classes_and_states(office: Office) -> None:
    entered(office, people=3)

    page = office.as_leader().get("/van-phong/so-cap")

    rows = [words(row) for row in page.all("tr")][1:]
    assert numbers(rows) == ["001", "002", "003"]
    assert f"Năm {clock.today().year} đã ghi đến số 003." in page.text
    assert "Chờ vẽ (3)" in page.text
    assert all("Bình dân học AI – Tân Thịnh" in row and "Chờ vẽ" in row for row in rows)


def test_it_finds_by_name_without_accents_and_by_number(office: Office) -> None:
    entered(office, people=12)
    pages = office.as_officer()
    with office.read() as session:
        row = session.scalars(registered(office.ward.id, clock.today().year).where(Certificate.number == 7)).one()
        name = row.paper["full_name"]

    by_number = pages.get("/van-phong/so-cap?tim=007/2026")
    by_name = pages.get(f"/van-phong/so-cap?tim={name.lower()}")
    fragment = pages.get("/van-phong/so-cap?tim=7", headers={"HX-Request": "true", "HX-Target": "cac-dong"})

    assert [words(row)[:3] for row in by_number.all("tr")[1:]] == ["007"]
    assert any(name in words(row) for row in by_name.all("tr"))
    assert "<html" not in fragment.html
    assert name in fragment.html
    assert "Không thấy dòng nào" in pages.get("/van-phong/so-cap?tim=xyzw").text
    assert "Không thấy dòng nào" in pages.get("/van-phong/so-cap?tim=n%25y").text  # % is a sign like any other


def test_how_many_wait_for_their_paper_opens_those_and_no_others(office: Office) -> None:
    pages = issued(office, people=2)
    assert "Không thấy dòng nào" in pages.get("/van-phong/so-cap?loc=cho-ve").text
    entered(office, people=53, code="DEM6")

    page = pages.get("/van-phong/so-cap").follow("Chờ vẽ (53)")

    assert numbers([words(row) for row in page.all("tr")][1:]) == [f"{number:03d}" for number in range(3, 28)]
    rest = page.follow("Trang sau").follow("Trang sau")
    assert numbers([words(row) for row in rest.all("tr")][1:]) == ["053", "054", "055"]
    found = page.form("so-cap").submit({"tim": "001"})
    assert "Không thấy dòng nào" in found.text, "it is drawn"
    assert numbers([words(row) for row in page.follow("Cả sổ").all("tr")][1:])[0] == "001"


def test_the_register_and_those_certified_of_a_class_leave_as_workbooks(office: Office) -> None:
    leader = issued(office, people=2)
    with office.write() as session:
        session.query(Course).filter_by(code="DEM5").one().title = "Kỹ năng số cho người khuyết tật"

    def table(address: str) -> list[tuple[object, ...]]:
        with leader.client.get(address) as answer:
            return list(load_workbook(BytesIO(answer.data)).active.iter_rows(values_only=True))

    head, first, second = table(f"/van-phong/so-cap/{office.ward.code}/{clock.today().year}.xlsx")
    assert head[:3] == ("STT", "Số vào sổ cấp", "Họ và tên")
    assert (first[1], second[1], first[-2]) == (f"001/{clock.today().year}", f"002/{clock.today().year}", "chưa giao")
    head, first, _second = table("/van-phong/lop/DEM5/giay.xlsx")
    assert first[head.index("Tỷ lệ")] == 1
    assert str(first[head.index("Lớp")]).startswith("Lớp kỹ năng số"), "what tells too much stands beside no name"
    with office.read() as session:
        noted = session.scalars(select(AuditEvent).where(AuditEvent.action == "certificates.exported")).all()
    assert sorted(event.subject_kind for event in noted) == ["course", "unit"]


def test_a_year_has_its_own_numbers(office: Office) -> None:
    entered(office, people=2)
    year = clock.today().year
    with clock.shifted(clock.at_local(date(year + 1, 1, 15)) - clock.now()), office.write() as session:
        make_approved_list(session, make_attended_course(session, office.here(session), people=1))
    pages = office.as_officer()

    newest, before = pages.get("/van-phong/so-cap"), pages.get(f"/van-phong/so-cap?nam={year}")

    assert numbers([words(row) for row in newest.all("tr")][1:]) == ["001"]
    assert f"001/{year + 1}" in newest.text
    assert numbers([words(row) for row in before.all("tr")][1:]) == ["001", "002"]
    assert f"Năm {year}" in newest.links()


def test_it_turns_its_pages_and_costs_the_same(office: Office) -> None:
    entered(office, people=52)
    pages = office.as_officer()

    with counted() as first:
        page = pages.get("/van-phong/so-cap")
    with counted() as second:
        rest = page.follow("Trang sau")

    assert len(page.all("tr")) == 26
    assert len(rest.all("tr")) == 26
    assert len(first) == len(second) <= 9


def test_another_wards_register_is_not_there(office: Office) -> None:
    with office.write() as session:
        other = make_ward(session)
        make_approved_list(session, make_attended_course(session, other, people=1))
        assert session.scalars(Approval.waiting_in({other.id})).all() == []
    pages = office.as_officer()

    pages.get(f"/van-phong/so-cap?phuong={other.code}", status=404)
    assert "001/" not in pages.get("/van-phong/so-cap").text


def test_an_extract_is_asked_for_all_of_a_year_or_some_numbers(office: Office) -> None:
    entered(office, people=3)
    pages = office.as_officer()
    form = pages.get("/van-phong/so-cap").form("/trich")

    assert "Anh chị ghi một số trong sổ" in form.submit({"first": "ba"}, status=422).text
    assert "Số cuối nhỏ hơn số đầu." in form.submit({"first": "3", "last": "001/2026"}, status=422).text
    token = form.fields["csrf_token"]
    for wanted in ({}, {"first": "2", "last": f"003/{clock.today().year}"}):
        answer = pages.client.post(form.action, data={"csrf_token": token, **wanted}, follow_redirects=True)
        assert answer.status_code == 200
        answer.close()
    with office.read() as session:
        asked = [
            job.given for job in session.scalars(select(Job).where(Job.kind == "register_extract").order_by(Job.id))
        ]
    assert [(one["first"], one["last"]) for one in asked] == [("", ""), ("2", "3")]
    pages.post(f"/van-phong/so-cap/{office.ward.code}/1999/trich", {"csrf_token": token}, status=404)


def test_that_it_is_kept_for_good_is_said_with_the_seal_of_the_trail(office: Office) -> None:
    issued(office, people=1)
    pages = office.as_officer()

    page = pages.get("/van-phong/so-cap")

    with office.read() as session:
        seal = session.scalars(select(AuditHead.last_hash)).one()[:16].upper()
    assert "Sổ này giữ vĩnh viễn" in page.text
    assert seal[:4] in page.text
