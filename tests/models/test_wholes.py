"""What shares are of: the last day counts, a sum only of all groups, "about" stays so, and what nobody told is none."""

from datetime import date

from sqlalchemy.orm import Session

from app.models.movement.denominator_values import DenominatorValue, DenominatorValues
from tests.factories import make_denominator, make_group, make_organisation, make_ward
from tests.statements import counted

DAY = date(2026, 6, 30)


def test_of_each_group_the_last_day_counts_and_one_that_comes_after_where_none_was_before(session: Session) -> None:
    ward = make_ward(session)
    one, two = make_group(session, ward), make_group(session, ward)
    for number, day in ((100, date(2025, 1, 1)), (120, date(2026, 1, 1)), (130, date(2026, 7, 1))):
        make_denominator(session, ward, number, residential_group=one, counted_on=day)
    make_denominator(session, ward, 90, residential_group=two, counted_on=date(2026, 8, 1))
    make_denominator(session, ward, 7, "elderly", residential_group=two)
    found = DenominatorValues.on(session, [ward.id], ["people"], DAY)
    assert {key: each.number for key, each in found.of_groups.items()} == {one.id: 120, two.id: 90}


def test_a_ward_is_the_sum_of_its_groups_where_each_has_a_number_and_says_so(session: Session) -> None:
    ward = make_ward(session)
    one, two, ended = (make_group(session, ward) for _ in range(3))
    ended.valid_to = date(2026, 1, 1)
    make_denominator(session, ward, 100, residential_group=one, counted_on=date(2025, 3, 1), approximate=True)
    assert DenominatorValues.on(session, [ward.id], ["people"], DAY).of_all([ward.id]) is None
    retired = make_denominator(session, ward, 1, residential_group=two)
    retired.retire(DAY)
    session.flush()
    assert DenominatorValues.on(session, [ward.id], ["people"], DAY).of_all([ward.id]) is None
    make_denominator(session, ward, 0, residential_group=two, counted_on=date(2026, 3, 1))
    with counted() as asked:
        whole = DenominatorValues.on(session, [ward.id], ["people"], DAY).of_all([ward.id])
    assert len(asked) == 1
    assert whole == DenominatorValue(100, True, date(2025, 3, 1), 2)
    assert whole.text == "khoảng 100"
    assert whole.doubts(DAY) == "cộng từ 2 tổ, số cũ nhất của ngày 01/3/2025, đã quá một năm"
    make_denominator(session, ward, 5000, counted_on=date(2025, 9, 1))
    own = DenominatorValues.on(session, [ward.id], ["people"], DAY).of_all([ward.id])
    assert own == DenominatorValue(5000, False, date(2025, 9, 1))
    assert own.doubts(DAY) == ""


def test_of_several_wards_there_is_a_number_where_each_has_one(session: Session) -> None:
    here, there = make_ward(session), make_ward(session)
    make_denominator(session, here, 10)
    both = [here.id, there.id]
    assert DenominatorValues.on(session, both, ["people"], DAY).of_all(both) is None
    make_denominator(session, there, 20)
    whole = DenominatorValues.on(session, both, ["people"], DAY).of_all(both)
    assert whole is not None
    assert (whole.number, whole.groups) == (30, 0)


def test_of_an_organisation_the_first_audience_that_was_told_counts(session: Session) -> None:
    ward = make_ward(session)
    school, firm = make_organisation(session, ward), make_organisation(session, ward, "Công ty Chè", "enterprise")
    make_denominator(session, ward, 40, "workers", organisation=firm)
    make_denominator(session, ward, 30, "cbccvc", organisation=school)
    make_denominator(session, ward, 25, "workers", organisation=school)
    found = DenominatorValues.on(session, [ward.id], ["cbccvc", "workers"], DAY).of_organisations
    assert {key: each.number for key, each in found.items()} == {school.id: 30, firm.id: 40}
