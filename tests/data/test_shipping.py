"""The programmes that kits ask in every run use all that any that ships does, and are few."""

from app.data.programmes import catalogue
from app.models.movement.question import Type
from tests.shipping import MOST, covering, pieces, shipped


def test_those_that_are_asked_in_every_run_use_every_key_and_value() -> None:
    used = {key: {*pieces(each.definition)} for key, each in catalogue().items()}
    assert set[str]().union(*(used[key] for key in covering())) == set[str]().union(*used.values())
    assert {f"fields.type={kind}" for kind in Type} & {*used["market"]}, "values are told"
    assert len(covering()) <= MOST
    for key in covering():
        others = (used[each] for each in covering() if each != key)
        assert used[key] - set[str]().union(*others), f"{key} is needless"


def test_all_that_ship_are_cases_and_the_others_are_marked() -> None:
    cases = {case.values[0]: [mark.name for mark in case.marks] for case in shipped()}
    assert cases == {key: [] if key in covering() else ["others"] for key in catalogue()}
