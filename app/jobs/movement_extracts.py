"""Draws the classes and events of a year that also serve another movement, for the body that leads it."""

from dataclasses import replace

from flask_babel import gettext as _

from app.country import clock, formats
from app.documents import lists
from app.documents.lists.registers import Heading, register_list
from app.indicators.other_movements import extract_of
from app.jobs.drawing import draw_file, office_of, row_of
from app.jobs.work import Work
from app.models import AdministrativeUnit
from app.web.database import db

HEADINGS = (
    Heading("Lớp, hoạt động", main=True), Heading("Ngày"), Heading("Đơn vị tổ chức"), Heading("Số buổi", figure=True),
    Heading("Số người học", figure=True),
)  # fmt: skip


def perform(work: Work) -> str:
    """Draw those of `unit` in `year` that serve `movement`."""
    unit = row_of(work, AdministrativeUnit, "unit", _("Đơn vị này không còn nữa."))
    year, movement = int(work.arguments["year"]), work.arguments["movement"]
    extract = extract_of(db.session(), unit.id, year, movement)
    parts = ("Lớp học", extract.classes), ("Hoạt động", extract.events)
    paper = register_list(
        office_of(unit, work),
        "Trích danh sách lớp học, hoạt động lồng ghép",
        HEADINGS,
        [[*each[:3], *map(_number, each[3:5])] for _kind, rows in parts for each in rows],
        printed_at=clock.now(), counted="mục", bands=[kind for kind, rows in parts for _each in rows],
        subject=f"Phong trào “{movement}”, năm {year}",
    )  # fmt: skip
    # It goes to another body, so it bears the national heading, number and day.
    paper = replace(paper, internal=None, said=(extract.sentence(year, movement),))
    return draw_file(work, unit.code, lists.draw, paper)


def _number(count: int | None) -> str:
    return "" if count is None else formats.number(count)
