"""One line over people, classes and papers: three groups, the same on the page and under the rail's field."""

import brotli
import pytest
from sqlalchemy import text

from app.models import Certificate
from app.models.people import directory
from tests.factories import (
    make_approved_list,
    make_attended_course,
    make_course,
    make_person,
    make_registration,
    make_ward,
)
from tests.pages import Page, Pages
from tests.routes.office.conftest import Office
from tests.statements import counted


@pytest.fixture
def found(office: Office) -> Office:
    """Somebody on a class, a class of that name, and papers with numbers."""
    with office.write() as session:
        ward = office.here(session)
        make_registration(
            session, make_course(session, ward, code="DEM4", title="Gia đình số, nhóm bà Hòa"), "Hoàng Hoa"
        )
        make_person(session, ward, "Nguyễn Thị Hòa", birth_year=1960)
        make_approved_list(session, make_attended_course(session, ward, people=2, title="Lớp đã xong"))
        other = make_ward(session)
        make_person(session, other, "Hoa Phường Khác")
        make_course(session, other, title="Hoa phường khác")
    return office


def hits(page: Page) -> list[str]:
    """Where the lines lead that were found."""
    return [link.get("href") or "" for link in page.all("a") if link.get("data-row") is not None]


def sought(pages: Pages, query: str) -> Page:
    return pages.get(f"/van-phong/tim?q={query}")


@pytest.mark.postgresql
def test_three_groups_without_accents_and_of_ones_own_ward(found: Office) -> None:
    page = sought(found.as_officer(), "hoa")

    assert "/van-phong/lop/DEM4" in hits(page)
    assert sum(address.startswith("/van-phong/nguoi-hoc/") for address in hits(page)) == 2
    assert "đang học DEM4" in page.text
    assert "2 người, 1 lớp." in page.text
    assert "Phường Khác" not in page.html
    assert "phường khác" not in page.html
    assert "<b>Hòa,</b>" in page.html


@pytest.mark.postgresql
def test_a_year_narrows_and_a_number_finds_its_paper(found: Office) -> None:
    pages = found.as_officer()
    assert "Nguyễn Thị <b>Hòa,</b> <b>1960</b>" in sought(pages, "hoa 1960").html
    assert "Hoàng" not in sought(pages, "hoa 1960").text

    with found.read() as session:
        paper = session.query(Certificate).order_by(Certificate.id).first()
        assert paper is not None
        number = paper.register_number
        address = f"/van-phong/so-cap/{found.ward.code}/{paper.register.year}/{paper.number}"
    assert address in hits(sought(pages, number.replace("/", "%2F")))
    assert address not in hits(sought(pages, "099"))


def test_nothing_is_looked_for_before_two_letters_and_nothing_found_is_said(found: Office) -> None:
    pages = found.as_officer()
    with counted() as statements:
        assert hits(sought(pages, "h")) == []
    assert not [each for each in statements if " LIKE " in each]
    assert "Không thấy “zzyzx” ở đâu." in sought(pages, "zzyzx").text


def test_what_stands_under_the_field_is_what_the_page_shows(found: Office) -> None:
    pages = found.as_officer()
    part = pages.get("/van-phong/tim?q=hoa", headers={"HX-Request": "true", "HX-Target": "tim-thay"}).html

    assert part.strip() in sought(pages, "hoa").html
    assert len(brotli.compress(part.encode(), quality=6)) <= 4096


@pytest.mark.postgresql
def test_it_asks_as_often_however_many_there_are(found: Office) -> None:
    pages, asked = found.as_officer(), []
    for count in (0, 12):
        with found.write() as session:
            for number in range(count):
                make_person(session, found.here(session), f"Hoa Thứ {number}")
                make_course(session, found.here(session), title=f"Lớp Hoa {number}")
        with counted() as statements:
            pages.get("/van-phong/tim?q=hoa", headers={"HX-Request": "true"})
        asked.append(len(statements))
    assert asked[1] - asked[0] <= 1  # how many there are is counted where not all are shown
    assert asked[1] <= 9


@pytest.mark.sqlite
def test_names_are_looked_for_in_the_index_of_names(found: Office) -> None:
    wanted = directory.hits({found.ward.id}, directory.PersonQuery("hoa")).limit(9)
    with found.read() as session:
        said = wanted.compile(session.connection(), compile_kwargs={"literal_binds": True})
        plan = [row[-1] for row in session.execute(text(f"EXPLAIN QUERY PLAN {said}"))]
    assert any("COVERING INDEX ix_person_unit_id_search_key_birth_year" in line for line in plan), plan
    assert not [line for line in plan if line == "SCAN person"]
