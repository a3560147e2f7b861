"""Removes files of papers, as declared: past their time, naming somebody who withdrew consent, or without a job."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from app.country import clock
from app.models import Consent, Job, JobState, Person
from app.registers.papers import PAPERS
from app.web.database import db, immediate

AT_ONCE = 100
# A younger file without a job may still be in the making.
YOUNG = timedelta(hours=1)


def tidy(papers: Path) -> int:
    """Remove files past their time, and files older than the withdrawal of somebody whom they may name; returns how
    many. Issued papers and posters stay (`app.registers.papers`)."""
    return remove(papers, or_(_past_their_time(), _before_taken_back()))


def remove(papers: Path, which: ColumnElement[bool]) -> int:
    """Remove the files of finished jobs, of papers that can be drawn again, a hundred at a time; returns how many."""
    old = _drawn(which)
    if not db.session.scalars(old.limit(1)).first():
        db.session.rollback()
        return 0
    with immediate() as session:
        files = forget(session.scalars(old.with_for_update(of=Job)))
    for file in files:
        (papers / file).unlink(missing_ok=True)
    return len(files)


def forget(jobs: Iterable[Job]) -> list[str]:
    """Clear the file names of jobs; returns the files, to remove after the commit."""
    files = []
    for job in jobs:
        files += [job.result] if job.result else []
        job.result = None
    return files


def remove_strays(papers: Path) -> int:
    """Remove files that no job names, in folders of papers that can be drawn anew: left by a crash, an older version or
    a deleted job. Returns how many."""
    folders = {paper.folder for paper in PAPERS.values() if paper.is_redrawn}
    there = {path.relative_to(papers).as_posix() for folder in folders for path in (papers / folder).rglob("*.*")}
    named = set(db.session.scalars(select(Job.result).where(Job.result.is_not(None)))) if there else set()
    db.session.rollback()
    strays = [papers / name for name in there - named if _is_old(papers / name)]
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)


def _is_old(path: Path) -> bool:
    try:
        return path.is_file() and path.stat().st_mtime < (clock.now() - YOUNG).timestamp()
    except FileNotFoundError:
        return False


def _drawn(which: ColumnElement[bool]) -> Select[Job]:
    drawn_anew = [paper.kind for paper in PAPERS.values() if paper.is_redrawn]
    there = (Job.kind.in_(drawn_anew), Job.state == JobState.DONE, Job.result.is_not(None))
    return select(Job).where(*there, which).order_by(Job.id).limit(AT_ONCE)


def _past_their_time() -> ColumnElement[bool]:
    now, days = clock.now(), {paper.kind: paper.shelf.days for paper in PAPERS.values() if paper.shelf.days}
    ends = {kind: now - timedelta(days=each) for kind, each in days.items()}
    return or_(*(and_(Job.kind == kind, Job.finished_at < end) for kind, end in ends.items()))


def _before_taken_back() -> ColumnElement[bool]:
    """Whether somebody of the ward withdrew, after the order, the consent that such a paper needs."""
    taken_back = exists().where(
        Consent.person_id == Person.id, Person.unit_id == Job.unit_id, Consent.withdrawn_at >= Job.created_at
    )
    asking = [(paper.kind, paper.consent) for paper in PAPERS.values() if paper.consent]
    return or_(*(and_(Job.kind == kind, taken_back.where(Consent.purpose == purpose)) for kind, purpose in asking))
