"""/van-phong/phong-trao/<programme>/so/<row>/xac-nhan: what waits is confirmed, or returned with words."""

from uuid import UUID

from flask import Blueprint

from app.models import ProgrammeEntry, Site
from app.routes.entries.decisions import decide, waits_for
from app.routes.office.lookups import STAFF
from app.routes.office.movement.programmes import entries_here, row_address
from app.web.access import current_visitor, one_or_404, requires
from app.web.kept_forms import dedupes_itself
from app.web.responses import Answer

confirmations = Blueprint("confirmations", __name__)


def may_confirm(entry: ProgrammeEntry) -> bool:
    """Whether an entry waits for somebody like the visitor, to be confirmed or to be given back."""
    return waits_for(entry, current_visitor().roles_in(entry.unit_id))


@confirmations.post("/phong-trao/<int:programme>/so/<uuid:row>/xac-nhan")
@dedupes_itself
@requires(*STAFF)
def create(programme: int, row: UUID) -> Answer:
    """Confirm the entry of a row, or return it."""
    kept = entries_here(programme)
    site: Site = one_or_404(Site.in_units([kept.unit_id]).where(Site.at(str(row))))
    roles = current_visitor().roles_in(kept.unit_id)
    return decide(kept, site, roles, lambda row: row_address(kept, row.public_id))
