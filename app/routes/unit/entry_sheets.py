"""/don-vi/phieu/<entry>: the sheet of an entry on paper, for an organisation's account that sees the entry."""

from uuid import UUID

from flask import Blueprint, abort

from app.country import clock
from app.jobs import recognition_orders
from app.models import ProgrammeEntry, Role
from app.models.movement.relations import sees_entry
from app.routes.jobs import UNIT, answer_with
from app.web.access import current_visitor, one_or_404, requires
from app.web.database import immediate
from app.web.responses import Answer

entry_sheets = Blueprint("entry_sheets", __name__)


@entry_sheets.post("/phieu/<uuid:entry>")
@requires(Role.UNIT)
def create(entry: UUID) -> Answer:
    """Order it; a 404 where the visitor does not see the entry, or it was withdrawn."""
    visitor = current_visitor()
    with immediate() as session:
        here = ProgrammeEntry.unit_id.in_(set(visitor.organisations.values()))
        kept = one_or_404(ProgrammeEntry.sent_as(str(entry)).where(here, ProgrammeEntry.withdrawn_at.is_(None)))
        if not sees_entry(session, kept, visitor.account_id, clock.now()):
            abort(404)
        job = recognition_orders.entry_sheet(session, kept, by=visitor.account_id)
    return answer_with(job, UNIT)
