"""…/so/<row>/anh: photos that answer a programme, to who sees its book; the office adds them and takes them away."""

from uuid import UUID

from flask import Blueprint, abort, flash, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.models import EntryPhoto, Programme, ProgrammeEntry, Role, Site
from app.registers.programmes.register import register_of
from app.routes import entry_photos as photos
from app.routes.office.lookups import STAFF
from app.routes.office.movement.programmes import programme_here
from app.routes.registers.rows import note
from app.web.access import found, requires
from app.web.database import immediate
from app.web.photos import UnusablePhoto
from app.web.responses import Answer, see_other

entry_photos = Blueprint("entry_photos", __name__)
entry_photos.url_value_preprocessor(photos.take_files)

ADDRESS = "/phong-trao/<int:programme>/so/<uuid:row>/anh"


@entry_photos.post(ADDRESS)
@requires(Role.OFFICER)
def create(programme: int, row: UUID) -> Answer:
    """Keep those that were chosen, of what counts; in the place of those that stand."""
    kept, site = _here(programme, row)
    entry = found(ProgrammeEntry.standing(site.id, kept.id))
    try:
        answered = photos.kept(entry.asked_by.declared.photos)
    except UnusablePhoto as unusable:
        flash(unusable.message, "bad")
        return _back(kept, site)
    with immediate() as session:
        fresh = session.scalars(ProgrammeEntry.standing(site.id, kept.id)).one()
        photos.put(session, fresh if fresh.id == entry.id else abort(409), answered)
        if answered:
            _note(session, "photo_added", kept, site)
    flash(_("Đã lưu %(count)s ảnh.", count=len(answered)) if answered else _("Anh chị chưa chọn ảnh nào."))
    return _back(kept, site)


@entry_photos.get(f"{ADDRESS}/<uuid:photo>.jpg")
@requires(*STAFF)
def show(programme: int, row: UUID, photo: UUID) -> Answer:
    """A picture, to whoever may open the row."""
    kept, site = _here(programme, row, *STAFF)
    return photos.shown(found(EntryPhoto.named(str(photo), site.id, kept.id)))


@entry_photos.post(f"{ADDRESS}/<uuid:photo>/bo")
@requires(Role.OFFICER)
def destroy(programme: int, row: UUID, photo: UUID) -> Answer:
    """Take one away, off the disk too."""
    kept, site = _here(programme, row)
    with immediate() as session:
        gone = session.merge(found(EntryPhoto.named(str(photo), site.id, kept.id)), load=True)
        gone.take_away(session, clock.now())
        _note(session, "photo_removed", kept, site)
        photos.off_the_disk(session, gone)
    flash(_("Đã bỏ ảnh."))
    return _back(kept, site)


def _here(programme: int, row: UUID, *roles: Role) -> tuple[Programme, Site]:
    kept = programme_here(programme, roles or (Role.OFFICER,))
    return kept, found(Site.in_units([kept.unit_id]).where(Site.at(str(row))))


def _back(kept: Programme, site: Site) -> Answer:
    return see_other(url_for("office.programme_rows.show", programme=kept.id, row=site.public_id))


def _note(session: Session, act: str, kept: Programme, site: Site) -> None:
    register = register_of(session, session.get_one(Programme, kept.id)) or abort(404)
    note(register, session, act, site, register.named(site))
