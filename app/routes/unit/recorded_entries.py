"""/don-vi/da-ghi: what was recorded for an organisation, each entry, and the request to have it back."""

from functools import partial
from typing import Any
from uuid import UUID

from flask import Blueprint, url_for
from flask_babel import gettext as _

from app.models import Event, Organisation, Programme, ProgrammeEntry, Role
from app.registers.programmes.findings import findings_of, may_give
from app.registers.programmes.listed import KY
from app.routes.entries import sent_entries
from app.routes.entries.sent_entries import SentEntriesPage
from app.routes.unit.lookups import organisation_here, recorded_below
from app.web.access import requires
from app.web.database import db
from app.web.kept_forms import dedupes_itself
from app.web.responses import Answer

recorded_entries = Blueprint("recorded_entries", __name__)
AT = "/da-ghi/<uuid:entry>"


@recorded_entries.get("/da-ghi")
@requires(Role.UNIT)
def index() -> Answer:
    """What was recorded for the organisation, by whomever, the newest first; `?trang=` a page."""
    return sent_entries.index(sender_here())


@recorded_entries.get(AT)
@requires(Role.UNIT)
def show(entry: UUID) -> Answer:
    """What was recorded, whether it counts, and the form that asks for it back."""
    return sent_entries.show(sender_here(), entry)


@recorded_entries.post(f"{AT}/xin-sua")
@dedupes_itself
@requires(Role.UNIT)
def update(entry: UUID) -> Answer:
    """Ask for an entry back, with the words of `words`. Twice asks once."""
    return sent_entries.ask_back(sender_here, entry)


@recorded_entries.post(f"{AT}/rut-lai")
@dedupes_itself
@requires(Role.UNIT)
def destroy(entry: UUID) -> Answer:
    """Take back an entry that the visitor recorded. Twice takes it back once."""
    return sent_entries.take_back(sender_here, entry)


def sender_here() -> SentEntriesPage:
    """The organisation of the address as a sender: what was recorded for it."""
    organisation, _others = organisation_here()
    start = url_for("unit.starts.show", cua=organisation.code)
    entries = partial(ProgrammeEntry.recorded_for, organisation.id, recorded_below(organisation))
    return SentEntriesPage(
        room="unit", layout="unit/layout.html", entries=entries,
        heading=_("Những gì đơn vị đã ghi"), back=(start, organisation.name), place={"cua": organisation.code},
        mends=lambda entry: form_address(entry, organisation), prints=True, finds_events=True,
        context={"organisation": organisation}, beside=partial(_findings, organisation),
    )  # fmt: skip


def _findings(organisation: Organisation, entry: ProgrammeEntry) -> dict[str, Any]:
    """The tasks that an event asked for which the organisation organises, and whether it gives more."""
    session = db.session()
    event = session.get(Event, entry.site_id)
    if event is None or event.organisation_id != organisation.id:
        return {}
    gives = entry.latest and may_give(event, session.get_one(Programme, entry.programme_id))
    return {"findings": findings_of(session, event), "gives": gives}


def form_address(entry: ProgrammeEntry, organisation: Organisation) -> str:
    """The form on which an entry of the organisation is sent again."""
    place: dict[str, Any] = {"cua": organisation.code, **({KY: str(entry.period)} if entry.period else {})}
    return url_for("unit.recordings.show", programme=entry.programme_id, row=entry.site.public_id, **place)
