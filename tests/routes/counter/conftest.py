"""A ward whose desk, ambassador, group head and officer register people for others."""

from dataclasses import dataclass

import pytest
from flask import Flask

from app.models import Account, AdministrativeUnit, AuditEvent, Registration, ResidentialGroup, Role
from app.models.learning.families import made_by
from app.web.database import db, immediate
from tests.factories import LONG_AGO, make_account, make_grant, make_group, make_ward
from tests.pages import Pages


@dataclass
class Desk:
    """The ward, its two groups and the people who help."""

    app: Flask
    ward: AdministrativeUnit
    group: ResidentialGroup
    other: ResidentialGroup
    accounts: dict[Role, Account]

    def as_(self, role: Role) -> Pages:
        """A browser in which somebody of the role is signed in."""
        return Pages(self.app.test_client()).sign_in(self.accounts[role])

    def made(self, role: Role) -> list[Registration]:
        """What somebody of the role registered, the newest first, people and groups loaded."""
        with self.app.app_context():
            long_ago = db.session.get_one(Account, self.accounts[role].id).created_at.replace(year=LONG_AGO.year)
            seats = list(db.session.scalars(made_by(self.accounts[role].id, long_ago)))
            assert all(seat.person.full_name for seat in seats)
            return seats

    def acts(self, action: str) -> list[AuditEvent]:
        """The lines of the audit trail about an action."""
        with self.app.app_context():
            return [event for event in db.session.query(AuditEvent).order_by(AuditEvent.id) if event.action == action]


@pytest.fixture
def desk(app: Flask) -> Desk:
    """Two groups; the group head heads the first."""
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        group = make_group(session, ward, "Tổ dân phố Túc Duyên 1")
        other = make_group(session, ward, "Tổ dân phố Đồng Quang 2")
        accounts = {role: make_account(session, ward, role) for role in (Role.COUNTER, Role.AMBASSADOR, Role.OFFICER)}
        accounts[Role.GROUP_HEAD] = head = make_account(session, ward, full_name="Bùi Văn Quyết")
        make_grant(session, head, ward, Role.GROUP_HEAD, group=group)
    return Desk(app, ward, group, other, accounts)
