"""What schools report each month: shares of it, told apart by school, kind of organisation and hard places; by hand."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.indicators.programmes import indicators_of
from app.models import Organisation, Programme, Site
from app.models.movement.declaration_reading import read
from app.models.movement.rules import InvalidDeclaration
from app.registers.indicator import Indicator, Scope
from app.web.database import immediate
from tests.factories import make_group, make_organisation, make_ward
from tests.returns import DECLARED, make_returns, moment, send

SEPTEMBER = date(2026, 9, 1)
FIELDS = [
    {"key": "pupils", "label": "Học sinh", "type": "number", "counted": True},
    {"key": "skilled", "label": "Có kỹ năng", "type": "number", "counted": True},
    {"key": "taught", "label": "Đã dạy", "type": "tally", "of": {"one": "Lớp một", "two": "Lớp hai"}, "counted": True},
]
COUNTS: list[dict[str, Any]] = [
    {"key": "pupils", "unit": "người", "label": "Học sinh", "sum": "pupils", "by": ["organisation", "hard_place"]},
    {"key": "skilled", "unit": "người", "label": "Học sinh có kỹ năng", "sum": "skilled", "of": "pupils",
     "by": ["organisation", "organiser_kind", "hard_place", "group"]},
    {"key": "taught", "unit": "người", "label": "Đã dạy", "sum": "taught", "by": ["audience"]},
    {"key": "taught_one", "unit": "người", "label": "Đã dạy lớp một", "sum": "taught", "part": ["one"]},
    {"key": "recorded", "unit": "trường", "label": "Trường đã gửi", "of": "subjects"},
]  # fmt: skip
SCHOOLS = {"subject": "organisation", "among": {"organisations": ["school"]}, "fields": FIELDS, "counts": COUNTS}


def returned(session: Session) -> tuple[Programme, list[Site]]:
    """Three schools of five: the third one said how many are skilled, not of how many."""
    unit = make_ward(session)
    groups = [make_group(session, unit, f"Tổ {number}") for number in (1, 2)]
    groups[1].hardships = "far"
    schools = [make_organisation(session, unit, f"Trường {number}", kind="school") for number in range(1, 6)]
    for school, group in zip(schools, (groups[0], groups[1], groups[1], None, None), strict=True):
        school.residential_group = group
    session.flush()
    programme, _none = make_returns(session, unit, sites=0, **SCHOOLS, criteria=[])
    sites = list(session.scalars(select(Site).where(Site.kind == "organisation").order_by(Site.id)))
    assert len(sites) == 5
    for site in sites:
        site.created_at = moment(date(2026, 9, 20))
    send(session, programme, sites[0], SEPTEMBER, date(2026, 10, 3), pupils=100, skilled=40, **{"taught.one": 1})
    taught = {"taught.one": 2, "taught.two": 7}
    send(session, programme, sites[1], SEPTEMBER, date(2026, 10, 3), pupils=50, skilled=5, **taught)
    send(session, programme, sites[2], SEPTEMBER, date(2026, 10, 3), skilled=9)
    return programme, sites


def known(programme: Programme) -> tuple[Mapping[str, Indicator], Scope]:
    found = {each.key.partition(".")[2]: each for each in indicators_of(programme.used)}
    return found, Scope((programme.unit_id,), SEPTEMBER, date(2026, 9, 30))


def whole(session: Session, indicator: Indicator, scope: Scope, by: str = "") -> dict[Any, int]:
    assert indicator.of
    return {key: each.number for key, each in indicator.of(session, scope, by).items()}


@pytest.mark.postgresql
def test_both_halves_of_a_share_read_who_answered_both(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites = returned(session)
        found, scope = known(programme)
        assert found["skilled"].figure(session, scope) == 45
        assert whole(session, found["skilled"], scope) == {None: 150}
        assert found["pupils"].figure(session, scope) == 150
        by_school = found["skilled"].by_key["co-quan"]
        one, two = (site.organisation_id for site in sites[:2])
        assert found["skilled"].table(session, scope, by_school) == {one: 40, two: 5}
        assert whole(session, found["skilled"], scope, "co-quan") == {one: 100, two: 50}
        assert found["skilled"].table(session, scope, found["skilled"].by_key["dia-ban-kho"]) == {"khong": 40, "co": 5}
        assert whole(session, found["skilled"], scope, "dia-ban-kho") == {"khong": 100, "co": 50}
        assert found["skilled"].table(session, scope, found["skilled"].by_key["loai-co-quan"]) == {"school": 45}
        assert whole(session, found["skilled"], scope, "loai-co-quan") == {}  # the whole is not told apart so


@pytest.mark.postgresql
def test_subjects_are_all_that_the_programme_asks(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, sites = returned(session)
        found, scope = known(programme)
        assert found["recorded"].figure(session, scope) == 3
        assert whole(session, found["recorded"], scope) == {None: 5}
        assert whole(session, found["recorded"], scope, "loai-co-quan") == {"school": 5}
        assert found["sent"].figure(session, Scope(scope.units, SEPTEMBER, date(2026, 10, 31))) == 3
        assert whole(session, found["sent"], Scope(scope.units, SEPTEMBER, date(2026, 10, 31)), "loai-co-quan") == {
            "school": 5
        }
        session.get_one(Organisation, sites[4].organisation_id).retired_on = date(2026, 9, 20)
        session.flush()
        assert whole(session, found["recorded"], scope) == {None: 4}


@pytest.mark.postgresql
def test_a_tally_is_summed_by_its_keys_and_of_some_of_them(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme, _sites = returned(session)
        found, scope = known(programme)
        assert found["taught"].figure(session, scope) == 10
        assert found["taught"].table(session, scope, found["taught"].by_key["audience"]) == {"one": 3, "two": 7}
        assert found["taught"].many(session, scope) == 2
        assert len(session.scalars(found["taught"].behind(scope)).all()) == 2
        assert found["taught_one"].figure(session, scope) == 3


def test_houses_are_of_no_organisation() -> None:
    with pytest.raises(InvalidDeclaration, match="by: not to be told apart by: organisation"):
        read({**DECLARED, "subject": "household", "counts": [{**COUNTS[4], "by": ["organisation"]}]})
