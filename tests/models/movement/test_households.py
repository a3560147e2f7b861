"""Houses that a list or a phone tells of are found among those of their group."""

from sqlalchemy import event
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Household
from app.models.movement.site_merging import merge_sites
from app.registers.programmes.matching import Matching
from tests.factories import make_group, make_ward
from tests.recognising import make_met, make_recognising


def test_a_flat_is_found_among_many_of_one_number_without_loading_the_others(session: Session) -> None:
    ward = make_ward(session)
    group = make_group(session, ward)
    where = {"unit": ward, "residential_group": group, "alley": "Ngõ 12"}
    session.add_all(Household(**where, number="14", head=f"Đồng Xuân {each:02}") for each in range(40))
    session.add(Household(**where, number="014", head="Ma Thị Lân"))
    session.flush()
    session.expunge_all()
    loaded: list[object] = []
    event.listen(Household, "load", (listening := lambda house, _context: loaded.append(house)))
    try:
        where_told = {"alley": "ngõ 12", "number": "14", "unit_id": ward.id}
        found = Household.alike(session, group.id, **where_told, head="Đồng Xuân 17")
        spelt = Household.alike(session, group.id, **where_told, head="Ma Thị Lan")
        nobody = Household.alike(session, group.id, **where_told, head="Xuân 17%")
    finally:
        event.remove(Household, "load", listening)

    assert found is not None
    assert spelt is not None
    assert (found.head, spelt.head, nobody) == ("Đồng Xuân 17", "Ma Thị Lân", None)
    assert len(loaded) == 2


def test_a_code_of_a_house_that_was_merged_twice_means_the_one_that_stays(session: Session) -> None:
    ward = make_ward(session)
    first, second, third = make_met(session, ward, 3)
    first.code, second.code, third.code = "A1", "B1", "C1"
    merge_sites(session, first, second, clock.now())
    merge_sites(session, second, third, clock.now())
    programme = make_recognising(session, ward)
    assert programme.current
    matching = Matching(session, ward.id, programme, programme.current.declared, ())
    codes = ("A1", "B1", "C1")
    found = matching.matches([{"code": each} for each in codes])
    assert [(each.row, each.refusal) for each in found] == [(third, "")] * 3
    third.retired_on = clock.today()
    session.flush()
    assert [each.row for each in matching.matches([{"code": each} for each in codes])] == [None] * 3
