"""/don-vi/xac-nhan/<programme>/<row>/anh: photos and files of the entries that an organisation confirms. That they were
looked at is in the trail; the small pictures are part of the page of the row, which notes it."""

from uuid import UUID

from flask import Blueprint

from app.models import EntryPhoto, Programme, Role, Site
from app.routes.entries import photos
from app.routes.unit.confirmations import AT, note_look, row_here
from app.web.access import one_or_404, requires
from app.web.responses import Answer

confirmation_photos = Blueprint("confirmation_photos", __name__)
ADDRESS = f"{AT}/anh/<uuid:photo>"


@confirmation_photos.get(f"{ADDRESS}.jpg")
@requires(Role.UNIT)
def show(programme: int, row: UUID, photo: UUID) -> Answer:
    """A picture; `?nho` the small one."""
    _organisation, kept, site = row_here(programme, row)
    answer = photos.shown(_photo(kept, site, photo))
    if not photos.is_small():
        note_look(kept, site)
    return answer


@confirmation_photos.get(f"{ADDRESS}/tep")
@requires(Role.UNIT)
def download(programme: int, row: UUID, photo: UUID) -> Answer:
    """A file."""
    _organisation, kept, site = row_here(programme, row)
    answer = photos.given(_photo(kept, site, photo))
    note_look(kept, site)
    return answer


def _photo(programme: Programme, site: Site, photo: UUID) -> EntryPhoto:
    kept: EntryPhoto = one_or_404(EntryPhoto.named(str(photo), site.id, programme.id))
    return kept
