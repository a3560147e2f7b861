"""Removes files from the store: those noted for removal, papers past their time or naming somebody who withdrew a
consent, and files that no row names."""

import logging
from datetime import timedelta

from flask import current_app
from sqlalchemy import ColumnElement, Select, and_, delete, exists, or_, select

from app.country import clock
from app.jobs.nightly import KEEP_FOR
from app.models import Consent, FileToRemove, Job, JobState, Person
from app.models.mixins.named_file import all_names
from app.registers.papers import PAPERS
from app.web import own_place
from app.web.database import db, immediate, removing
from app.web.settings import Settings
from app.web.storage import StoreUnavailable
from app.web.storage.base import dates_of
from app.web.trusted_days import is_certain

log = logging.getLogger(__name__)

AT_ONCE = 100
# A younger file that no row names may still be in the making: of a paper that can be drawn again, of any other.
YOUNG, YOUNG_FOR_GOOD = timedelta(hours=1), timedelta(days=10)
FOLDERS = ("papers", "photos", "imports")


def remove_noted() -> int:
    """Remove files that were noted for removal, once more those that were removed right after the commit; returns how
    many rows are done. While the store does not answer they wait; WrongFiles where it is another place's."""
    settings: Settings = current_app.extensions["settings"]
    rows = db.session.execute(select(FileToRemove.id, FileToRemove.name).order_by(FileToRemove.id).limit(AT_ONCE)).all()
    db.session.rollback()
    if not rows:
        return 0
    try:
        own_place.compare()
        removing.remove(db.session(), settings.store, [row.name for row in rows])
    except (StoreUnavailable, OSError) as error:
        log.warning("files that are to be removed wait for the store: %s", error)
        return 0
    with immediate() as session:
        session.execute(delete(FileToRemove).where(FileToRemove.id.in_([row.id for row in rows])))
    return len(rows)


def tidy() -> int:
    """Remove files past their time, and files older than the withdrawal of somebody whom they may name; returns how
    many. Issued papers and posters stay (`app.registers.papers`)."""
    return remove(or_(_past_their_time(), _before_taken_back()))


def remove(which: ColumnElement[bool]) -> int:
    """Remove the files of finished jobs, of papers that can be drawn again, a hundred at a time; returns how many."""
    old = _drawn(which)
    if not db.session.scalars(old.limit(1)).first():
        db.session.rollback()
        return 0
    with immediate() as session:
        return Job.forget_files(session, session.scalars(old.with_for_update(of=Job)).all())


def remove_strays(settings: Settings) -> int:
    """Remove files that no row names and that hang on no name: left by a crash, a refusal or an older version. Ages are
    by the store's own dates. Others than papers that can be drawn again go after ten days, only while today's date is
    certain, and not soon after a restore: its older rows do not name what was issued since. Returns how many.

    Raises:
        WrongFiles: the files are another place's, or bucket or prefix are misspelt.
        StoreUnavailable: it does not answer.
    """
    own_place.compare()
    store = settings.store
    redrawn = tuple({f"{settings.papers.folder}/{paper.folder}/" for paper in PAPERS.values() if paper.is_redrawn})
    dates = dates_of(store)
    is_recent = dates.restored is not None and dates.now - dates.restored < timedelta(days=KEEP_FOR)
    folders = redrawn if is_recent or not is_certain(settings) else FOLDERS
    names = all_names(db.session())
    db.session.rollback()
    strays = {
        each.name
        for folder in folders
        for each in store.list(folder.rstrip("/"))
        if each.modified < dates.now - (YOUNG if each.name.startswith(redrawn) else YOUNG_FOR_GOOD)
    }
    return removing.remove(db.session(), store, strays - names)


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
