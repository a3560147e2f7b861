"""/don-vi/da-ghi/<entry>/anh: photos and files of an entry that was recorded for the organisation, until the ward
confirms it."""

from uuid import UUID

from flask import Blueprint, abort, flash, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.models import EntryPhoto, ProgrammeEntry, Role, Site
from app.registers.programmes.opening import register_of
from app.routes import entry_photos as photos
from app.routes.registers.rows import note
from app.routes.unit.recorded_entries import AT, closed_words, entry_here
from app.web.access import found, requires
from app.web.database import immediate
from app.web.office_files import UnusableFile
from app.web.photos import UnusablePhoto
from app.web.responses import Answer, see_other

entry_photos = Blueprint("entry_photos", __name__)
entry_photos.url_value_preprocessor(photos.take_files)
ADDRESS = f"{AT}/anh"


@entry_photos.post(ADDRESS)
@requires(Role.UNIT)
def create(entry: UUID) -> Answer:
    """Keep those that were chosen, in the place of those that stand: all of them, or none and why."""
    organisation, kept = entry_here(entry)
    declared = kept.asked_by.declared
    if words := closed_words(kept):
        return _closed(entry, organisation.code, words)
    try:
        answered = photos.kept((*declared.photos, *declared.files))
    except (UnusablePhoto, UnusableFile) as unusable:
        flash(unusable.message, "bad")
        return _back(entry, organisation.code)
    with immediate() as session:
        session.scalars(Site.locked(kept.site_id)).one()
        _organisation, fresh = entry_here(entry)
        if words := closed_words(fresh):  # meanwhile
            return _closed(entry, organisation.code, words)
        photos.put(session, fresh, answered)
        if answered:
            _note(session, "photo_added", fresh)
    if answered:
        flash(_("Đã gửi kèm %(count)s ảnh, tệp.", count=len(answered)))
    else:
        flash(_("Anh chị chưa chọn ảnh, tệp nào."), "warn")
    return _back(entry, organisation.code)


@entry_photos.get(f"{ADDRESS}/<uuid:photo>.jpg")
@requires(Role.UNIT)
def show(entry: UUID, photo: UUID) -> Answer:
    """A picture, to the organisation's accounts."""
    picture = _photo(entry, photo)
    return photos.shown(picture)


@entry_photos.get(f"{ADDRESS}/<uuid:photo>/tep")
@requires(Role.UNIT)
def download(entry: UUID, photo: UUID) -> Answer:
    """A file, to the organisation's accounts."""
    file = _photo(entry, photo)
    return photos.given(file)


@entry_photos.post(f"{ADDRESS}/<uuid:photo>/bo")
@requires(Role.UNIT)
def destroy(entry: UUID, photo: UUID) -> Answer:
    """Take one away, off the disk too."""
    organisation, kept = entry_here(entry)
    with immediate() as session:
        session.scalars(Site.locked(kept.site_id)).one()
        _organisation, kept = entry_here(entry)
        if words := closed_words(kept):
            return _closed(entry, organisation.code, words)
        gone = session.merge(_photo(entry, photo), load=True)
        done = photos.remove(session, gone)
        _note(session, "photo_removed", kept)
    flash(done)
    return _back(entry, organisation.code)


def _photo(entry: UUID, photo: UUID) -> EntryPhoto:
    _organisation, kept = entry_here(entry)
    wanted = EntryPhoto.named(str(photo), kept.site_id, kept.programme_id)
    return found(wanted.where(EntryPhoto.entry_id == kept.id))


def _back(entry: UUID, code: str) -> Answer:
    return see_other(url_for("unit.recorded_entries.show", entry=entry, cua=code))


def _closed(entry: UUID, code: str, words: str) -> Answer:
    flash(words, "warn")
    return _back(entry, code)


def _note(session: Session, act: str, entry: ProgrammeEntry) -> None:
    register = register_of(session, entry.asked_by.programme) or abort(404)
    note(register, session, act, entry.site, register.named(entry.site))
