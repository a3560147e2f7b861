"""/don-vi: what an organisation of the ward has to do."""

from flask import Blueprint, make_response, render_template
from flask_babel import gettext as _

from app.country import clock
from app.entries.asked_now import Turn, asked_now
from app.entries.senders import EntrySender
from app.models import Organisation, ProgrammeEntry, Role
from app.models.movement.entry_lists import is_confirmed_by, seen_by, unconfirmed
from app.routes.counter.doorsteps import quick_entries
from app.routes.counter.doorsteps.asked_lines import AskedLine, room_line
from app.routes.task_lines import given_lines
from app.routes.unit.confirmations import confirming
from app.routes.unit.lookups import organisation_here, recorded_below
from app.routes.unit.recorded_entries import form_address
from app.web.access import current_visitor, requires
from app.web.database import db
from app.web.responses import Answer, saved

starts = Blueprint("starts", __name__)


@starts.get("")
@requires(Role.UNIT)
def show() -> Answer:
    """How much waits for who confirms, what was given back and what is asked, what is due first; the tasks that the
    visitor has; what was sent; `?cua=` another of the visitor's organisations. Kept on the phone, so it names nobody
    (docs/decisions/0073)."""
    organisation, others = organisation_here()
    session = db.session()
    turns: dict[Turn, list[AskedLine]] = {each: [] for each in Turn}
    for each in asked_now(session, EntrySender([organisation.unit_id], [organisation]), clock.now()):
        turns[each.turn].append(room_line(each))
    theirs, relation = (organisation.id, recorded_below(organisation)), confirming(organisation)
    back = ProgrammeEntry.returned_to(*theirs)
    seen = seen_by(session, organisation.unit_id, relation)
    confirms = [each for each in seen if is_confirmed_by(each, relation)]
    waiting = unconfirmed(session, [organisation.unit_id], [relation]) if confirms else []
    page = render_template(
        "unit/starts/show.html",
        organisation=organisation,
        organisations=others,
        asked=turns[Turn.NOW],
        running=turns[Turn.RUNS],
        later=turns[Turn.LATER],
        sent=turns[Turn.SENT],
        returned=[_returned(each, organisation) for each in session.scalars(back)],
        recorded=session.scalar(ProgrammeEntry.count_for(*theirs)) or 0,
        waiting=len(waiting),
        confirms=bool(confirms),
        reads=[each for each in seen if each not in confirms],
        given=given_lines(),
        helps=Role.UNIT_HELPER in current_visitor().roles,
        quick=quick_entries.has_some(),
    )
    return saved(make_response(page))


def _returned(entry: ProgrammeEntry, organisation: Organisation) -> AskedLine:
    """An entry that was given back, with the words of who did; without the name of its place."""
    words = _("Trả lại: “%(words)s”", words=entry.returned_words)
    return AskedLine(form_address(entry, organisation), entry.asked_by.declared.name, words, "undo")
