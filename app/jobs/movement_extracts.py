"""Draws the classes and events of a year that also serve another movement, for the body that leads it."""

from dataclasses import replace

from flask_babel import gettext as _

from app.country import clock, formats
from app.documents import lists
from app.documents.lists.registers import Heading, register_list
from app.indicators.other_movements import sentence, served_in
from app.jobs.drawing import draw_file, office_of, row_of
from app.jobs.work import Work
from app.models import AdministrativeUnit
from app.web.database import db

WORDS = {"Lớp, hoạt động": "main", "Ngày": "", "Đơn vị tổ chức": "", "Số buổi": "figure", "Số người học": "figure"}


def perform(work: Work) -> str:
    """Draw those of `unit` in `year` that serve `movement`; with the national heading, number and day: it goes out."""
    unit = row_of(work, AdministrativeUnit, "unit", _("Đơn vị này không còn nữa."))
    year, movement = int(work.arguments["year"]), work.arguments["movement"]
    rows = [each for each in served_in(db.session(), unit.id, year) if movement in each.movements]
    cells = [
        [formats.number(cell) if isinstance(cell, int) else cell or "" for cell in each.cells[1:]] for each in rows
    ]
    paper = register_list(
        office_of(unit, work), "Trích danh sách lớp học, hoạt động lồng ghép",
        [Heading(words, look == "main", look == "figure") for words, look in WORDS.items()], cells,
        printed_at=clock.now(), counted="mục", bands=[each.kind for each in rows],
        subject=f"Phong trào “{movement}”, năm {year}",
    )  # fmt: skip
    return draw_file(work, unit.code, lists.draw, replace(paper, internal=None, said=(sentence(rows, year, movement),)))
