"""`lopso anonymise`: how many it would be, ward by ward; then it is done."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.commands import anonymise as verb
from app.country import clock
from app.models import Person
from app.registers.personal_data.emptying import NAMELESS
from app.web import trusted_days
from app.web.database import db, immediate
from tests.commands.conftest import Run
from tests.factories import make_person, make_ward


@pytest.fixture
def ward(place: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ward with somebody of long ago and somebody of today; the file is not rewritten within a test."""
    monkeypatch.setattr(verb, "wipe", lambda: None)
    with place.app_context():
        trusted_days.trust(place.extensions["settings"])
        with immediate() as session:
            made = make_ward(session, "05443")
            make_person(session, made, "Vàng Thị Xuyến").created_at = clock.now() - timedelta(days=740)
            make_person(session, made, "Hà Văn Én")


def names(place: Flask) -> list[str]:
    with place.app_context():
        return sorted(db.session.scalars(select(Person.full_name)))


@pytest.mark.usefixtures("ward")
def test_a_dry_run_counts_and_changes_nothing(run: Run, place: Flask) -> None:
    told = run("anonymise", "--older-than", "24m", "--dry-run")
    assert told.exit_code == 0
    assert "05443" in told.output
    assert ": 1" in told.output
    assert names(place) == ["Hà Văn Én", "Vàng Thị Xuyến"]


@pytest.mark.usefixtures("ward")
def test_then_it_is_done(run: Run, place: Flask) -> None:
    assert "1 people were erased" in run("anonymise").output
    assert names(place) == [NAMELESS, "Hà Văn Én"]


@pytest.mark.parametrize("said", ["6m", "24", "two years", "0m"])
def test_less_than_a_year_and_what_is_no_time_is_refused(run: Run, said: str) -> None:
    assert run("anonymise", "--older-than", said, "--dry-run").exit_code == 2
