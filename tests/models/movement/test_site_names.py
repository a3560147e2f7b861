"""A name that a site gives up stays as a former one, and goes with whom it names."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.models import AdministrativeUnit, Household, ResidentialGroup, Site, SiteName
from app.models.movement.house_names import forget_names
from app.models.movement.site_merging import merge_sites
from tests.factories import make_group, make_person, make_ward
from tests.models.movement.test_sites_within import MARKET, use

HOUSE = {"alley": "Ngõ 5", "number": "12"}


@pytest.fixture
def ward(session: Session) -> AdministrativeUnit:
    return make_ward(session)


def house(session: Session, ward: AdministrativeUnit, group: ResidentialGroup, **more: str) -> Household:
    made = Household(unit=ward, residential_group=group, **HOUSE, **more)
    session.add(made)
    session.flush()
    return made


def change(site: Site, **values: object) -> None:
    site.change(values, str(site.version))


def former(session: Session) -> list[tuple[str, str]]:
    session.flush()
    return [(each.name, each.search_key) for each in session.scalars(select(SiteName).order_by(SiteName.id))]


def test_a_site_that_is_called_otherwise_leaves_its_name_and_one_that_is_spelt_otherwise_does_not(
    session: Session, ward: AdministrativeUnit
) -> None:
    market = Site(unit=ward, programme_id=use(session, ward, MARKET).id, name="Chợ Đồng Quang")
    session.add(market)
    session.flush()
    change(market, name="chợ  Đồng Quang")
    assert former(session) == []
    change(market, name="Chợ Thái")
    assert former(session) == [("chợ  Đồng Quang", "cho dong quang")]


def test_a_house_leaves_its_place_and_head_where_it_had_both(session: Session, ward: AdministrativeUnit) -> None:
    home = house(session, ward, make_group(session, ward), head="Ma Thị Lan")
    change(home, members=4)
    assert former(session) == []
    change(home, head="")
    change(home, head="Lò Văn Ún", number="")
    change(home, head="Lò Văn Ùn")
    assert former(session) == [("Số 12, Ngõ 5 Ma Thị Lan", "ngo 000005|000012|ma thi lan")]


def test_a_name_is_a_sites_own_for_31_days(session: Session, ward: AdministrativeUnit) -> None:
    home = house(session, ward, make_group(session, ward), head="Ma Thị Lan")
    key, now = home.described, clock.now()
    change(home, head="Lò Văn Ún")
    session.flush()
    for days, found in ((-60, [home.id]), (31, [home.id]), (32, [])):
        assert session.scalars(SiteName.had([key], pressed=now + timedelta(days=days))).all() == found
    assert session.scalars(SiteName.had([key])).all() == [home.id]


def test_somebody_who_is_erased_is_no_former_head_either(session: Session, ward: AdministrativeUnit) -> None:
    group, other = make_group(session, ward), make_group(session, ward, "Tổ khác")
    first, second, away = (house(session, ward, each, head="Ma Thị Lan") for each in (group, group, other))
    change(second, head="Lò Văn Ún")
    change(away, head="Lò Văn Ún")
    lan = make_person(session, ward, "Ma Thị Lan", 1956, group=group)
    assert forget_names(session, [lan], now=clock.now())
    assert first.head == ""
    assert [each.site_id for each in session.scalars(select(SiteName))] == [away.id], "of another group it is another"


def test_a_site_that_was_merged_had_its_name_until_then(session: Session, ward: AdministrativeUnit) -> None:
    programme = use(session, ward, MARKET)
    gone, kept = (Site(unit=ward, programme_id=programme.id, name=name) for name in ("Chợ Quang", "Chợ Đồng Quang"))
    session.add_all((gone, kept))
    session.flush()
    merge_sites(session, gone, kept, clock.now())
    assert former(session) == [("Chợ Quang", "cho quang")]
    assert session.scalars(SiteName.had(["cho quang"])).all() == [gone.id]
