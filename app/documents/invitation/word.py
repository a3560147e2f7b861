"""Writes invitations as a Word file: the same words as the PDF, a section a guest, to be changed by hand."""

import io
from datetime import UTC, datetime

from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_SECTION
from docx.shared import Pt
from flask_babel import gettext as _

from app.documents.faults import Unprintable
from app.documents.invitation.content import KIND, Guest, Invitations
from app.documents.official import PORTRAIT, letterhead
from app.documents.periodic_report.word_layout import SIZES
from app.documents.periodic_report.word_parts import line, rule, sheet, styles
from app.documents.word_letters import write_closing, write_head


def draw_word(content: Invitations) -> bytes:
    """The invitations of all guests in one Word file. Raises `Unprintable` without guests or where a text is too
    long."""
    content.checked()
    if not content.guests:
        raise Unprintable(_("Chưa chọn ai để mời."))
    paper = Document()
    styles(paper)
    sheet(paper)
    paper.core_properties.title, paper.core_properties.author = content.title, content.issuer.full_name
    paper.core_properties.comments = ""
    paper.core_properties.created = paper.core_properties.modified = datetime.now(UTC)
    for number, guest in enumerate(content.guests):
        if number:
            paper.add_section(WD_SECTION.NEW_PAGE)
        _one(paper, content, guest)
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()


def _one(paper: Paper, content: Invitations, guest: Guest) -> None:
    head = letterhead(
        content.issuer, text_width=PORTRAIT, day=content.day, number=content.number, kind=KIND, year=content.year
    )
    write_head(paper, content.issuer, head, draft=content.is_draft)
    line(paper.add_paragraph(style="Heading 1"), "GIẤY MỜI", SIZES[content.issuer.style].kind)
    paper.paragraphs[-1].paragraph_format.space_before = Pt(16)
    line(paper.add_paragraph(style="Heading 1"), content.subject, 14)
    rule(paper.add_paragraph(), PORTRAIT, 38, after=10)
    paper.add_paragraph(content.opening, "Nội dung")
    line(paper.add_paragraph(), guest.name, 14, bold=True).paragraph_format.space_before = Pt(8)
    if guest.of:
        line(paper.add_paragraph(), guest.of, 14)
    for label, words in content.facts:
        paper.add_paragraph(f"{label}: {words}", "Nội dung")
    paper.add_paragraph(content.closing, "Nội dung").paragraph_format.keep_with_next = True
    write_closing(paper, content.issuer.style, content.receivers, content.signed_by)
