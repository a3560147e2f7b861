"""What a share of a past day is of does not change by what is added, ended, merged, left out or chosen later."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.denominators import of
from app.indicators.named_figures import INDICATORS, denominator_called
from app.indicators.programmes import indicators_of
from app.models import (
    AdministrativeUnit,
    Household,
    Organisation,
    Programme,
    ProgrammeSubject,
    ResidentialGroup,
    Site,
    Team,
)
from app.models.movement.declaration_reading import read
from app.models.movement.merging import merge
from app.models.people import ward_division
from app.registers.indicator import Scope
from app.web.database import immediate
from tests import recording
from tests.factories import make_denominator, make_group, make_organisation, make_ward

BEFORE = timedelta(days=70)
SAID: dict[str, Any] = {
    "key": "plan", "shape": "recognise", "name": "Kế hoạch", "noun": "nơi",
    "fields": [{"key": "has", "label": "Có kế hoạch", "type": "yes_no", "counted": True}],
    "counts": [{"key": "all", "unit": "nơi", "label": "Đã ghi", "of": "subjects"}],
}  # fmt: skip
KINDS: dict[str, dict[str, Any]] = {
    "organisation": {"among": {"organisations": ["school"]}}, "team": {"among": {"teams": ["community"]}},
    "group": {}, "household": {}, "site": {},
}  # fmt: skip


def begun(session: Session, subject: str, **more: Any) -> Programme:
    """A programme that was put to use two months ago, in a ward with two of its subjects, one of which was recorded."""
    with clock.shifted(-BEFORE):
        unit = make_ward(session)
        for number in (1, 2):
            add(session, unit, subject, number)
        said = read({**SAID, "subject": subject, **KINDS[subject], **more})
        programme = Programme.begun(session, unit, said, catalogue="", now=clock.now())
        programme.use_draft(seen=str(programme.version), now=clock.now())
        session.flush()
        for number in (1, 2) if subject == "site" else ():
            add(session, unit, subject, number, programme)
        record(session, programme, sites(session, unit)[0])
    return programme


def sites(session: Session, unit: AdministrativeUnit) -> list[Site]:
    return list(session.scalars(select(Site).where(Site.unit_id == unit.id).order_by(Site.id)))


def record(session: Session, programme: Programme, site: Site) -> None:
    assert programme.current
    recording.record(
        session, site, programme.current, uuid=str(uuid4()), by=None, way="office", at=clock.now(),
        answers={"has": True}, now=clock.now(),
        period=clock.today().replace(day=1) if programme.current.declared.every else None,
    )  # fmt: skip


def add(
    session: Session, unit: AdministrativeUnit, subject: str, number: int, programme: Programme | None = None
) -> None:
    if subject == "organisation":
        make_organisation(session, unit, f"Trường {number}")
    elif subject == "team":
        session.add(Team.made(session, unit, {"name": f"Tổ công nghệ số {number}"}))
    elif subject == "group":
        session.add(ResidentialGroup.made(session, unit, {"name": f"Tổ {number}"}))
    elif subject == "household":
        session.add(Household(unit=unit, number=str(number), head=f"Lò Văn {number}"))
    elif programme:
        session.add(Site(unit=unit, name=f"Chợ {number}", programme_id=programme.id))
    session.flush()


def share(session: Session, programme: Programme, *, ago: int = 1) -> tuple[int, int | None]:
    """The figure as of the end of a past day, and what it is of."""
    session.flush()
    session.expire_all()
    [indicator] = [each for each in indicators_of(programme.used) if each.key == "plan.all"]
    day = clock.today() - timedelta(days=ago)
    scope = Scope((programme.unit_id,), day, day)
    assert indicator.of
    whole = indicator.of(session, scope, "").get(None)
    return indicator.figure(session, scope), whole.number if whole else None


@pytest.mark.postgresql
@pytest.mark.parametrize("subject", KINDS)
def test_what_is_added_today_is_no_part_of_yesterday(app: Flask, subject: str) -> None:
    with app.app_context(), immediate() as session:
        programme = begun(session, subject)
        assert share(session, programme) == (1, 2)
        add(session, programme.unit, subject, 3, programme)
        assert share(session, programme) == (1, 2)
        assert share(session, programme, ago=0) == (1, 3)


WIDER = {"organisation": {"organisations": ["school", "agency"]}, "team": {"teams": ["community", "youth"]}}


def widen(session: Session, programme: Programme, *, kept: bool = True) -> None:
    """Ask another kind from now on, of which the ward has one since long ago; the one before too, or no more."""
    assert programme.current
    now, subject, every = clock.now(), programme.current.declared.subject, programme.current.declared.every
    with clock.shifted(-BEFORE):
        if subject == "organisation":
            make_organisation(session, programme.unit, "Phòng Văn hóa", "agency")
        else:
            session.add(Team.made(session, programme.unit, {"name": "Tổ thanh niên", "kind": "youth"}))
    among = {key: kinds if kept else kinds[1:] for key, kinds in WIDER[subject].items()}
    more = {"every": every.value, "due": {"day": 1}} if every else {}
    said = read({**SAID, "subject": subject.value, "among": among, **more})
    assert programme.redraft(session, said, seen=str(programme.version), now=now)
    programme.use_draft(seen=str(programme.version), now=now)


def narrow(session: Session, programme: Programme) -> None:
    widen(session, programme, kept=False)


@pytest.mark.parametrize("subject", WIDER)
def test_kinds_that_are_asked_from_today_on_are_no_part_of_yesterday(app: Flask, subject: str) -> None:
    with app.app_context(), immediate() as session:
        programme = begun(session, subject)
        assert share(session, programme) == (1, 2)
        widen(session, programme)
        assert share(session, programme) == (1, 2)
        assert share(session, programme, ago=0) == (1, 3)


def test_kinds_that_are_asked_no_more_are_part_of_yesterday(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme = begun(session, "team")
        narrow(session, programme)
        assert share(session, programme) == (1, 2)
        assert share(session, programme, ago=0) == (1, 2), "what was recorded and the kind that is asked now"


@pytest.mark.parametrize("subject", ["household", "site"])
def test_what_a_phone_sends_late_stood_on_the_day_of_its_entry(app: Flask, subject: str) -> None:
    with app.app_context(), immediate() as session:
        programme = begun(session, subject)
        add(session, programme.unit, subject, 3, programme)
        with clock.shifted(-timedelta(days=2)):
            record(session, programme, sites(session, programme.unit)[-1])
        assert share(session, programme) == (2, 3)
        assert share(session, programme, ago=3) == (1, 2)


def retire(session: Session, programme: Programme) -> None:
    for noun in (Organisation, Team):
        for row in session.scalars(noun.in_units([programme.unit_id])):
            row.retire(clock.today())
    for group in session.scalars(ResidentialGroup.in_units([programme.unit_id])):
        group.end(clock.today())
    for site in sites(session, programme.unit):
        site.retired_on = site.retired_on or clock.today()


def join(session: Session, programme: Programme) -> None:
    """One organisation becomes another."""
    gone, into = session.scalars(Organisation.in_units([programme.unit_id]))
    merge(session, gone, into, clock.today())


def leave_out(session: Session, programme: Programme) -> None:
    site = sites(session, programme.unit)[1]
    ProgrammeSubject.decide(session, site, programme.id, included=False, reason="Không thuộc diện", on=clock.today())


ENDS: list[tuple[str, Callable[[Session, Programme], None]]] = [
    *((subject, retire) for subject in KINDS), ("organisation", join),
    *((subject, leave_out) for subject in ("organisation", "team", "group")),
]  # fmt: skip


@pytest.mark.parametrize(("subject", "ends"), ENDS)
def test_what_ends_today_stays_in_yesterday(
    app: Flask, subject: str, ends: Callable[[Session, Programme], None]
) -> None:
    with app.app_context(), immediate() as session:
        programme = begun(session, subject)
        ends(session, programme)
        assert share(session, programme) == (1, 2)


@pytest.mark.postgresql
@pytest.mark.parametrize("subject", ["group", "organisation", "household"])
def test_a_group_that_goes_to_another_ward_takes_its_part_of_both_halves_along(app: Flask, subject: str) -> None:
    with app.app_context(), immediate() as session:
        programme = begun(session, subject)
        programme.catalogue, into = "plan", make_ward(session)
        stays, goes = sites(session, programme.unit)
        group = goes.residential_group or make_group(session, programme.unit, "Tổ đi")
        if goes.organisation:
            goes.organisation.residential_group = group
        goes.residential_group = group
        session.flush()
        ward_division.divide(session, programme.unit, {group.id: into}, None, clock.today(), clock.now())
        assert share(session, programme) == (1, 1)
        there = session.scalars(select(Programme).where(Programme.unit_id == into.id)).one()
        assert share(session, there) == (0, 1)
        assert session.get_one(Site, stays.id).unit_id == programme.unit_id


def test_what_was_left_out_is_in_neither_half(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme = begun(session, "group")
        site = sites(session, programme.unit)[0]
        on = clock.today() - timedelta(days=1)
        ProgrammeSubject.decide(session, site, programme.id, included=False, reason="Không thuộc diện", on=on)
        assert share(session, programme) == (0, 1)
        assert share(session, programme, ago=2) == (1, 2)


def test_what_is_chosen_today_is_no_part_of_yesterday(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme = begun(session, "group", among={"chosen": True})
        one, other = sites(session, programme.unit)
        long_ago = clock.today() - BEFORE
        ProgrammeSubject.decide(session, one, programme.id, included=True, on=long_ago)
        assert share(session, programme) == (1, 1)
        ProgrammeSubject.decide(session, other, programme.id, included=True, on=clock.today())
        assert share(session, programme) == (1, 1)
        assert share(session, programme, ago=0) == (1, 2)
        ProgrammeSubject.decide(session, one, programme.id, included=False, reason="Đã xong", on=clock.today())
        assert share(session, programme) == (1, 1)
        assert share(session, programme, ago=0) == (0, 1)


@pytest.mark.postgresql
def test_what_was_left_out_and_came_back_is_in_neither_half_of_the_days_between(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme = begun(session, "organisation")
        decide = partial(ProgrammeSubject.decide, session, sites(session, programme.unit)[0], programme.id)
        decide(included=False, reason="Không thuộc diện", on=clock.today() - timedelta(days=3))
        decide(included=True, on=clock.today())
        assert [share(session, programme, ago=ago) for ago in (4, 3, 1, 0)] == [(1, 2), (0, 1), (0, 1), (1, 2)]


def test_what_was_chosen_twice_is_no_part_of_the_days_between(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        programme = begun(session, "group", among={"chosen": True})
        decide = partial(ProgrammeSubject.decide, session, sites(session, programme.unit)[1], programme.id)
        for ago, included in ((9, True), (5, False), (2, True)):
            decide(included=included, reason="" if included else "Xong", on=clock.today() - timedelta(days=ago))
        expects = {10: 1, 9: 2, 6: 2, 5: 1, 3: 1, 2: 2, 0: 2}
        assert {ago: share(session, programme, ago=ago)[1] for ago in expects} == expects


def expected(session: Session, programme: Programme, *, ago: int) -> int:
    session.flush()
    [indicator] = [each for each in indicators_of(programme.used) if each.key == "plan.expected"]
    day = clock.today() - timedelta(days=ago)
    return indicator.figure(session, Scope((programme.unit_id,), day, day))


@pytest.mark.postgresql
@pytest.mark.parametrize("today", [date(2026, 11, 20), date(2027, 1, 1)])
@pytest.mark.parametrize("later", [leave_out, join, retire, narrow, partial(add, number=3, subject="organisation")])
def test_how_many_were_expected_on_a_past_day_stays(app: Flask, later: Callable[..., None], today: date) -> None:
    with clock.shifted(clock.at_local(today, 9) - clock.now()), app.app_context(), immediate() as session:
        programme = begun(session, "organisation", every="month", due={"day": 1})
        days, late = (1, today.day + 3), today.day > 1  # what begins on the due day is asked
        assert [expected(session, programme, ago=each) for each in days] == [2, 2]
        later(session, programme.unit if isinstance(later, partial) else programme)
        assert [expected(session, programme, ago=each) for each in days] == [2, 2]
        asked = {leave_out: 1, join: 1, retire: 0, narrow: 1 - late}.get(later, 3 - late)
        assert expected(session, programme, ago=0) == asked


def test_each_ward_asks_its_own_sites_and_decides_for_itself(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        for subject in ("site", "group"):
            programmes = [begun(session, subject) for _ward in range(2)]
            for each in programmes:
                each.catalogue = "plan"
            leave_out(session, programmes[1]) if subject == "group" else None
            session.flush()
            today, wards = clock.today(), tuple(each.unit_id for each in programmes)
            [indicator] = [each for each in indicators_of(programmes[0].used) if each.key == "plan.all"]
            assert indicator.of
            found = indicator.of(session, Scope(wards, today, today), "don-vi")
            numbers = [found[ward].number for ward in wards]
            assert numbers == ([2, 1] if subject == "group" else [2, 2])
            for each in programmes:
                each.catalogue = ""


@pytest.mark.postgresql
@pytest.mark.parametrize("key", ["organisations", "organisations.school"])
def test_organisations_are_those_of_the_day(app: Flask, key: str) -> None:
    with app.app_context(), immediate() as session:
        unit = begun(session, "organisation").unit
        indicator = denominator_called(session, key, [unit.id])
        assert indicator

        def many(ago: int) -> int:
            day = clock.today() - timedelta(days=ago)
            return indicator.figure(session, Scope((unit.id,), day, day))

        assert many(1) == 2
        add(session, unit, "organisation", 3)
        assert (many(1), many(0)) == (2, 3)
        for each in session.scalars(Organisation.in_units([unit.id])):
            each.retire(clock.today())
        session.flush()
        assert (many(1), many(0)) == (2, 0)


def test_organisations_that_send_ambassadors_are_of_those_of_the_day(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        unit, indicator = begun(session, "organisation").unit, INDICATORS["co-quan-co-dai-su"]
        assert indicator.of
        add(session, unit, "organisation", 3)
        days = [clock.today() - timedelta(days=ago) for ago in (1, 0)]
        found = [indicator.of(session, Scope((unit.id,), day, day), "")[None].number for day in days]
        assert found == [2, 3]


@pytest.mark.parametrize("noun", [Organisation, ResidentialGroup])
def test_what_is_loaded_before_anything_is_recorded_stood_from_the_start(app: Flask, noun: Any) -> None:
    with app.app_context(), immediate() as session:
        unit = make_ward(session)
        assert noun.made(session, unit, {"name": "Trường 1"}).valid_from is None
        record(session, programme := begun(session, "household"), sites(session, programme.unit)[0])
        assert noun.made(session, programme.unit, {"name": "Trường 2"}).valid_from == clock.today()
        said = clock.today() - timedelta(days=400)
        assert noun.made(session, programme.unit, {"name": "Trường 3", "valid_from": said}).valid_from == said


def test_a_number_that_is_retired_today_stands_on_the_days_before(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        unit, today = make_ward(session), clock.today()
        made = make_denominator(session, unit, 900, counted_on=today - BEFORE)
        wrong = make_denominator(session, unit, 9000, counted_on=today)
        scope = Scope((unit.id,), today - timedelta(days=1), today - timedelta(days=1))

        def number(scope: Scope = scope) -> int | None:
            found = of("people")(session, scope, "").get(None)
            return found.number if found else None

        assert number() == 900
        made.retire(today)
        wrong.retire(today)
        session.flush()
        assert number() == 900
        assert number(Scope((unit.id,), today, today)) is None
        session.delete(made)
        session.flush()
        assert number() is None  # what was never right on that day is no number of it


@pytest.mark.postgresql
def test_numbers_of_groups_that_are_counted_today_do_not_replace_what_was_counted_before(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        unit, today = make_ward(session), clock.today()
        group = make_group(session, unit)
        make_denominator(session, unit, 900, counted_on=today - BEFORE)
        make_denominator(session, unit, 950, counted_on=today, residential_group=group)

        def number(ago: int) -> int:
            day = today - timedelta(days=ago)
            return of("people")(session, Scope((unit.id,), day, day), "")[None].number

        assert (number(1), number(0)) == (900, 950)
