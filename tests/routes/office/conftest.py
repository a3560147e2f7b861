"""A ward's office: an officer, a leader, and the rows they work on."""

from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Account, AdministrativeUnit, AuditEvent, Course, Role
from app.web.database import immediate
from tests.factories import make_account, make_ward
from tests.pages import Pages
from tests.transactions import Transactions


@dataclass
class Office(Transactions):
    """A ward with its officer and leader, and browsers for both."""

    app: Flask
    ward: AdministrativeUnit
    officer: Account
    leader: Account

    def here(self, session: Session) -> AdministrativeUnit:
        """The ward in a transaction."""
        return session.get_one(AdministrativeUnit, self.ward.id)

    def as_officer(self) -> Pages:
        """A browser in which the officer is signed in."""
        return Pages(self.app.test_client()).sign_in(self.officer)

    def as_leader(self) -> Pages:
        """A browser in which the leader is signed in."""
        return Pages(self.app.test_client()).sign_in(self.leader)

    def course(self, code: str) -> Course:
        """A course as it stands, its lessons loaded."""
        with self.read() as session:
            course = session.scalars(Course.called(code)).one()
            assert course.lessons is not None
            return course

    def acts(self, code: str) -> list[str]:
        """What the audit trail says of a course, the oldest first."""
        with self.read() as session:
            about = select(AuditEvent.action).where(AuditEvent.subject_id == code).order_by(AuditEvent.id)
            return list(session.scalars(about))


@pytest.fixture
def office(app: Flask) -> Office:
    """An office with nothing in it yet."""
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        officer = make_account(session, ward, Role.OFFICER, full_name="Lường Thị Bích Đào")
        leader = make_account(session, ward, Role.LEADER, full_name="Lê Hồng Thái")
    return Office(app, ward, officer, leader)
