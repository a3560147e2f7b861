"""Confirm an entry that waits, or return it with words: what the office and organisations do on pages of their own."""

from collections.abc import Callable, Collection

from flask import abort, flash, request
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock, names
from app.models import Programme, ProgrammeEntry, Site
from app.models.movement import entry_recording
from app.models.movement.entry_recording import Decided
from app.registers.programmes.opening import register_of
from app.routes.registers.rows import note
from app.web.access import current_account
from app.web.database import db, immediate
from app.web.responses import Answer, see_other

LONGEST = 500


def waits_for(entry: ProgrammeEntry, relations: Collection[str]) -> bool:
    """Whether an entry waits for holders of some roles or relations, to be confirmed or to be given back."""
    return entry.awaits_decision and entry.is_decided_by(relations)


def decide(programme: Programme, site: Site, relations: Collection[str], address: Callable[[Site], str]) -> Answer:
    """Confirm the entry `entry` of a site; with `tra-lai` return it, with the words of `words`. Twice changes nothing.
    `relations`: what the visitor is; `address`: the page of a site, to return to. A 404 for who does not confirm it."""
    named = ProgrammeEntry.uuid == request.form.get("entry", ""), ProgrammeEntry.site_id == site.id
    wanted = select(ProgrammeEntry).where(*named, ProgrammeEntry.programme_id == programme.id)
    entry = db.session.scalars(wanted).one_or_none()
    returns, words = "tra-lai" in request.form, names.clean(request.form.get("words", ""))[:LONGEST]
    if entry is None:
        return _not_waiting(address(site))
    if returns and not words:
        flash(_("Anh chị ghi vì sao trả lại, để nơi gửi biết mà sửa."), "bad")
        return see_other(address(site))
    if not entry.is_decided_by(relations):
        abort(404)
    number = entry.id
    with immediate() as session:
        fresh, by = session.get_one(ProgrammeEntry, number), current_account()
        asked_back = fresh.is_asked_back
        decided = entry_recording.decide(session, fresh, by, clock.now(), returned=words if returns else "")
        if decided:
            _note(session, fresh, decided, "returned" if returns else "confirmed")
        back = address(fresh.site)  # where its site was merged meanwhile, that of the other
    if not decided:
        return _not_waiting(back)
    confirmed = _("Đã giữ nguyên, vẫn tính như trước.") if asked_back else _("Đã xác nhận, tính từ bây giờ.")
    flash(_("Đã trả lại.") if returns else confirmed)
    return see_other(back)


def _note(session: Session, entry: ProgrammeEntry, decided: Decided, act: str) -> None:
    """Note what was decided, and the period that this opened again, without the words: the trail is for who may not see
    the entry too, and for longer than these."""
    register = register_of(session, entry.asked_by.programme) or abort(404)
    about = register.named(entry.site)
    note(register, session, act, entry.site, about)
    if decided.reopened:
        note(register, session, "period_reopened", entry.site, {**about, "what": decided.reopened.name})


def _not_waiting(address: str) -> Answer:
    flash(_("Lần ghi này không còn chờ xác nhận."), "warn")
    return see_other(address)
