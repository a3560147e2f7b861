"""Registering somebody who is on file: found while one types, filled in, the same person afterwards."""

from datetime import date

import pytest

from app.country import clock
from app.models import Person, Registration, ResidentialGroup, SignUpWay, Wishes
from tests.factories import make_course, make_group, make_person, make_ward
from tests.pages import Page, Pages
from tests.routes.office.conftest import Office

FORM = "/van-phong/lop/DEM1/hoc-vien/moi"
LISTED = "/van-phong/lop/DEM1/hoc-vien/nguoi?full_name="


@pytest.fixture
def hoa(office: Office) -> Person:
    """Somebody on file with all that a person's page tells, and a class that takes registrations."""
    with office.write() as session:
        ward = office.here(session)
        make_course(session, ward, code="DEM1")
        person = make_person(session, ward, "Nguyễn Thị Hòa", birth_year=1960, group=make_group(session, ward))
        person.phone, person.sex, person.birth_date = "+84912345678", "nữ", date(1960, 3, 8)
        make_person(session, make_ward(session), "Nguyễn Thị Hòa Phường Khác")
    return person


def suggested(pages: Pages, typed: str) -> Page:
    return pages.get(LISTED + typed, headers={"HX-Request": "true", "HX-Target": "nguoi-quen"})


def people(office: Office) -> list[str]:
    with office.read() as session:
        return [row.person.public_id for row in session.scalars(Registration.of(office.course("DEM1").id))]


def test_a_name_typed_without_accents_offers_who_is_known_without_telephones(office: Office, hoa: Person) -> None:
    page = suggested(office.as_officer(), "hoa 1960")

    assert "Nguyễn Thị Hòa, 1960, Túc Duyên 1" in page.text
    assert "Phường Khác" not in page.text
    assert "0912" not in page.html
    assert "Nguyễn" not in suggested(office.as_officer(), "ho").text


def test_picked_the_form_is_filled_in_and_the_look_is_noted(office: Office, hoa: Person) -> None:
    pages = office.as_officer()
    form = pages.get(f"{FORM}?nguoi={hoa.public_id}").form("/hoc-vien/moi")

    assert form.fields["full_name"] == ["Nguyễn Thị Hòa"]
    assert form.fields["birth_year"] == ["08/3/1960"]
    assert form.fields["phone"] == ["0912 345 678"]
    assert form.fields["sex"] == ["nữ"]
    assert office.acts(hoa.public_id) == ["person.viewed"]

    assert "Đã ghi tên Nguyễn Thị Hòa." in form.submit({}).text
    assert people(office) == [hoa.public_id]


def test_what_is_said_anew_fills_gaps_and_what_differs_is_named(office: Office, hoa: Person) -> None:
    with office.write() as session:
        session.get_one(Person, hoa.id).phone = None
        other = make_group(session, office.here(session), "Tổ dân phố Gia Sàng 1")
    form = office.as_officer().get(f"{FORM}?nguoi={hoa.public_id}").form("/hoc-vien/moi")

    page = form.submit({"phone": "0987 654 321", "residential_group": other.code})

    assert "Hồ sơ đã có vẫn giữ như cũ: Tổ dân phố." in page.text
    assert people(office) == [hoa.public_id]
    with office.read() as session:
        kept = session.get_one(Person, hoa.id)
        assert kept.phone == "+84987654321"
        assert session.get_one(ResidentialGroup, kept.residential_group_id or 0).name == "Tổ dân phố Túc Duyên 1"


def test_another_name_written_over_who_was_picked_is_another_person(office: Office, hoa: Person) -> None:
    form = office.as_officer().get(f"{FORM}?nguoi={hoa.public_id}").form("/hoc-vien/moi")

    form.submit({"full_name": "Hà Thị Mơ"})

    assert hoa.public_id not in people(office)
    assert len(people(office)) == 1


def test_who_is_not_of_the_ward_cannot_be_picked(office: Office, hoa: Person) -> None:
    with office.write() as session:
        stranger = make_person(session, make_ward(session), "Lê Thị Khác")

    office.as_officer().get(f"{FORM}?nguoi={stranger.public_id}", status=404)
    form = office.as_officer().get(FORM).form("/hoc-vien/moi")
    typed = {"full_name": "Lê Thị Khác", "birth_year": "1954", "residential_group": "khac"}
    form.submit({**typed, "person": stranger.public_id}, status=404)


def test_the_next_person_follows_at_once_and_is_asked_the_same_way(office: Office, hoa: Person) -> None:
    form = office.as_officer().get(f"{FORM}?nguoi={hoa.public_id}").form("/hoc-vien/moi")

    page = form.submit({"tiep": "1", "way": "desk"})

    assert "Đã ghi tên Nguyễn Thị Hòa." in page.text
    after = page.form("/hoc-vien/moi")
    assert after.fields["full_name"] == [""]
    assert after.fields["way"] == ["desk"]


def test_from_the_page_of_a_person_to_a_class_that_takes_registrations(office: Office, hoa: Person) -> None:
    with office.write() as session:
        ward = office.here(session)
        there = make_course(session, ward, code="DEM2", title="Lớp đã vào")
        kept = session.get_one(Person, hoa.id)
        Registration.register(session, there.id, kept, Wishes(way=SignUpWay.DESK), clock.now())
    pages = office.as_officer()

    page = pages.get(f"/van-phong/nguoi-hoc/{hoa.public_id}").follow("Đăng ký vào lớp…")

    assert "đã có tên trong lớp" in page.text
    links = [link.get("href") for link in page.all("a")]
    assert f"{FORM}?nguoi={hoa.public_id}" in links
    assert "/van-phong/lop/DEM2/nguoi-hoc" in links
