"""An administrator at work in a ward of their own."""

import pytest
from flask import Flask

from app.models import Account, AdministrativeUnit, Role
from tests.doors import a_ward, someone
from tests.pages import Pages


@pytest.fixture
def ward(app: Flask) -> AdministrativeUnit:
    """The ward."""
    return a_ward(app)


@pytest.fixture
def administrator(app: Flask, ward: AdministrativeUnit) -> Account:
    """Its administrator."""
    return someone(app, Role.ADMINISTRATOR, ward=ward, username="quantri", full_name="Phạm Quản Trị")


@pytest.fixture
def room(pages: Pages, administrator: Account) -> Pages:
    """The administrator's browser."""
    return pages.sign_in(administrator)
