"""A ward with lists and a tablet beside its counter."""

from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.data.help_lists import supply
from app.models import Account, AdministrativeUnit, AuditEvent, KioskVisit, Role
from app.web.access import COOKIE as SIGN_IN_COOKIE
from app.web.database import immediate
from tests.factories import make_account, make_ward
from tests.pages import Pages
from tests.transactions import Transactions

START = "/quay/tu-phuc-vu"


@dataclass
class Corner(Transactions):
    """The ward, who sits at its counter, and the tablet."""

    app: Flask
    ward: AdministrativeUnit
    counter: Account
    other: Account

    def as_(self, account: Account) -> Pages:
        """A browser in which somebody is signed in."""
        return Pages(self.app.test_client()).sign_in(account)

    def tablet(self) -> Pages:
        """A browser that was made a tablet by whoever sits at the counter."""
        pages = self.as_(self.counter)
        pages.get(START).form(button="Dùng máy này").submit({"name": ""})
        return pages

    def visits(self) -> list[KioskVisit]:
        """What was done at the ward's tablets, the oldest first."""
        with self.read() as session:
            return list(
                session.scalars(select(KioskVisit).where(KioskVisit.unit_id == self.ward.id).order_by(KioskVisit.id))
            )

    def acts(self) -> list[str]:
        """What the audit trail says of the ward, the oldest first."""
        with self.read() as session:
            about = select(AuditEvent.action).where(AuditEvent.unit_id == self.ward.id).order_by(AuditEvent.id)
            return list(session.scalars(about))


@pytest.fixture
def corner(app: Flask) -> Corner:
    """Two who sit at the counter; nobody has called."""
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        supply(session, ward)
        counter = make_account(session, ward, Role.COUNTER, full_name="Lường Thị Bích Đào")
        other = make_account(session, ward, Role.OFFICER, full_name="Lê Văn Mận")
    return Corner(app, ward, counter, other)


def is_signed_in(client: FlaskClient) -> bool:
    """Whether a sign-in's cookie is on this browser."""
    return client.get_cookie(SIGN_IN_COOKIE) is not None
