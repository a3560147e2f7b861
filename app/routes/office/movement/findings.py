"""…/so/<row>/khac-phuc: give a task that an event asked for."""

from uuid import UUID

from flask import Blueprint, abort

from app.country import clock
from app.models import Event
from app.models.targets.task_owner import possible_owners
from app.registers.programmes.findings import may_give
from app.routes.entries.findings import FindingPage, give, newest_done
from app.routes.office.lookups import STAFF
from app.routes.office.movement.programmes import entries_here, row_address
from app.web.access import one_or_404, requires
from app.web.database import db
from app.web.responses import Answer

findings = Blueprint("findings", __name__)


@findings.route("/phong-trao/<int:programme>/so/<uuid:row>/khac-phuc", methods=["GET", "POST"])
@requires(*STAFF)
def create(programme: int, row: UUID) -> Answer:
    """The form that gives a task to a person or a body of the ward, and its press."""
    return give(lambda: _page(programme, row))


def _page(programme: int, row: UUID) -> FindingPage:
    """That of an event of the address; a 404 where the visitor does not see it, and where it asks for no tasks."""
    kept, session = entries_here(programme), db.session()
    event = one_or_404(Event.in_units([kept.unit_id]).where(Event.at(row), Event.programme_id == kept.id))
    entry = newest_done(session, event) if may_give(event, kept) else None
    place = {"programme": kept.id, "row": event.public_id}
    return FindingPage(
        view="office.findings.create", place=place, layout="office/task.html", programme=kept,
        back=(row_address(kept, event.public_id), event.name), entry=entry or abort(404),
        owners=possible_owners(session, kept.unit_id, clock.today()), context={"unit": kept.unit},
    )  # fmt: skip
