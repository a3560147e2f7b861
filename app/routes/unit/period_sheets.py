"""/don-vi/<programme>/in: the table of what an organisation recorded for a programme, of the period of `?ky=`."""

from flask import Blueprint, abort, flash, request, url_for
from flask_babel import gettext as _

from app.jobs import recognition_orders
from app.models import Organisation, Programme, Role
from app.registers.programmes.events import recorded_rows
from app.registers.programmes.listed import KY
from app.registers.programmes.opening import register_of
from app.registers.programmes.register import ProgrammeRegister
from app.routes.jobs import UNIT, answer_with
from app.routes.unit.lookups import organisation_here
from app.web.access import current_visitor, one_or_404, requires
from app.web.database import db, immediate
from app.web.responses import Answer, see_other

period_sheets = Blueprint("period_sheets", __name__)


@period_sheets.post("/<int:programme>/in")
@requires(Role.UNIT)
def create(programme: int) -> Answer:
    """Order it; where the organisation recorded nothing for that period, say so."""
    organisation, register = _here(programme)
    if db.session.scalars(recorded_rows(register, organisation.id).limit(1)).first() is None:
        flash(_("Kỳ này đơn vị chưa gửi gì để in."), "warn")
        return see_other(url_for("unit.recorded_entries.index", cua=organisation.code))
    with immediate() as session:
        organisation, register = _here(programme)
        by = current_visitor().account_id
        job = recognition_orders.unit_sheet(session, register.programme, register.period, organisation, by=by)
    return answer_with(job, UNIT)


def _here(number: int) -> tuple[Organisation, ProgrammeRegister]:
    """The organisation of the address, and the book of a programme of its ward, of the period of the address; a 404
    where there is no such one."""
    organisation, _others = organisation_here()
    programme: Programme = one_or_404(Programme.in_units([organisation.unit_id]).where(Programme.id == number))
    return organisation, register_of(db.session(), programme, request.args.get(KY, "")) or abort(404)
