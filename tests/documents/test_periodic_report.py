"""The periodic report under the ruler, in the three styles."""

import io
from dataclasses import replace
from random import Random

import pikepdf
import pytest

from app.documents.faults import Unprintable
from app.documents.issuers import Issuer
from app.documents.official import STYLES, unbroken
from app.documents.periodic_report import AnswerRow, CountRow, Paragraph, ReportPart, draw
from app.documents.periodic_report.document import annexes, is_nearer
from app.documents.rendering import render
from app.documents.templates import tidied
from tests.documents import samples, samples_reports
from tests.documents.ruler import Paper, assert_sound
from tests.documents.test_headers import OFFICES

SENTENCE = "Tính chung các lớp có 196 người học hết chương trình trong đó tổ dân phố đã hướng dẫn 1.154/3.470"
BODY = (*STYLES, "periodic_report/print.css")
LONGEST_OFFICES = (*OFFICES, Issuer("", "ỦY BAN NHÂN DÂN ĐẶC KHU LÝ SƠN", "Lý Sơn"))


@pytest.fixture(scope="module", params=samples_reports.STYLES)
def style(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def issued(style: str) -> Paper:
    return assert_sound(draw(samples_reports.report(style, **samples_reports.NUMBERED)))


def assert_measured(paper: Paper) -> None:
    """Margins of the decree on each page, nothing on top of another, nothing smaller than 11 pt."""
    for page in paper.sheets:
        margins = page.margins(above=20)
        assert 30 <= margins["left"] <= 35
        assert 15 <= margins["right"] <= 20
        assert 20 <= margins["top"] <= 26
        assert margins["bottom"] >= 20
        assert page.overlaps() == []
        assert min(line.size for line in page.lines) >= 11


def test_body_and_annexes_stand_each_annex_with_numbers_of_its_own(issued: Paper):
    assert_measured(issued)
    assert [page.size for page in issued.sheets] == ["A4 portrait"] * 4
    above = [[line.text for line in page.lines if line.baseline < 20] for page in issued.sheets]
    assert above == [[], ["2"], [], []]


def test_a_long_annex_repeats_its_head_and_counts_its_pages():
    many = Paper(draw(samples_reports.report(targets=samples_reports.targets(60))))
    assert_measured(many)
    begins = [place for place, page in enumerate(many.sheets) if "Phụ lục I" in page.text]
    annex = many.sheets[begins[0] : begins[1]]
    assert [line.text for page in annex for line in page.lines if line.baseline < 20] == [
        str(number) for number in range(2, len(annex) + 1)
    ]
    tables = [table for page in annex for table in page.tables]
    assert {table.header for table in tables} == {
        ("STT", "Chỉ tiêu", "ĐVT", "Chỉ tiêu giao", "Tổng số", "Số đạt", "%", "Đạt/ Chưa")
    }
    assert [row[0] for table in tables for row in table.rows] == [str(number) for number in range(1, 61)]
    assert min(height for table in tables for height in table.heights) >= 8


def test_sizes_are_those_of_the_decree_and_of_the_party(issued: Paper, style: str):
    first, last, annex = issued.sheets[0], issued.sheets[1], issued.sheets[2]
    party = style == "party"
    right = {"ĐẢNG CỘNG SẢN": 15} if party else {"CỘNG HÒA XÃ HỘI": 12, "Độc lập - Tự do": 13}
    left = {"ĐẢNG BỘ": 14, "ĐẢNG ỦY": 14} if party else {}
    sizes = {**right, **left, "Số": 14 if party else 13, "BÁO CÁO": 15 if party else 14, "I. CÔNG TÁC": 14,
             "Thực hiện Kế hoạch": 14, samples_reports.STYLES[style].place + ", ngày": 14 if party else 13}  # fmt: skip
    assert {start: first.line(start).size for start in sizes} == sizes
    assert first.line("Thực hiện Kế hoạch").left - first.line("trường học").left == pytest.approx(12, abs=0.3)
    assert first.line("BÁO CÁO").font == first.line("I. CÔNG TÁC").font == "Tinos-Bold"
    written = "".join(char["text"] for char in first.page.chars)
    fonts = [char["fontname"][7:] for char in first.page.chars]
    lead = written.index("1. Phổ cập kỹ năng số.")
    assert (fonts[lead], fonts[lead + 20], fonts[lead + 25]) == ("Tinos-Bold", "Tinos-Bold", "Tinos")
    assert (last.line("Nơi nhận:").size, last.line("- Lưu").size) == ((14, 12) if party else (12, 11))
    assert last.line("Lê Hồng Thái").size == 14
    assert (annex.line("Phụ lục I").size, annex.line("KẾT QUẢ").size, annex.line("(Kèm theo").size) == (14, 14, 13.5)


def test_it_reads_in_its_order_and_says_whose_annex_it_is(issued: Paper, style: str):
    said = issued.words(layout=False)
    issuer = samples_reports.STYLES[style]
    order = ("BÁO CÁO", "Thực hiện Kế hoạch", "I. CÔNG TÁC CHỈ ĐẠO", "1. Phổ cập kỹ năng số. Người dân", "V. NHIỆM VỤ",
             "Trên đây là báo cáo", "Nơi nhận:", "Phụ lục I", "(Kèm theo Báo cáo số 142", "Phụ lục II")  # fmt: skip
    places = [said.index(words) for words in order]
    assert places == sorted(places)
    offices = {"state": "Ủy ban nhân dân phường Phan Đình Phùng", "party": "Đảng ủy phường Hà Tu",
               "front": "Ban Thường trực Ủy ban MTTQ Việt Nam phường Gia Viên"}  # fmt: skip
    comma = "," if style == "party" else ""
    day = "ngày 18 tháng 5 năm 2026"
    assert f"(Kèm theo Báo cáo số 142/BC-UBND{comma} {day} của {offices[style]})" in said
    assert f"{issuer.place}, {day}" in said
    assert "DỰ THẢO" not in said
    assert ("kết quả triển khai Phong trào" if style == "party" else "Kết quả triển khai Phong trào") in said
    assert "- Sở Khoa học và Công nghệ" + ("," if style == "party" else ";") in said
    assert said.count("–") >= 7


def test_a_draft_is_marked_on_the_body_and_on_each_annex_and_leaves_room(style: str):
    one_lacks = {"number": "142/BC-UBND"}
    for given in ({}, one_lacks):
        paper = assert_sound(draw(samples_reports.report(style, **given)))
        assert ["DỰ THẢO" in page.text for page in paper.sheets] == [True, False, True, True]
        said = paper.words()
        assert "142" not in said
        assert "Lê Hồng Thái" not in said
        assert said.count("ngày tháng năm 2026") == 3
    kind = {"state": "Số: /BC-UBND", "party": "Số -BC/ĐU", "front": "Số: /BC-MTTQ-BTT"}[style]
    assert kind in said


@pytest.mark.parametrize("issuer", LONGEST_OFFICES, ids=lambda issuer: issuer.name)
def test_the_longest_and_the_shortest_names_stand(issuer: Issuer):
    names = (samples.LONG_300, samples.WORD_297, samples.ONE_WORD)
    targets = tuple(replace(samples_reports.TARGETS[0], name=name, note=name) for name in names)
    counts = tuple(replace(samples_reports.COUNTS[0], words=name) for name in names)
    parts = (*(ReportPart("I", name, (Paragraph(name, name),)) for name in names), ReportPart("II", "Trống"))
    report = samples_reports.report(
        issuer=issuer, subject=names[0], parts=parts, receivers=names, targets=targets, counts=counts
    )
    paper = assert_sound(draw(report))
    assert_measured(paper)
    letters = "".join("".join(char["text"] for page in paper.sheets for char in page.page.chars).split())
    assert [letters.count("".join(name.split())[1:]) for name in names[:2]] == [7, 6]
    assert "II. TRỐNG" in paper.words()


NEXT = ("1. Công an phường mở lớp AI (31/12/2026).", "2. Tiếp tục thực hiện các nhiệm vụ thường xuyên theo Kế hoạch.")


def test_next_tasks_stand_each_on_a_line_of_its_own_and_answers_in_an_annex():
    tasks = ReportPart("V", "Nhiệm vụ kỳ tới", tuple(Paragraph(each) for each in NEXT))
    answers = (AnswerRow("Mở lớp AI cho cán bộ", "Công an phường", "Đã mở 02 lớp <b>"),)
    only = {"targets": (), "counts": (), "answers": answers}
    paper = assert_sound(draw(samples_reports.report(parts=(tasks,), **only)))
    assert_measured(paper)
    one, two, head = (paper.sheets[0].line(start) for start in ("1. Công", "2. Tiếp", "V. NHIỆM"))
    assert one.left == pytest.approx(two.left, abs=0.3) == pytest.approx(head.left, abs=0.3)
    assert two.baseline - one.baseline > 6
    annex = paper.sheets[-1]
    assert "KẾT QUẢ THỰC HIỆN NHIỆM VỤ" in annex.text
    assert annex.tables[0].header == ("STT", "Nhiệm vụ", "Chủ trì", "Kết quả")
    assert annex.tables[0].rows == [["1", "Mở lớp AI cho cán bộ", "Công an phường", "Đã mở 02 lớp <b>"]]


def test_counts_stand_below_what_they_are_of_numbered_through():
    groups = ("Lớp học", "Lớp học", "Hỗ trợ")
    rows = tuple(CountRow(f"Số {place}", "lớp", str(place), "", "", group) for place, group in enumerate(groups, 1))
    assert [row.get("band") or row["place"] for row in annexes(samples_reports.report(counts=rows))[-1].rows] == [
        "Lớp học", 1, 2, "Hỗ trợ", 3,
    ]  # fmt: skip


def test_an_annex_without_rows_is_left_out_and_one_alone_has_no_number():
    alone = Paper(draw(samples_reports.report(counts=()))).sheets
    assert [page.size for page in alone] == ["A4 portrait"] * 3
    assert "Phụ lục" in [line.text for line in alone[2].lines]
    bare = Paper(draw(samples_reports.report(counts=(), targets=(), parts=(), opening="", closing="", receivers=())))
    assert [page.size for page in bare.sheets] == ["A4 portrait"]


@pytest.mark.parametrize("text", samples.HOSTILE)
def test_hostile_words_stay_words(text: str):
    paper = assert_sound(draw(samples_reports.report(subject=text, opening=text, receivers=(text,))))
    assert paper.words().count(text) == 3


def test_what_nobody_reads_is_refused():
    long = ReportPart("I", "Dài", (Paragraph("a" * 100_001),))
    for given in (
        {"parts": (long,)},
        {"parts": (ReportPart("I", "Nhiều", (Paragraph("a"),) * 501),)},
        {"targets": samples_reports.targets(1001)},
        {"targets": samples_reports.targets(1, "a" * 401)},
        {"receivers": ("a" * 401,)},
    ):
        with pytest.raises(Unprintable):
            draw(samples_reports.report(**given))


def test_no_line_of_a_paragraph_breaks_after_its_first_word():
    """Of many lengths, since only a text that fills its line all but the space behind it would; beside names of places
    too."""
    chosen, place = Random(1), " phường Phan Đình Phùng "
    words = SENTENCE.split()
    many = [" ".join(chosen.choices(words, k=chosen.randint(40, 120))) for _paragraph in range(150)]
    parts = (ReportPart("III", "Kết quả", tuple(Paragraph(f"{each}.", "1.") for each in many)),)
    assert Paper(draw(samples_reports.report("state", parts=parts))).broken_lines() == []
    html = "".join(f'<p class="body">{unbroken(each.replace(" tổ ", place))}</p>' for each in many * 2)
    assert Paper(render(tidied(f"<title>Báo cáo</title>{html}"), BODY)).broken_lines() == []


def test_the_title_is_plain_words_and_names_the_period_once():
    about = "Kết quả thực hiện Phong trào trên địa bàn phường Phan Đình Phùng, 6 tháng đầu năm 2026"
    pdf = draw(samples_reports.report("state", subject=about, span="6 tháng đầu năm 2026"))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert str(opened.docinfo["/Title"]) == f"Báo cáo {about}"


def test_no_name_of_a_place_is_broken():
    subject = "Kết quả triển khai Phong trào “Bình dân học vụ số” năm 2026 trên địa bàn phường Phan Đình Phùng"
    for report in (samples_reports.report(subject=subject), samples_reports.report(subject=f"Sơ kết {subject}")):
        lines = [line.text for page in Paper(draw(report)).sheets for line in page.lines]
        assert not [line for line in lines if line.endswith(("phường", "phường Phan", "phường Phan Đình"))]


@pytest.mark.parametrize(("lines", "sheets", "nearer"), [(20, 2, False), (26, 2, True), (32, 3, False)])
def test_nearer_lines_save_the_sheet_that_only_the_signature_would_stand_on(lines: int, sheets: int, nearer: bool):
    more = (Paragraph("Tiếp tục duy trì các lớp học."),) * lines
    parts = (*samples_reports.PARTS[:-1], replace(samples_reports.PARTS[-1], paragraphs=more))
    report = samples_reports.report(parts=parts, targets=(), counts=())
    paper = assert_sound(draw(report))
    assert (len(paper.sheets), is_nearer(report)) == (sheets, nearer)


def test_headings_and_what_introduces_a_list_stand_with_what_follows():
    for lines in range(24, 34):
        listed = (Paragraph("Còn 02 chỉ tiêu chưa có số liệu:"), Paragraph("- Học sinh;"), Paragraph("- Người lớn."))
        parts = (
            ReportPart("I", "Kết quả", (*(Paragraph("Một dòng."),) * lines, *listed)),
            ReportPart("II", "Tồn tại", listed),
        )
        for sheet in assert_sound(draw(samples_reports.report(parts=parts, targets=(), counts=()))).sheets:
            words = [line for line in sheet.text.splitlines() if line.strip()]
            assert not words[-1].strip().endswith("số liệu:"), lines
            assert "II. TỒN TẠI" not in words[-1], lines


def test_the_bodies_in_a_title_and_its_annexes_are_not_broken():
    committee = samples_reports.report(who="Ban Thường vụ Đảng ủy phường Phan Đình Phùng")
    paper = Paper(draw(committee))
    assert "của Ban Thường vụ" in " ".join(paper.sheets[-1].text.split())
    assert "Ban Thường vụ" not in Paper(draw(replace(committee, who=""))).sheets[-1].text
    title = "Kết quả triển khai Phong trào “Bình dân học vụ số” quý III năm 2026 trên địa bàn tỉnh Thái Nguyên"
    lines = [each.strip() for each in Paper(draw(samples_reports.report(subject=title))).sheets[0].text.splitlines()]
    assert not [each for each in lines if each.endswith(("trên", "trên địa", "năm", "quý III", "Ủy"))]
