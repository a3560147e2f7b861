"""Removes files of papers, as declared: past their time, naming somebody who withdrew consent, or without a job."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from app.country import clock
from app.models import Consent, Job, JobState, Person
from app.registers.papers import PAPERS
from app.web.database import db, immediate
from app.web.storage import StoreFolder

AT_ONCE = 100
# A younger file without a job may still be in the making.
YOUNG = timedelta(hours=1)


def tidy(papers: StoreFolder) -> int:
    """Remove files past their time, and files older than the withdrawal of somebody whom they may name; returns how
    many. Issued papers and posters stay (`app.registers.papers`)."""
    return remove(papers, or_(_past_their_time(), _before_taken_back()))


def remove(papers: StoreFolder, which: ColumnElement[bool]) -> int:
    """Remove the files of finished jobs, of papers that can be drawn again, a hundred at a time; returns how many."""
    old = _drawn(which)
    if not db.session.scalars(old.limit(1)).first():
        db.session.rollback()
        return 0
    with immediate() as session:
        files = forget(session.scalars(old.with_for_update(of=Job)))
    papers.remove(*files)
    return len(files)


def forget(jobs: Iterable[Job]) -> list[str]:
    """Clear the file names of jobs; returns the files, to remove after the commit."""
    files = []
    for job in jobs:
        files += [job.result] if job.result else []
        job.result = None
    return files


def remove_strays(papers: StoreFolder) -> int:
    """Remove files that no job names, in folders of papers that can be drawn anew: left by a crash, an older version or
    a deleted job. Returns how many."""
    folders = {paper.folder for paper in PAPERS.values() if paper.is_redrawn}
    old = clock.now() - YOUNG
    there = {each.name for folder in folders for each in papers.list(folder) if each.modified < old}
    named = set(db.session.scalars(select(Job.result).where(Job.result.is_not(None)))) if there else set()
    db.session.rollback()
    strays = there - named
    papers.remove(*strays)
    return len(strays)


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
