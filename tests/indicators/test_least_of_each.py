"""Targets that ask something of each: "100% tổ dân phố có tủ sách số" counts groups with one, of all groups."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app.country import clock
from app.data.plans import BadPlan, read
from app.indicators.each_asked import noun_of_each
from app.indicators.shares import DenominatorSource
from app.indicators.target_counts import counted, parts_of
from app.indicators.target_faults import Measuring, faults
from app.models import AdministrativeUnit, ResidentialGroup, Target
from tests.data.test_plans import LEAST
from tests.factories import make_group, make_organisation, make_plan, make_target, make_ward
from tests.pairs import make_ambassador
from tests.returns import make_returns, send

TODAY = date(2026, 11, 20)
EVENTS = {"every": None, "due": None, "outcomes": None, "criteria": None}


@pytest.fixture
def ward(session: Session) -> AdministrativeUnit:
    return make_ward(session)


def asked(session: Session, ward: AdministrativeUnit, **said: object) -> Target:
    return make_target(session, ward, **{"text": "100% tổ dân phố có tủ sách số", "value": 100, **said})


def shelved(session: Session, ward: AdministrativeUnit, *groups: ResidentialGroup) -> None:
    """A programme of bookcases, and one that was recorded in each of some groups."""
    programme, sites = make_returns(session, ward, sites=len(groups), began=date(2026, 3, 1), **EVENTS)
    for site, group in zip(sites, groups, strict=True):
        site.residential_group_id = group.id
        send(session, programme, site, None, date(2026, 4, 1), outcome="done", loans=1)
    session.flush()


def test_a_share_asked_of_each_counts_groups_with_at_least_one_of_all_that_stand(
    session: Session, ward: AdministrativeUnit
) -> None:
    first, second, third, ended = (make_group(session, ward, f"Tổ {number}") for number in range(1, 5))
    ended.valid_to = date(2026, 6, 30)
    shelved(session, ward, first, first, second)
    target = asked(session, ward, measured_by="libraries.recorded", each_of="to")
    found = counted(session, target, TODAY)
    assert found
    assert found.denominator
    assert (found.numerator, found.denominator.number, found.of) == (2, 3, DenominatorSource.LIST)
    assert found.reached(target) == pytest.approx(66.67, abs=0.01)
    lacking = {part.name: part.lacking(target) for part in parts_of(session, target, TODAY)}
    assert lacking == {first.short_name: 0, second.short_name: 0, third.short_name: 1}
    assert noun_of_each(target) == "tổ dân phố, thôn, bản"


def test_the_organisations_asked_are_those_of_the_kind_that_the_whole_names(
    session: Session, ward: AdministrativeUnit
) -> None:
    school, other = (make_organisation(session, ward, f"Trường {name}", "school") for name in "AB")
    office = make_organisation(session, ward, "Phòng C", "agency")
    for number, organisation in enumerate((school, school, office)):
        make_ambassador(session, ward, f"Hà Văn {number}").organisation_id = organisation.id
    session.flush()
    said = {"measured_by": "dai-su", "each_of": "co-quan", "share_of": "organisations.school"}
    target = asked(session, ward, since=TODAY - timedelta(days=300), **said)
    found = counted(session, target, clock.today())
    assert found
    assert found.denominator
    assert (found.numerator, found.denominator.number) == (1, 2)
    assert {each.name for each in parts_of(session, target, clock.today())} == {school.name, other.name}
    assert noun_of_each(target) == "trường học, cơ sở giáo dục"


@pytest.mark.parametrize(
    ("each_of", "share_of", "fault"),
    [
        ("to", "", ""), ("to", "groups", ""), ("co-quan", "organisations.school", ""), ("co-quan", "organisations", ""),
        ("to", "organisations.school", "other unit"), ("co-quan", "groups", "other unit"),
        ("thang", "groups", "other unit"), ("to", "libraries.subjects", "other unit"), ("", "groups", "other unit"),
    ],
)  # fmt: skip
def test_what_is_asked_of_each_is_a_share_of_the_list_of_them(
    session: Session, ward: AdministrativeUnit, each_of: str, share_of: str, fault: str
) -> None:
    shelved(session, ward, make_group(session, ward))
    found = faults(session, asked(session, ward), Measuring("libraries.recorded", share_of, each_of))
    assert "".join(each.key for each in found) == fault


def test_a_plan_that_ships_asks_each_of_a_list_of_them() -> None:
    binds = "measured_by: dai-su, each_of: co-quan, share_of: {}"
    good = read(LEAST.replace("measured_by: nguoi-hoc", binds.format("organisations.school")), "x.yaml")
    assert good.targets["a"]["share_of"] == "organisations.school"
    with pytest.raises(BadPlan, match="share_of: of what is asked of each, the list of these"):
        read(LEAST.replace("measured_by: nguoi-hoc", binds.format("groups")), "x.yaml")


def test_the_number_of_each_is_the_one_of_the_goal_where_it_is_no_share(
    session: Session, ward: AdministrativeUnit
) -> None:
    first, second = (make_group(session, ward, f"Tổ {number}") for number in (1, 2))
    shelved(session, ward, first, first, second)
    plan = make_plan(session, ward)
    said = {"measured_by": "libraries.recorded", "each_of": "to", "unit_words": "tủ sách / tổ", "value": 2}
    found = counted(session, asked(session, ward, plan=plan, **said), TODAY)
    assert found
    assert found.denominator
    assert (found.numerator, found.denominator.number) == (1, 2)
