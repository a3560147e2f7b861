"""The demo ward's counter and ambassadors: the sample as it counts, and what the screens show besides."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.commands.demo_ward.fixtures import rows
from app.commands.demo_ward.help_plan import help_plan, known_uuid
from app.country import clock
from app.models import (
    Account,
    AgeBand,
    Ambassador,
    Consent,
    HelpRecord,
    HelpRequest,
    HelpRequestStep,
    HelpResult,
    Mentorship,
    MentorVisit,
    Person,
    ResidentialGroup,
    ThanksLetter,
)
from app.web.database import immediate

EXPECTED: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "expected_help.yaml").read_text(encoding="utf-8"))
SAMPLE = {known_uuid(row["code"]) for row in rows("help_records")}
SAMPLE_PAIRS = {known_uuid(row["code"]) for row in rows("mentorships")}


def weeks() -> timedelta:
    """By how much the sample's help is moved."""
    return timedelta(weeks=(clock.today() - help_plan()["day_zero"]).days // 7)


def test_the_sample_of_help_records(demo: Session) -> None:
    records = [one for one in demo.scalars(select(HelpRecord)) if one.uuid in SAMPLE]
    assert len(records) == EXPECTED["help_records"]
    assert Counter(f"{one.day - weeks():%Y-%m}" for one in records) == EXPECTED["help_by_month"]
    assert Counter(one.place_kind for one in records) == EXPECTED["help_by_place_kind"]
    assert Counter(one.result.meaning for one in records) == EXPECTED["help_by_result"]
    assert Counter(one.age_band and one.age_band.key for one in records) == EXPECTED["help_by_age_band"]
    assert Counter(topic.key for one in records for topic in one.topics) == EXPECTED["help_by_topic"]
    assert sum(one.minutes or 0 for one in records) == EXPECTED["help_minutes"]
    assert all((one.reason is not None) == (one.result.meaning == "unfinished") for one in records)


def test_the_sample_of_pairs(demo: Session) -> None:
    pairs = [pair for pair in demo.scalars(select(Mentorship)) if pair.public_id in SAMPLE_PAIRS]
    assert len(pairs) == EXPECTED["mentorships"]
    assert sum(pair.until is not None for pair in pairs) == EXPECTED["mentorships_done"]
    assert Counter(pair.ambassador.code for pair in pairs) == EXPECTED["mentees_per_ambassador"]
    assert demo.scalar(select(func.count(Ambassador.id))) == EXPECTED["ambassadors"]


def test_one_letter_of_thanks_has_a_number_and_one_waits(demo: Session) -> None:
    numbered, waiting = demo.scalars(select(ThanksLetter).order_by(ThanksLetter.id)).all()
    assert (numbered.number, numbered.approved_by and numbered.approved_by.username) == (1, "lanhdao")
    assert (waiting.waits, waiting.proposed_by.username) == (True, "canbo")
    assert all(letter.paper["mentees"] and letter.paper["visits"] for letter in (numbered, waiting))


def test_nothing_lies_ahead(demo: Session) -> None:
    now = clock.now()
    for moment in (HelpRecord.at, MentorVisit.at, HelpRequestStep.at, HelpRequest.made_at, Consent.given_at):
        newest = demo.scalar(select(func.max(moment)))
        assert newest is not None
        assert newest <= now
    assert demo.scalar(select(func.max(HelpRecord.day))) == clock.today()


def test_todays_log_at_the_first_counter(demo: Session) -> None:
    mine = select(HelpRecord).join(HelpRecord.helper).where(Account.username == "quay", HelpRecord.day == clock.today())
    records = demo.scalars(mine).all()
    assert len(records) == 38
    assert {one.desk.key for one in records if one.desk} == {"Q1"}
    assert {one.result.meaning for one in records} == set(demo.scalars(select(HelpResult.meaning)))
    assert sum(one.person_id is None for one in records) == 30
    named = [(one.person, one.age_band) for one in records if one.person and one.age_band]
    ages = [(band.label, clock.today().year - person.birth_year) for person, band in named if not _holds(band, person)]
    assert not ages


def _holds(band: AgeBand, person: Person) -> bool:
    """Whether somebody's age is one of a band's."""
    age = clock.today().year - person.birth_year
    return band.youngest <= age and (band.oldest is None or age <= band.oldest)


def test_the_ambassador_who_signs_in_has_seven_mentees(demo: Session) -> None:
    [ambassador] = demo.scalars(select(Ambassador).join(Ambassador.account).where(Account.username == "daisu"))
    mine = select(Mentorship).where(Mentorship.ambassador_id == ambassador.id, Mentorship.until.is_(None))
    pairs = demo.scalars(mine).all()
    met = [pair.last_met_at and (clock.today() - clock.local(pair.last_met_at).date()).days for pair in pairs]
    assert ambassador.code == "DSS01"
    assert sorted(met, key=str) == [1, 12, 21, 3, 5, 8, None]
    assert sum(pair.reached_at is not None for pair in pairs) == 1


def test_what_is_known_of_a_pair_follows_from_its_visits_and_steps(make_app: Callable[..., Flask]) -> None:
    """Whoever tells of one more visit finds all else as it was."""
    with make_app("sqlite", demo=True, rooms=False).app_context(), immediate() as session:
        for pair in session.scalars(select(Mentorship)):
            before = _known(pair)
            MentorVisit.recompute(session, pair)
            assert _known(pair) == before


def _known(pair: Mentorship) -> tuple[Any, ...]:
    learnt = {goal.skill.key: (goal.reached, goal.at) for goal in pair.skills}
    return pair.last_met_at, pair.next_visit_on, pair.reached_at, pair.congratulated_at, learnt


def test_two_groups_have_no_ambassador(demo: Session) -> None:
    served = select(Ambassador.residential_group_id).where(Ambassador.until.is_(None))
    without = select(ResidentialGroup.code).where(ResidentialGroup.id.not_in(served))
    assert sorted(demo.scalars(without)) == ["TDP21", "TDP24"]


def test_requests_stand_in_every_state(demo: Session) -> None:
    requests = demo.scalars(select(HelpRequest)).all()
    states = Counter(request.state for request in requests)
    assert set(states) == {"new", "assigned", "accepted", "done", "cancelled", "declined"}
    overdue = [request for request in requests if request.state == "new" and request.due_on < clock.today()]
    assert len(overdue) == 1


def test_whoever_is_named_agreed_to_it(demo: Session) -> None:
    named = set(demo.scalars(select(HelpRecord.person_id).where(HelpRecord.person_id.is_not(None))))
    agreed = set(demo.scalars(select(Consent.person_id).where(Consent.purpose == "follow_up")))
    assert named == agreed
