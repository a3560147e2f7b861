"""Pictures of issued certificates, for the page of whoever earned one: drawn in the worker's idle minutes from the very
files that were issued. They are no papers: none is in a backup, and one that is missing is drawn anew."""

import logging
from pathlib import Path

from sqlalchemy import select

from app.documents import first_page
from app.models import Certificate
from app.models.learning.certificate import STANDING
from app.web.database import db
from app.web.kept_files import Altered, keep, kept, picture_of
from app.web.settings import Settings

log = logging.getLogger(__name__)

# A tenth of a second each: whoever asks for a paper meanwhile waits no longer than for another paper.
AT_ONCE = 30


def draw_missing(settings: Settings) -> int:
    """Draw some of those that are missing, the newest papers first, and remove those whose paper stands no more;
    returns how many were drawn."""
    papers, pictures = settings.papers_dir, settings.pictures_dir
    standing = select(Certificate.file, Certificate.sha256).where(Certificate.state.in_(STANDING))
    rows = db.session.execute(standing.order_by(Certificate.id.desc()))
    wanted = {picture_of(pictures, file): (file, sha256) for file, sha256 in rows if file and sha256}
    db.session.rollback()  # no read transaction stays open while we draw
    there = set(pictures.rglob("*.webp"))
    for stray in there - wanted.keys():
        stray.unlink(missing_ok=True)
    missing = [path for path in wanted if path not in there][:AT_ONCE]
    for path in missing:
        keep(pictures, path.relative_to(pictures).as_posix(), _drawn(papers, *wanted[path]))
    return len(missing)


def _drawn(papers: Path, file: str, sha256: str) -> bytes:
    """The picture; nothing where the file cannot be shown, so that it is not tried again each minute."""
    try:
        return first_page.picture(kept(papers, file, sha256))
    except (Altered, first_page.Unreadable):
        log.exception("no picture could be drawn of %s", file)
        return b""
