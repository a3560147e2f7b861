"""Draws the list of a register with the rows that a screen showed."""

from dataclasses import replace

from flask_babel import gettext as _

from app.country import clock
from app.documents import register_list
from app.documents.issuers import Signer
from app.documents.register_list import Heading, RegisterList
from app.jobs import facts
from app.jobs.drawing import drawing, issuer_of
from app.jobs.orders import register_title
from app.jobs.work import Impossible, Work
from app.models import AdministrativeUnit
from app.models.base import count_of
from app.registers.listing import NOTHING
from app.registers.lists import lines as lines_of, table
from app.registers.programmes.register import register_called
from app.web.database import db
from app.web.kept_files import keep


def perform(work: Work) -> str:
    """Draw the `rows` of the register `list` of a `unit`, with their present values; `part` describes the filter."""
    unit = db.session.get(AdministrativeUnit, int(work.arguments["unit"]))
    register = register_called(db.session(), work.arguments["list"], unit.id) if unit else None
    if unit is None or register is None:
        raise Impossible(_("Danh sách này không còn nữa."))
    ids = [int(each) for each in work.arguments["rows"].split(",") if each]
    lines = lines_of(register, unit.id, db.session(), ids)
    on_paper = replace(register, columns=register.on_paper or register.columns)
    columns = table(on_paper, ended=any(line.row.retired_on for line in lines)).columns
    rows = ([str(column.cell(line).text) for column in columns] for line in lines)
    every = register.rows([unit.id]).with_only_columns(register.noun.id)
    content = RegisterList(
        issuer=issuer_of(unit),
        signer=Signer(unit.signer_formula, unit.signer_capacity, unit.signer_name),
        title=register_title(register),
        headings=tuple(Heading(str(each.label), each.look == "main", "num" in each.look) for each in columns),
        rows=tuple(tuple("" if text == NOTHING else text for text in row) for row in rows),
        total=db.session.scalars(count_of(every)).one(),
        day=clock.today(),
        subject=work.arguments["part"],
        prepared_by=facts.name_of(work.asked_by_id),
    )
    name = work.file_of(unit.code)
    db.session.rollback()
    with drawing():
        drawn = register_list.draw(content)
    keep(work.papers, name, drawn)
    return name
