"""Photos that answer a programme, for the rooms that show and take them: read from a form, kept, shown, taken away."""

from collections.abc import Mapping
from pathlib import Path

from flask import request, send_from_directory
from sqlalchemy.orm import Session

from app.country import clock
from app.models import EntryPhoto, ProgrammeEntry, Site
from app.models.movement.declaration import Question
from app.registers.programmes.fields import PREFIX
from app.web import photos as pictures
from app.web.access import current_visitor
from app.web.photos import ENTRIES, Photo
from app.web.responses import Answer, personal, settings

# Bytes of a form that may bring some.
MOST_BYTES = 3 * pictures.MOST_BYTES
# The name of a file that stands on the disk, and its hash, by what it answers.
Kept = Mapping[str, tuple[str, str]]


def take_files(endpoint: str | None, values: dict[str, object] | None) -> None:
    """These addresses take more bytes than a form."""
    request.max_content_length = MOST_BYTES


def kept(asked: tuple[Question, ...]) -> Kept:
    """The photos of a form, read, made small and on the disk; an empty field is none.

    Raises:
        UnusablePhoto: one of them is none; then none is kept.
        OSError: there is no room.
    """
    files = {each.key: request.files.get(PREFIX + each.key) for each in asked}
    read: dict[str, Photo] = {key: pictures.read(file.stream) for key, file in files.items() if file and file.filename}
    return {key: (pictures.keep(folder(), photo), photo.sha256) for key, photo in read.items()}


def put(session: Session, entry: ProgrammeEntry, answered: Kept) -> None:
    """They answer an entry from now on. Holds the row of its site."""
    session.scalars(Site.locked(entry.site_id)).one()
    for key, (file, sha256) in answered.items():
        by_id = current_visitor().account_id
        EntryPhoto.put(session, entry, key, by_id=by_id, now=clock.now(), file=file, sha256=sha256)


def shown(photo: EntryPhoto) -> Answer:
    """The picture; `?nho` the small one."""
    name = pictures.small_name(photo.file) if "nho" in request.args else photo.file
    return personal(send_from_directory(folder(), name, mimetype="image/jpeg", etag=False, conditional=False))


def off_the_disk(session: Session, photo: EntryPhoto) -> None:
    """The file of one that was taken away goes, unless another stands on it; the night's sweep does it otherwise."""
    if session.scalars(EntryPhoto.holding(photo.file)).first() is None:
        pictures.remove(folder(), photo.file)


def folder() -> Path:
    """Where they lie."""
    return settings().data_dir / "photos" / ENTRIES
