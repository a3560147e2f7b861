"""Writes the letter as a Word file: the same words as the PDF, to be changed by hand."""

import io
from datetime import UTC, datetime

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Mm, Pt

from app.documents.periodic_report.word_parts import line, listed, sheet, small, styles
from app.documents.reminder_letter.content import ReminderLetter
from app.documents.word_letters import write_closing, write_head


def draw_word(content: ReminderLetter) -> bytes:
    """The letter as a Word file. Raises `Unprintable` for nobody or where a text is too long."""
    content.checked()
    paper = Document()
    styles(paper)
    sheet(paper)
    paper.core_properties.title, paper.core_properties.author = content.about, content.issuer.full_name
    paper.core_properties.comments = ""
    paper.core_properties.created = paper.core_properties.modified = datetime.now(UTC)
    write_head(paper, content.issuer, content.head, draft=content.is_draft, subject=content.about)
    to = content.addressees
    first = line(paper.add_paragraph(), f"Kính gửi: {to[0]}" if len(to) == 1 else "Kính gửi:", 14)
    first.paragraph_format.space_before = Pt(16)
    for place, name in enumerate(to if len(to) > 1 else ()):
        each = line(paper.add_paragraph(), f"- {name}{'.' if place == len(to) - 1 else ';'}", 14)
        each.alignment, each.paragraph_format.left_indent = ALIGN.LEFT, Mm(40)
    small(paper.add_paragraph(), 6)
    paper.add_paragraph(content.opening, "Nội dung")
    if table := content.table:
        small(paper.add_paragraph(), 6)
        listed(paper, table)
    paper.add_paragraph(content.closing, "Nội dung").paragraph_format.keep_with_next = True
    write_closing(paper, content.issuer.style, content.receivers, content.signed_by)
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()
