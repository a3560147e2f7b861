"""What a plain form of an entry says is stored, as an operation of a phone is."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from flask import flash, request
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.country import clock
from app.entries.judging import unnameable
from app.entries.posted import Posted
from app.entries.reading import read_answers
from app.entries.refusals import AlreadySent, Overtaken, check
from app.entries.second_entry import remark
from app.entries.submitting import submit_form
from app.entries.ward_lists import WardLists
from app.models import Programme, ProgrammeEntry, ProgrammeVersion
from app.models.movement.declaration import Outcome
from app.models.movement.question import SEVERAL, Question
from app.registers.programmes.answer_values import PREFIX
from app.registers.programmes.recognised import Recorded, recorded
from app.routes.entries import photos as entry_photos
from app.routes.trail import note_act
from app.web.access import current_visitor
from app.web.database import db, immediate

# Prefix of the hidden fields that say with which answers the form was filled when it was drawn.
PREFILLED = "s_"


def keep(asked: ProgrammeVersion, subject: str, made: Mapping[str, Any] | None) -> ProgrammeEntry:
    """Store what the form says of a subject, with its photos; `remark` is flashed. Of two presses at
    once the second finds the entry of the first.

    Raises:
        AlreadySent, Overtaken, NotRecorded: see `submit_form`; it is said on the form.
        UnusablePhoto: one of the photos is none.
    """
    declared, form = asked.declared, request.form
    answers = read_answers(declared.asked, _typed(declared.asked, PREFIX))
    check(unnameable(declared, answers))
    photographed = entry_photos.kept(declared.photos) if form.get("outcome") == Outcome.DONE else {}
    prefilled = _typed(declared.asked, PREFILLED)
    data = {
        **form.to_dict(), "programme": asked.programme_id, "version": asked.number, "subject": subject, "made": made,
        "answers": answers, "photos": [*photographed], "period": form.get("period") or None,
        "prefilled": prefilled or None, "anew": "anew" in form,
    }  # fmt: skip
    posted = Posted.of(data, uuid=posted_uuid("uuid"), at=clock.now(), compares=True)
    about = {"programme": asked.programme.name, "what": _("Kết quả")}
    for tries_left in (1, 0):
        try:
            with immediate() as session:
                entry = submit_form(session, posted, current_visitor().account_id, posted.at)
                if photographed:
                    entry_photos.put(session, entry, photographed)
                site = "programme_site", entry.site.public_id
                note_act(session, "programme_site.changed", entry.unit_id, site, about)
                words = remark(session, entry)
            break
        except IntegrityError:
            if not tries_left:
                raise
    if words:
        flash(words, "warn")
    return entry


def _typed(asked: tuple[Question, ...], prefix: str) -> dict[str, Any]:
    """What the boxes of a prefix say, by key; those that are not on the form are left out."""
    several, form = {each.key for each in asked if each.type in SEVERAL}, request.form
    typed = {each.key: form.getlist(prefix + each.key) for each in asked if prefix + each.key in form}
    return {key: each if key in several else each[0] for key, each in typed.items()}


def recorded_there(refused: AlreadySent | Overtaken) -> Recorded | None:
    """The stored entry in words, for who sends another; of a page that was sent before only what the visitor recorded
    for the same site."""
    session = db.session()
    entry = session.get_one(ProgrammeEntry, refused.entry_id)
    if isinstance(refused, AlreadySent) and not (refused.same_site and entry.by_id == current_visitor().account_id):
        return None
    programme = session.get_one(Programme, entry.programme_id)
    lists = WardLists.of(session, programme.unit_id, entry.asked_by.declared.asked)
    return next(each for each in recorded(session, entry.site, programme, lists) if each.entry.id == entry.id)


def posted_uuid(name: str) -> str:
    """A uuid of the form; a new one where it has none."""
    try:
        return str(UUID(request.form.get(name, "")))
    except ValueError:
        return str(uuid4())
