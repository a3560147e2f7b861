"""The head and the end of official letters as Word files, in the words and sizes of the PDF."""

from collections.abc import Mapping, Sequence

from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Mm
from docx.table import _Cell

from app.documents.fitting import MM_PER_PT
from app.documents.issuers import HeaderLines, Issuer, Signer, Style
from app.documents.official import PORTRAIT
from app.documents.periodic_report.word_layout import MOTTO, PARTY, ROOM, SIZES, bold_width
from app.documents.periodic_report.word_parts import columns, line, rule, small
from app.documents.typefaces import face

BLANK = "........"  # room to write by hand


def write_head(
    paper: Paper, issuer: Issuer, letterhead: Mapping[str, object], *, draft: bool, subject: str = ""
) -> None:
    """The issuer and the motto, below them number, `subject` ("V/v …") and date, of a `letterhead` (official)."""
    size, lines = SIZES[issuer.style], letterhead["issuer_lines"]
    assert isinstance(lines, HeaderLines)
    left, right = columns(paper, PORTRAIT * lines.left / 100)
    named = [*((words, False) for words in lines.parent), *((words, True) for words in lines.own)]
    for place, (words, bold) in enumerate(named):
        line(left.paragraphs[0] if place == 0 else left.add_paragraph(), words, size.issuer, bold=bold)
    _motto(issuer.style, left, right, lines)
    small(paper.add_paragraph(), size.gap)
    left, right = columns(paper, PORTRAIT * lines.number / 100)
    line(left.paragraphs[0], written(letterhead["number"]), size.number)
    if subject:
        line(left.add_paragraph(), subject, 12)
    if draft:
        line(left.add_paragraph(), "DỰ THẢO", 12, bold=True)
    line(right.paragraphs[0], written(letterhead["dated"]), lines.dated or 13, italic=True)


def _motto(style: Style, left: _Cell, right: _Cell, lines: HeaderLines) -> None:
    size, width = SIZES[style], PORTRAIT * lines.left / 100
    if style == "party":
        line(left.add_paragraph(), "*", size.issuer)
        line(right.paragraphs[0], PARTY, size.motto, bold=True)
        rule(right.add_paragraph(), PORTRAIT - width, bold_width(PARTY, size.motto))
        return
    longest = max((face("Tinos-Bold").width(each) * size.issuer * MM_PER_PT for each in lines.own), default=40.0)
    rule(left.add_paragraph(), width, longest * 0.42)
    line(right.paragraphs[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size.country, bold=True)
    line(right.add_paragraph(), MOTTO, size.motto, bold=True)
    rule(right.add_paragraph(), PORTRAIT - width, bold_width(MOTTO, size.motto))


def written(markup: object) -> str:
    """The words of a line, dots where there is room to write by hand."""
    return str(markup).replace('<span class="blank"></span>', BLANK).replace('<span class="blank day"></span>', "....")


def write_closing(paper: Paper, style: Style, receivers: Sequence[str], signer: Signer) -> None:
    """To whom the paper goes, and beside it who signs."""
    size, party = SIZES[style], style == "party"
    small(paper.add_paragraph(), 12).paragraph_format.keep_with_next = True
    left, right = columns(paper, PORTRAIT / 2)
    to = line(left.paragraphs[0], "Nơi nhận:", size.to).runs[0]
    to.underline, to.bold, to.italic = (True, False, False) if party else (False, True, True)
    ends = [","] * len(receivers) if party else [";"] * len(receivers)
    for words, end in zip(receivers, [*ends[:-1], "."], strict=True):
        line(left.add_paragraph(), f"- {words}{end}", size.receivers)
    for paragraph in left.paragraphs:
        paragraph.alignment = ALIGN.LEFT
    lines = [*filter(None, (signer.formula, signer.capacity)), signer.name]
    for place, each in enumerate(lines):
        line(right.paragraphs[0] if place == 0 else right.add_paragraph(), each, 14, bold=True)
    right.paragraphs[-1].paragraph_format.space_before = Mm(ROOM)
