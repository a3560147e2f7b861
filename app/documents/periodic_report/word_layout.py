"""The Word file that a report is written in unless a ward has its own: made here, so that each mm and pt is in code.

Placeholders have Vietnamese names: whoever changes the file in Word reads them.
"""

import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from app.documents.fitting import MM_PER_PT
from app.documents.issuers import Style
from app.documents.official import PORTRAIT
from app.documents.periodic_report.document import ANSWERS, COUNTS, SENDERS, TARGETS, WARDS
from app.documents.periodic_report.word_parts import LEADING, columns, grid, line, rule, sheet, small, styles
from app.documents.tables import Column
from app.documents.typefaces import face

ROOM = 22  # mm to sign in
PARTY, MOTTO = "ĐẢNG CỘNG SẢN VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
# mm of the columns of annexes where their rows are not known.
WIDTHS: Mapping[str, Sequence[float]] = {
    "chi_tieu": (11, 47, 13, 20, 16, 16, 14, 13, 12),
    "so_lieu": (11, 65, 18, 22, 22, 24),
    "nhiem_vu": (11, 60, 35, 56),
    "tung_noi": (11, 85, 24, 24, 18),
    "noi_gui": (11, 49, 22, 22, 30, 28),
}
NONE: Mapping[str, Collection[str]] = {}
COLUMNS: Mapping[str, Sequence[Column]] = {
    "chi_tieu": TARGETS,
    "so_lieu": COUNTS,
    "nhiem_vu": ANSWERS,
    "tung_noi": WARDS,
    "noi_gui": SENDERS,
}
CELLS: Mapping[str, Sequence[str]] = {
    "chi_tieu": ("stt", "ten", "dvt", "giao", "mau_so", "tu_so", "ty_le", "dat", "ghi_chu"),
    "so_lieu": ("stt", "noi_dung", "dvt", "ky_nay", "ky_truoc", "cung_ky"),
    "nhiem_vu": ("stt", "nhiem_vu", "chu_tri", "ket_qua"),
    "tung_noi": ("stt", "noi", "mau_so", "tu_so", "ty_le"),
    "noi_gui": ("stt", "noi", "han", "ngay", "so", "ghi_chu"),
}


def bold_width(words: str, size: float) -> float:
    """mm of a line of bold words, as Times New Roman and our Tinos set them alike."""
    return face("Tinos-Bold").width(words) * size * MM_PER_PT


@dataclass(frozen=True, slots=True)
class Header:
    """mm of the header: the issuer's column, the number's in the row below, the line below; pt of the date."""

    issuer: float = PORTRAIT * 0.38
    number: float = PORTRAIT * 0.38
    rule: float = 20
    dated: float = 13


@dataclass(frozen=True, slots=True)
class _Sizes:
    """pt of what differs between the state's papers and the party's."""

    issuer: float = 12
    country: float = 12
    motto: float = 13
    number: float = 13
    kind: float = 14
    to: float = 12
    receivers: float = 11
    gap: float = 7


SIZES = {"state": _Sizes(), "front": _Sizes(), "party": _Sizes(14, 15, 15, 14, 15, 14, 12, 1)}


def built(
    style: Style,
    header: Header,
    widths: Mapping[str, Sequence[float]] = WIDTHS,
    absent: Mapping[str, Collection[str]] = NONE,
    leading: float = LEADING,
) -> bytes:
    """The file for papers of a style; `widths` are those of the annexes' columns (mm), without those that are `absent`
    of one, by what stands in their cells; `leading` of the body is in lines of the font."""
    paper = Document()
    styles(paper, leading)
    _body(paper, style, header)
    for name, cells in CELLS.items():
        columns = [each for each in zip(cells, COLUMNS[name], strict=True) if each[1].cell not in absent.get(name, ())]
        _annex(paper, name, columns, widths[name])
    small(paper.add_paragraph(), 1)  # Word wants a paragraph below a table
    paper.add_paragraph("{%p endif %}")
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()


def _body(paper: Paper, style: Style, header: Header) -> None:
    sheet(paper)
    size = SIZES[style]
    _heads(paper, style, header, size)
    _reference(paper, header, size)
    line(paper.add_paragraph(style="Heading 1"), "BÁO CÁO", size.kind).paragraph_format.space_before = Pt(12)
    line(paper.add_paragraph(style="Heading 1"), "{{ trich_yeu }}", 14)
    rule(paper.add_paragraph(), PORTRAIT, 38, after=10)
    for words in ("{%p if mo_dau %}", "{{ mo_dau }}", "{%p endif %}"):
        paper.add_paragraph(words, "Nội dung")
    paper.add_paragraph("{%p for muc in phan %}")
    paper.add_paragraph("{{ muc.so }}. {{ muc.ten }}", "Heading 2")
    paper.add_paragraph("{%p for doan in muc.doan %}")
    passage = paper.add_paragraph(style="Nội dung")
    passage.add_run("{{ doan.dan }}").bold = True
    passage.add_run("{{ doan.loi }}")
    paper.add_paragraph("{%p endfor %}")
    paper.add_paragraph("{%p endfor %}")
    closing = paper.add_paragraph("{{ ket_thuc }}", "Nội dung")
    closing.paragraph_format.keep_with_next = True
    _closing(paper, style, size)


def _heads(paper: Paper, style: Style, header: Header, size: _Sizes) -> None:
    left, right = columns(paper, header.issuer)
    line(left.paragraphs[0], "{%p if cap_tren %}", size.issuer)
    line(left.add_paragraph(), "{{ cap_tren }}", size.issuer)
    line(left.add_paragraph(), "{%p endif %}", size.issuer)
    line(left.add_paragraph(), "{{ don_vi }}", size.issuer, bold=True)
    if style == "party":
        line(left.add_paragraph(), "*", size.issuer)
        line(right.paragraphs[0], PARTY, size.motto, bold=True)
        rule(right.add_paragraph(), PORTRAIT - header.issuer, bold_width(PARTY, size.motto))
        return
    rule(left.add_paragraph(), header.issuer, header.rule)
    line(right.paragraphs[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size.country, bold=True)
    line(right.add_paragraph(), MOTTO, size.motto, bold=True)
    rule(right.add_paragraph(), PORTRAIT - header.issuer, bold_width(MOTTO, size.motto))


def _reference(paper: Paper, header: Header, size: _Sizes) -> None:
    small(paper.add_paragraph(), size.gap)
    left, right = columns(paper, header.number)
    line(left.paragraphs[0], "{{ so }}", size.number)
    _draft(left.add_paragraph(), left.add_paragraph(), left.add_paragraph())
    line(right.paragraphs[0], "{{ noi_ngay }}", header.dated, italic=True)


def _draft(*room: Paragraph) -> None:
    for paragraph, words in zip(room, ("{%p if du_thao %}", "DỰ THẢO", "{%p endif %}"), strict=True):
        line(paragraph, words, 12, bold=True)
    edge = OxmlElement("w:bdr")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "auto")):
        edge.set(qn(f"w:{name}"), value)
    room[1].paragraph_format.space_before = room[1].paragraph_format.space_after = Pt(3)
    room[1].runs[0]._r.get_or_add_rPr().append(edge)


def _closing(paper: Paper, style: Style, size: _Sizes) -> None:
    small(paper.add_paragraph(), 4).paragraph_format.keep_with_next = True
    left, right = columns(paper, PORTRAIT / 2)
    to = line(left.paragraphs[0], "Nơi nhận:", size.to).runs[0]
    to.underline, to.bold, to.italic = (True, False, False) if style == "party" else (False, True, True)
    for words in ("{%p for dong in noi_nhan %}", "{{ dong }}", "{%p endfor %}"):
        line(left.add_paragraph(), words, size.receivers)
    for paragraph in left.paragraphs:
        paragraph.alignment = ALIGN.LEFT
    line(right.paragraphs[0], "{%p if quyen_han %}", 14)
    for words in ("{{ quyen_han }}", "{%p endif %}", "{{ chuc_vu }}", "{{ nguoi_ky }}"):
        line(right.add_paragraph(), words, 14, bold=True)
    right.paragraphs[-1].paragraph_format.space_before = Mm(ROOM)


def _annex(paper: Paper, name: str, columns: Sequence[tuple[str, Column]], widths: Sequence[float]) -> None:
    """An annex with the break before it: one that has no rows goes with all of its section."""
    first = len(paper.sections) == 1
    paper.add_section(WD_SECTION.NEW_PAGE)
    small(paper.paragraphs[-1], 1)
    if not first:
        paper.add_paragraph("{%p endif %}")
    paper.add_paragraph("{%p if phu_luc_" + name + " %}")
    _draft(paper.add_paragraph(), paper.add_paragraph(), paper.add_paragraph())
    line(paper.add_paragraph(), "{{ phu_luc_" + name + " }}", 14, bold=True)
    line(paper.add_paragraph(style="Heading 1"), "{{ ten_phu_luc_" + name + " }}", 14)
    line(paper.add_paragraph(), "{{ kem_theo }}", 13.5, italic=True)
    rule(paper.add_paragraph(), PORTRAIT, 38, after=10)
    grid(paper, [column.head for _cell, column in columns], widths, name, columns)
