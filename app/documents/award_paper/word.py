"""Writes papers that a programme gave as one Word file, a page each: the words of the PDF, to be put on a printed form
or worded otherwise. It is a copy: what was issued stays the PDF, which alone bears the frame and the code to scan."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime

from docx import Document
from docx.document import Document as Sheets
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from flask_babel import gettext as _

from app.country import formats
from app.documents.award_paper.document import KINDS, LINE, NOTES, AwardPaper, fits, issuer_lines
from app.documents.certificate.words import spelled
from app.documents.faults import Unprintable
from app.documents.periodic_report.word_layout import MOTTO, PARTY, bold_width
from app.documents.periodic_report.word_parts import columns, line, rule, sheet, small, styles

EDGE, SIDE = 16.0, 27.0  # mm: above and below, left and right
WIDTH = 297 - 2 * SIDE
LEFT = 116.0  # mm of the column of notes
SIGNED = 24.0  # mm to sign in
# pt above the signature: what name, place and reason leave of their room, so that it stands low as on the PDF.
ROOM, NEAREST, FARTHEST, LEADING = 190.0, 18.0, 90.0, 1.15


def draw_word(papers: Sequence[AwardPaper]) -> bytes:
    """The papers as a Word file. Raises `Unprintable` without any, or where one does not fit."""
    if not papers:
        raise Unprintable(_("Không tờ nào của danh sách này còn giá trị."))
    file = Document()
    styles(file)
    _lie(file)
    file.core_properties.title, file.core_properties.author = KINDS[papers[0].kind].title, papers[0].issuer.full_name
    file.core_properties.comments = ""
    file.core_properties.created = file.core_properties.modified = datetime.now(UTC)
    for place, each in enumerate(papers):
        first = _one(file, each)
        first.paragraph_format.page_break_before = place > 0
    small(file.add_paragraph(), 1)
    made = io.BytesIO()
    file.save(made)
    return made.getvalue()


def _lie(file: Sheets) -> None:
    """A4 lying, without numbers of pages: each page is a paper of its own."""
    sheet(file)
    section = file.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    section.top_margin = section.bottom_margin = Mm(EDGE)
    section.left_margin = section.right_margin = Mm(SIDE)
    section.different_first_page_header_footer = False
    middle = OxmlElement("w:vAlign")  # what is short stands in the middle of its page
    middle.set(qn("w:val"), "center")
    section._sectPr.append(middle)
    section._sectPr.find(qn("w:docGrid")).addprevious(middle)  # the format has an order
    for run in section.header.paragraphs[0].runs:
        run._r.getparent().remove(run._r)


def _one(file: Sheets, paper: AwardPaper) -> Paragraph:
    """One paper; returns its first paragraph."""
    words, (name, place, reason) = KINDS[paper.kind], fits(paper)
    first = _head(file, paper)
    opening = line(file.add_paragraph(), _opening(paper), 14, italic=paper.kind != "merit")
    title = line(file.add_paragraph(style="Heading 1"), words.title, 34)
    if paper.kind == "merit":
        opening.paragraph_format.space_before = Pt(14)
    else:
        title.paragraph_format.space_before = Pt(14)
        title._p.addnext(opening._p)
    _lines(file, name.lines, name.size, bold=True)[0].paragraph_format.space_before = Pt(16)
    if paper.place:
        _lines(file, place.lines, place.size)[0].paragraph_format.space_before = Pt(4)
    _lines(file, [paper.for_], reason.size)[0].paragraph_format.space_before = Pt(12)
    above = sum(len(each.lines) * each.size for each in (name, place, reason)) * LEADING
    small(file.add_paragraph(), min(max(ROOM - above, NEAREST), FARTHEST))
    left, right = columns(file, LEFT, WIDTH)
    _notes(left, paper)
    _signed(right, paper)
    return first


def _opening(paper: AwardPaper) -> str:
    return paper.opening.upper() if paper.kind == "merit" else paper.opening


def _head(file: Sheets, paper: AwardPaper) -> Paragraph:
    """Quốc hiệu, or the party's own line, and below it who awards."""
    first, issuer = file.add_paragraph(), paper.awarding
    if issuer.style == "party":
        line(first, PARTY, 14, bold=True)
        rule(file.add_paragraph(), WIDTH, bold_width(PARTY, 14), after=4)
    else:
        line(first, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, bold=True)
        line(file.add_paragraph(), MOTTO, 14, bold=True)
        rule(file.add_paragraph(), WIDTH, bold_width(MOTTO, 14), after=4)
    if issuer.parent:
        line(file.add_paragraph(), issuer.parent, 12)
    for each in issuer_lines(issuer):
        line(file.add_paragraph(), each, 13, bold=True)
    return first


def _lines(file: Sheets, lines: Sequence[str], size: float, *, bold: bool = False) -> list[Paragraph]:
    made = [line(file.add_paragraph(), each, size, bold=bold) for each in lines]
    for each in made:
        each.paragraph_format.left_indent = each.paragraph_format.right_indent = Mm((WIDTH - LINE) / 2)
    return made


def _notes(cell: _Cell, paper: AwardPaper) -> None:
    """The decision by which it is given, its number in the book, until when it holds, where it is looked up."""
    lines = []
    if paper.kind == "merit":
        lines.append("Quyết định số: .................. ngày ....../....../.........")
    lines.append(f"{KINDS[paper.kind].book}: {paper.number}")
    if paper.until:
        lines.append(f"Có giá trị đến hết {formats.long_date(paper.until)}")
    check = spelled(paper.link, width=NOTES, sizes=(10, 9), code_sizes=(13, 12, 11))
    lines += ["Tra cứu ở địa chỉ", "".join(check.place.lines), *check.code.lines]
    for place, words in enumerate(lines):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        line(paragraph, words, 11).alignment = ALIGN.LEFT


def _signed(cell: _Cell, paper: AwardPaper) -> None:
    day = formats.long_date(paper.issued_on).replace(" ", "\N{NO-BREAK SPACE}")
    line(cell.paragraphs[0], f"{paper.awarding.place}, {day}", 14, italic=True)
    for words in filter(None, (paper.signer.formula, paper.signer.capacity, paper.signer.name)):
        line(cell.add_paragraph(), words, 14, bold=True)
    cell.paragraphs[-1].paragraph_format.space_before = Mm(SIGNED if paper.signer.name else 0)
