"""Draws the year of an organisation on one sheet; a part of which nothing is recorded stays blank."""

from dataclasses import replace

from flask_babel import gettext as _

from app.country import clock
from app.documents import lists
from app.documents.issuers import BY_HAND, SEALED, Signature
from app.documents.lists.registers import Heading, register_list
from app.documents.tables import Row
from app.indicators.unit_years import year_of
from app.jobs.drawing import draw_file, office_of, row_of
from app.jobs.unit_sheets import HEAD
from app.jobs.work import Work
from app.models import Organisation
from app.web.database import db


def perform(work: Work) -> str:
    """Draw the year `year` of `sender`, an organisation."""
    sender, year = row_of(work, Organisation, "sender", _("Đơn vị này không còn nữa.")), int(work.arguments["year"])
    parts, office = year_of(db.session(), sender, year), office_of(sender.unit, work)
    # Its own paper: the ward is not above each of them (a party cell, the police).
    office = replace(office, issuer=replace(office.issuer, parent="", name=sender.name.upper()))
    rows: list[Row] = []
    for heading, lines in parts:
        rows += [{"band": str(heading)}, *({str(place): cell for place, cell in enumerate(each)} for each in lines)]
    paper = register_list(
        office,
        f"PHIẾU NĂM {year}",
        [Heading("Nội dung", main=True), Heading("Kết quả"), Heading("Ngày")],
        [list(each) for _heading, lines in parts for each in lines],
        printed_at=clock.now(), counted="nội dung", subject=sender.name, signed=True,
        signers=(
            Signature("NGƯỜI LẬP BIỂU", BY_HAND, office.prepared_by),
            Signature(f"{HEAD}\n{sender.name.upper()}", SEALED, ""),
        ),
    )  # fmt: skip
    paper = replace(paper, rows=rows, said=(), empty="")
    return draw_file(work, sender.unit.code, lists.draw, paper)
