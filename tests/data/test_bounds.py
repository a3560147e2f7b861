"""Every number of people, households or stalls that a programme which ships asks of a place is held against what the
ward knows of that place, or says here why it cannot be."""

import pytest

from app.data.programmes import catalogue
from app.models.movement.declaration import Declaration
from app.models.movement.question import Type

# What is counted once, of which a place has so many and no more.
OF_A_PLACE = frozenset({"người", "hộ", "quầy"})
# Numbers that nothing the ward knows bounds, and why.
UNBOUND = {
    "market.stalls": "the market is the only one that counts its stalls",
}  # fmt: skip


def of_a_place(declared: Declaration) -> set[str]:
    """The fields whose numbers are of people, households or stalls of a place."""
    numbers = {each.key for each in declared.fields if each.type in (Type.NUMBER, Type.TALLY)}
    return {each.sum for each in declared.counts if each.unit in OF_A_PLACE} & numbers


def bound(declared: Declaration) -> set[str]:
    """The fields that have a bound, and those that a check holds below one that has."""
    found = {each.key for each in declared.fields if each.bound}
    below = [(each.rule.field, each.rule.others[0]) for each in declared.checks if each.rule.word == "not_more_than"]
    for _ in below:
        found |= {less for less, more in below if more in found}
    return found


@pytest.mark.parametrize("key", sorted(catalogue()))
def test_each_number_of_a_place_has_a_bound_or_a_reason(key: str) -> None:
    declared = catalogue()[key]
    open_ = {f"{key}.{each}" for each in of_a_place(declared) - bound(declared)}
    assert open_ == {each for each in UNBOUND if each.partition(".")[0] == key}


@pytest.mark.parametrize(("cadres", "officials", "asks"), [(0, 0, True), (20, 7, True), (20, 6, False)])
def test_the_parts_of_the_staff_add_up_to_it(cadres: int, officials: int, asks: bool) -> None:
    answers = {"staff": 26, "cadres": cadres, "officials": officials}
    assert bool(catalogue()["staff"].contradicted(answers)) is asks
