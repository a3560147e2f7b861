"""Figures of a programme with `one_per`, beside sums by hand: three groups, two unions and the ward, two years."""

import random
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.indicators.programmes import indicators_of
from app.models import ProgrammeEntry
from app.models.movement import entry_recording
from app.registers.indicator import Indicator, Scope
from app.web.database import immediate
from tests.returns import moment
from tests.unions import LAST, THIS, Unions, make_unions, report

pytestmark = pytest.mark.usefixtures("november")
UNTIL = date(2026, 11, 26)


def recorded(session: Session, **said: Any) -> Unions:
    """Of the first group both unions recorded both years, the farmers none in the second; of the second the women last
    year; of the third the ward this year."""
    made = make_unions(session, **said)
    one, two, three = made.sites
    periods = (LAST, THIS) if made.programme.schedule else (None, None)
    report(session, made.programme, one, made.women, periods[0], date(2025, 12, 1), helpers=2, lessons=10, kind="home")
    report(session, made.programme, one, made.farmers, periods[0], date(2025, 12, 2), helpers=3, lessons=1, kind="hall")
    report(session, made.programme, two, made.women, periods[0], date(2025, 12, 3), helpers=4, lessons=5, kind="home")
    report(session, made.programme, one, made.women, periods[1], date(2026, 11, 1), helpers=7, lessons=20, kind="hall")
    report(session, made.programme, one, made.farmers, periods[1], date(2026, 11, 2), helpers=0, lessons=2, kind="hall")
    report(session, made.programme, three, None, periods[1], date(2026, 11, 3), helpers=1, lessons=3, kind="home")
    return made


def figures(made: Unions) -> dict[str, Indicator]:
    return {each.key.partition(".")[2]: each for each in indicators_of(made.programme.used)}


def tabled(session: Session, made: Unions, count: str, by: str, scope: Scope) -> dict[Any, int]:
    return figures(made)[count].table(session, scope, figures(made)[count].by_key[by])


def test_each_group_and_union_is_read_by_its_newest_year(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        made = recorded(session)
        scope = Scope((made.ward.id,), date(2025, 1, 1), UNTIL)
        known, (one, two, three) = figures(made), [each.residential_group_id for each in made.sites]
        # 7 + 0 of the first, 4 of the second, 1 of the third
        assert known["helpers"].figure(session, scope) == 12
        assert tabled(session, made, "helpers", "co-quan", scope) == {made.women.id: 11, None: 1}
        assert tabled(session, made, "helpers", "loai-co-quan", scope) == {"mass_organisation": 11, None: 1}
        assert tabled(session, made, "helpers", "to", scope) == {one: 7, two: 4, three: 1}
        assert tabled(session, made, "helpers", "ky-ghi", scope) == {LAST: 4, THIS: 8}
        # lessons add up over time: 10 + 1 + 5 and 20 + 2 + 3
        assert known["lessons"].figure(session, scope) == 41
        assert tabled(session, made, "lessons", "co-quan", scope) == {made.women.id: 35, made.farmers.id: 3, None: 3}
        this_year = Scope((made.ward.id,), date(2026, 1, 1), UNTIL)
        assert known["lessons"].figure(session, this_year) == 25
        # a group counts once, however many unions recorded it
        assert known["has"].figure(session, scope) == 3
        assert tabled(session, made, "has", "co-quan", scope) == {made.women.id: 2, None: 1}
        assert not known["has"].adds_by(known["has"].by_key["co-quan"])
        assert known["unions"].figure(session, scope) == 2
        assert known["unions"].many(session, scope) == 2
        last_year = Scope((made.ward.id,), date(2025, 1, 1), date(2025, 12, 31))
        assert known["helpers"].figure(session, last_year) == 9
        assert known["has"].figure(session, last_year) == 2
        assert {each.id for each in session.scalars(known["has"].behind(last_year))} == {
            each.id for each in made.sites[:2]
        }
        of = known["has"].of
        assert of
        assert of(session, scope, "")[None].number == 3


def test_a_return_is_expected_of_each_group_and_sent_by_whoever_was_first(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        made = recorded(session)
        known, scope = figures(made), Scope((made.ward.id,), date(2025, 1, 1), UNTIL)
        assert [known[key].figure(session, scope) for key in ("expected", "sent")] == [3, 2]


def test_without_periods_each_is_read_by_its_newest_entry_of_the_day(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        made = recorded(session, every=None, counts=[
            {"key": "has", "unit": "tổ", "label": "Tổ", "where": {"all": ["has"]}, "of": "subjects"},
            {"key": "helpers", "unit": "người", "label": "Hội viên", "sum": "helpers", "by": ["organisation"]},
        ])  # fmt: skip
        known = figures(made)
        for until, helpers, has in ((date(2025, 12, 31), 9, 2), (date(2026, 11, 1), 14, 2), (UNTIL, 12, 3)):
            scope = Scope((made.ward.id,), date(2025, 1, 1), until)
            assert (known["helpers"].figure(session, scope), known["has"].figure(session, scope)) == (helpers, has)
        assert tabled(session, made, "helpers", "co-quan", scope) == {made.women.id: 11, None: 1}


@pytest.mark.parametrize("seed", range(2))
def test_parts_add_up_after_any_sequence_of_entries(app: Flask, seed: int) -> None:
    chance = random.Random(seed)
    with app.app_context(), immediate() as session:
        made = make_unions(session)
        scope, known = Scope((made.ward.id,), date(2025, 1, 1), UNTIL), figures(made)
        stands: dict[tuple[int, int, date], list[ProgrammeEntry]] = {}
        for step in range(15):
            site, union = chance.choice(made.sites), chance.choice([made.women, made.farmers, None])
            period, day = chance.choice([LAST, THIS]), date(2026, 10, 1) + timedelta(days=step)
            answers = {"helpers": chance.randrange(9), "kind": chance.choice(["home", "hall"])}
            entry = report(session, made.programme, site, union, period, day, **answers)
            own = stands.setdefault((site.id, union.id if union else 0, period), [])
            own.append(entry)
            if chance.random() < 0.25:
                entry_recording.withdraw(session, own.pop(), moment(day))
            newest: dict[tuple[int, int], int] = {}
            for (site_id, key, _period), entries in sorted(stands.items(), key=lambda each: each[0][2]):
                if entries:
                    newest[site_id, key] = entries[-1].given["helpers"]
            whole = sum(newest.values())
            assert known["helpers"].figure(session, scope) == whole
            for by in ("to", "co-quan", "loai-co-quan", "kind", "ky-ghi"):
                assert sum(tabled(session, made, "helpers", by, scope).values()) == whole, by
            with_some = {site_id for (site_id, _key), number in newest.items() if number}
            assert known["has"].figure(session, scope) == len(with_some)
            assert sum(tabled(session, made, "has", "to", scope).values()) == len(with_some)
        rows = session.scalars(select(ProgrammeEntry).where(ProgrammeEntry.counts)).all()
        assert len(rows) == sum(bool(each) for each in stands.values())
