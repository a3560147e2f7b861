"""The plain form of an entry: the questions of a programme in the order in which one asks, and how what it says is
stored, as an operation of a phone is."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from flask import flash, request
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.country import clock
from app.entries.judging import AlreadySent, Fault, NotRecorded
from app.entries.reading import HOW, Posted, is_answered_by_going, read_answers
from app.entries.second_entry import remark
from app.entries.submitting import submit_form
from app.entries.ward_lists import WardLists
from app.models import AdministrativeUnit, Programme, ProgrammeEntry, ProgrammeVersion
from app.models.movement.declaration import Declaration, Outcome
from app.models.movement.question import SEVERAL, Question
from app.models.movement.rules import Answers
from app.registers.field import Field
from app.registers.parts import RowForm
from app.registers.programmes.answer_values import PREFIX
from app.registers.programmes.question_fields import fields_of
from app.registers.programmes.recognised import Recorded, recorded
from app.registers.programmes.subject_fields import REASON
from app.routes.entries import photos as entry_photos
from app.routes.registers.forms import RegisterForm, form_of
from app.routes.trail import note_act
from app.web.access import current_visitor
from app.web.database import db, immediate
from app.web.photos import UnusablePhoto


def question_form(
    declared: Declaration, lists: WardLists, unit: AdministrativeUnit, *, at: str = "", typed: bool = False,
    faults: Iterable[Fault] = (),
) -> RegisterForm:  # fmt: skip
    """The form of the questions without photos, persons last; where no field says a section those first that are asked
    first. `at` begins its ids; `typed`: filled with the form of the request, with `faults` at their boxes."""
    by_going = {PREFIX + each.key for each in declared.asked if is_answered_by_going(declared, each)}
    quick = {PREFIX + part.key for each in declared.fields if each.quick for part in each.parts(declared.subject)}
    in_sections = any(each.section for each in declared.fields)

    def place(each: Field) -> tuple[bool, bool]:
        return bool(each.fold), not (in_sections or each.key in quick)

    fields = sorted((each for each in fields_of(declared, lists) if each.key not in by_going), key=place)
    reason = [REASON] if declared.asks_reason else []
    form = form_of(RowForm(fields=(*fields, *reason)), unit, typed=typed)
    for line in form:
        line.id = at + line.id
    say_faults(form, faults)
    return form


def say_faults(form: RegisterForm, faults: Iterable[Fault]) -> bool:
    """Say at its box what is wrong; returns whether any has one."""
    boxes = [(form[key], each) for each in faults for key in (PREFIX + each.key, each.key) if key in form]
    for box, each in boxes:
        box.errors = [each.words]
    return bool(boxes)


# Prefix of the hidden fields that say with which answers the form was filled when it was drawn, "" with none.
PREFILLED = "s_"


def posted_form(asked: ProgrammeVersion, subject: str, made: Mapping[str, Any] | None = None, **more: Any) -> Posted:
    """What the form of the request says of a subject, unjudged; `more`: see `Posted`."""
    form, prefilled = request.form, typed(asked.declared.asked, PREFILLED)
    data = {
        **form.to_dict(), "programme": asked.programme_id, "version": asked.number, "subject": subject, "made": made,
        "answers": read_answers(asked.declared.asked, typed(asked.declared.asked, PREFIX)),
        "prefilled": prefilled or None, "anew": "anew" in form, "day": "",
    }  # fmt: skip
    return replace(Posted.of(data, uuid=posted_uuid("uuid"), at=clock.now(), compares=True), **more)


def prefilled_fields(declared: Declaration, answers: Answers) -> Iterator[tuple[str, str]]:
    """The hidden fields of a form that is filled with answers, as its boxes would say them, one for each question: a
    draft brings back all of them."""
    for key in shown_keys(declared):
        answer = answers.get(key, "")
        words = {True: "yes", False: "no"}[answer] if isinstance(answer, bool) else str(answer)
        yield PREFILLED + key, ",".join(map(str, answer)) if isinstance(answer, list) else words


def shown_keys(declared: Declaration) -> list[str]:
    """The keys of the answers with which a form is filled: never how a house was reached, a fact of each visit."""
    return [each.key for each in declared.asked if each.key not in (declared.title, HOW)]


def keep(asked: ProgrammeVersion, posted: Posted) -> ProgrammeEntry:
    """Store what a form says of a subject, with its photos; `remark` is flashed. Of two presses at once the second
    finds the entry of the first.

    Raises:
        NotRecorded: see `submit_form`, or one of the photos is none; it is said on the form.
    """
    try:
        photographed = entry_photos.kept(asked.declared.photos) if posted.outcome == Outcome.DONE else {}
    except UnusablePhoto as unusable:
        raise NotRecorded(unusable.message) from unusable
    posted = replace(posted, photographed=[*photographed])
    about = {"programme": asked.programme.name, "what": _("Kết quả")}
    for tries_left in (1, 0):
        try:
            with immediate() as session:
                entry = submit_form(session, posted, current_visitor().account_id, clock.now())
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


def typed(asked: tuple[Question, ...], prefix: str) -> dict[str, Any]:
    """What the boxes of a prefix say, by key; those that are not on the form are left out."""
    several, form = {each.key for each in asked if each.type in SEVERAL}, request.form
    given = {each.key: form.getlist(prefix + each.key) for each in asked if prefix + each.key in form}
    return {key: ",".join(each) if key in several else each[0] for key, each in given.items()}


def recorded_there(refused: NotRecorded) -> Recorded | None:
    """The stored entry that is in the way in words, for who sends another; of a page that was sent before only what the
    visitor recorded for the same site."""
    session = db.session()
    if (entry := session.get(ProgrammeEntry, refused.entry_id)) is None:
        return None
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
