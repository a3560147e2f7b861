"""/quay/luot/<uuid>: one help record: looked at, put right, taken out and back; what stood before stays readable."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, Response, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.country.names import clean
from app.models import AdministrativeUnit, Consent, HelpRecord, Role
from app.models.helping.log.correcting import MayNotCorrect, correct, corrections_of, locked_record
from app.models.people.changing import Overtaken
from app.registers.help_words import place_words
from app.routes.counter.log.help_lookups import note_look, note_record, record_here
from app.routes.counter.log.record_forms import WITHDRAW, RecordForm, version_of
from app.routes.counter.lookups import LOGGING
from app.web.access import current_account, current_visitor, requires
from app.web.database import db, immediate
from app.web.forms.versioned import merges_again
from app.web.responses import Answer, form_page, personal, refuse, see_other
from app.web.words.help_log import Change, changes_of

records = Blueprint("records", __name__)

RECORD = "/luot/<uuid:uuid>"


@records.get(RECORD)
@requires(*LOGGING)
def show(uuid: UUID) -> Answer:
    """What it says and what it said before. Who looks at a person whom they did not help leaves a line in the trail."""
    record = record_here(uuid)
    if record.person is not None and record.helper_id != current_visitor().account_id:
        with immediate() as session:
            record = record_here(uuid)
            note_look(session, record)
    return personal(_page("counter/records/show.html", record, changes=_history(record)))


@records.route(f"{RECORD}/sua", methods=["GET", "POST"])
@requires(*LOGGING)
@merges_again
def edit(uuid: UUID) -> Answer:
    """Put it right; 409 with both where it was changed otherwise since the form was opened."""
    record = _correctable(uuid)
    form = RecordForm().offer(db.session(), record, needs_why=needs_why(record))
    form = form.merge(version_of(record), lambda: _form_of(record))
    if not form.validate_on_submit():
        return personal(make_response(form_page("counter/records/edit.html", **_shown(record, form=form))))
    with immediate() as session:
        record = locked(session, uuid)
        if form.version.data != version_of(record):
            raise Overtaken({})
        person_id, done = record.person_id, change(session, record, form.values, why=form.why.data or "")
        if done and person_id is not None and form.person.data == WITHDRAW:
            _take_back_consent(session, record, person_id)
    flash(_("Đã sửa lượt này.") if done else _("Không có gì khác với sổ, nên sổ vẫn như cũ."))
    return see_other(url_for("counter.records.show", uuid=uuid))


@records.post(f"{RECORD}/bo")
@requires(*LOGGING)
def destroy(uuid: UUID) -> Answer:
    """Take it out of every count; with `tra-lai` it counts again. It stays in sight. Twice changes nothing."""
    record, why = _correctable(uuid), clean(request.form.get("why", ""))[:200]
    if needs_why(record) and not why:
        trouble = _("Lượt đã qua ngày, hoặc do người khác ghi: anh chị ghi vì sao bỏ hay trả lại.")
        return refuse("counter/records/show.html", **_shown(record, changes=_history(record), trouble=trouble))
    gone = "tra-lai" not in request.form
    with immediate() as session:
        change(session, locked(session, uuid), {"withdrawn": gone}, why=why)
    flash(_("Đã bỏ lượt này. Lượt không được đếm nữa.") if gone else _("Đã trả lại lượt này vào sổ."))
    return see_other(url_for("counter.records.show", uuid=uuid))


def may_correct(record: HelpRecord) -> bool:
    """Whether the visitor may change a record at all: their own, or as officer of its ward."""
    return record.helper_id == current_visitor().account_id or _officer_of(record)


def needs_why(record: HelpRecord) -> bool:
    """Whether a change needs a reason: it is not one's own record of today."""
    return record.helper_id != current_visitor().account_id or record.day != clock.today()


def locked(session: Session, uuid: UUID | str) -> HelpRecord:
    """A record of the visitor's with its row locked, inside the write transaction."""
    record_here(uuid)
    return session.scalars(locked_record(str(uuid))).one()


def change(session: Session, record: HelpRecord, changes: Mapping[str, object], *, why: str) -> bool:
    """Correct a held record and note it; whether anything differed. A 403 where the visitor may not."""
    now = clock.now()
    try:
        kept = correct(
            session,
            record,
            changes,
            uuid=str(uuid4()),
            by=current_account(),
            officer=_officer_of(record),
            at=now,
            now=now,
            why=why,
        )
    except MayNotCorrect:
        abort(403)
    if kept is None:
        return False
    action = "help.corrected"
    if "withdrawn" in changes:
        action = "help.withdrawn" if changes["withdrawn"] else "help.restored"
    note_record(session, action, record, {"fields": sorted(json.loads(kept.before)), "reason": why})
    return True


def _officer_of(record: HelpRecord) -> bool:
    return record.unit_id in current_visitor().units(Role.OFFICER)


def _correctable(uuid: UUID) -> HelpRecord:
    record = record_here(uuid)
    return record if may_correct(record) else abort(403)


def _take_back_consent(session: Session, record: HelpRecord, person_id: int) -> None:
    """The person no longer wishes to be followed up: no paper names them any more."""
    standing = session.scalars(Consent.stands(person_id, "follow_up")).all()
    for consent in standing:
        consent.withdrawn_at = clock.now()
    if standing:
        note_record(session, "consent.withdrawn", record, {"purpose": "follow_up"})


def _history(record: HelpRecord) -> list[Change]:
    return changes_of(db.session(), record, list(db.session.scalars(corrections_of(record.id))))


def _form_of(record: HelpRecord) -> RecordForm:
    """The form as the record stands."""
    return RecordForm(formdata=None).offer(db.session(), record, needs_why=needs_why(record)).show(record)


def _shown(record: HelpRecord, **more: object) -> dict[str, Any]:
    return {
        "record": record,
        "mine": may_correct(record),
        "needs_why": needs_why(record),
        "place": place_words(record.place_kind),
        "group_word": db.session.get_one(AdministrativeUnit, record.unit_id).group_word.capitalize(),
        "tab": "today",
        **more,
    }


def _page(template: str, record: HelpRecord, **more: object) -> Response:
    return make_response(render_template(template, **_shown(record, **more)))
