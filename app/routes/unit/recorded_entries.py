"""/don-vi/da-ghi/<entry>: an entry that was recorded for the organisation, and the request to have it back."""

from uuid import UUID

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask_babel import gettext as _

from app.country import clock, names
from app.models import Organisation, Programme, ProgrammeEntry, Role
from app.models.movement import entry_recording
from app.models.movement.entry_period import PeriodNotOpen
from app.models.movement.reopened_period import check_sender
from app.registers.programmes.of_units import not_open_words
from app.registers.programmes.opening import register_of
from app.registers.programmes.question_fields import former_choices
from app.registers.programmes.recognised import Recorded, entry_words
from app.registers.programmes.subject_fields import words_of
from app.registers.programmes.ward_lists import WardLists
from app.routes.registers.rows import note
from app.routes.unit.lookups import organisation_here
from app.web.access import found, requires
from app.web.database import db, immediate
from app.web.kept_forms import dedupes_itself
from app.web.responses import Answer, see_other

recorded_entries = Blueprint("recorded_entries", __name__)
AT = "/da-ghi/<uuid:entry>"
LONGEST = 500


@recorded_entries.get(AT)
@requires(Role.UNIT)
def show(entry: UUID) -> Answer:
    """What was recorded, whether it counts, and the form that asks for it back once it is confirmed."""
    organisation, kept = entry_here(entry)
    session, declared = db.session(), kept.asked_by.declared
    outcome = words_of(declared)[kept.outcome]
    programme = session.get_one(Programme, kept.programme_id)
    lists = WardLists.of(session, kept.unit_id, declared.asked)
    return render_template(
        "unit/recorded_entries/show.html",
        organisation=organisation,
        entry=kept,
        programme=programme,
        outcome=outcome,
        recorded=Recorded(kept, outcome, ()),
        answers=list(entry_words(kept, declared, lists, former_choices(programme.used)).values()),
        longest=LONGEST,
        takes_files=not closed_words(kept),
    )


@recorded_entries.post(f"{AT}/xin-sua")
@dedupes_itself
@requires(Role.UNIT)
def update(entry: UUID) -> Answer:
    """Ask for a confirmed entry back, with the words of `words`. Twice asks once."""
    organisation, kept = entry_here(entry)
    words = names.clean(request.form.get("words", ""))[:LONGEST]
    back = url_for("unit.recorded_entries.show", entry=entry, cua=organisation.code)
    if not words:
        flash(_("Anh chị ghi cần sửa gì, để phường biết mà trả lại."), "bad")
        return see_other(back)
    with immediate() as session:
        _organisation, kept = entry_here(entry)
        if asked := entry_recording.ask_back(session, kept, words, clock.now()):
            register = register_of(session, kept.asked_by.programme) or abort(404)
            note(register, session, "asked_back", kept.site, register.named(kept.site))
        waits = asked or kept.is_asked_back
    if waits:
        flash(_("Đã gửi phường. Phường trả lại thì anh chị sửa và gửi lại được."))
    else:
        flash(_("Lần ghi này không xin sửa được nữa."), "warn")
    return see_other(back)


def closed_words(entry: ProgrammeEntry) -> str:
    """Why the organisation may not change the photos and files of an entry now; "" where it may."""
    if not entry.takes_files:
        return str(_("Phường đã xác nhận lần ghi này. Anh chị xin sửa rồi mới đổi ảnh, tệp được."))
    try:
        check_sender(db.session(), entry, clock.now())
    except PeriodNotOpen as closed:
        return not_open_words(closed.period)
    return ""


def entry_here(entry: UUID) -> tuple[Organisation, ProgrammeEntry]:
    """The newest entry of a place and period under a uuid, of those that were recorded for the organisation."""
    organisation, _others = organisation_here()
    mine = ProgrammeEntry.recorded_for(organisation.id)
    return organisation, found(mine.where(ProgrammeEntry.uuid == str(entry)))
