"""What another book counts stands beside the lines of a programme's figure, and nothing adds the two up."""

from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.data.programmes import catalogue
from app.indicators.named_figures import INDICATORS
from app.indicators.shipped import figures_beside
from app.models import Programme, ResidentialGroup, Site
from app.models.movement.site import SiteKind
from tests.factories import make_organisation, make_person
from tests.indicators.test_plan_targets import hold
from tests.pages import Page, words
from tests.registers.test_indicators import happen
from tests.returns import moment, send
from tests.routes.office.conftest import Office

DAYS = "tu=2026-01-01&den=2026-06-30"


def begun(session: Session, office: Office, key: str, kind: SiteKind) -> tuple[Programme, list[Site]]:
    """A programme that ships, in use since January, and those that it asks."""
    programme = Programme.begun(
        session, office.here(session), catalogue()[key], catalogue=key, now=moment(date(2026, 1, 1))
    )
    programme.use_draft(seen="1", now=moment(date(2026, 1, 1)))
    session.flush()
    sites = list(session.scalars(select(Site).where(Site.kind == kind).order_by(Site.id)))
    for site in sites:
        site.created_at = moment(date(2026, 1, 1))
    return programme, sites


def lines(page: Page) -> dict[str, list[str]]:
    """The cells of the table, by the first of each line."""
    rows = [[words(cell) for cell in line if cell.tag in ("th", "td")] for line in page.all("tr")]
    return {row[0]: row[1:] for row in rows}


def sheet(office: Office, key: str, by: str) -> list[Any]:
    file = office.as_leader().client.get(f"/van-phong/so-lieu/{key}/bang.xlsx?{DAYS}&theo={by}")
    return list(load_workbook(BytesIO(file.data)).active.iter_rows(values_only=True))


def test_what_is_shown_beside_a_count_is_a_count_that_ships_and_a_figure_of_the_ward() -> None:
    for key, other in figures_beside().items():
        programme, _dot, count = key.partition(".")
        assert count in {each.key for each in catalogue()[programme].counts}
        assert other in INDICATORS


def test_whom_the_police_counted_on_vneid_stands_beside_the_certificates_of_each_group(office: Office) -> None:
    with office.write() as session:
        happen(session, office.here(session))  # one certificate, of somebody of the first group
        groups = session.scalars(select(ResidentialGroup).order_by(ResidentialGroup.id)).all()
        names = "Khu Trên", "Khu Dưới"
        for group, name in zip(groups, names, strict=True):
            group.name = name
        programme, sites = begun(session, office, "vneid", SiteKind.GROUP)
        [first] = [site for site in sites if site.residential_group_id == groups[0].id]
        for month in (3, 4):
            said = {"citizens": 300, "identity": 200, "adults": 280, "confirmed": 20 * month}
            send(session, programme, first, date(2026, month, 1), date(2026, month + 1, 3), **said)

    page = office.as_leader().get(f"/van-phong/so-lieu/vneid.attained?{DAYS}&theo=to")

    found = lines(page)
    assert found["Nơi ở"][-1] == "Giấy chứng nhận đã cấp đếm riêng"
    assert [found[name][0] for name in names] == ["80", "–"]  # the second has not said
    assert [found[name][-1] for name in names] == ["1", "0"]
    assert found["Cộng"][-1] == "1"
    assert "đặt cạnh để so, không cộng vào" in page.text
    assert "không thuộc dòng nào" not in page.text
    rows = sheet(office, "vneid.attained", "to")
    assert rows[0][-1] == "Giấy chứng nhận đã cấp (đếm riêng)"
    assert [(row[0], row[-1]) for row in rows[1:]] == [(names[0], 1), (names[1], 0), ("Cả kỳ", 1)]


def test_classes_that_a_unit_says_it_held_stand_beside_those_that_the_ward_recorded(office: Office) -> None:
    with office.write() as session:
        ward = office.here(session)
        school, station = (make_organisation(session, ward, name, kind="school") for name in ("Trường A", "Trường B"))
        programme, sites = begun(session, office, "unit_plan", SiteKind.ORGANISATION)
        own = {site.organisation_id: site for site in sites}
        said = {"how": "own", "classes": 4, "classes_held": 3}
        send(session, programme, own[school.id], date(2026, 1, 1), date(2026, 3, 20), **said)
        ago, person = (clock.today() - date(2026, 2, 3)).days, make_person(session, ward, "Hà Văn Một", 1980)
        for organiser in ("Trường A", "trường  a", "Phường"):
            hold(session, ward, [person], ago=ago, organiser=organiser)
        names = school.name, station.name

    page = office.as_leader().get(f"/van-phong/so-lieu/unit_plan.held?{DAYS}&theo=co-quan")

    found = lines(page)
    assert [found[name][0] for name in names if name in found] == ["3", "–"]
    assert [found[name][-1] for name in names if name in found] == ["2", "0"]
    assert found["Trường A"][1].startswith("4")
    assert "Trong đó 1 lớp không thuộc dòng nào ở trên." in page.text
    assert found["Cộng"][0] == "3"
