"""/don-vi/da-ghi/<entry>/anh: photos and files of an entry that was recorded for the organisation, until the ward
confirms it."""

from uuid import UUID

from flask import Blueprint

from app.models import Role
from app.routes.entries import photos, sent_files
from app.routes.unit.recorded_entries import AT, sender_here
from app.web.access import requires
from app.web.responses import Answer

entry_photos = Blueprint("entry_photos", __name__)
entry_photos.url_value_preprocessor(photos.take_files)
ADDRESS = f"{AT}/anh"


@entry_photos.post(ADDRESS)
@requires(Role.UNIT)
def create(entry: UUID) -> Answer:
    """Keep those that were chosen, in the place of those that stand: all of them, or none and why."""
    return sent_files.take(sender_here, entry)


@entry_photos.get(f"{ADDRESS}/<uuid:photo>.jpg")
@requires(Role.UNIT)
def show(entry: UUID, photo: UUID) -> Answer:
    """A picture, to the organisation's accounts."""
    return sent_files.shown(sender_here(), entry, photo)


@entry_photos.get(f"{ADDRESS}/<uuid:photo>/tep")
@requires(Role.UNIT)
def download(entry: UUID, photo: UUID) -> Answer:
    """A file, to the organisation's accounts."""
    return sent_files.given(sender_here(), entry, photo)


@entry_photos.post(f"{ADDRESS}/<uuid:photo>/bo")
@requires(Role.UNIT)
def destroy(entry: UUID, photo: UUID) -> Answer:
    """Take one away, off the disk too."""
    return sent_files.remove(sender_here, entry, photo)
