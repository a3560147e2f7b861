"""Filling an empty database with the demo ward, in one transaction; who is named in the help log agreed to be
followed up."""

from datetime import datetime

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.commands.demo_ward.fixtures import ward_plan
from app.commands.demo_ward.help_plan import DemoHelp
from app.commands.demo_ward.learning import make_sample_courses
from app.commands.demo_ward.neighbours import make_neighbours
from app.commands.demo_ward.planned import count, make_given_tasks, make_plan
from app.commands.demo_ward.sample_help import make_sample_help
from app.commands.demo_ward.sample_movement import make_houses, make_movement
from app.commands.demo_ward.shown import make_shown_courses
from app.commands.demo_ward.shown_log import make_shown_log
from app.commands.demo_ward.shown_pairs import make_shown_letters, make_shown_pairs
from app.commands.demo_ward.shown_requests import make_shown_requests
from app.commands.demo_ward.ward import DemoWard, make_members, make_people, make_ward
from app.models import (
    Account,
    AdministrativeUnit,
    AuditEvent,
    Consent,
    CourseTemplate,
    HelpRecord,
    Person,
    Role,
    SecondFactor,
    TotpSecret,
)
from app.models.learning.course_template import common_templates
from app.models.people.account import hash_password, is_password
from app.models.people.totp_secret import sealing_key
from app.web.database import db, immediate
from app.web.database.analysis import analyse_within
from app.web.settings import DEMO_TOTP_SECRET
from app.web.words.personal_data import follow_up_version


def make_consents(session: Session, lists: DemoHelp) -> None:
    """Add each named person's agreement, given when they were helped for the first time."""
    first = select(Person, func.min(HelpRecord.at)).join(HelpRecord, HelpRecord.person_id == Person.id)
    for person, moment in session.execute(first.where(HelpRecord.unit_id == lists.ward.unit.id).group_by(Person.id)):
        version = follow_up_version(None)
        session.add(Consent(person=person, purpose="follow_up", text_version=version, given_at=moment, how="help"))
    session.flush()


class RealWards(Exception):
    """There are units that are no demo: invented people do not belong among real ones."""


class AlreadyThere(Exception):
    """The demo ward stands already."""


def fill(password: str, now: datetime, totp_secret: str = DEMO_TOTP_SECRET) -> None:
    """Add the demo ward, dated from `now`; its accounts get the password, and those who need a second factor the secret
    of its codes, in base32.

    Within an app context; opens the write transaction itself. Some three seconds.

    Raises:
        RealWards: a unit is not marked as demo.
        AlreadyThere: the demo ward is there.
    """
    hashes = {account.username: hash_password(password) for account in ward_plan().accounts}
    with immediate() as session:
        flags = session.scalars(select(AdministrativeUnit.is_demo)).all()
        if not all(flags):
            raise RealWards
        if flags:
            raise AlreadyThere
        ward = make_ward(session, now, hashes)
        _protect(session, ward, totp_secret)
        taken = CourseTemplate.take_over(session, ward.unit, common_templates())
        ward.templates = {template.code: template for template in taken}
        make_people(session, ward)
        make_plan(session, ward)
        make_sample_courses(session, ward)
        make_shown_courses(session, ward)
        _make_help(session, ward)
        make_members(session, ward)
        make_given_tasks(session, ward)
        make_houses(session, ward)
        make_movement(session, ward)
        analyse_within(session)  # before figures are counted of what was stored
        make_neighbours(session, ward)
        count(session, ward)
        AuditEvent.note(
            session, "demo.filled", at=now, account_id=None, unit_id=ward.unit.id, subject=("unit", ward.unit.code)
        )


def _protect(session: Session, ward: DemoWard, totp_secret: str) -> None:
    """The second factor of those who need one, set up when they began."""
    key = sealing_key(str(current_app.secret_key))
    for shown in ward_plan().accounts:
        if SecondFactor.is_needed([Role(shown.role)]):
            TotpSecret.keep(session, ward.accounts[shown.username].id, totp_secret, key=key, now=ward.began)


def protect_older(password: str, totp_secret: str, now: datetime) -> None:
    """The same for a demo ward from before second factors were asked for, lest whoever tries it has to find an app: for
    those of its accounts that have none, and still the password that everybody knows."""
    if not db.session.scalars(select(AdministrativeUnit.is_demo).where(AdministrativeUnit.is_demo)).first():
        return
    needing = [shown.username for shown in ward_plan().accounts if SecondFactor.is_needed([Role(shown.role)])]
    found = db.session.scalars(select(Account).where(Account.username.in_(needing))).all()
    having = SecondFactor.enabled_for(db.session(), [account.id for account in found])
    older = [each.id for each in found if each.id not in having and is_password(each.password_hash, password)]
    if older:
        with immediate() as session:
            for account_id in older:
                TotpSecret.keep(session, account_id, totp_secret, key=sealing_key(str(current_app.secret_key)), now=now)


def _make_help(session: Session, ward: DemoWard) -> None:
    """The counter's, the ambassadors' and the teams' work."""
    lists = make_sample_help(session, ward)
    make_shown_pairs(session, lists)
    make_shown_log(session, lists)
    make_shown_requests(session, lists)
    make_shown_letters(session, lists)
    make_consents(session, lists)
