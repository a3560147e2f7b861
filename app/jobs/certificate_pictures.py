"""Pictures of issued certificates, for the page of the learner: drawn in the worker's idle minutes from the issued
files. They are no papers: backups leave them out, and a missing picture is drawn anew."""

import logging

from sqlalchemy import update

from app.country import clock
from app.documents import drawn_pages
from app.models import Certificate
from app.web.database import db, immediate
from app.web.kept_files import Altered, keep, kept, picture_of
from app.web.settings import Settings

log = logging.getLogger(__name__)

# A tenth of a second each: an order meanwhile waits no longer than for another paper.
AT_ONCE = 30
# Certificates that are looked at in one minute: after a restore or an upgrade most pictures are there already.
LOOKED_AT = 300
# Files that could not be shown; this process does not try them again.
_unreadable: set[str] = set()


def draw_missing(settings: Settings) -> int:
    """Draw some of the missing pictures, the newest papers first, and remove pictures of papers that are no longer
    valid; returns how many were drawn. With nothing to do it is one statement, and the store is not asked."""
    due = db.session.execute(Certificate.picture_due().limit(LOOKED_AT + len(_unreadable))).all()
    db.session.rollback()  # no read transaction stays open while we draw
    ended = {row_id: picture_of(file) for row_id, file, _sha256, ended_at in due if ended_at}
    settings.pictures.remove(*ended.values())
    there, drawn = list[int](), 0
    for row_id, file, sha256, _ended_at in due:
        if row_id in ended or file in _unreadable:
            continue
        if not settings.pictures.size(picture_of(file)):
            if drawn == AT_ONCE:
                break
            if not _draw(settings, file, sha256):
                continue
            drawn += 1
        there.append(row_id)
    if ended or there:
        with immediate() as session:
            for ids, at in ((ended, None), (there, clock.now())):
                session.execute(update(Certificate).where(Certificate.id.in_(ids)).values(picture_drawn_at=at))
    return drawn


def _draw(settings: Settings, file: str, sha256: str) -> bool:
    """Draw one picture; returns whether the file could be shown."""
    try:
        picture = drawn_pages.picture(kept(settings.papers, file, sha256))
    except (Altered, drawn_pages.Unreadable):
        log.exception("no picture could be drawn of %s", file)
        _unreadable.add(file)
        return False
    keep(settings.pictures, picture_of(file), picture)
    return True
