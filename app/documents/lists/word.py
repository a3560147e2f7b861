"""Writes an internal list as a Word file: the same rows and widths as the PDF, to be changed by hand."""

import io
from datetime import UTC, datetime

from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Mm, Pt
from flask_babel import gettext as _

from app.country import formats
from app.documents import working_sheets
from app.documents.lists import ListPaper, check, table_of
from app.documents.periodic_report.word_parts import line, listed, sheet, styles

SIZE = 11
EDGES = (12, 12, 13, 20)  # mm: above, right, below, left of a sheet lying down; upright it is punched likewise


def draw_word(paper: ListPaper) -> bytes:
    """The list as a Word file. Raises `Unprintable` for one out of bounds or empty."""
    check(paper)
    width = working_sheets.LANDSCAPE if paper.lying else working_sheets.PORTRAIT
    table = table_of(paper, width)
    file = Document()
    styles(file)
    _sheet(file, width, lying=paper.lying)
    file.core_properties.title, file.core_properties.author = paper.title, paper.office.issuer.full_name
    file.core_properties.comments = ""
    file.core_properties.created = file.core_properties.modified = datetime.now(UTC)
    _head(file, paper)
    listed(file, table, SIZE)
    for sentence in paper.said:
        said = line(file.add_paragraph(), sentence, 12)
        said.alignment, said.paragraph_format.space_before = ALIGN.LEFT, Pt(6)
    made = io.BytesIO()
    file.save(made)
    return made.getvalue()


def _sheet(file: Paper, width: float, *, lying: bool) -> None:
    sheet(file)
    section, (top, _right, bottom, left) = file.sections[0], EDGES
    if lying:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    section.top_margin, section.bottom_margin, section.left_margin = Mm(top), Mm(bottom), Mm(left)
    section.right_margin = Mm((297 if lying else 210) - left - width)
    section.header_distance = Mm(top / 2)


def _head(file: Paper, paper: ListPaper) -> None:
    issuer = line(file.add_paragraph(), paper.office.issuer.full_name.upper(), 13, bold=True)
    issuer.alignment = ALIGN.LEFT
    if paper.internal:
        when = paper.internal.printed_at
        text = _("Bản in nội bộ, %(time)s ngày %(day)s", time=formats.time(when), day=formats.date(when))
        line(file.add_paragraph(), text, 12, italic=True).alignment = ALIGN.LEFT
    line(file.add_paragraph(style="Heading 1"), paper.title.upper(), 14)
    if paper.subject:
        line(file.add_paragraph(), paper.subject, 13, bold=True)
    file.paragraphs[-1].paragraph_format.space_after = Pt(6)
