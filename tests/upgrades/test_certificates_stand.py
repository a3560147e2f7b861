"""An upgrade redraws and issues nothing: from 0002 on, files, numbers and contents stay, and the worker starts idle.

What went wrong elsewhere (docs: users' complaints about certificates reissued after an upgrade, to people who never
attended): a migration, a start or a sweep that finds approved rows and draws what nobody ordered.
"""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.jobs import orders, queue, work
from app.models import Approval, Certificate, CertificateState, Job
from app.models.learning.certificate_lists import found_by, registered
from app.web.database import db, immediate, schema
from tests.factories import make_approved_list, make_attended_course, make_ward

# The columns that a certificate had before hand-over, replacing and revoking.
OLD = ("id", "register_id", "number", "code", "approval_id", "registration_id", "state", "content", "file", "sha256")


@pytest.fixture
def old_app(doomed_app: Flask) -> tuple[Flask, int]:
    """The demo ward in use, beside it a list that was approved and never ordered to be drawn; all as 0002 has it."""
    with doomed_app.app_context():
        with immediate() as session:
            approval = make_approved_list(session, make_attended_course(session, make_ward(session), people=3))
            approval_id = approval.id
        schema.downgrade("0002")
    return doomed_app, approval_id


def rows(app: Flask) -> list[tuple[Any, ...]]:
    with app.app_context(), db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(f"SELECT {', '.join(OLD)} FROM certificate ORDER BY id"))]


def files(app: Flask) -> dict[str, str]:
    """Every file under DATA_DIR/papers with its hash."""
    papers: Path = app.extensions["settings"].data_dir / "papers"
    return {
        str(path.relative_to(papers)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(papers.rglob("*"))
        if path.is_file()
    }


def start(app: Flask) -> None:
    """What a worker does when it starts, and each minute after."""
    with app.app_context():
        queue.enqueue_unfinished()


def test_from_0002_no_row_and_no_file_differs_and_what_nobody_ordered_is_drawn_once_somebody_does(
    old_app: tuple[Flask, int],
) -> None:
    app, approval_id = old_app
    numbered, kept = rows(app), files(app)
    assert sum(row[OLD.index("state")] == "issued" for row in numbered) == 38

    with app.app_context():
        schema.upgrade()
        jobs = len(db.session.scalars(select(Job)).all())
    start(app)
    start(app)

    assert rows(app) == numbered
    assert files(app) == kept
    with app.app_context():
        for row in db.session.scalars(select(Certificate).where(Certificate.file.is_not(None))).all():
            of_year = registered(row.register.unit_id, row.register.year)
            found = of_year.where(*found_by(row.paper["full_name"]))
            assert row in db.session.scalars(found).all()  # by the name on the paper
            assert kept[str(row.file)] == row.sha256
            assert (row.handed_over_at, row.ended_at, row.replaces_id) == (None, None, None)

    assert states(app, approval_id) == {CertificateState.APPROVED}
    with app.app_context():
        assert len(db.session.scalars(select(Job)).all()) == jobs
        db.session.rollback()
        with immediate() as session:
            job_id = orders.certificates(session, session.get_one(Approval, approval_id), by=None).id
        work.run(job_id)
    assert states(app, approval_id) == {CertificateState.ISSUED}


def states(app: Flask, approval_id: int) -> set[str]:
    with app.app_context():
        return {row.state for row in db.session.scalars(Certificate.of_approval(approval_id))}
