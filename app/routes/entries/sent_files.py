"""Photos and files that senders add to what they recorded, and take away, for the rooms that show them their entries;
until the ward confirms it, and while its period is open."""

from collections.abc import Callable
from uuid import UUID

from flask import abort, flash
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.models import EntryPhoto, ProgrammeEntry, Site
from app.registers.programmes.opening import register_of
from app.routes.entries import photos
from app.routes.entries.sent_entries import SentEntriesPage, closed_words
from app.routes.registers.rows import note
from app.web.access import one_or_404
from app.web.database import immediate
from app.web.office_files import UnusableFile
from app.web.photos import UnusablePhoto
from app.web.responses import Answer, see_other


def take(opens: Callable[[], SentEntriesPage], uuid: UUID) -> Answer:
    """Keep those that were chosen, in the place of those that stand: all of them, or none and why. `opens` makes the
    sender anew, inside the transaction that stores."""
    sender = opens()
    kept = sender.entry(uuid)
    declared = kept.asked_by.declared
    if words := closed_words(kept):
        return _back(sender, kept, words)
    try:
        answered = photos.kept((*declared.photos, *declared.files))
    except (UnusablePhoto, UnusableFile) as unusable:
        return _back(sender, kept, unusable.message, "bad")
    with immediate() as session:
        session.scalars(Site.locked(kept.site_id)).one()
        fresh = opens().entry(uuid)
        if words := closed_words(fresh):  # meanwhile
            return _back(sender, fresh, words)
        photos.put(session, fresh, answered)
        if answered:
            _note(session, "photo_added", fresh)
    if not answered:
        return _back(sender, kept, str(_("Anh chị chưa chọn ảnh, tệp nào.")))
    return _back(sender, kept, str(_("Đã gửi kèm %(count)s ảnh, tệp.", count=len(answered))), "message")


def remove(opens: Callable[[], SentEntriesPage], uuid: UUID, photo: UUID) -> Answer:
    """Take one away, off the disk too."""
    sender = opens()
    kept = sender.entry(uuid)
    with immediate() as session:
        session.scalars(Site.locked(kept.site_id)).one()
        kept = opens().entry(uuid)
        if words := closed_words(kept):
            return _back(sender, kept, words)
        gone = session.merge(_photo(kept, photo), load=True)
        done = photos.remove(session, gone)
        _note(session, "photo_removed", kept)
    return _back(sender, kept, done, "message")


def shown(sender: SentEntriesPage, uuid: UUID, photo: UUID) -> Answer:
    """A picture of an entry."""
    return photos.shown(_photo(sender.entry(uuid), photo))


def given(sender: SentEntriesPage, uuid: UUID, photo: UUID) -> Answer:
    """A file of an entry."""
    return photos.given(_photo(sender.entry(uuid), photo))


def _photo(entry: ProgrammeEntry, photo: UUID) -> EntryPhoto:
    wanted = EntryPhoto.named(str(photo), entry.site_id, entry.programme_id)
    return one_or_404(wanted.where(EntryPhoto.entry_id == entry.id))


def _back(sender: SentEntriesPage, entry: ProgrammeEntry, words: str, kind: str = "warn") -> Answer:
    flash(words, kind)
    return see_other(sender.at("recorded_entries.show", entry=entry.uuid))


def _note(session: Session, act: str, entry: ProgrammeEntry) -> None:
    register = register_of(session, entry.asked_by.programme) or abort(404)
    note(register, session, act, entry.site, register.named(entry.site))
