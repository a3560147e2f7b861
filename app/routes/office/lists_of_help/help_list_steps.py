"""/van-phong/danh-muc/…: a list's order, what it offers no longer, and the common entries that it lacks."""

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.data.help_lists import restock
from app.models import HelpDesk, Kiosk
from app.models.helping.lists.definitions import StillNeeded, lock
from app.models.helping.lists.ward_list import ListEntry
from app.routes.office.lists_of_help.help_listings import (
    KEEPERS,
    each_list,
    entry_here,
    listing_called,
    note_entry,
    unit_here,
)
from app.routes.office.lists_of_help.help_lists import back, several, why_needed
from app.routes.trail import note_act
from app.web.access import requires
from app.web.database import immediate
from app.web.responses import Answer, see_other

help_list_steps = Blueprint("help_list_steps", __name__)


@each_list(help_list_steps, "/thu-tu", "POST")
@requires(*KEEPERS)
def move(listing: str) -> Answer:
    """One place up or down; what the page showed otherwise is left where it is."""
    kept, unit = listing_called(listing), unit_here()
    up = "up" in request.form
    key, _dot, seen = request.form.get("up" if up else "down", "").rpartition(".")
    if not seen.isdecimal() or len(seen) > 6:
        return back(kept, unit)
    with immediate() as session:
        lock(session, unit.id)
        row = entry_here(kept, key, unit.id)
        if row.move(session, up=up, seen=int(seen)):
            note_entry(session, "ward_list.moved", kept.subject, row)
    return see_other(url_for("office.help_lists.index", listing=listing, phuong=several(unit), xep=1, _anchor=row.key))


@each_list(help_list_steps, "/<entry>/ngung", "POST")
@requires(*KEEPERS)
def retire(listing: str, entry: str) -> Answer:
    """Offer it no more; with `dung-lai` again. Twice changes nothing. The tablets at a desk go with it."""
    kept, unit = listing_called(listing), unit_here()
    again = "dung-lai" in request.form
    try:
        with immediate() as session:
            lock(session, unit.id)
            row = entry_here(kept, entry, unit.id)
            if row.bring_back() if again else row.retire(session, clock.now()):
                action = "ward_list.brought_back" if again else "ward_list.retired"
                note_entry(session, action, kept.subject, row)
                if isinstance(row, HelpDesk) and not again:
                    _revoke_tablets(session, row)
            name = row.label
    except StillNeeded as needed:
        flash(why_needed(needed), "warn")
        return see_other(url_for("office.help_lists.edit", listing=listing, entry=entry, phuong=several(unit)))
    flash(
        _("Dùng lại %(name)s.", name=name)
        if again
        else _("Ngừng dùng %(name)s. Những gì đã ghi với mục này vẫn giữ.", name=name)
    )
    return back(kept, unit)


@each_list(help_list_steps, "/nap-mau", "POST")
@requires(*KEEPERS)
def supply(listing: str) -> Response:
    """Add the common entries that are missing, and the guides to topics that nobody has touched."""
    kept, unit = listing_called(listing), unit_here()
    done = 0
    if kept.restocks and issubclass(kept.noun, ListEntry):
        with immediate() as session:
            if done := restock(session, unit.id, kept.noun):
                note_act(session, "ward_list.restocked", unit.id, (kept.subject, unit.code), {"new": done})
    flash(_("Đã nạp %(count)s mục mẫu.", count=done) if done else _("Danh sách đã đủ mục mẫu."))
    return back(kept, unit)


def _revoke_tablets(session: Session, desk: HelpDesk) -> None:
    for kiosk in session.scalars(Kiosk.in_units({desk.unit_id}).where(Kiosk.desk_id == desk.id)):
        kiosk.revoke(clock.now())
