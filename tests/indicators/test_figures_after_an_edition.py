"""What a year of entries came to stands as it was when a ward takes the newest edition, changed by it or not."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.data.programmes import catalogue
from app.indicators.programmes import indicators_of
from app.indicators.reports.report_sentences import previewed
from app.indicators.shipped import shipped_sentences
from app.models import AdministrativeUnit, Household, OrganisationSite, Programme
from app.models.movement.declaration_reading import read
from app.registers.indicator import Scope
from app.registers.joint_counts import known_figures
from tests import recording
from tests.factories import make_group, make_organisation, make_ward

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
# What the newest edition brought to each: pieces of lists by their key, and keys of the declaration.
BROUGHT: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "household": {"fields": ("topics",), "counts": ("taught",)},
    "school_term": {
        "criteria": ("volunteering",), "counts": ("volunteering", "recognised"),
        "": ("decides", "gives", "recognised_when"),
    },
}  # fmt: skip
CHANGED: Mapping[str, Any] = {"noun": "nơi", "words": {"recorded": "Đã báo phường"}}


def before(key: str) -> dict[str, Any]:
    """What shipped before the newest edition."""
    said = deepcopy(dict(catalogue()[key].definition))
    for part, names in BROUGHT[key].items():
        if part:
            said[part] = [each for each in said[part] if each["key"] not in names]
        else:
            said = {name: each for name, each in said.items() if name not in names}
    return said


def of_houses(session: Session, unit: AdministrativeUnit, programme: Programme) -> None:
    """Two houses, one of them twice, with all that was asked."""
    assert programme.current
    group = make_group(session, unit)
    houses = [Household(unit=unit, number=number, alley="ngõ 1", head="", residential_group=group) for number in "12"]
    session.add_all(houses)
    session.flush()
    for number, month, answers in (
        (0, 2, {"level": "one", "how": "door"}),
        (0, 9, {"level": "full", "how": "door", "teaches": True, "skills": ["shopping", "payments"]}),
        (1, 5, {"level": "none", "how": "zalo"}),
    ):
        at = clock.at_local(date(2026, month, 3), 9)
        recording.record(
            session, houses[number], programme.current, uuid=str(uuid4()), by=None, way="office", at=at,
            outcome="done", answers=answers, now=at,
        )  # fmt: skip


def of_schools(session: Session, unit: AdministrativeUnit, programme: Programme) -> None:
    """Two schools, each for the term that ended in May."""
    assert programme.current
    assert programme.schedule
    [term] = [each for each in programme.schedule.until(date(2026, 6, 5)) if each.deadline == date(2026, 5, 31)]
    for site in session.scalars(select(OrganisationSite).order_by(OrganisationSite.id)):
        at = clock.at_local(date(2026, 5, 20), 9)
        answers = {
            "students.primary": 200, "students.lower": 100, "students_skilled.primary": 150,
            "students_skilled.lower": 90, "in_curriculum": True, "volunteers": 12, "volunteer_hours": 40,
            "helped": 60, "helped_family": 20,
        }  # fmt: skip
        recording.record(
            session, site, programme.current, uuid=str(uuid4()), by=None, way="office", at=at, outcome="done",
            answers=answers, now=at, period=term.key,
        )  # fmt: skip


RECORDED: Mapping[str, Callable[[Session, AdministrativeUnit, Programme], None]] = {
    "household": of_houses, "school_term": of_schools,
}  # fmt: skip


def told(session: Session, programme: Programme) -> tuple[dict[str, Any], list[str]]:
    """Each figure of the year and of its parts, by key, and what a report says."""
    scope = Scope((programme.unit_id,), *YEAR)
    counts = indicators_of(programme.used)
    found: dict[str, Any] = {**known_figures(session, scope, counts)}
    for each in counts:
        found |= {f"{each.key} {by.key}": each.table(session, scope, by) for by in each.dimensions if not by.joins}
    return found, previewed(session, programme, shipped_sentences(programme.catalogue), YEAR[1])


@pytest.mark.parametrize("changed", [False, True], ids=["untouched", "changed"])
@pytest.mark.parametrize("key", BROUGHT)
def test_figures_and_sentences_stay_when_the_newest_edition_is_taken(session: Session, key: str, changed: bool) -> None:
    unit = make_ward(session)
    for number in (1, 2):
        make_organisation(session, unit, f"Trường Tiểu học số {number}", "school")
    old = read(before(key))
    programme = Programme.begun(session, unit, old, catalogue=key, now=clock.at_local(date(2026, 1, 1)))
    programme.use_draft(seen="1", now=clock.at_local(date(2026, 1, 1)))
    if changed:
        own = read({**old.definition, **CHANGED})
        programme.redraft(session, own, seen=str(programme.version), now=clock.at_local(date(2026, 1, 2)))
        programme.use_draft(seen=str(programme.version), now=clock.at_local(date(2026, 1, 2)))
    session.flush()
    RECORDED[key](session, unit, programme)
    figures, sentences = told(session, programme)
    assert [each for each in figures.values() if each]

    programme.take_edition(catalogue()[key], seen=str(programme.version), now=clock.now())

    assert programme.current
    newest = programme.current.declared
    assert {each for part, names in BROUGHT[key].items() if part for each in names} <= {
        *newest.by_key, *(each.key for each in newest.counts), *(each.key for each in newest.criteria)
    }  # fmt: skip
    assert newest.noun == ("nơi" if changed else old.noun)
    after, said = told(session, programme)
    brought = {f"{key}.{each}" for each in BROUGHT[key]["counts"]}
    assert {each: number for each, number in after.items() if each.partition(" ")[0] not in brought} == figures
    assert not [number for each, number in after.items() if each.partition(" ")[0] in brought and number]
    assert said == sentences
