"""Photos and files that answer a programme, for the rooms that show and take them: read from a form, kept, shown."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from flask import abort, request, send_from_directory
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.models import EntryPhoto, ProgrammeEntry, Site
from app.models.movement.entry_photo import FILES
from app.models.movement.question import Question, Type
from app.registers.programmes.answer_values import PREFIX
from app.web import office_files, photos as pictures
from app.web.access import current_visitor
from app.web.kept_files import keep
from app.web.photos import ENTRIES, Photo
from app.web.responses import Answer, personal, settings

# Bytes of a form that may bring some.
MOST_BYTES = 3 * pictures.MOST_BYTES
MOST_OF_A_FILE = 10_000_000
_OFFICE = "application/vnd.openxmlformats-officedocument"
ENDINGS = {
    "pdf": "application/pdf", "jpg": "image/jpeg", "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
}  # fmt: skip
# The name of a file that stands on the disk, and its hash, by what it answers.
Kept = Mapping[str, tuple[str, str]]


def take_files(endpoint: str | None, values: dict[str, object] | None) -> None:
    """These addresses take more bytes than a form."""
    request.max_content_length = MOST_BYTES


def kept(asked: tuple[Question, ...]) -> Kept:
    """The photos and files of a form, read and on the disk, photos made small; an empty field is none.

    Raises:
        UnusablePhoto, UnusableFile: one of them is none; then none is kept.
        OSError: there is no room.
    """
    sent = [(each, request.files.get(PREFIX + each.key)) for each in asked]
    there = [(each, file.stream) for each, file in sent if file and file.filename]
    photos: dict[str, Photo] = {}
    files: dict[str, tuple[str, bytes]] = {}
    for each, stream in there:
        if each.type is Type.FILE:
            files[each.key] = office_files.read(stream.read(MOST_OF_A_FILE + 1), MOST_OF_A_FILE)
        else:
            photos[each.key] = pictures.read(stream)
    kept_photos = {key: (pictures.keep(folder(), photo), photo.sha256) for key, photo in photos.items()}
    return kept_photos | {key: _kept_file(*file) for key, file in files.items()}


def _kept_file(ending: str, content: bytes) -> tuple[str, str]:
    sha256 = hashlib.sha256(content).hexdigest()
    name = f"{FILES}{sha256[:2]}/{sha256}.{ending}"
    keep(folder(), name, content)
    return name, sha256


def given(photo: EntryPhoto) -> Answer:
    """A file to save, named by what it answers; never shown within the page. A 404 for a picture."""
    asked = {each.key: each.label for each in photo.entry.asked_by.declared.files}
    name = f"{asked.get(photo.key) or abort(404)}.{photo.ending}"
    sent = send_from_directory(folder(), photo.file, mimetype=ENDINGS[photo.ending], as_attachment=True,
                               download_name=name, etag=False, conditional=False)  # fmt: skip
    return personal(sent)


def put(session: Session, entry: ProgrammeEntry, answered: Kept) -> None:
    """They answer an entry from now on. Holds the row of its site."""
    session.scalars(Site.locked(entry.site_id)).one()
    for key, (file, sha256) in answered.items():
        by_id = current_visitor().account_id
        EntryPhoto.put(session, entry, key, by_id=by_id, now=clock.now(), file=file, sha256=sha256)


def shown(photo: EntryPhoto) -> Answer:
    """The picture; `?nho` the small one. A 404 for a file that is none."""
    if photo.ending != "jpg":
        abort(404)
    name = pictures.small_name(photo.file) if is_small() else photo.file
    return personal(send_from_directory(folder(), name, mimetype="image/jpeg", etag=False, conditional=False))


def is_small() -> bool:
    """Whether the address asks for the small picture, which stands on a page."""
    return "nho" in request.args


def remove(session: Session, photo: EntryPhoto) -> str:
    """Take one away, off the disk too, also from entries that were corrected since; returns what says so. Its file
    stays where another stands on it; the night's sweep does it otherwise."""
    photo.remove(session, clock.now())
    if session.scalars(EntryPhoto.holding(photo.file)).first() is None:
        pictures.remove(folder(), photo.file)
    return str(_("Đã bỏ tệp.") if photo.file.startswith(FILES) else _("Đã bỏ ảnh."))


def folder() -> Path:
    """Where they lie."""
    return settings().data_dir / "photos" / ENTRIES
