"""…/so/<row>/anh: photos and files that answer a programme, to who sees its book; the office adds and removes them."""

from datetime import date
from uuid import UUID

from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.models import EntryPhoto, Programme, ProgrammeEntry, Role, Site
from app.registers.programmes.opening import register_of
from app.routes.entries import photos
from app.routes.office.lookups import STAFF, unit_ids
from app.routes.office.movement.programmes import entries_here, row_address
from app.routes.registers.rows import note
from app.web.access import one_or_404, requires
from app.web.database import immediate
from app.web.office_files import UnusableFile
from app.web.photos import UnusablePhoto
from app.web.responses import Answer, see_other

entry_photos = Blueprint("entry_photos", __name__)
entry_photos.url_value_preprocessor(photos.take_files)

ADDRESS = "/phong-trao/<int:programme>/so/<uuid:row>/anh"


@entry_photos.post(ADDRESS)
@requires(*STAFF)
def create(programme: int, row: UUID) -> Answer:
    """Keep those that were chosen, of what counts; in the place of those that stand."""
    kept, site = _here(programme, row)
    period = _period(kept)
    entry = one_or_404(ProgrammeEntry.standing(site.id, kept.id, period))
    try:
        declared = entry.asked_by.declared
        answered = photos.kept((*declared.photos, *declared.files))
    except (UnusablePhoto, UnusableFile) as unusable:
        flash(unusable.message, "bad")
        return _back(kept, site)
    with immediate() as session:
        fresh = session.scalars(ProgrammeEntry.standing(site.id, kept.id, period)).one()
        photos.put(session, fresh if fresh.id == entry.id else abort(409), answered)
        if answered:
            _note(session, "photo_added", kept, site)
    what = _("tệp") if declared.files else _("ảnh")
    done = _("Đã lưu %(count)s %(what)s.", count=len(answered), what=what)
    flash(done if answered else _("Anh chị chưa chọn %(what)s nào.", what=what))
    return _back(kept, site)


def _period(programme: Programme) -> date | None:
    """The period that the form names, else the one that lists show; None without periods."""
    begun = programme.schedule.until(clock.today()) if programme.schedule else []
    named = next((each for each in begun if str(each.key) == request.form.get("period")), None)
    period = named or programme.shown_period(clock.today())
    return period.key if period else None


@entry_photos.get(f"{ADDRESS}/<uuid:photo>.jpg")
@requires(*STAFF)
def show(programme: int, row: UUID, photo: UUID) -> Answer:
    """A picture, to whoever may open the row."""
    kept, site = _here(programme, row, *STAFF)
    picture = one_or_404(EntryPhoto.named(str(photo), site.id, kept.id))
    return photos.shown(picture)


@entry_photos.get(f"{ADDRESS}/<uuid:photo>/tep")
@requires(*STAFF)
def download(programme: int, row: UUID, photo: UUID) -> Answer:
    """A file, to whoever may open the row."""
    kept, site = _here(programme, row, *STAFF)
    file = one_or_404(EntryPhoto.named(str(photo), site.id, kept.id))
    return photos.given(file)


@entry_photos.post(f"{ADDRESS}/<uuid:photo>/bo")
@requires(*STAFF)
def destroy(programme: int, row: UUID, photo: UUID) -> Answer:
    """Take one away, off the disk too."""
    kept, site = _here(programme, row)
    with immediate() as session:
        gone = session.merge(one_or_404(EntryPhoto.named(str(photo), site.id, kept.id)), load=True)
        done = photos.remove(session, gone)
        _note(session, "photo_removed", kept, site)
    flash(done)
    return _back(kept, site)


def _here(programme: int, row: UUID, *roles: Role) -> tuple[Programme, Site]:
    """The programme and the row of an address, of a visitor with some roles; without any of one who records there: an
    officer, a leader whom the programme names."""
    kept = entries_here(programme, roles or STAFF)
    names = kept.current is not None and Role.LEADER in kept.current.declared.records
    if not roles and kept.unit_id not in unit_ids(*(STAFF if names else (Role.OFFICER,))):
        abort(404)
    return kept, one_or_404(Site.in_units([kept.unit_id]).where(Site.at(str(row))))


def _back(kept: Programme, site: Site) -> Answer:
    return see_other(row_address(kept, site.public_id))


def _note(session: Session, act: str, kept: Programme, site: Site) -> None:
    register = register_of(session, session.get_one(Programme, kept.id)) or abort(404)
    note(register, session, act, site, register.named(site))
