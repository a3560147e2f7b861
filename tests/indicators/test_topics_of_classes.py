"""A class with two topics counts in each of them."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.named_figures import INDICATORS
from app.indicators.programmes import indicators_of
from app.models import AdministrativeUnit
from app.registers.indicator import Scope, Without
from tests.factories import make_person, make_ward
from tests.indicators.test_plan_targets import hold
from tests.returns import make_returns, send


@pytest.fixture
def ward(session: Session) -> AdministrativeUnit:
    return make_ward(session)


TOLD = {
    "an toàn số|nội dung sai lệch": ("an toàn số", "nội dung sai lệch"),
    "an toàn số": ("an toàn số",),
    ' VNeID | |dùng "AI" \\ Zalo': ("VNeID", 'dùng "AI" \\ Zalo'),
    "": (None,),
}


@pytest.mark.parametrize("key", ["lop", "buoi", "luot-hoc", "nguoi-hoc"])
def test_a_class_counts_in_each_of_its_topics(session: Session, ward: AdministrativeUnit, key: str) -> None:
    people = [make_person(session, ward, f"Hà Thị {number}", 1980) for number in range(len(TOLD))]
    for topics, person in zip(TOLD, people, strict=True):
        hold(session, ward, [person]).topics = topics
    session.flush()
    indicator = INDICATORS[key]
    scope = Scope((ward.id,), clock.today() - timedelta(days=30), clock.today())
    by = indicator.by_key["noi-dung"]
    found = indicator.table(session, scope, by)
    assert found == {"an toàn số": 2, "nội dung sai lệch": 1, "VNeID": 1, 'dùng "AI" \\ Zalo': 1, None: 1}
    assert indicator.figure(session, scope) == len(TOLD)
    assert indicator.figure(session, scope.narrowed("noi-dung", "an toàn số")) == 2
    either = scope.narrowed("noi-dung", ("an toàn số", "nội dung sai lệch"))
    assert indicator.figure(session, either) == 2
    others = scope.narrowed("noi-dung", Without(("nội dung sai lệch",)))
    if key != "nguoi-hoc":  # of people their other rows count
        assert indicator.figure(session, others) == len(TOLD) - 1
    assert not indicator.adds_by(by)
    assert indicator.table(session, scope, by, indicator.by_key["thang"])
    assert {each.label for each in indicator.entries(session, scope, by, found)} >= {"an toàn số", "VNeID"}


def test_of_several_answers_a_row_counts_once_whichever_it_is_narrowed_to(
    session: Session, ward: AdministrativeUnit
) -> None:
    topics = {
        "key": "topics",
        "label": "Nội dung",
        "type": "choices",
        "counted": True,
        "of": {"a": "A", "b": "B", "c": "C"},
    }
    count = {"key": "taught", "unit": "nơi", "label": "Nơi đã dạy", "where": {"filled": "topics"}, "by": ["topics"]}
    said = dict.fromkeys(("every", "due", "outcomes", "criteria"))
    programme, sites = make_returns(session, ward, began=date(2026, 3, 1), fields=[topics], counts=[count], **said)
    for site, chosen in zip(sites, (["a", "b"], ["b", "c"], ["c"]), strict=True):
        send(session, programme, site, None, date(2026, 4, 1), "done", topics=chosen)
    session.flush()
    [indicator] = indicators_of(programme.used)
    scope = Scope((ward.id,), date(2026, 1, 1), date(2026, 11, 20))
    narrowed = {
        each: indicator.figure(session, scope.narrowed("topics", each)) for each in ("a", ("a", "b"), Without(("b",)))
    }
    assert narrowed == {"a": 1, ("a", "b"): 2, Without(("b",)): 1}
