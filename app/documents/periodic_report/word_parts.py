"""What a Word file is made of here: styles, sheets, lines, rules and tables, in mm and pt."""

from collections.abc import Sequence

from docx.document import Document as Paper
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from app.documents.official import PORTRAIT
from app.documents.tables import Cell, Column, Table as Ruled

FONT = "Times New Roman"
TOP, RIGHT, BOTTOM, LEFT, NUMBER_AT = 22, 17, 21, 31, 10  # mm, as components/official.css
LEADING = 1.11  # of the font's own, which is 1.15: lines of 17.9 pt at 14 pt, as in the PDF
NEARER = 1.035  # as nearer.css has it
FIRST_LINE, ROW, EDGE, HEAD_EDGE = 12, 8.2, 1.1, 0.6  # mm
ALIGNED = {"left": ALIGN.LEFT, "right": ALIGN.RIGHT}


def styles(paper: Paper, leading: float = LEADING) -> None:
    """Times New Roman in black everywhere, Vietnamese; the body justified, its first line 12 mm in."""
    known = paper.styles
    for fonts in known.element.iter(qn("w:rFonts")):
        fonts.attrib.clear()
        for script in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{script}"), FONT)
    for language in known.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "vi-VN")
    normal = _style(paper, "Normal", bold=False)
    normal.paragraph_format.line_spacing = 1.0
    body = known.add_style("Nội dung", WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(body, ParagraphStyle)
    body.base_style = normal
    for style in (body, _style(paper, "Heading 2", bold=True)):
        layout = style.paragraph_format
        layout.first_line_indent, layout.line_spacing, layout.space_before = Mm(FIRST_LINE), leading, Pt(6)
    body.paragraph_format.alignment, style.paragraph_format.space_before = ALIGN.JUSTIFY, Pt(8)
    _style(paper, "Heading 1", bold=True).paragraph_format.alignment = ALIGN.CENTER


def _style(paper: Paper, name: str, *, bold: bool) -> ParagraphStyle:
    style = paper.styles[name]
    assert isinstance(style, ParagraphStyle)
    style.font.name, style.font.size, style.font.bold = FONT, Pt(14), bold
    for color in style.element.findall(f".//{qn('w:color')}"):
        color.getparent().remove(color)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    return style


def sheet(paper: Paper) -> None:
    """The first section: A4, the decree's margins, numbers of pages in the middle above but not on the first page."""
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.right_margin = Mm(TOP), Mm(RIGHT)
    section.bottom_margin, section.left_margin = Mm(BOTTOM), Mm(LEFT)
    section.header_distance, section.footer_distance = Mm(NUMBER_AT), Mm(NUMBER_AT)
    section.different_first_page_header_footer = True
    _append(section._sectPr, "pgNumType", start="1")  # of each section, which is cloned from this one
    number = section.header.paragraphs[0]
    number.alignment = ALIGN.CENTER
    run = number.add_run()
    run.font.size = Pt(13)
    for kind in ("begin", "", "end"):
        if kind:
            _append(run._r, "fldChar", fldCharType=kind)
        else:
            _append(run._r, "instrText").text = "PAGE"
    compatible = _append(paper.settings.element, "compat")  # else Word opens it as a file of 2007
    _append(
        compatible, "compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val="15"
    )


def line(paragraph: Paragraph, words: str, size: float, *, bold: bool = False, italic: bool = False) -> Paragraph:
    """One line in the middle, in letters of `size` pt."""
    paragraph.alignment = ALIGN.CENTER
    run = paragraph.add_run(words)
    run.font.size, run.bold, run.italic = Pt(size), bold or None, italic
    return paragraph


def small(paragraph: Paragraph, size: float) -> Paragraph:
    """An empty line `size` pt high, between what must not touch."""
    layout = paragraph.paragraph_format
    layout.line_spacing = Pt(size)
    mark = paragraph._p.get_or_add_pPr()
    _append(_append(mark, "rPr"), "sz", val=str(round(size * 2)))
    return paragraph


def rule(paragraph: Paragraph, width: float, length: float, after: float = 0) -> Paragraph:
    """A line of `length` mm in the middle of `width`, with `after` pt below it."""
    small(paragraph, 3)
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = Mm((width - length) / 2)
    layout.space_before, layout.space_after = Pt(1), Pt(after)
    edges = OxmlElement("w:pBdr")
    paragraph._p.get_or_add_pPr().insert_element_before(
        edges, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap", "w:overflowPunct",
        "w:topLinePunct", "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing",
        "w:ind", "w:contextualSpacing", "w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:rPr", "w:sectPr",
    )  # fmt: skip
    _append(edges, "bottom", val="single", sz="6", space="0", color="auto")
    return paragraph


def columns(paper: Paper, left: float, width: float = PORTRAIT) -> tuple[_Cell, _Cell]:
    """Two columns side by side without borders, the first `left` mm wide of `width`; they never part."""
    table = _table(paper, 1, (left, width - left), edge=0)
    _keep_rows_together(table)
    return table.rows[0].cells[0], table.rows[0].cells[1]


def grid(paper: Paper, heads: Sequence[str], widths: Sequence[float], rows: str,
         cells: Sequence[tuple[str, Column]]) -> None:  # fmt: skip
    """A ruled table of the list `rows`: its head comes again on each page, no row is split."""
    table = _table(paper, 4, widths, edge=EDGE, style="Table Grid")
    _keep_rows_together(table)
    _append(table.rows[0]._tr.get_or_add_trPr(), "tblHeader")
    written = (
        [(head, ALIGN.CENTER) for head in heads],
        [("{%tr for dong in " + rows + " %}", ALIGN.LEFT)],
        [("{{ dong." + name + " }}", ALIGNED.get(column.look, ALIGN.CENTER)) for name, column in cells],
        [("{%tr endfor %}", ALIGN.LEFT)],
    )
    for row, texts in zip(table.rows, written, strict=True):
        row.height, row.height_rule = Mm(ROW), WD_ROW_HEIGHT_RULE.AT_LEAST
        for cell, (words, side) in zip(row.cells, texts, strict=False):
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            line(cell.paragraphs[0], words, 12, bold=row is table.rows[0]).alignment = side
    _look_as_heads(table)


def listed(paper: Paper, content: Ruled, size: float = 12) -> None:
    """A ruled table with its rows in letters of `size` pt: its head comes again on each page, no row is split."""
    table = _table(paper, 1 + len(content.lines), content.widths, edge=EDGE, style="Table Grid")
    _keep_rows_together(table)
    _append(table.rows[0]._tr.get_or_add_trPr(), "tblHeader")
    written = [[Cell(head, "head") for head in content.heads], *(each.cells for each in content.lines)]
    for row, cells in zip(table.rows, written, strict=True):
        row.height, row.height_rule = Mm(ROW), WD_ROW_HEIGHT_RULE.AT_LEAST
        places, at = row.cells, 0
        for each in cells:
            cell = places[at] if each.span == 1 else places[at].merge(places[at + each.span - 1])
            _write(cell, each, size)
            at += each.span
    _look_as_heads(table)


def _write(cell: _Cell, content: Cell, size: float) -> None:
    looks = set(content.look.split())
    side = ALIGN.LEFT if looks & {"left", "name", "small", "band", "label"} else ALIGN.CENTER
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for place, words in enumerate(content.lines):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        line(paragraph, words, size, bold=bool(looks & {"head", "bold", "band"})).alignment = side


def _look_as_heads(table: Table) -> None:
    for cell in table.rows[0].cells:
        looks = cell._tc.get_or_add_tcPr()
        _append(looks, "shd", val="clear", color="auto", fill="ECECEC")
        cell.paragraphs[0].runs[0].bold = True
        room = _append(looks, "tcMar")  # as .grid th: a head of three letters is never broken
        for edge in ("left", "right"):
            _append(room, edge, w=str(Mm(HEAD_EDGE).twips), type="dxa")
        looks.append(looks.find(qn("w:vAlign")))  # the format has an order


def _table(paper: Paper, rows: int, widths: Sequence[float], *, edge: float, style: str | None = None) -> Table:
    """A table whose columns stay as wide as they are given, with `edge` mm beside the words of a cell."""
    table: Table = paper.add_table(rows, len(widths), style)
    table.autofit = False
    properties = table._tbl.tblPr
    edges = OxmlElement("w:tblCellMar")
    for side, room in (("top", edge / 2), ("left", edge), ("bottom", edge / 2), ("right", edge)):
        _append(edges, side, w=str(Mm(room).twips), type="dxa")
    properties.insert_element_before(edges, "w:tblLook")
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    return table


def _keep_rows_together(table: Table) -> None:
    for row in table.rows:
        _append(row._tr.get_or_add_trPr(), "cantSplit")


def _append(parent: BaseOxmlElement, tag: str, /, **values: str) -> BaseOxmlElement:
    made = OxmlElement(f"w:{tag}")
    for key, value in values.items():
        made.set(qn(f"w:{key}"), value)
    parent.append(made)
    return made
