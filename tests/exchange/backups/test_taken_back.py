"""An older backup comes back: who was erased on request since is erased again, and what was withdrawn withdrawn."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from app.commands import lopso
from app.commands.guards import erased_again
from app.commands.surroundings import BAD, OK
from app.country import clock
from app.jobs import taken_back
from app.models import Account, Consent, DataRequest, Person, Registration
from app.models.learning import leaving
from app.models.learning.correction import withdraw
from app.registers.personal_data.emptying import NAMELESS
from app.registers.personal_data.taken_back import NOTE, TakenBack
from app.web.database import db, immediate
from tests.exchange.backups.conftest import KEY, backed_up
from tests.registers.personal_data.somebody import NAME, a_ward_with_somebody, asks, erases, tells


@pytest.fixture
def ward(engine: str, make_app: Callable[[str], Flask]) -> tuple[Flask, Account]:
    """A ward with somebody on file, who agreed to photos as somebody else did; and its officer."""
    app = make_app(engine)
    officer = a_ward_with_somebody(app)
    with app.app_context(), immediate() as session:
        for person in session.scalars(select(Person)):
            Consent.give(session, person, "photos", version="1", at=clock.now() - timedelta(days=9), how="form")
    return app, officer


def restored(into: Flask, file: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """What `lopso restore` says."""
    monkeypatch.setattr("app.commands.restore.create_app", lambda: into)
    monkeypatch.setattr("app.commands.restore.named_key", lambda settings, key_file: KEY)
    done = CliRunner().invoke(lopso, ["restore", str(file)], prog_name="lopso")
    assert done.exit_code == 0, done.output
    return done.stdout


def test_what_was_taken_back_since_is_taken_back_again(
    ward: tuple[Flask, Account],
    engine: str,
    make_empty: Callable[[str], Flask],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app, officer = ward
    request = asks(app)
    with app.app_context(), immediate() as session:  # in the older backup they have a seat in a class to come
        seat = session.scalars(select(Registration).join(Registration.person).where(Person.full_name == NAME)).one()
        lesson = seat.course.lessons[-1]
        lesson.starts_at, lesson.ends_at = (at + timedelta(days=400) for at in (lesson.starts_at, lesson.ends_at))
    backed_up(app, tmp_path / "older.backup")
    with app.app_context(), immediate() as session:
        other = session.scalars(select(Person).where(Person.full_name != NAME).order_by(Person.id)).first()
        assert other is not None
        withdraw(session, other.id, "photos", clock.now())
        other_id = other.public_id
        leaving.cancel(session, session.get_one(Registration, seat.id), now=clock.now())
    erases(app, officer, request)
    backed_up(app, tmp_path / "newer.backup")
    (tmp_path / "newer.backup").unlink()
    assert tells((tmp_path / NOTE).read_bytes()) == [], "a note of numbers"
    elsewhere = make_empty(engine)

    said = restored(elsewhere, tmp_path / "older.backup", monkeypatch)

    assert "1 people, 1 consents" in said
    with elsewhere.app_context():
        assert db.session.scalars(select(Person.full_name).where(Person.erased_at.is_not(None))).all() == [NAMELESS]
        again = db.session.scalars(select(DataRequest)).one()
        assert (again.state, again.full_name, again.seen_how) == ("done", "", "paper")
        stands = select(Person.public_id).join(Consent, Consent.person_id == Person.id)
        assert other_id not in db.session.scalars(stands.where(Consent.withdrawn_at.is_(None))).all()
        assert db.session.scalars(select(Registration.state).where(Registration.id == seat.id)).one() == "cancelled"
        assert TakenBack.read(elsewhere.extensions["settings"].data_dir / NOTE).erasures


def test_a_note_that_cannot_be_read_holds_back_no_backup(ward: tuple[Flask, Account], tmp_path: Path) -> None:
    app, _officer = ward
    note = app.extensions["settings"].data_dir / NOTE
    note.write_text("{}")
    assert backed_up(app, tmp_path / "made.backup").rows
    with app.app_context():
        taken_back.tonight(app.extensions["settings"])
        assert erased_again().state == BAD
        note.unlink()
        taken_back.note(app.extensions["settings"])
        assert erased_again().state == OK
