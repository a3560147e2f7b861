"""/quay/ho/<programme>/<house>/anh: the photos that whoever recorded a house took there; who lacks one sends it."""

from uuid import UUID

from flask import Blueprint, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.models import EntryPhoto, ProgrammeEntry, Site
from app.models.people.role import WARD_ROLES
from app.routes.counter.doorsteps.rounds import HouseRound, round_here
from app.routes.entries import photos as entry_photos
from app.routes.trail import note_act
from app.web.access import current_visitor, one_or_404, requires
from app.web.database import db, immediate
from app.web.kept_forms import Mechanism, kept_by
from app.web.photos import UnusablePhoto
from app.web.responses import Answer, personal, see_other

house_photos = Blueprint("house_photos", __name__)
house_photos.url_value_preprocessor(entry_photos.take_files)

ADDRESS = "/ho/<int:programme>/<uuid:house>/anh"


@house_photos.route(ADDRESS, methods=["GET", "POST"])
@kept_by(Mechanism.OUTBOX)
@requires(*WARD_ROLES)
def new(programme: int, house: UUID) -> Answer:
    """Those there are, and a form for those that are not; all that were chosen are kept, or none and why."""
    here, site, entry = _mine(programme, house)
    if request.method != "POST":
        return _page(here, site, entry)
    try:
        answered = entry_photos.kept(entry.asked_by.declared.photos)
        if not answered:
            raise UnusablePhoto(_("Anh chị chưa chọn ảnh nào."))
    except UnusablePhoto as refused:
        return _page(here, site, entry, refused.message, 422)
    with immediate() as session:
        fresh = session.scalars(ProgrammeEntry.standing(site.id, programme)).one()
        entry_photos.put(session, fresh if fresh.id == entry.id else abort(409), answered)
        _note(session, "programme_site.photo_added", here, site)
    flash(_("Đã gửi ảnh của %(house)s.", house=site.name))
    return see_other(url_for("counter.house_photos.new", programme=programme, house=site.public_id))


@house_photos.get(f"{ADDRESS}/<uuid:photo>.jpg")
@requires(*WARD_ROLES)
def show(programme: int, house: UUID, photo: UUID) -> Answer:
    """A picture, to who took it."""
    _here, site, _entry = _mine(programme, house)
    return entry_photos.shown(one_or_404(_own(photo, site, programme)))


@house_photos.post(f"{ADDRESS}/<uuid:photo>/bo")
@requires(*WARD_ROLES)
def destroy(programme: int, house: UUID, photo: UUID) -> Answer:
    """Who took it takes it away, off the disk too."""
    here, site, _entry = _mine(programme, house)
    with immediate() as session:
        row = session.merge(one_or_404(_own(photo, site, programme)), load=True)
        done = entry_photos.remove(session, row)
        _note(session, "programme_site.photo_removed", here, site)
    flash(done)
    return see_other(url_for("counter.house_photos.new", programme=programme, house=site.public_id))


def _own(photo: UUID, site: Site, programme: int) -> Select[EntryPhoto]:
    wanted = EntryPhoto.named(str(photo), site.id, programme)
    return wanted.where(EntryPhoto.by_id == current_visitor().account_id)


def _mine(programme: int, house: UUID) -> tuple[HouseRound, Site, ProgrammeEntry]:
    """The house and what the visitor recorded of it that counts; a 404 where another did, or nobody."""
    here, site = round_here(programme, house), Site.called(db.session(), str(house)) or abort(404)
    mine = ProgrammeEntry.standing(site.id, programme).where(ProgrammeEntry.by_id == current_visitor().account_id)
    return here, site, one_or_404(mine)


def _page(here: HouseRound, site: Site, entry: ProgrammeEntry, wrong: str = "", status: int = 200) -> Answer:
    there = {photo.key: photo for photo in entry.photos}
    asked = [(each, there.get(each.key)) for each in entry.asked_by.declared.photos] or abort(404)
    page = render_template("counter/doorsteps/photos.html", here=here, site=site, entry=entry, asked=asked, wrong=wrong)
    return personal(make_response(page, status))


def _note(session: Session, act: str, here: HouseRound, site: Site) -> None:
    programme = here.programme
    note_act(session, act, programme.unit_id, ("programme_site", site.public_id), {"programme": programme.name})
