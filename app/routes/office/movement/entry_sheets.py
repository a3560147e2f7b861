"""…/so/<row>/phieu: the sheet of one entry on paper, to who sees the book."""

from uuid import UUID

from flask import Blueprint, abort, request

from app.jobs import recognition_orders
from app.models import ProgrammeEntry
from app.registers.programmes.opening import register_of
from app.routes.jobs import answer_with
from app.routes.office.lookups import STAFF
from app.routes.office.movement.programmes import entries_here
from app.web.access import current_visitor, one_or_404, requires
from app.web.database import db, immediate
from app.web.responses import Answer

entry_sheets = Blueprint("entry_sheets", __name__)


@entry_sheets.post("/phong-trao/<int:programme>/so/<uuid:row>/phieu")
@requires(*STAFF)
def create(programme: int, row: UUID) -> Answer:
    """Order the sheet of the entry `entry` (its uuid), without it of the newest one of the row."""
    kept = entries_here(programme)
    register = register_of(db.session(), kept) or abort(404)
    site = one_or_404(register.rows([kept.unit_id]).where(register.noun.public_id == str(row)))
    with immediate() as session:
        wanted = ProgrammeEntry.of([site.id], kept.id).where(ProgrammeEntry.withdrawn_at.is_(None))
        if named := request.form.get("entry"):
            wanted = wanted.where(ProgrammeEntry.uuid == named)
        entry = session.scalars(wanted.limit(1)).first() or abort(404)
        job = recognition_orders.entry_sheet(session, entry, by=current_visitor().account_id)
    return answer_with(job)
