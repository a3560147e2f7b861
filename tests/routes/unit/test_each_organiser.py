"""/don-vi for a programme with `one_per`: an organisation sees and records its own entry of each group."""

from datetime import date

import pytest
from sqlalchemy import select

from app.models import AdministrativeUnit, Organisation, Programme, ProgrammeEntry
from app.models.movement.represented import GroupSite
from tests.pages import Pages
from tests.routes.office.movement.test_tables import pressed
from tests.routes.unit.conftest import School
from tests.unions import LAST, THIS, make_unions, report

pytestmark = pytest.mark.usefixtures("november")


@pytest.fixture
def made(school: School) -> tuple[int, Pages]:
    """The programme, of which the farmers recorded the first group; a browser of the women's union."""
    with school.write() as session:
        unions = make_unions(session, session.get_one(AdministrativeUnit, school.unit.id))
        programme, site = unions.programme, unions.sites[0]
        report(session, programme, site, unions.farmers, LAST, date(2026, 11, 9), helpers=30)
        report(session, programme, site, unions.farmers, THIS, date(2026, 11, 9), helpers=31)
        number = unions.programme.id
        women = session.get_one(Organisation, unions.women.id)
    return number, Pages(school.app.test_client()).sign_in(school.other(women))


def numbers(school: School) -> list[tuple[str, int, bool]]:
    """Of each entry that is the latest who recorded it, its number, whether it counts."""
    with school.read() as session:
        rows = session.scalars(select(ProgrammeEntry).where(ProgrammeEntry.latest).order_by(ProgrammeEntry.id))
        return [
            (each.organisation.name if each.organisation else "", each.given["helpers"], each.counts) for each in rows
        ]


def test_an_organisation_is_asked_and_shown_its_own_alone(school: School, made: tuple[int, Pages]) -> None:
    number, women = made
    asked = women.get("/don-vi").text
    assert "Hội viên hướng dẫn bà con" in asked
    assert "đã ghi 1" not in asked
    here = women.get(f"/don-vi/{number}?ky={THIS}")
    assert "Ghi lần gần nhất" not in here.text
    with school.read() as session:
        site = session.scalars(select(GroupSite).order_by(GroupSite.name)).first()
        assert site
    form = women.get(f"/don-vi/{number}/{site.public_id}?ky={THIS}").form(button="Lưu")
    assert form.fields["a_helpers"] == [""]
    form.submit({"a_helpers": "5"})
    assert numbers(school) == [("Hội Nông dân", 30, True), ("Hội Nông dân", 31, True), ("Hội Phụ nữ", 5, True)]
    again = women.get(f"/don-vi/{number}/{site.public_id}?ky={THIS}").form(button="Lưu")
    assert again.fields["a_helpers"] == ["5"]
    assert "đã ghi 1" in women.get("/don-vi").text


def test_the_table_of_an_organisation_is_its_own(school: School, made: tuple[int, Pages]) -> None:
    number, women = made
    page = women.get(f"/don-vi/{number}/bang?ky={THIS}")
    with school.read() as session:
        site = session.scalars(select(GroupSite).order_by(GroupSite.name)).first()
        assert site
        assert session.scalars(select(Programme)).one()
    assert "31" not in [each.get("value") for each in page.all("input")]
    look = pressed(page, "look", {f"o|{site.public_id}|a_helpers": "6"})
    assert "Sẽ ghi 1 dòng" in look.text
    assert "Mới" in look.text
    assert "Đổi" not in look.text  # the farmers' number stays
    pressed(look, "save", {})
    assert numbers(school)[-1] == ("Hội Phụ nữ", 6, True)
    again = pressed(women.get(f"/don-vi/{number}/bang?ky={THIS}"), "look", {f"o|{site.public_id}|a_helpers": "7"})
    assert "Đổi" in again.text
    assert len(numbers(school)) == 3
