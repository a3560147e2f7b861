"""/van-phong/phong-trao/<programme>/bang: all subjects of a programme on one page, stored with one press."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, request, url_for

from app.country import sentences
from app.jobs import recognition_orders
from app.models import ProgrammeEntry, Role
from app.registers.programmes.listed import KY
from app.registers.programmes.opening import register_of
from app.registers.register import Writer
from app.routes.entries import tables as entry_tables
from app.routes.entries.tables import TableContext
from app.routes.jobs import answer_with
from app.routes.office.lookups import STAFF
from app.routes.office.movement.programmes import entries_here
from app.web.access import current_account, current_visitor, one_or_404, requires
from app.web.database import db, immediate
from app.web.responses import Answer

tables = Blueprint("tables", __name__)


@tables.route("/phong-trao/<int:programme>/bang", methods=["GET", "POST"])
@requires(Role.OFFICER)
def show(programme: int) -> Answer:
    """The table, of the period of `?ky=`; pressed first a look, with `step=save` all lines that are ready are
    stored."""
    return entry_tables.take(_room(programme))


def _room(number: int) -> TableContext:
    programme = entries_here(number, (Role.OFFICER,))
    register = register_of(db.session(), programme, request.args.get(KY, "")) or abort(404)
    closed = register.closed if request.method == "POST" else ""  # typed before
    if not (register.declared.in_tables and (register.may_edit or closed)) or programme.unit.valid_to is not None:
        abort(404)
    place: dict[str, Any] = dict(register.place)
    return TableContext(
        layout="office/layout.html", register=register, at=url_for("office.tables.show", **place),
        back=(url_for("office.programme_rows.index", **place), str(register.listing.title)),
        by=Writer(current_account()), opens=lambda: _room(number), closed=closed,
        periods=[
            (key, url_for("office.tables.show", **{**place, **of}), sentences.begun(words))
            for key, of, words in register.variants
        ],
    )  # fmt: skip


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
