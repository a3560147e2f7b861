"""Photos and files that answer a programme or go with the report of a task, for the rooms that show and take them: read
from a form, kept, shown."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import IO

from flask import abort, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.models import EntryPhoto, MatterFile, ProgrammeEntry, Site
from app.models.mixins.named_file import small_name
from app.models.movement.entry_photo import FILES
from app.models.movement.question import Question, Type
from app.registers.programmes.answer_values import PREFIX
from app.web import office_files, photos as pictures
from app.web.access import current_visitor
from app.web.kept_files import keep
from app.web.photos import ENTRIES, TASKS, Photo
from app.web.responses import Answer, send_kept, settings
from app.web.storage import StoreFolder

# Bytes of a form that may bring some.
MOST_BYTES = 3 * pictures.MOST_BYTES
MOST_OF_A_FILE = 10_000_000
_OFFICE = "application/vnd.openxmlformats-officedocument"
ENDINGS = {
    "pdf": "application/pdf", "jpg": "image/jpeg", "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
}  # fmt: skip
_OFFICE_FILE = (b"%PDF", b"PK\x03\x04")
# The name of a file that is on the disk, and its hash; such files by what they answer.
Named = tuple[str, str]
Kept = Mapping[str, Named]


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
    read = {each.key: _read(stream, is_file=each.type is Type.FILE) for each, stream in there}
    return {key: _keep(folder(), file) for key, file in read.items()}


def kept_of_task(streams: Iterable[IO[bytes]]) -> list[Named]:
    """The photos and files that go with the report of a task, read and on the disk. Raises as `kept` does."""
    read = []
    for each in streams:
        begin = each.read(len(_OFFICE_FILE[0]))
        each.seek(0)
        read.append(_read(each, is_file=begin in _OFFICE_FILE))
    return [_keep(folder(TASKS), file) for file in read]


def _read(stream: IO[bytes], *, is_file: bool) -> Photo | tuple[str, bytes]:
    return office_files.read(stream.read(MOST_OF_A_FILE + 1), MOST_OF_A_FILE) if is_file else pictures.read(stream)


def _keep(below: StoreFolder, file: Photo | tuple[str, bytes]) -> Named:
    if isinstance(file, Photo):
        return pictures.keep(below, file), file.sha256
    ending, content = file
    sha256 = hashlib.sha256(content).hexdigest()
    name = f"{FILES}{pictures.fresh_name()}.{ending}"
    keep(below, name, content)
    return name, sha256


def given(photo: EntryPhoto) -> Answer:
    """A file to save, named by what it answers; never shown within the page. A 404 for a picture."""
    asked = {each.key: each.label for each in photo.entry.asked_by.declared.files}
    return _given(photo, asked.get(photo.key) or abort(404))


def of_task(file: MatterFile) -> Answer:
    """A picture that went with the report of a task, or a file to save."""
    return shown(file) if file.ending == "jpg" else _given(file, str(_("Kèm việc được giao")))


def _given(file: EntryPhoto | MatterFile, name: str) -> Answer:
    called = f"{name}.{file.ending}"
    return send_kept(_folder_of(file), file.file, mimetype=ENDINGS[file.ending], called=called, as_attachment=True)


def put(session: Session, entry: ProgrammeEntry, answered: Kept) -> None:
    """They answer an entry from now on. Holds the row of its site."""
    session.scalars(Site.locked(entry.site_id)).one()
    for key, (file, sha256) in answered.items():
        by_id = current_visitor().account_id
        EntryPhoto.put(session, entry, key, by_id=by_id, now=clock.now(), file=file, sha256=sha256)


def shown(photo: EntryPhoto | MatterFile) -> Answer:
    """The picture; `?nho` the small one. A 404 for a file that is none."""
    if photo.ending != "jpg":
        abort(404)
    name = small_name(photo.file) if is_small() else photo.file
    return send_kept(_folder_of(photo), name, mimetype="image/jpeg")


def is_small() -> bool:
    """Whether the address asks for the small picture, which stands on a page."""
    return "nho" in request.args


def remove(session: Session, photo: EntryPhoto) -> str:
    """Take one away, its file too, also from entries that were corrected since; returns what says so. Holds the row of
    its site, so that nobody copies it meanwhile."""
    session.scalars(Site.locked(photo.entry.site_id)).one()
    photo.remove(session, clock.now())
    return str(_("Đã bỏ tệp.") if photo.file.startswith(FILES) else _("Đã bỏ ảnh."))


def folder(name: str = ENTRIES) -> StoreFolder:
    """Where they lie."""
    return settings().photos.below(name)


def _folder_of(file: EntryPhoto | MatterFile) -> StoreFolder:
    return folder(TASKS if isinstance(file, MatterFile) else ENTRIES)
