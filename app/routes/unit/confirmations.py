"""/don-vi/xac-nhan: what waits to be confirmed by organisations of a kind, and all entries of programmes that they
see."""

from uuid import UUID

from flask import Blueprint, abort, render_template, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.entries.words import words_of
from app.models import EntryPhoto, Organisation, Programme, ProgrammeEntry, Role, Site
from app.models.movement.declaration import OF_KIND
from app.models.movement.entry_lists import is_confirmed_by, seen_by, unconfirmed
from app.registers.programmes.opening import register_of
from app.registers.programmes.recognised import recorded
from app.routes.entries.decisions import decide, waits_for
from app.routes.registers.rows import note
from app.routes.unit.lookups import organisation_here
from app.web.access import one_or_404, requires
from app.web.database import db, immediate
from app.web.kept_forms import dedupes_itself
from app.web.responses import Answer

confirmations = Blueprint("confirmations", __name__)
# So many entries are listed.
MOST = 100
AT = "/xac-nhan/<int:programme>/<uuid:row>"


@confirmations.get("/xac-nhan")
@requires(Role.UNIT)
def index() -> Answer:
    """What waits for the organisation, by programme, the oldest first."""
    organisation, _others = organisation_here()
    relation = confirming(organisation)
    return render_template(
        "unit/confirmations/index.html",
        organisation=organisation,
        rows=unconfirmed(db.session(), [organisation.unit_id], [relation]),
        programmes=[each for each in _seen(organisation) if is_confirmed_by(each, relation)],
    )


@confirmations.get("/xac-nhan/<int:programme>")
@requires(Role.UNIT)
def listed(programme: int) -> Answer:
    """All entries of a programme, the newest first."""
    organisation, kept = _here(programme)
    own = ProgrammeEntry.programme_id == kept.id, ProgrammeEntry.latest
    wanted = select(ProgrammeEntry).where(*own).options(joinedload(ProgrammeEntry.site))
    wanted = wanted.order_by(ProgrammeEntry.received_at.desc(), ProgrammeEntry.id.desc()).limit(MOST)
    every = db.session.scalars(wanted.options(joinedload(ProgrammeEntry.asked_by)))
    entries = [(each, words_of(each.asked_by.declared)[each.outcome]) for each in every]
    return render_template(
        "unit/confirmations/listed.html", organisation=organisation, programme=kept, entries=entries,
        confirms=is_confirmed_by(kept, confirming(organisation)),
    )  # fmt: skip


@confirmations.get(AT)
@requires(Role.UNIT)
def show(programme: int, row: UUID) -> Answer:
    """What was recorded of a row, with its photos and files, and the forms that confirm or return it."""
    organisation, kept, site = row_here(programme, row)
    session = db.session()
    if session.scalars(EntryPhoto.there(site.id, kept.id).limit(1)).first():
        note_look(kept, site)
        organisation, kept, site = row_here(programme, row)
    register = register_of(session, kept) or abort(404)
    return render_template(
        "unit/confirmations/show.html", organisation=organisation, programme=kept, row=site,
        confirms=is_confirmed_by(kept, confirming(organisation)),
        entries=recorded(session, site, kept, register.lists),
        may_confirm=lambda entry: waits_for(entry, [confirming(organisation)]),
        place={"programme": kept.id, "row": site.public_id, "cua": organisation.code},
    )  # fmt: skip


@confirmations.post(AT)
@dedupes_itself
@requires(Role.UNIT)
def create(programme: int, row: UUID) -> Answer:
    """Confirm the entry of a row, or return it."""
    organisation, kept, site = row_here(programme, row)
    code = organisation.code

    def at(site: Site) -> str:
        return url_for("unit.confirmations.show", programme=programme, row=site.public_id, cua=code)

    return decide(kept, site, [confirming(organisation)], at)


def row_here(programme: int, row: UUID) -> tuple[Organisation, Programme, Site]:
    """The organisation, the programme and the row of the address, of which something was recorded; a 404 where the
    organisation does not see that."""
    organisation, kept = _here(programme)
    there = select(ProgrammeEntry.site_id).where(ProgrammeEntry.programme_id == kept.id)
    site: Site = one_or_404(Site.in_units([kept.unit_id]).where(Site.at(str(row)), Site.id.in_(there)))
    return organisation, kept, site


def note_look(programme: Programme, site: Site) -> None:
    """Note that the visitor looked at photos or files of a row."""
    with immediate() as session:
        register = register_of(session, session.get_one(Programme, programme.id)) or abort(404)
        note(register, session, "photo_viewed", session.get_one(Site, site.id), register.named(site))


def _seen(organisation: Organisation) -> list[Programme]:
    return seen_by(db.session(), organisation.unit_id, confirming(organisation))


def confirming(organisation: Organisation) -> str:
    """By which relation an organisation confirms."""
    return OF_KIND + organisation.kind


def _here(number: int) -> tuple[Organisation, Programme]:
    """The organisation and the programme of the address; a 404 where it does not see all of that."""
    organisation, _others = organisation_here()
    every = _seen(organisation)
    return organisation, next((each for each in every if each.id == number), None) or abort(404)
