"""A ward with a school and a union, and an account that records for the school."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.models import Account, AdministrativeUnit, Organisation, Role
from app.web.database import db, immediate
from tests.factories import make_account, make_grant, make_organisation, make_ward
from tests.pages import Pages


@dataclass
class School:
    """The ward, its school and its union, and who records for the school."""

    app: Flask
    unit: AdministrativeUnit
    school: Organisation
    union: Organisation
    account: Account

    def reader(self) -> Pages:
        """A browser of who records for the school."""
        return Pages(self.app.test_client()).sign_in(self.account)

    def other(self, *organisations: Organisation) -> Account:
        """Somebody who records for other organisations."""
        with self.write() as session:
            unit = session.get_one(AdministrativeUnit, self.unit.id)
            account = make_account(session, unit, full_name="Hà Thị Thơm")
            for each in organisations:
                make_grant(session, account, unit, Role.UNIT, organisation=each)
        return account

    def officer(self, *roles: Role) -> Pages:
        """A browser of an officer, or of somebody with other roles over the ward."""
        with self.write() as session:
            unit = session.get_one(AdministrativeUnit, self.unit.id)
            account = make_account(session, unit, *(roles or (Role.OFFICER,)), full_name="Lý Văn Cán")
        return Pages(self.app.test_client()).sign_in(account)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A write transaction."""
        with self.app.app_context(), immediate() as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that reads."""
        with self.app.app_context():
            yield db.session()


@pytest.fixture
def school(app: Flask) -> School:
    with app.app_context(), immediate() as session:
        unit = make_ward(session)
        own = make_organisation(session, unit)
        union = make_organisation(session, unit, "Hội Phụ nữ phường", "mass_organisation")
        account = make_account(session, unit, full_name="Hoàng Thị Lan")
        make_grant(session, account, unit, Role.UNIT, organisation=own)
        return School(app, unit, own, union, account)
