"""A ward with an ambassador who takes people by the hand, for tests."""

import itertools
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.country import clock
from app.data.help_lists import supply
from app.models import (
    Account,
    AdministrativeUnit,
    Ambassador,
    Evidence,
    Mentorship,
    MentorVisit,
    Person,
    Reached,
    ResidentialGroup,
    Role,
    Skill,
)
from app.models.helping.pairs import pairing
from app.models.helping.pairs.mentor_visit import VisitFacts
from app.models.helping.pairs.skill_step import SkillStatement
from app.web.access import COOKIE
from app.web.database import db, immediate
from tests.factories import make_account, make_group, make_person, make_sign_in, make_ward

_numbers = itertools.count(1)


@dataclass
class Village:
    """A ward with its lists, one group, and anh Bảy, who is an ambassador and signs in as such."""

    ward: AdministrativeUnit
    group: ResidentialGroup
    account: Account
    ambassador: Ambassador
    skills: dict[str, Skill]


def make_ambassador(
    session: Session,
    ward: AdministrativeUnit,
    full_name: str = "Hoàng Văn Bảy",
    *,
    group: ResidentialGroup | None = None,
    account: Account | None = None,
    since: date = date(2026, 1, 1),
) -> Ambassador:
    """An ambassador of a ward, with an account of that role."""
    person = make_person(session, ward, full_name, 1970, group=group)
    ambassador = Ambassador(
        unit=ward,
        code=f"DSS{next(_numbers):04d}",
        person=person,
        account=account or make_account(session, ward, Role.AMBASSADOR, full_name=full_name),
        residential_group=group,
        since=since,
        created_at=clock.now(),
    )
    session.add(ambassador)
    session.flush()
    return ambassador


def make_village(session: Session) -> Village:
    """The ward, its lists and its ambassador."""
    ward = make_ward(session)
    supply(session, ward)
    group = make_group(session, ward)
    ambassador = make_ambassador(session, ward, group=group)
    assert ambassador.account is not None
    skills = {skill.key: skill for skill in session.scalars(Skill.of(ward.id))}
    return Village(ward, group, ambassador.account, ambassador, skills)


def make_pair(
    session: Session,
    village: Village,
    full_name: str = "Lương Doãn Thiệu",
    *,
    ambassador: Ambassador | None = None,
    person: Person | None = None,
    goals: Sequence[str] = ("vneid", "payments"),
    since: date | None = None,
    **given: Any,
) -> Mentorship:
    """Somebody taken by the hand: begun thirty days ago, unless told."""
    mentee = person or make_person(session, village.ward, full_name, 1947, group=village.group)
    return pairing.begin(
        session,
        ambassador or village.ambassador,
        mentee,
        now=clock.now() - timedelta(days=30),
        day=since or clock.today() - timedelta(days=30),
        skills=[village.skills[key] for key in goals],
        **given,
    )


def told(
    village: Village, at: datetime, *, met: bool = True, said: Mapping[str, str] | None = None, **given: Any
) -> VisitFacts:
    """What is said of a visit: `said` are states by the skill's key, what can be done was seen."""
    words = {
        village.skills[key]: SkillStatement(Reached(state), Evidence.SEEN if state == Reached.CAN_DO else None)
        for key, state in (said or {}).items()
    }
    return VisitFacts(uuid=given.pop("name", str(uuid.uuid4())), met=met, at=at, skills=words, **given)


def visit(
    session: Session, village: Village, pair: Mentorship, ago: timedelta = timedelta(0), **given: Any
) -> MentorVisit:
    """A visit by the ambassador of the pair, so long ago."""
    now = clock.now()
    told_of = told(village, now - ago, **given)
    return MentorVisit.record(session, pair, told_of, by=pair.ambassador.account, now=now)


@dataclass
class House:
    """Anh Bảy's village with one mentee, for tests that ask the server: what is loaded is out of every session."""

    app: Flask
    village: Village
    pair: Mentorship

    @classmethod
    def build(cls, app: Flask, **given: Any) -> "House":
        """Make it, and commit."""
        with app.app_context(), immediate() as session:
            village = make_village(session)
            pair = make_pair(session, village, **given)
            assert pair.goals is not None
            session.flush()
            session.expunge_all()
        return cls(app, village, pair)

    def sign_in(self, client: FlaskClient, account: Account | None = None) -> FlaskClient:
        """Somebody signed in: anh Bảy unless given."""
        with self.app.app_context(), immediate() as session:
            client.set_cookie(
                COOKIE, make_sign_in(session, session.get_one(Account, (account or self.village.account).id))
            )
        return client

    @contextmanager
    def write(self) -> Iterator[tuple[Session, Village, Mentorship]]:
        """A write transaction with the village and the pair in it."""
        with self.app.app_context(), immediate() as session:
            known = self.village
            village = Village(
                session.get_one(AdministrativeUnit, known.ward.id),
                session.get_one(ResidentialGroup, known.group.id),
                session.get_one(Account, known.account.id),
                session.get_one(Ambassador, known.ambassador.id),
                {skill.key: skill for skill in session.scalars(Skill.of(known.ward.id))},
            )
            yield session, village, session.get_one(Mentorship, self.pair.id)

    def pairs(self) -> list[Mentorship]:
        """All pairs as they stand, with goals and people, the oldest first."""
        with self.app.app_context():
            wanted = Mentorship.in_units([self.village.ward.id]).order_by(None).order_by(Mentorship.id)
            return list(db.session.scalars(wanted))

    def now(self) -> Mentorship:
        """The pair as it stands."""
        return self.pairs()[0]

    def states(self) -> dict[str, tuple[str, str | None]]:
        """How far the mentee is, by the skill's key."""
        return {goal.skill.key: (goal.reached, goal.evidence) for goal in self.now().goals}

    def visits(self) -> list[MentorVisit]:
        """The pair's visits that stand, the newest first."""
        with self.app.app_context():
            return list(db.session.scalars(MentorVisit.standing([self.pair.id])))
