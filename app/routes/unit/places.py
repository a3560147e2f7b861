"""/don-vi/<programme>/<row>/noi: what an organisation writes of a place or an event of its own besides entries: name,
day, hours, group."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from app.country import clock
from app.entries.event_days import EVENT_DAY, wrong_event
from app.models import Organisation, Role, Site
from app.models.movement.declaration import Outcome
from app.models.movement.declaration_subjects import OWN
from app.models.movement.entry_recording import lock
from app.registers.programmes import within
from app.registers.programmes.answer_values import PREFIX
from app.registers.programmes.register import ProgrammeRegister
from app.registers.programmes.subject_fields import RECORDER
from app.routes.registers.forms import sent_form
from app.routes.registers.rows import note
from app.routes.unit.lookups import address_of, form_with, gone, register_here, row_here, writer_of
from app.web.access import requires
from app.web.database import immediate
from app.web.forms.versioned import merges_again
from app.web.responses import Answer, form_page, see_other

places = Blueprint("places", __name__)
PAGE = "unit/places/edit.html"
AT = "/<int:programme>/<uuid:row>/noi"
# What the office alone writes of them.
LEFT = {"code", "organisation", "period", RECORDER.key} | ProgrammeRegister.OF_ENTRY | ProgrammeRegister.DECIDED


@places.route(AT, methods=["GET", "POST"])
@requires(Role.UNIT)
@merges_again
def show(programme: int, row: UUID) -> Answer:
    """Store it; no entry is made. 409 where somebody changed the row meanwhile: the form shows both."""
    organisation, register, kept = _here(programme, row)
    form = sent_form(register, organisation.unit, kept)
    if not form.validate_on_submit():
        back = address_of(organisation, register)("show", row=kept.public_id)
        return form_page(PAGE, form, organisation=organisation, register=register, row=kept, back=back)
    try:
        with immediate() as session:
            lock(session, [_here(programme, row)[2].id], organisation.id)
            organisation, register, kept = _here(programme, row)  # asks again who may
            writer = writer_of(organisation)
            if changed := register.change(session, kept, form.values, form.version.data or "", writer):
                note(register, session, "changed", kept, register.in_trail(changed))
    except NotFound:
        return gone()
    flash(_("Đã lưu."))
    return see_other(address_of(organisation, register)("show", row=kept.public_id))


def _here(programme: int, row: UUID) -> tuple[Organisation, ProgrammeRegister, Site]:
    """The organisation, the register with the fields of the row alone, and the row; a 404 for one that is not its
    own."""
    organisation, register = register_here(programme)
    if register.declared.subject not in OWN:
        abort(404)
    kept = row_here(register, organisation, row)
    newest = register.entry(kept.latest)
    took_place = newest is not None and newest.outcome == Outcome.DONE

    def check(values: Mapping[str, Any]) -> Mapping[str, object]:
        day = values.get(EVENT_DAY)
        ahead = register.declared.plans_ahead and day and day > clock.today() and not took_place
        return wrong_event(register.declared, {**values, "outcome": Outcome.PLANNED if ahead else Outcome.DONE})

    fields = tuple(each for each in register.fields if each.key not in LEFT and not each.key.startswith(PREFIX))
    fields = tuple(
        within.narrowed(each, lambda site: site.may_contain(organisation)) if each.key == within.KEY else each
        for each in fields
    )
    return organisation, form_with(register, fields, check=check), kept
