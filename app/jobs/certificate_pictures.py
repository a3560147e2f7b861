"""Pictures of issued certificates, for the page of the learner: drawn in the worker's idle minutes from the issued
files. They are no papers: backups leave them out, and a missing picture is drawn anew."""

import logging

from sqlalchemy import select

from app.documents import first_page
from app.models import Certificate
from app.models.learning.certificate import STANDING
from app.web.database import db
from app.web.kept_files import Altered, keep, kept, picture_of
from app.web.settings import Settings
from app.web.storage import StoreFolder

log = logging.getLogger(__name__)

# A tenth of a second each: an order meanwhile waits no longer than for another paper.
AT_ONCE = 30


def draw_missing(settings: Settings) -> int:
    """Draw some of the missing pictures, the newest papers first, and remove pictures of papers that are no longer
    valid; returns how many were drawn."""
    papers, pictures = settings.papers, settings.pictures
    standing = select(Certificate.file, Certificate.sha256).where(Certificate.state.in_(STANDING))
    rows = db.session.execute(standing.order_by(Certificate.id.desc()))
    wanted = {picture_of(file): (file, sha256) for file, sha256 in rows if file and sha256}
    db.session.rollback()  # no read transaction stays open while we draw
    there = {each.name for each in pictures.list()}
    pictures.remove(*(there - wanted.keys()))
    missing = [name for name in wanted if name not in there][:AT_ONCE]
    for name in missing:
        keep(pictures, name, _drawn(papers, *wanted[name]))
    return len(missing)


def _drawn(papers: StoreFolder, file: str, sha256: str) -> bytes:
    """The picture; empty if the file cannot be shown, so that the next minute does not try again."""
    try:
        return first_page.picture(kept(papers, file, sha256))
    except (Altered, first_page.Unreadable):
        log.exception("no picture could be drawn of %s", file)
        return b""
