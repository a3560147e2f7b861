"""Of all that was recorded of a house the newest that was done counts, in whatever order it came."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.country import clock
from app.data.programmes import catalogue
from app.models import Answer, Household, Programme, ProgrammeEntry, Site
from app.models.movement import entry_ranking, entry_recording
from app.models.movement.declaration_reading import read
from app.models.movement.entry_recording import WrongAnswer
from app.models.movement.programme import AlreadyThere
from app.models.movement.site import AlreadyGone, house_name, house_order
from app.web.database import db, immediate
from tests import recording
from tests.at_once import at_once
from tests.factories import make_ward

NOON = datetime.fromisoformat("2026-11-20T05:00:00+00:00")


@pytest.fixture
def house(app: Flask) -> tuple[int, int]:
    """See `housed`."""
    return housed(app)


def housed(app: Flask) -> tuple[int, int]:
    """A house and the household programme of its ward, by id."""
    with app.app_context(), immediate() as session:
        unit = make_ward(session)
        programme = Programme.begun(session, unit, catalogue()["household"], catalogue="household", now=NOON)
        programme.use_draft(seen="1", now=NOON)
        site = Household(unit=unit, number="14", alley="ngõ 12", head="Đồng Xuân Thịnh")
        session.add(site)
        session.flush()
        return site.id, programme.id


def record(session: Session, house: tuple[int, int], hours: int, outcome: str = "done", **answers: Any) -> int:
    """Something recorded so many hours after noon."""
    site, programme = session.get_one(Site, house[0]), session.get_one(Programme, house[1])
    assert programme.current
    entry = recording.record(
        session, site, programme.current, uuid=str(uuid4()), by=None, way="doorstep",
        at=NOON + timedelta(hours=hours), outcome=outcome, answers=answers, now=clock.now(),
    )  # fmt: skip
    return entry.id


def standing(session: Session) -> tuple[list[bool], list[bool], list[tuple[str, str]]]:
    """Which entries are latest, which count, and what is counted."""
    rows = session.scalars(select(ProgrammeEntry).order_by(ProgrammeEntry.id)).all()
    counted = select(Answer.key, Answer.value).where(Answer.entry_id.in_([each.id for each in rows if each.counts]))
    told = session.execute(counted.order_by(Answer.key, Answer.value)).all()
    return [each.latest for each in rows], [each.counts for each in rows], [(row[0], row[1]) for row in told]


@pytest.mark.postgresql
def test_the_later_time_counts_whatever_the_order_of_arrival(app: Flask, house: tuple[int, int]) -> None:
    with app.app_context(), immediate() as session:
        record(session, house, 2, level="full")
        record(session, house, 1, level="none", teaches=True)
        assert standing(session) == ([True, False], [True, False], [("level", "full")])


def test_each_entry_that_was_done_keeps_its_answers_and_a_withdrawn_one_none(
    app: Flask, house: tuple[int, int]
) -> None:
    with app.app_context(), immediate() as session:
        said = ((1, "none"), (2, "one"), (3, "full"))
        older, slip, newest = (record(session, house, hours, level=level) for hours, level in said)
        record(session, house, 4, "absent")
        entry_recording.withdraw(session, session.get_one(ProgrammeEntry, slip), clock.now())
        kept = session.execute(select(Answer.entry_id, Answer.value).order_by(Answer.entry_id)).all()
        assert [tuple(row) for row in kept] == [(older, "none"), (newest, "full")]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({"learner_agreed": True, "learner_age": "60_up"}, True),
        ({"learner_agreed": True, "learner_age": "under_16"}, False),
        ({"learner_agreed": True}, False),
        ({"learner_agreed": False, "learner_age": "60_up"}, False),
        ({"learner_age": "60_up", "learner_who": "parent"}, False),
    ],
)
def test_somebody_is_named_from_16_on_and_where_they_agreed(
    app: Flask, house: tuple[int, int], said: dict[str, Any], kept: bool
) -> None:
    with app.app_context(), immediate() as session:
        entry = session.get_one(ProgrammeEntry, record(session, house, 1, learner="Ma Thị Lan", **said))
        assert entry.given == ({"learner": "Ma Thị Lan", **said} if kept else _unnamed(said))
        record(session, house, 2, level="one")
        session.refresh(entry)
        assert entry.given == _unnamed(said)


def _unnamed(said: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in said.items() if key != "learner_agreed"}


@pytest.mark.postgresql
def test_figures_count_age_and_relation_of_a_person_and_never_the_name(app: Flask, house: tuple[int, int]) -> None:
    said = {
        "key": "shelf", "shape": "recognise", "name": "Tủ sách", "noun": "tủ sách", "subject": "household",
        "fields": [{"key": "who", "label": "Ai giữ", "type": "person", "counted": True}],
        "counts": [{"key": "recorded", "unit": "hộ", "label": "Đã ghi"}],
    }  # fmt: skip
    with app.app_context(), immediate() as session:
        unit = session.get_one(Site, house[0]).unit
        programme = Programme.begun(session, unit, read(said, stored=True), catalogue="", now=NOON)
        programme.use_draft(seen="1", now=NOON)
        session.flush()
        named = {"who": "Ma Thị Lan", "who_agreed": True, "who_age": "60_up", "who_who": "parent"}
        record(session, (house[0], programme.id), 1, **named)
        assert standing(session)[2] == [("who_age", "60_up"), ("who_who", "parent")]


def test_nobody_at_home_takes_the_place_of_no_answer(app: Flask, house: tuple[int, int]) -> None:
    with app.app_context(), immediate() as session:
        record(session, house, 1, level="one", teaches=True)
        record(session, house, 2, "absent")
        assert standing(session) == (
            [True, False], [True, False], [("guide", "yes"), ("level", "one"), ("teaches", "yes")]
        )  # fmt: skip


def test_a_slip_is_withdrawn_and_the_one_before_counts_again(app: Flask, house: tuple[int, int]) -> None:
    with app.app_context(), immediate() as session:
        record(session, house, 1, level="one")
        slip = session.get_one(ProgrammeEntry, record(session, house, 2, level="none"))
        assert entry_recording.withdraw(session, slip, clock.now())
        assert not entry_recording.withdraw(session, slip, clock.now())
        assert standing(session) == ([True, False], [True, False], [("level", "one")])


@pytest.mark.postgresql
def test_two_houses_that_are_one_are_joined_with_all_that_was_recorded(app: Flask, house: tuple[int, int]) -> None:
    with app.app_context(), immediate() as session:
        record(session, house, 1, level="one")
        first = session.get_one(Site, house[0])
        second = Household(unit=first.unit, number="14A", head="Đồng Xuân Thịnh")
        session.add(second)
        session.flush()
        record(session, (second.id, house[1]), 2, level="full")
        second.join_to(first, clock.today())
        entry_ranking.move_all(session, second, first)
        assert standing(session) == ([False, True], [False, True], [("level", "full")])
        told = session.execute(select(Answer.site_id, Answer.value).order_by(Answer.value)).all()
        assert [tuple(row) for row in told] == [(first.id, "full"), (first.id, "one")]
        assert Site.called(session, second.public_id) is first
        with pytest.raises(AlreadyGone):
            second.join_to(first, clock.today())


@pytest.mark.parametrize(
    ("outcome", "answers"),
    [("done", {"level": "half"}), ("done", {"colour": "red"}), ("absent", {"level": "one"}), ("asleep", {})],
)
def test_what_the_programme_does_not_know_is_refused(
    app: Flask, house: tuple[int, int], outcome: str, answers: dict[str, Any]
) -> None:
    with app.app_context(), immediate() as session:
        with pytest.raises(WrongAnswer):
            record(session, house, 1, outcome, **answers)
        assert standing(session) == ([], [], [])


def test_what_counts_is_what_the_answers_say(app: Flask, house: tuple[int, int]) -> None:
    """The rows that are counted, beside the answers that are kept: both say the same."""
    with app.app_context(), immediate() as session:
        for hours, level in enumerate(("none", "one", "full")):
            record(session, house, hours, level=level, skills=["payments", "vneid"][: hours + 1], teaches=hours > 0)
        counts = session.scalars(select(ProgrammeEntry).where(ProgrammeEntry.counts)).one()
        declared, given = counts.asked_by.declared, counts.given
        wanted = [(f.key, v) for f in declared.fields if f.counted for v in f.values(given.get(f.key))]
        assert standing(session)[2] == sorted([*wanted, *((key, "yes") for key in declared.met(given))])


def test_two_phones_at_one_house_at_once_leave_one_that_counts(make_app: Callable[..., Flask], engine: str) -> None:
    app = make_app(engine, rooms=False)
    house = housed(app)

    def go(hours: int) -> int:
        with app.app_context(), immediate() as session:
            return record(session, house, hours, level="one" if hours % 2 else "full")

    told = at_once([partial(go, hours) for hours in range(6)])
    assert [each for each in told if isinstance(each, Exception)] == []
    with app.app_context():
        latest, counts, answers = standing(db.session())
        assert (sum(latest), sum(counts), answers) == (1, 1, [("level", "one")])


@pytest.mark.postgresql
def test_a_version_in_use_neither_changes_nor_goes(app: Flask, house: tuple[int, int]) -> None:
    for wrong in ("UPDATE programme_version SET said = '{}'", "DELETE FROM programme_version"):
        with app.app_context(), pytest.raises(DatabaseError, match="stay"), immediate() as session:
            session.execute(text(wrong))


@pytest.mark.postgresql
def test_a_ward_has_a_programme_once(app: Flask, house: tuple[int, int]) -> None:
    with app.app_context(), immediate() as session:
        unit = session.get_one(Programme, house[1]).unit
        with pytest.raises(AlreadyThere):
            Programme.begun(session, unit, catalogue()["household"], catalogue="household", now=NOON)


@pytest.mark.postgresql
@pytest.mark.parametrize("numbers", [["2", "9", "10", "10A", "100", ""]])
def test_houses_come_in_the_order_one_walks_them(numbers: list[str]) -> None:
    keys = [house_order("ngõ 12", number) for number in numbers]
    assert keys == sorted(keys)
    assert house_order("ngõ 9", "1") < house_order("ngõ 12", "1")


def test_a_house_is_called_by_its_number_or_its_head() -> None:
    assert house_name("14", "ngõ 12", "Ông Thịnh") == "Số 14, ngõ 12"
    assert house_name("", "xóm Đồng", "Ông Thịnh") == "xóm Đồng"
    assert house_name("", "", "Ông Thịnh") == "Nhà Ông Thịnh"
    assert house_name("", "", "") == "Nhà chưa có số"
