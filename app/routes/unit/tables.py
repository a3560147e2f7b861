"""/don-vi/<programme>/bang: all places about which an organisation records, or its new events, on one page."""

from dataclasses import replace

from flask import Blueprint, abort, url_for
from sqlalchemy import and_

from app.country import clock
from app.models import Role
from app.models.movement.declaration import Subject
from app.models.movement.relations import may_record, organised_by
from app.registers.programmes.listed import KY
from app.registers.programmes.register import ProgrammeRegister
from app.routes.entries import tables as entry_tables
from app.routes.entries.tables import TableContext
from app.routes.unit.lookups import (
    closed_words,
    in_tables,
    is_closed,
    open_again,
    open_periods,
    place_of,
    register_here,
    writer_of,
)
from app.web.access import current_visitor, requires
from app.web.responses import Answer

tables = Blueprint("tables", __name__)


@tables.route("/<int:programme>/bang", methods=["GET", "POST"])
@requires(Role.UNIT)
def show(programme: int) -> Answer:
    """The table, of the period of `?ky=`; pressed first a look, with `step=save` all lines that are ready are
    stored."""
    return entry_tables.take(_room(programme))


def _of_recorders(register: ProgrammeRegister) -> ProgrammeRegister:
    """The register whose new events are organised by those alone for which the visitor records."""
    fields = (
        replace(each, rows=lambda unit: register.recorders, required=True) if each.key == "organisation" else each
        for each in register.fields
    )
    return replace(register, fields=tuple(fields)) if register.declared.subject is Subject.EVENT else register


def _room(number: int) -> TableContext:
    organisation, register = register_here(number)
    if not in_tables(register, organisation):
        abort(404)
    declared, place = register.declared, place_of(organisation, register)
    periods = [
        (str(each.key), url_for("unit.tables.show", **{**place, KY: str(each.key)}), each.name)
        for each in open_periods(register.programme, organisation, register.recorders)
    ]
    account, unit_id, now = current_visitor().account_id, organisation.unit_id, clock.now()
    theirs = may_record(declared, account, unit_id, now)
    if declared.subject in (Subject.ORGANISATION, Subject.EVENT):
        theirs = and_(theirs, organised_by(declared, [each.id for each in register.recorders]))
    closed = closed_words(register, theirs)
    again = open_again(register) if is_closed(register) and not closed else []
    return TableContext(
        layout="unit/layout.html", register=_of_recorders(register), at=url_for("unit.tables.show", **place),
        back=(url_for("unit.recordings.index", **place), register.programme.name), by=writer_of(organisation),
        opens=lambda: _room(number), holds=[theirs, *again],
        context={"organisation": organisation}, periods=periods, closed=closed,
    )  # fmt: skip
