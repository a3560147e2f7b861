"""What was entered answers a question in every plan of the unit that asks it, and is entered once."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.readings import figure_statuses
from app.indicators.target_counts import as_of, parts_of
from app.models import AdministrativeUnit, Measurement, Role, SourceFile, Target
from app.web.database import db, immediate
from tests.at_once import all_at_once
from tests.doors import send
from tests.factories import PAPER, make_account, make_group, make_plan, make_target, make_ward
from tests.pages import Pages

DAY = date(2026, 6, 30)
MEASURED = {"measured_by": "vneid.attained", "why": ""}


@pytest.fixture
def ward(app: Flask) -> AdministrativeUnit:
    with app.app_context(), immediate() as session:
        return make_ward(session)


def asked(session: Session, ward: AdministrativeUnit, **said: Any) -> Target:
    """A target of a plan of its own."""
    unit = session.get_one(AdministrativeUnit, ward.id)
    days = {"since": said.pop("since", date(2026, 1, 1)), "until": said.pop("until", date(2026, 12, 31))}
    return make_target(session, unit, make_plan(session, unit, **days), **{**MEASURED, **days, **said})


def entered(session: Session, target: Target, number: int, day: date = DAY, **said: Any) -> Measurement:
    told = {"from_words": "Công an phường", **PAPER, **said}
    made = Measurement(unit=target.unit, target=target, numerator=number, counted_on=day, **told)
    session.add(made)
    session.flush()
    return made


def numbers(session: Session, *targets: Target, day: date = DAY) -> list[int | None]:
    """What each says, by its plan's list and as a report asks it."""
    found = []
    for each in targets:
        (listed,) = figure_statuses(session, each.plan, day)
        assert as_of(session, each, date.min, day, clock.today()).numerator == listed.numerator
        found.append(listed.numerator)
    return found


@pytest.mark.postgresql
def test_a_number_answers_in_every_plan_that_asks(app: Flask, ward: AdministrativeUnit) -> None:
    with app.app_context(), immediate() as session:
        own, other = asked(session, ward), asked(session, ward, value=60, audience="adults")
        row = entered(session, own, 7514, denominator=16340)
        assert numbers(session, own, other) == [7514, 7514]
        session.add(SourceFile(measurement=row, name="a.pdf", kind="pdf", sha256="0" * 64, content="YQ==",
                               sent_by=make_account(session, own.unit, Role.OFFICER), sent_at=clock.now()))  # fmt: skip
        session.flush()
        assert [each.name for each in session.scalars(SourceFile.behind(other.id, DAY))] == ["a.pdf"]
        assert [*session.scalars(select(Measurement).where(*Measurement.holding(other.name)))] == [row]


def test_of_two_plans_numbers_the_newest_day_answers_and_each_stays(app: Flask, ward: AdministrativeUnit) -> None:
    """What wards entered twice before: nothing is lost, the older number is history in both."""
    with app.app_context(), immediate() as session:
        own, other = asked(session, ward), asked(session, ward)
        entered(session, own, 400, DAY - timedelta(days=40))
        entered(session, other, 300, DAY - timedelta(days=10))
        assert numbers(session, own, other) == [300, 300]
        assert numbers(session, own, other, day=DAY - timedelta(days=20)) == [400, 400]
        (standing,) = figure_statuses(session, own.plan, DAY)
        assert [each.numerator for each in standing.months] == [300, 400]


@pytest.mark.parametrize(
    "said",
    [
        {"measured_by": "vneid.identity"},
        {"narrowed_to": "to=01"},
        {"each_of": "to", "unit_words": "%"},
        {"since": date(2026, 7, 1)},
        {"until": date(2026, 5, 31)},
        {"measured_by": "", "why": "Chưa chọn"},
    ],
    ids=["another count", "narrowed", "of each", "later days", "earlier days", "by hand"],
)
def test_another_question_has_no_answer_of_it(app: Flask, ward: AdministrativeUnit, said: Any) -> None:
    with app.app_context(), immediate() as session:
        entered(session, asked(session, ward), 400)
        entered(session, asked(session, ward, measured_by="", why="Chưa chọn"), 500)
        assert numbers(session, asked(session, ward, **said)) == [None]


def test_as_much_of_each_is_part_of_the_question(app: Flask, ward: AdministrativeUnit) -> None:
    each = {"measured_by": "dai-su-du-nguoi-kem", "unit_words": "mentee / mentor"}
    with app.app_context(), immediate() as session:
        five, ten = (asked(session, ward, value=value, **each) for value in (5, 10))
        entered(session, five, 11)
        assert numbers(session, asked(session, ward, value=5, **each), ten) == [11, None]
        assert numbers(session, asked(session, ward, value=5, operator="<=", **each)) == [None]


def test_another_wards_number_is_its_own(app: Flask, ward: AdministrativeUnit) -> None:
    with app.app_context(), immediate() as session:
        entered(session, asked(session, make_ward(session)), 400)
        assert numbers(session, asked(session, ward)) == [None]


@pytest.mark.postgresql
def test_numbers_of_groups_answer_by_group(app: Flask, ward: AdministrativeUnit) -> None:
    with app.app_context(), immediate() as session:
        own, other = asked(session, ward), asked(session, ward)
        group = make_group(session, own.unit)
        row = entered(session, own, 40, residential_group=group)
        assert [(each.numerator, each.key) for each in parts_of(session, other, DAY)] == [(40, row.public_id)]


def test_two_officers_enter_a_number_in_two_plans_at_once(engine: str, make_app: Callable[[str], Flask]) -> None:
    """One is stored, the other is told that it is there."""
    app = make_app(engine)
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        targets = [asked(session, ward) for _ in range(4)]
        officers = [make_account(session, ward, Role.OFFICER) for _ in targets]
    forms = []
    for officer, target in zip(officers, targets, strict=True):
        room = Pages(app.test_client()).sign_in(officer)
        form = room.get(f"/van-phong/so-nhap/moi?target={target.public_id}").form(button="Lưu")
        forms.append((room.client, form))
    typed = {"numerator": "40", "counted_on": "30/06/2026", "from_words": "Công an phường"}
    answers = all_at_once([partial(send, *each, typed) for each in forms])
    assert sorted(each.status_code for each in answers) == [303, 422, 422, 422]
    assert "kế hoạch khác" in next(each.text for each in answers if each.status_code == 422)
    with app.app_context():
        assert len(db.session.scalars(select(Measurement)).all()) == 1
