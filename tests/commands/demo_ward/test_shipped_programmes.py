"""The demo ward is filled whatever other programmes ship: one more is a file, and no line of Python."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.commands.demo_ward import fill
from app.country import clock
from app.data import programmes
from app.models import Household, Programme, ProgrammeEntry, Role
from app.web.database import db, immediate
from tests.factories import make_account
from tests.pages import Pages

SECOND = """\
key: village_library
shape: recognise
name: Thư viện thôn
noun: thư viện
source: Kế hoạch của phường
subject: site
recorded_on: [office]
records: [officer]
sees: [officer, leader]
outcomes: [done]
fields:
  - {key: seats, label: Số chỗ ngồi, type: number, counted: true}
"""


@pytest.fixture
def _second_ships(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if a release brought one more, whose name comes before that of the first."""
    folder = tmp_path / "movement"
    shutil.copytree(programmes.FOLDER, folder)
    (folder / "village_library.yaml").write_text(SECOND, encoding="utf-8")
    monkeypatch.setattr(programmes, "FOLDER", folder)
    programmes.catalogue.cache_clear()
    yield
    programmes.catalogue.cache_clear()


@pytest.mark.usefixtures("_second_ships")
def test_a_second_programme_that_ships_leaves_the_demo_ward_as_it_is(app: Flask) -> None:
    with app.app_context():
        fill("a demo's password", clock.now())
        every = {each.key: each for each in db.session.scalars(select(Programme))}
        programme = every["household"]
        assert "village_library" not in every
        assert programme.unit.code == "05443"
        assert db.session.scalars(select(Household)).first()
        assert db.session.scalars(select(ProgrammeEntry)).first()
        with immediate() as session:
            officer = make_account(session, session.get_one(Programme, programme.id).unit, Role.OFFICER)
    page = Pages(app.test_client()).sign_in(officer).get("/van-phong/phong-trao")
    assert "Gia đình số" in page.text
    assert "Mở sổ: Thư viện thôn" in page.text
