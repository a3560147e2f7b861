"""Files of papers go when their time is over, when somebody named takes a consent back, and when no job knows them."""

import os
import shutil
import time
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask, current_app

from app.country import clock
from app.jobs import shelves
from app.models import AdministrativeUnit, Consent, Job
from app.registers.papers import PAPERS
from app.web.database import db, immediate
from tests.factories import make_person, make_ward

REDRAWN = sorted(kind for kind, paper in PAPERS.items() if paper.is_redrawn)
KEPT = sorted(set(PAPERS) - set(REDRAWN))


@pytest.fixture
def papers(app: Flask) -> Path:
    """Where papers lie."""
    folder: Path = app.extensions["settings"].data_dir / "papers"
    return folder


def drawn(papers: Path, kind: str) -> Job:
    """A paper of a kind that was just drawn, its file on disk."""
    with immediate() as session:
        ward = session.scalars(AdministrativeUnit.wards()).first() or make_ward(session)
        now = clock.now()
        job = Job.ask(session, kind, {}, title="Giấy", unit_id=ward.id, asked_by_id=None, now=now, again=True)
        job.finish(result=f"{PAPERS[kind].folder}/05443/{job.public_id}.pdf", now=now)
    write(papers / str(job.result))
    return job


def write(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"%PDF-")


@pytest.mark.parametrize("kind", REDRAWN)
def test_a_paper_that_can_be_drawn_again_goes_after_its_time(app: Flask, papers: Path, kind: str) -> None:
    with app.app_context():
        job = drawn(papers, kind)
        file = papers / str(job.result)
        days = PAPERS[kind].shelf.days
        assert days is not None
        time = timedelta(days=days)
        with clock.shifted(time - timedelta(hours=1)):
            assert shelves.tidy() == 0
        with clock.shifted(time + timedelta(hours=1)):
            assert shelves.tidy() == 1
            assert shelves.tidy() == 0

        assert not file.exists()
        db.session.rollback()
        assert db.session.get_one(Job, job.id).result is None


@pytest.mark.parametrize("kind", KEPT)
def test_what_says_why_it_stays_does(app: Flask, papers: Path, kind: str) -> None:
    with app.app_context():
        file = papers / str(drawn(papers, kind).result)
        os.utime(file, (0, 0))
        with clock.shifted(timedelta(days=4000)):
            shelves.tidy()
            shelves.remove_strays(current_app.extensions["settings"])
        assert file.exists()


def test_a_log_that_names_who_took_their_consent_back_goes_at_once(app: Flask, papers: Path) -> None:
    with app.app_context():
        log, report = drawn(papers, "help_log"), drawn(papers, "help_report")
        with immediate() as session:
            person = make_person(session, session.scalars(AdministrativeUnit.wards()).one())
            Consent.give(session, person, "follow_up", version="2026-11", at=clock.now(), how="counter")
        assert shelves.tidy() == 0
        with clock.shifted(timedelta(minutes=1)):
            with immediate() as session:
                session.scalars(Consent.stands(person.id, "follow_up")).one().withdrawn_at = clock.now()
            later = drawn(papers, "help_log")
            assert shelves.tidy() == 1

        gone = {job.id: not (papers / f"help/05443/{job.public_id}.pdf").exists() for job in (log, report, later)}
        assert gone == {log.id: True, report.id: False, later.id: False}


def test_files_of_no_job_go_and_what_is_being_written_stays(app: Flask, papers: Path) -> None:
    with app.app_context():
        shutil.rmtree(papers.parent / "papers", ignore_errors=True)  # what tests before this one left
        named = papers / str(drawn(papers, "help_log").result)
        stray, half, young = (papers / "help/05443" / name for name in ("stray.pdf", ".half.pdf.12.tmp", "young.pdf"))
        letter = papers / "thanks/05443/2026/001-abc.pdf"
        for path in (stray, half, young, letter):
            write(path)
        for path in (named, stray, half, letter):
            os.utime(path, (time.time() - 3700,) * 2)

        assert shelves.remove_strays(current_app.extensions["settings"]) == 2
        assert [path.exists() for path in (named, stray, half, young, letter)] == [True, False, False, True, True]
