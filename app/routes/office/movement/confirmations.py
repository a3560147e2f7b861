"""/van-phong/phong-trao/<programme>/so/<row>/xac-nhan: what waits is confirmed, or returned with words."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from app.country import clock, names
from app.models import Programme, ProgrammeEntry, Site
from app.models.movement import entry_recording
from app.registers.programmes.listed import KY
from app.registers.programmes.opening import register_of
from app.routes.office.lookups import STAFF
from app.routes.office.movement.programmes import entries_here
from app.routes.registers.rows import note
from app.web.access import current_account, current_visitor, found, requires
from app.web.database import db, immediate
from app.web.kept_forms import dedupes_itself
from app.web.responses import Answer, see_other

confirmations = Blueprint("confirmations", __name__)

LONGEST = 500


def may_confirm(entry: ProgrammeEntry) -> bool:
    """Whether an entry waits for somebody like the visitor, to be confirmed or to be given back."""
    roles = current_visitor().roles_in(entry.unit_id)
    return entry.awaits_decision and not roles.isdisjoint(entry.asked_by.declared.confirmed_by)


@confirmations.post("/phong-trao/<int:programme>/so/<uuid:row>/xac-nhan")
@dedupes_itself
@requires(*STAFF)
def create(programme: int, row: UUID) -> Answer:
    """Confirm the entry `entry`; with `tra-lai` return it, with the words of `words`. Twice changes nothing."""
    kept = entries_here(programme)
    site = found(Site.in_units([kept.unit_id]).where(Site.at(str(row))))
    named = ProgrammeEntry.uuid == request.form.get("entry", ""), ProgrammeEntry.site_id == site.id
    wanted = select(ProgrammeEntry).where(*named, ProgrammeEntry.programme_id == kept.id)
    entry = db.session.scalars(wanted).one_or_none()
    back = _back(kept, site, entry)
    returns, words = "tra-lai" in request.form, names.clean(request.form.get("words", ""))[:LONGEST]
    if entry is None:
        return _not_waiting(back)
    if returns and not words:
        flash(_("Anh chị ghi vì sao trả lại, để nơi gửi biết mà sửa."), "bad")
        return see_other(back)
    if current_visitor().roles_in(entry.unit_id).isdisjoint(entry.asked_by.declared.confirmed_by):
        abort(404)
    with immediate() as session:
        fresh = session.scalars(wanted).one()
        kept_on = fresh.is_asked_back
        decided = entry_recording.decide(
            session, fresh, current_account(), clock.now(), returned=words if returns else ""
        )
        if decided:
            register = register_of(session, fresh.asked_by.programme) or abort(404)
            note(register, session, "returned" if returns else "confirmed", fresh.site, register.named(fresh.site))
    if not decided:
        return _not_waiting(back)
    confirmed = _("Đã giữ nguyên, vẫn tính như trước.") if kept_on else _("Đã xác nhận, tính từ bây giờ.")
    flash(_("Đã trả lại.") if returns else confirmed)
    return see_other(back)


def _not_waiting(back: str) -> Answer:
    flash(_("Lần ghi này không còn chờ xác nhận."), "warn")
    return see_other(back)


def _back(kept: Programme, site: Site, entry: ProgrammeEntry | None) -> str:
    period: dict[str, Any] = {KY: str(entry.period)} if entry and entry.period else {}
    return url_for("office.programme_rows.show", programme=kept.id, row=site.public_id, **period)
