"""The periodic report as a Word file: mm and pt of its own XML, its text in order; a ward's own file, and bad ones."""

import io
import unicodedata
from dataclasses import replace
from datetime import UTC

import pytest
from docx import Document
from docx.document import Document as Word
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph as Line

from app.country import clock
from app.documents.faults import Unprintable
from app.documents.issuers import Issuer
from app.documents.official import PORTRAIT, in_sentence
from app.documents.periodic_report import (
    AnswerRow,
    Paragraph,
    PeriodicReport,
    ReportPart,
    default_template,
    unknown_placeholders,
    write_docx,
)
from app.documents.periodic_report.document import annexes
from app.documents.periodic_report.word_guard import NotATemplate
from app.documents.tables import ruled
from app.documents.typefaces import face
from tests.documents import samples, samples_reports
from tests.documents.test_periodic_report import LONGEST_OFFICES, NEXT

BODY = "Nội dung"


@pytest.fixture(scope="module", params=samples_reports.STYLES)
def style(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def issued(style: str) -> Word:
    return word(samples_reports.report(style, **samples_reports.NUMBERED))


def word(report: PeriodicReport, template: bytes | None = None) -> Word:
    return Document(io.BytesIO(write_docx(report, template)))


def lines(paper: Word) -> list[Line]:
    """All its paragraphs, those of tables too, as they are read."""
    return [Line(found, paper) for found in paper.element.body.iter(qn("w:p"))]


def text(paper: Word) -> str:
    return " ".join(" ".join(line.text for line in lines(paper)).split())


def size(paper: Word, start: str) -> tuple[float, bool]:
    """pt and weight of the first line that begins so."""
    line = next(line for line in lines(paper) if line.text.startswith(start))
    run = next(run for run in line.runs if run.text.strip())
    own = run.font.size or line.style.font.size or line.style.base_style.font.size
    return own.pt, bool(run.bold if run.bold is not None else line.style.font.bold)


def test_body_and_annexes_stand_each_annex_with_numbers_of_its_own(issued: Word):
    sections = list(issued.sections)
    sheets = [(round(each.page_width.mm), round(each.page_height.mm)) for each in sections]
    assert sheets == [(210, 297)] * 3
    for section in sections:
        margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [round(each.mm) for each in margins] == [22, 21, 31, 17]
        assert section.different_first_page_header_footer
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
        assert section.first_page_header.paragraphs[0].text == ""
        (number,) = section.header.paragraphs
        assert "".join(each.text for each in number._p.iter(qn("w:instrText"))) == "PAGE"
        assert (number.runs[0].font.size.pt, number.alignment) == (13, 1)


def test_sizes_are_those_of_the_decree_and_of_the_party(issued: Word, style: str):
    party = style == "party"
    place = samples_reports.STYLES[style].place
    sizes = {
        **({"ĐẢNG CỘNG SẢN": (15, True), "ĐẢNG BỘ": (14, False)} if party else {}),
        **({} if party else {"CỘNG HÒA XÃ HỘI": (12, True), "Độc lập - Tự do": (13, True)}),
        "Số": (14 if party else 13, False),
        f"{place}, ngày": (14 if party else 13, False),
        "BÁO CÁO": (15 if party else 14, True),
        "I. CÔNG TÁC": (14, True),
        "Thực hiện Kế hoạch": (14, False),
        "1. Phổ cập": (14, True),
        "Nơi nhận:": (14, False) if party else (12, True),
        "- Lưu": (12 if party else 11, False),
        "Lê Hồng Thái": (14, True),
        "Phụ lục I": (14, True),
        "KẾT QUẢ": (14, True),
        "(Kèm theo": (13.5, False),
        "Lớp đã mở": (12, False),
    }
    assert {start: size(issued, start) for start in sizes} == sizes
    own = samples_reports.STYLES[style].name[:6]
    assert size(issued, own) == (14 if party else 12, True)
    fonts = {font for each in issued.styles.element.iter(qn("w:rFonts")) for font in each.values()}
    assert fonts == {"Times New Roman"}
    assert not list(issued.element.body.iter(qn("w:rFonts")))


def test_the_body_is_justified_and_begins_in(issued: Word):
    bodies = [line for line in lines(issued) if line.style.name == BODY]
    assert len(bodies) == 9
    said = issued.styles[BODY].paragraph_format
    assert (said.alignment, round(said.first_line_indent.mm, 1), said.space_before.pt) == (3, 12, 6)
    assert 1 <= said.line_spacing <= 1.5
    assert all(line.alignment is None and line.paragraph_format.first_line_indent is None for line in bodies)
    heads = [line for line in lines(issued) if line.style.name == "Heading 2"]
    assert len(heads) == 5
    assert issued.styles["Heading 2"].paragraph_format.keep_with_next
    assert not list(issued.styles["Heading 2"].element.iter(qn("w:color")))


def test_next_tasks_are_paragraphs_that_begin_in_and_answers_a_table():
    tasks = ReportPart("V", "Nhiệm vụ kỳ tới", tuple(Paragraph(each) for each in NEXT))
    answers = (AnswerRow("Mở lớp AI", "Công an phường", "Đã mở {{ so }} lớp"),)
    paper = word(samples_reports.report(parts=(tasks,), targets=(), counts=(), answers=answers))
    found = [line for line in paper.paragraphs if line.text in NEXT]
    assert [line.text for line in found] == [*NEXT]
    assert {line.style.name for line in found} == {BODY}
    assert [cell.text for cell in paper.tables[-1].rows[1].cells] == ["1", "Mở lớp AI", "Công an phường",
                                                                      "Đã mở {{ so }} lớp"]  # fmt: skip


def test_the_header_has_two_columns_without_borders_and_its_lines(issued: Word, style: str):
    header, reference, closing = issued.tables[:3]
    for table in (header, reference, closing):
        assert sum(column.width.mm for column in table.columns) == pytest.approx(PORTRAIT, abs=0.2)
        assert table.style.name != "Table Grid"
        assert not list(table._tbl.iter(qn("w:tblBorders")))
    assert header.columns[0].width.mm == pytest.approx(PORTRAIT * 0.38, abs=10)
    rules = [line for line in lines(issued) if line._p.find(f".//{qn('w:pBdr')}") is not None]
    assert len(rules) == (4 if style == "party" else 5)
    if style != "party":
        left, column = rules[0].paragraph_format.left_indent.mm, header.columns[0].width.mm
        own = header.cell(0, 0).text.split("\n")[-2]
        written = face("Tinos-Bold").width(own) * 12 * 25.4 / 72
        assert 1 / 3 <= (column - 2 * left) / written <= 1 / 2


def test_annexes_repeat_their_heads_and_split_no_row(style: str):
    paper = word(samples_reports.report(style, targets=samples_reports.targets(60)))
    targets, counts = (table for table in paper.tables if table.style.name == "Table Grid")
    for table, heads, rows in (
        (targets, "STT|Chỉ tiêu|ĐVT|Chỉ tiêu giao|Tổng số|Số đạt|%|Đạt/ Chưa", 60),
        (counts, "STT|Nội dung|ĐVT|Kỳ này|Kỳ trước|Cùng kỳ năm trước", 3),
    ):
        assert "|".join(cell.text.replace("\n", " ") for cell in table.rows[0].cells) == heads
        assert_ruled(table)
        assert [row.cells[0].text for row in table.rows[1:]] == [str(place + 1) for place in range(rows)]


def assert_ruled(table: Table) -> None:
    repeated = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert repeated == [True] + [False] * (len(table.rows) - 1)
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None and row.height.mm >= 8 for row in table.rows)
    assert sum(column.width.mm for column in table.columns) == pytest.approx(PORTRAIT, abs=0.3)


def test_it_reads_in_its_order_as_the_pdf_does(issued: Word, style: str):
    said = text(issued)
    assert said == unicodedata.normalize("NFC", said)
    assert "{" not in said
    order = ("BÁO CÁO", "ết quả triển khai", "Thực hiện Kế hoạch", "I. CÔNG TÁC CHỈ ĐẠO",
             "1. Phổ cập kỹ năng số. Người dân", "V. NHIỆM VỤ", "Trên đây là báo cáo", "Nơi nhận:", "PHÓ", "Lê Hồng",
             "Phụ lục I", "(Kèm theo Báo cáo số 142", "Phụ lục II")  # fmt: skip
    places = [said.index(words) for words in order if words != "PHÓ" or style != "front"]
    assert places == sorted(places)
    assert f"{samples_reports.STYLES[style].place}, ngày 18 tháng 5 năm 2026" in said
    assert "- Sở Khoa học và Công nghệ" + ("," if style == "party" else ";") in said
    assert "DỰ THẢO" not in said
    assert issued.core_properties.title.lower().startswith("kết quả triển khai")


def test_a_draft_is_marked_thrice_and_leaves_room(style: str):
    said = text(word(samples_reports.report(style, number="142/BC-UBND")))
    assert said.count("DỰ THẢO") == 3
    assert said.count("ngày tháng năm 2026") == 3
    assert "142" not in said
    assert "Lê Hồng Thái" not in said


@pytest.mark.parametrize("issuer", LONGEST_OFFICES, ids=lambda issuer: issuer.name)
def test_the_longest_names_stand_and_hostile_words_stay_words(issuer: Issuer):
    names = (samples.LONG_300, samples.WORD_297, samples.ONE_WORD, *samples.HOSTILE)
    targets = tuple(replace(samples_reports.TARGETS[0], name=name, note=name) for name in names)
    parts = (*(ReportPart("I", name, (Paragraph(name, name),)) for name in names), ReportPart("II", "Trống"))
    report = samples_reports.report(issuer=issuer, subject=names[0], parts=parts, receivers=names, targets=targets)
    said = text(word(report))
    for name in names:
        assert said.count(name) >= 5
    assert issuer.name in said.replace("\N{NO-BREAK SPACE}", " ")
    assert "II. TRỐNG" in said


def test_an_annex_without_rows_goes_with_its_section():
    wholes = {"targets": (), "counts": ()}
    for left_out, sheets in (({}, 3), ({"targets": ()}, 2), ({"counts": ()}, 2), (wholes, 1)):
        paper = word(samples_reports.report(**left_out))
        assert [section.orientation for section in paper.sections] == [0] * sheets
        assert ("Phụ lục I" in [line.text for line in lines(paper)]) == (sheets == 3)
        assert len([table for table in paper.tables if table.style.name == "Table Grid"]) == sheets - 1
    bare = word(samples_reports.report(**wholes, parts=(), opening="", closing="", receivers=()))
    assert "Nơi nhận:" in text(bare)


def own_file(*paragraphs: str) -> bytes:
    """A ward's own file with these paragraphs."""
    paper, file = Document(), io.BytesIO()
    for words in paragraphs:
        paper.add_paragraph(words)
    paper.save(file)
    return file.getvalue()


def test_a_wards_own_file_is_filled_and_what_it_asks_for_in_vain_is_named(style: str):
    assert unknown_placeholders(default_template(style)) == []  # type: ignore[arg-type]
    good = own_file("{{ trich_yeu }}", "{%p for muc in phan %}", "{{ loop.index }}/{{ muc.ten }}", "{%p endfor %}")
    assert unknown_placeholders(good) == []
    assert "5/NHIỆM VỤ" in text(word(samples_reports.report(style), good))
    bad = own_file("{{ ten_phuong }} {{ trich_yeu }}", "{%p for muc in phan %}", "{{ muc.tieude }}", "{%p endfor %}",
                   "{%p for x in danh_sach %}", "{{ x.y }}", "{%p endfor %}")  # fmt: skip
    assert unknown_placeholders(bad) == ["ten_phuong", "muc.tieude", "danh_sach", "x.y"]
    with pytest.raises(Unprintable, match=r"ten_phuong, muc\.tieude"):
        write_docx(samples_reports.report(style), bad)


def test_what_stands_in_the_head_of_a_sheet_is_looked_at_too():
    paper, file = Document(), io.BytesIO()
    paper.sections[0].header.paragraphs[0].text = "{{ ten_phuong }}"
    paper.save(file)
    assert unknown_placeholders(file.getvalue()) == ["ten_phuong"]


@pytest.mark.parametrize(
    "words",
    [
        "{{ trich_yeu.format(1) }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ 'a' * 1000000000 }}",
        "{{ trich_yeu|upper }}",
        "{% set x = 1 %}",
        "{% include 'x' %}",
        "{% for x in range(9) %}{% endfor %}",
        "{% for x in chi_tieu %}{% for y in chi_tieu %}{% endfor %}{% endfor %}",
        "{% for x in trich_yeu %}{% endfor %}",
        "{% for x in phan recursive %}{{ loop(x.doan) }}{% endfor %}",
        "{% autoescape false %}{{ trich_yeu }}{% endautoescape %}",
        "{% for x in phan %}",
        "{{ trich_yeu",
        "{{ trich yeu }}",
    ],
)
def test_nothing_in_a_wards_file_runs(words: str):
    with pytest.raises(NotATemplate):
        unknown_placeholders(own_file(words))
    with pytest.raises(NotATemplate):
        write_docx(samples_reports.report(), own_file(words))


def test_names_of_the_machine_are_names_that_no_report_has():
    assert unknown_placeholders(own_file("{{ trich_yeu.__class__ }} {{ self }}")) == ["trich_yeu.__class__", "self"]


def test_a_loop_that_closes_elsewhere_and_one_too_long_are_refused():
    with pytest.raises(NotATemplate, match="đóng ở chỗ khác"):
        unknown_placeholders(own_file("{%p for muc in phan %}", "{{ muc.ten }} {% endfor %}"))
    with pytest.raises(NotATemplate, match="dài quá"):
        unknown_placeholders(own_file("{%p for muc in phan %}", "a" * 200_001, "{%p endfor %}"))


def test_it_is_as_wide_as_the_pdf_and_says_whose_it_is(style: str):
    report = samples_reports.report(style)
    paper = word(report)
    tables = [table for table in paper.tables if table.style.name == "Table Grid"]
    for table, annex in zip(tables, annexes(report), strict=True):
        widths = ruled(annex.columns, annex.rows, width=PORTRAIT).widths
        assert [column.width.mm for column in table.columns] == pytest.approx(list(widths), abs=0.1)
    about = paper.core_properties
    assert about.author == about.last_modified_by == in_sentence(report.issuer.full_name)
    assert about.created.date() == about.modified.date() == clock.now().astimezone(UTC).date()
    assert about.comments == ""


def test_the_last_sentences_stay_with_the_signature(style: str):
    report = samples_reports.report(style)
    paper = word(report)
    place = next(at for at, line in enumerate(paper.paragraphs) if line.text.startswith("Trên đây là"))
    assert [line.paragraph_format.keep_with_next for line in paper.paragraphs[place - 1 : place + 1]] == [True, True]


def test_the_committee_signs_above_the_deputy():
    closing = word(samples_reports.report(**samples_reports.NUMBERED)).tables[2]
    text = closing.rows[0].cells[1].text
    assert text.split("\n")[:3] == ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]
