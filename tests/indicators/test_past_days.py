"""No declared figure of a past time changes by what is done later: asked of every one of them, in the demo ward."""

import uuid
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.named_figures import INDICATORS
from app.indicators.programmes import indicators_of, newest
from app.models import (
    Account,
    AdministrativeUnit,
    Ambassador,
    Certificate,
    CertificateState,
    Course,
    HelpRecord,
    Household,
    Membership,
    Mentorship,
    MentorVisit,
    Organisation,
    Plate,
    PlateState,
    Registration,
    ResidentialGroup,
    Team,
)
from app.models.helping.ambassadors.ambassador import Terms
from app.models.helping.lists.ward_list import Skill
from app.models.helping.pairs import pairing
from app.models.helping.pairs.mentor_visit import VisitFacts
from app.models.helping.pairs.mentorship import PairOutcome, Reached
from app.models.helping.pairs.skill_step import SkillStatement
from app.models.movement.declaration import Outcome
from app.registers.indicator import Indicator, Scope
from app.web.database import immediate
from tests import recording
from tests.conftest import rolled_back
from tests.factories import make_approved_list, make_attended_course, make_group, make_organisation, make_person
from tests.recognising import MET
from tests.team_months import tell_month

Told = dict[tuple[str, date, str], Any]


@pytest.fixture
def ward(engine: str, demo_apps: Callable[[str], Flask]) -> Iterator[tuple[Session, AdministrativeUnit]]:
    """The demo ward, and papers given and ambassadors sent in it, to be changed; afterwards it is as it was."""
    with rolled_back(demo_apps(engine)) as app, app.app_context(), immediate() as session:
        unit = session.scalars(AdministrativeUnit.called("05443")).one()
        sender, serving = make_organisation(session, unit), session.scalars(Ambassador.in_units([unit.id])).first()
        assert serving
        serving.organisation_id = sender.id
        course = make_attended_course(session, unit, people=4)
        for each in session.scalars(Certificate.of_approval(make_approved_list(session, course).id)):
            each.issue(file="1.pdf", sha256="0" * 64, now=clock.now() - timedelta(days=15))
        session.flush()
        yield session, unit
        session.rollback()


@pytest.fixture(scope="session")
def demo_apps(make_lasting_app: Callable[..., Flask]) -> Callable[[str], Flask]:
    """An app with the demo ward, of an engine."""
    return cache(lambda engine: make_lasting_app(engine, demo=True))


def told(session: Session, unit: AdministrativeUnit) -> Told:
    """Every figure, and every table by one dimension, of some times that are over, as of their last day."""
    today = clock.today()
    asked = [each for versions in newest(session, [unit.id]) for each in indicators_of(versions)]
    every: list[Indicator] = [*INDICATORS.values(), *asked]
    found: Told = {}
    for ago in (1, 12, 40):
        scope = Scope((unit.id,), today - timedelta(days=ago + 60), today - timedelta(days=ago))
        for each in every:
            found[each.key, scope.until, ""] = each.figure(session, scope)
            whole = each.of(session, scope, "").get(None) if each.of else None
            found[each.key, scope.until, "whole"] = whole.number if whole else None
            for by in each.dimensions:
                found[each.key, scope.until, by.key] = each.table(session, scope, by)
    return found


def record_houses_again(session: Session, unit: AdministrativeUnit) -> None:
    """Each house once more, one in three as done, else nobody was in, or said no."""
    [[version]] = [each for each in newest(session, [unit.id]) if each[-1].programme.catalogue == "household"]
    for number, house in enumerate(session.scalars(Household.in_units([unit.id]).where(Household.in_use())).all()):
        outcome = (Outcome.DONE, Outcome.ABSENT, Outcome.REFUSED)[number % 3]
        answers = (MET | {"how": "zalo"} if number % 2 else {"level": "one"}) if outcome == Outcome.DONE else {}
        recording.record(
            session, house, version, uuid=str(uuid.uuid4()), by=None, way="office", at=clock.now(), outcome=outcome,
            answers=answers, now=clock.now(),
        )  # fmt: skip


def retire_houses_and_revoke_plates(session: Session, unit: AdministrativeUnit) -> None:
    """Every fourth house is used no longer, every second plate is revoked."""
    for house in session.scalars(Household.in_units([unit.id]).where(Household.in_use())).all()[::4]:
        house.retire(clock.today())
    for plate in session.scalars(Plate.numbered_in([unit.id]).where(Plate.state == PlateState.STANDING)).all()[::2]:
        plate.end_as(PlateState.REVOKED, "Không còn đạt", now=clock.now())


def appoint_and_end_ambassadors(session: Session, unit: AdministrativeUnit) -> None:
    """One begins, some end."""
    for serving in session.scalars(Ambassador.in_units([unit.id]).where(Ambassador.until.is_(None))).all()[:5]:
        serving.end(clock.today(), "Chuyển công tác")
    terms = Terms(since=clock.today(), training="basic", trained_on=clock.today(), ai_trained_on=clock.today())
    Ambassador.appoint(session, make_person(session, unit, "Lò Văn Ún", 1970, add=False), terms, now=clock.now())


def change_teams(session: Session, unit: AdministrativeUnit) -> None:
    """One is made, one dissolved; somebody joins, somebody leaves; months are told."""
    teams = session.scalars(select(Team).where(Team.unit_id == unit.id, Team.dissolved_at.is_(None))).all()
    today = clock.today()
    teams[0].retire(today)
    member = session.scalars(select(Membership).where(Membership.team_id == teams[1].id, Membership.until.is_(None)))
    for each in member.all()[:1]:
        teams[1].let_go(each, day=today)
    teams[2].name_in(session, "Ma Văn Bảy", "", day=today)
    made = Team(unit=unit, name="Đội hình mới", created_at=clock.now(), groups=[])
    session.add(made)
    made.name_in(session, "Ma Văn Tám", "", day=today)
    session.flush()
    tell_month(session, teams[3], today.replace(day=1), today, visits=4, helps=9)


def teach_and_help(session: Session, unit: AdministrativeUnit) -> None:
    """A class of today to which people came, one for teams among them, and helps."""
    seats = session.scalars(select(Registration).join(Registration.course).where(Course.unit_id == unit.id)).all()
    for audience in ("teams", "adults"):
        [lesson] = make_attended_course(session, unit, audience=audience, lessons=1).lessons
        lesson.starts_at, lesson.ends_at = clock.now() - timedelta(minutes=2), clock.now() - timedelta(minutes=1)
    by, now = session.scalars(Account.called("quay")).one(), clock.now()
    like = session.scalars(select(HelpRecord).where(HelpRecord.unit_id == unit.id).limit(1)).one()
    session.add_all(
        HelpRecord(
            uuid=str(uuid.uuid4()), unit_id=unit.id, helper=by, topics=list(like.topics), result=like.result,
            day=clock.today(), at=now, device_at=now, received_at=now, person=seat.person,
        )
        for seat in seats[:5]
    )  # fmt: skip


def end_certificates(session: Session, unit: AdministrativeUnit) -> None:
    """Some papers are revoked."""
    standing = (CertificateState.ISSUED, CertificateState.HANDED_OVER)
    issued = session.scalars(select(Certificate).where(Certificate.state.in_(standing))).all()
    assert issued
    for each in issued[::2]:
        each.end_as(CertificateState.REVOKED, reason="Cấp nhầm", now=clock.now())


def visit_and_end_pairs(session: Session, unit: AdministrativeUnit) -> None:
    """Mentees fall back, or can do again what they could; a pair ends, one begins."""
    open_ = select(Mentorship).where(Mentorship.unit_id == unit.id, Mentorship.until.is_(None)).order_by(Mentorship.id)
    for number, pair in enumerate(session.scalars(open_).all()):
        word = SkillStatement(Reached.LEARNING) if number % 2 else SkillStatement(Reached.CAN_DO)
        words = {goal.skill: word for goal in pair.skills}
        facts = VisitFacts(str(uuid.uuid4()), True, clock.now(), skills=words)
        MentorVisit.record(session, pair, facts, by=pair.ambassador.account, now=clock.now())
        if number % 5 == 0:
            pair.end(PairOutcome.STOPPED, day=clock.today())
    serving = session.scalars(Ambassador.in_units([unit.id]).where(Ambassador.until.is_(None))).all()[-1]
    skills = session.scalars(Skill.of(unit.id).limit(2)).all()
    mentee = make_person(session, unit, "Ma Thị Sáu", 1950, add=False)
    pairing.begin(session, serving, mentee, now=clock.now(), day=clock.today(), skills=skills)


def change_groups_and_organisations(session: Session, unit: AdministrativeUnit) -> None:
    """One of each is begun, some end."""
    group = make_group(session, unit, "Tổ dân phố mới")
    group.valid_from = clock.today()
    old = session.scalars(ResidentialGroup.of(unit.id)).all()[1]
    old.valid_to = clock.today()
    kept = session.scalars(Organisation.in_units([unit.id]).where(Organisation.in_use())).all()
    assert kept
    for each in kept:
        each.retire(clock.today())


LATER = (
    record_houses_again, retire_houses_and_revoke_plates, appoint_and_end_ambassadors, change_teams, teach_and_help,
    end_certificates, visit_and_end_pairs, change_groups_and_organisations,
)  # fmt: skip


@pytest.mark.either
def test_no_figure_of_a_past_time_changes_by_what_is_done_today(ward: tuple[Session, AdministrativeUnit]) -> None:
    session, unit = ward
    before, changed = told(session, unit), dict[str, Any]()
    for later in LATER:
        later(session, unit)
        session.flush()
        session.expire_all()
        after = told(session, unit)
        if differs := {key: (said, after[key]) for key, said in before.items() if said != after[key]}:
            changed[later.__name__] = differs
        before = after
    assert changed == {}
