"""Months that either of two merged wards recorded stay open, and none is asked of a ward that did not run it then."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.models import AdministrativeUnit, Programme, Site
from app.models.movement.declaration_reading import read
from app.models.movement.represented import GroupSite
from app.models.movement.representing import align
from app.models.people.ward_division import divide
from app.models.people.ward_merging import merge
from app.models.reports.returns import expected_of
from tests.factories import make_group, make_ward
from tests.returns import DECLARED, moment, send

MARCH_25, JANUARY_26, MERGED = date(2025, 3, 10), date(2026, 1, 5), date(2026, 6, 15)
GROUPS = {"subject": "group", "criteria": [], "shape": "return", "records": ["officer"], "counts": []}


def running(session: Session, ward: AdministrativeUnit, began: date, name: str = "Số liệu theo tổ") -> Programme:
    """A shipped programme about the groups of a ward, in use since a day, and two groups."""
    for number in (1, 2):
        make_group(session, ward, f"Tổ {ward.code} {number}")
    said: dict[str, Any] = {**DECLARED, **GROUPS, "name": name}
    said["fields"] = said["fields"][:2]
    programme = Programme.begun(session, ward, read(said), catalogue="vneid", now=moment(began))
    programme.use_draft(seen="1", now=moment(began))
    session.flush()
    align(session, [ward.id])
    there_for_another_programme(session)
    return programme


def there_for_another_programme(session: Session) -> None:
    """The groups' rows are older than the programme: another one about groups made them."""
    session.execute(update(Site).values(created_at=moment(date(2025, 1, 1))))
    session.expire_all()


def asked(session: Session, programme: Programme, key: date) -> set[int] | None:
    """The groups that a period is asked of, today and as of its last day; None where it is not open at all."""
    period = programme.schedule.called(key) if programme.schedule else None
    if period is None or programme.current is None:
        return None
    declared, here = programme.current.declared, Site.unit_id == programme.unit_id
    found = select(Site.residential_group_id).where(here, expected_of(programme, declared, period))
    then = select(Site.residential_group_id).where(here, expected_of(programme, declared, period, None, period.last))
    assert set(session.scalars(found)) == set(session.scalars(then))
    return {each for each in session.scalars(found) if each is not None}


def groups(session: Session, programme: Programme) -> set[int]:
    wanted = select(GroupSite.residential_group_id).where(GroupSite.unit_id == programme.unit_id)
    return {each for each in session.scalars(wanted) if each is not None}


@pytest.mark.parametrize("name", ["Số liệu theo tổ", "Số liệu VNeID theo tổ"], ids=["same words", "other words"])
@pytest.mark.parametrize("into_new", [True, False])
def test_months_that_one_ward_recorded_stay_open_and_the_other_is_not_asked_for_them(
    session: Session, name: str, into_new: bool
) -> None:
    later, earlier = make_ward(session), make_ward(session)
    one, other = running(session, later, JANUARY_26), running(session, earlier, MARCH_25, name)
    of_later, of_earlier = groups(session, one), groups(session, other)
    [site, *_more] = session.scalars(select(GroupSite).where(GroupSite.unit_id == earlier.id)).all()
    sent = send(session, other, site, date(2025, 9, 1), date(2025, 9, 20), loans=30)
    parts, ward = ([later, earlier], make_ward(session)) if into_new else ([earlier], later)
    merge(session, [each.id for each in parts], ward, MERGED, moment(MERGED))
    [programme] = session.scalars(Programme.in_units([ward.id]).where(Programme.merged_into_id.is_(None))).all()
    session.refresh(sent)
    assert (sent.programme_id, sent.asked_by.programme_id) == (programme.id, programme.id)
    assert asked(session, programme, date(2025, 2, 1)) is None
    for key in (date(2025, 3, 1), date(2025, 9, 1), date(2025, 12, 1)):
        assert asked(session, programme, key) == of_earlier, key
    for key in (date(2026, 1, 1), date(2026, 6, 1)):
        assert asked(session, programme, key) == of_earlier | of_later, key
    assert len({each.number for each in programme.versions}) == len(programme.versions)


@pytest.mark.postgresql
def test_a_ward_that_never_ran_it_is_asked_since_the_merger(session: Session) -> None:
    ward, without = make_ward(session), make_ward(session)
    programme = running(session, ward, MARCH_25)
    own = groups(session, programme)
    new = {make_group(session, without, f"Tổ {number}").id for number in (8, 9)}
    merge(session, [without.id], ward, MERGED, moment(MERGED))
    there_for_another_programme(session)
    assert asked(session, programme, date(2026, 5, 1)) == own
    assert asked(session, programme, date(2026, 6, 1)) == own | new
    assert session.scalar(select(func.count()).select_from(GroupSite)) == 4


@pytest.mark.parametrize("name", ["Số liệu theo tổ", "Số liệu VNeID theo tổ"], ids=["same words", "other words"])
def test_a_group_that_goes_to_another_ward_brings_its_months_and_asks_no_other_group_for_them(
    session: Session, name: str
) -> None:
    later, earlier = make_ward(session), make_ward(session)
    programme, other = running(session, later, JANUARY_26), running(session, earlier, MARCH_25, name)
    of_later, [going, staying] = groups(session, programme), sorted(groups(session, other))
    [site] = session.scalars(select(GroupSite).where(GroupSite.residential_group_id == going)).all()
    sent = send(session, other, site, date(2025, 9, 1), date(2025, 9, 20), loans=30)
    divide(session, earlier, {going: later}, None, MERGED, moment(MERGED))
    session.expire_all()
    assert sent.programme_id == programme.id
    assert asked(session, programme, date(2025, 9, 1)) == {going}
    assert asked(session, programme, date(2026, 1, 1)) == of_later | {going}
    assert asked(session, other, date(2025, 9, 1)) == {staying}
