"""An edition that asks more is taken by a copy that nobody changed and by one that the ward changed, after a year of
entries: figures and sentences stay those of the rows, and what it asks anew is counted from then on."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import date
from typing import Any, NamedTuple

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.data.programmes import catalogue
from app.indicators.programmes import indicators_of
from app.indicators.reports.report_sentences import previewed
from app.indicators.shipped import sentences_of
from app.models import Household, Programme, Site
from app.models.movement.declaration import Declaration
from app.models.movement.declaration_reading import read
from app.registers.indicator import Scope
from app.web.database import immediate
from tests.factories import make_organisation, make_ward
from tests.models.movement.test_versions import use
from tests.returns import moment, send

BEGAN, TODAY = date(2025, 9, 2), date(2026, 6, 30)
TERMS = date(2025, 9, 1), date(2026, 1, 16)
ONE, TWO = "students.primary", "students_skilled.primary"
Said = Mapping[str, Any]


class Case(NamedTuple):
    """What the edition brings: pieces of lists by their key ("": keys of the declaration), and dimensions of counts.
    `year`: which organisation or house said what of which period, on which day; `figures` what it comes to; `anew` what
    the first one says then of the last period, and what that adds."""

    brings: Mapping[str, Sequence[str]]
    by: Mapping[str, str]
    year: Sequence[tuple[int, date | None, date, Said]]
    figures: Mapping[str, int]
    anew: tuple[Said, Mapping[str, int]]


CASES: Mapping[str, Case] = {
    "school_term": Case(
        {
            "fields": ("topics", "mode"), "criteria": ("volunteering",),
            "counts": ("topics_told", "mode_told", "volunteering", "recognised"),
            "": ("decides", "gives", "recognised_when"),
        },
        {},
        (
            (0, TERMS[0], date(2026, 1, 10), {ONE: 40, TWO: 10, "in_curriculum": True, "hours": 8}),
            (0, TERMS[1], date(2026, 5, 20), {ONE: 42, TWO: 30, "in_curriculum": True, "hours": 9, "volunteers": 7}),
            (1, TERMS[1], date(2026, 5, 25), {ONE: 20, TWO: 5, "in_curriculum": False, "hours": 1}),
        ),
        {"students": 62, "students_skilled": 35, "teaches": 1, "general": 2, "hours": 10, "volunteers": 7},
        (
            {
                ONE: 42, TWO: 30, "in_curriculum": True, "hours": 9, "topics": ["safety", "content"], "mode": "online",
                "volunteers": 7,
            },
            {"topics_told": 1, "mode_told": 1, "volunteering": 1},
        ),
    ),
    "unit_plan": Case(
        {}, {"planned": "organisation", "held": "organisation"},
        (
            (0, date(2026, 1, 1), date(2026, 3, 20), {"how": "own", "classes": 4, "classes_held": 1}),
            (1, date(2026, 1, 1), date(2026, 3, 25), {"how": "none"}),
        ),
        {"has": 1, "planned": 4, "held": 1},
        ({"how": "own", "classes": 4, "classes_held": 1, "activities": 2}, {"activities": 2, "active": 1}),
    ),
    "household": Case(
        {"fields": ("topics",), "counts": ("taught",)}, {},
        (
            (0, None, date(2026, 2, 3), {"level": "one", "how": "door"}),
            (1, None, date(2026, 5, 3), {"level": "none", "how": "zalo"}),
            (0, None, date(2026, 6, 3), {"level": "full", "how": "door", "teaches": True, "skills": ["shopping"]}),
        ),
        {"reached": 2, "with_member": 1},
        (
            {"level": "full", "how": "door", "teaches": True, "skills": ["shopping"], "topics": ["payments"]},
            {"taught": 1},
        ),
    ),
}  # fmt: skip


def earlier(key: str) -> Declaration:
    """What shipped before the edition."""
    said, case = deepcopy(dict(catalogue()[key].definition)), CASES[key]
    for part, gone in case.brings.items():
        if part:
            said[part] = [each for each in said[part] if each["key"] not in gone]
        else:
            said = {name: each for name, each in said.items() if name not in gone}
    for count in said["counts"]:
        count["by"] = [each for each in count["by"] if each != case.by.get(count["key"])]
    return read(said)


def begun(session: Session, key: str) -> tuple[Programme, list[Site]]:
    """The programme as it shipped before, in a ward of two organisations that it asks, or of two houses."""
    unit, among = make_ward(session), catalogue()[key].among
    for number in (1, 2):
        if among:
            make_organisation(session, unit, f"Đơn vị {number}", kind=among.kinds[0])
        else:
            house = Household(unit=unit, number=str(number), alley="ngõ 1", head="", residential_group=None)
            session.add(house)
    programme = Programme.begun(session, unit, earlier(key), catalogue=key, now=moment(BEGAN))
    programme.use_draft(seen="1", now=moment(BEGAN))
    session.flush()
    sites = list(session.scalars(select(Site).where(Site.kind.in_(("organisation", "household"))).order_by(Site.id)))
    for site in sites:
        site.created_at = moment(BEGAN)
    return programme, sites


def changed(session: Session, programme: Programme) -> None:
    """The ward words a question anew and asks one more of its own."""

    def change(said: dict[str, Any]) -> None:
        said["fields"][0]["label"] += ", theo sổ"
        said["fields"].append({"key": "own_devices", "label": "Máy tính", "type": "number", "counted": True})
        said["counts"].append({"key": "own_devices", "unit": "máy", "label": "Máy tính", "sum": "own_devices"})

    use(session, programme, change)


def told(session: Session, programme: Programme) -> tuple[dict[str, int], list[str]]:
    """All figures of the year, and the sentences of a report with them."""
    scope = Scope((programme.unit_id,), date(2026, 1, 1), TODAY)
    found = {each.key.partition(".")[2]: each.figure(session, scope) for each in indicators_of(programme.used)}
    assert programme.current
    return found, previewed(session, programme, sentences_of(programme, programme.current.declared), TODAY)


@pytest.mark.parametrize("own", [False, True], ids=["untouched", "changed"])
@pytest.mark.parametrize("key", CASES)
def test_a_year_of_entries_says_the_same_before_and_after(app: Flask, key: str, own: bool) -> None:
    case = CASES[key]
    with app.test_request_context(), immediate() as session:
        programme, sites = begun(session, key)
        if own:
            changed(session, programme)
        for place, period, day, said in case.year:
            send(session, programme, sites[place], period, day, **said)
        before, sentences = told(session, programme)
        assert case.figures.items() <= before.items()
        assert programme.is_older_than(catalogue()[key])

        programme.take_edition(catalogue()[key], seen=str(programme.version), now=clock.now())
        session.flush()
        after, again = told(session, programme)

        assert {each: after[each] for each in before} == before
        assert again == sentences
        assert not programme.is_older_than(catalogue()[key])
        said, adds = case.anew
        send(session, programme, sites[0], case.year[-1][1], TODAY, **said)
        assert told(session, programme)[0] == {**after, **adds}
