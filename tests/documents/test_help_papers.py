"""The report of help, the help log and the tally sheet under the ruler."""

from dataclasses import replace

import pytest

from app.documents import help_report, help_tally_sheet
from app.documents.faults import Unprintable
from app.documents.help_report import Figures
from tests.documents import samples, samples_help
from tests.documents.ruler import Paper, assert_sound


@pytest.fixture(scope="module")
def report() -> Paper:
    return assert_sound(help_report.draw(samples_help.report()))


@pytest.fixture(scope="module")
def log() -> Paper:
    return assert_sound(help_report.draw(samples_help.log(24)))


@pytest.fixture(scope="module")
def sheet() -> Paper:
    return assert_sound(help_tally_sheet.draw(samples_help.tally_sheet()))


def test_they_have_the_decrees_margins_and_page_numbers(report: Paper, log: Paper):
    for paper in (report, log):
        for number, page in enumerate(paper.sheets, 1):
            margins = page.margins(above=20)
            assert page.size == "A4 portrait"
            assert 30 <= margins["left"] <= 35
            assert 15 <= margins["right"] <= 20
            assert 20 <= margins["top"] <= 26
            assert margins["bottom"] >= 20
            above = [line for line in page.lines if line.baseline < 20]
            assert [line.text for line in above] == ([] if number == 1 else [str(number)])
            assert page.overlaps() == []
            assert min(line.size for line in page.lines) >= 11
    first = report.sheets[0]
    assert [first.line(start).size for start in ("BÁO CÁO", "Kết quả hỗ trợ người dân", "Tháng 11")] == [14] * 3


def test_without_number_and_day_it_is_a_draft_and_with_them_none(report: Paper):
    said = report.words()
    assert "Số: /BC-TTPVHCC" in said
    assert "DỰ THẢO" in said
    assert "ngày tháng năm 2026" in said
    assert "Ma Đình Tuyên" not in said
    numbered = assert_sound(help_report.draw(samples_help.report(**samples_help.NUMBERED)))
    told = numbered.words()
    assert "DỰ THẢO" not in told
    for words in ("Số: 31/BC-TTPVHCC", "Phan Đình Phùng, ngày 04 tháng 12 năm 2026", "Ma Đình Tuyên"):
        assert words in told
    last = numbered.sheets[-1]
    assert (last.line("Nơi nhận:").size, last.line("- Lưu: VT.").size) == (12, 11)
    assert last.line("Nơi nhận:").font == "Tinos-Bold-Italic"
    assert last.line("GIÁM ĐỐC").size == 14


def test_what_the_report_says_in_sentences(report: Paper):
    said = report.words()
    for sentence in (
        "sổ hỗ trợ ghi 200 lượt hỗ trợ người dân, tổng thời gian 2.572 phút",
        "của 190 lượt có ghi phút, bình quân 13,5 phút một lượt.",
        "Ngoài ra có 35 lượt nhập bù từ phiếu gạch trên giấy, đếm riêng",
        "dưới 16 tuổi 01; 16 đến 35 tuổi 37; 36 đến 59 tuổi 87; từ 60 tuổi 75 lượt.",
        "Kết quả: 85/200 lượt tự làm được, đạt 42,5%; làm cùng 23; làm hộ 55; chưa xong 29; chuyển nơi khác 08 lượt.",
        "Số người biết tên: dưới 05 người. 168 lượt không ghi tên.",
        "Bảng chỉ có số đếm, không ghi tên người được hỗ trợ.",
    ):
        assert sentence in said
    assert "03 người" not in said


def test_the_reports_rows_and_its_head_on_each_page(report: Paper):
    topics = [table for page in report.sheets for table in page.tables if "Việc hỗ trợ" in table.header]
    assert len(topics) == 2
    assert len({table.header for table in topics}) == 1
    *rows, whole = [row for table in topics for row in table.rows]
    assert [row[1] for row in rows] == [label for label, _ended in samples_help.TOPICS]
    assert rows[0][2:] == ["25", "13", "4", "5", "3", "0", "52,0", "7"]
    assert [cell for cell in whole if cell] == ["Cộng theo việc", "170", "73", "23", "42", "25", "7", "42,9", "91"]
    assert min(height for table in topics for height in table.heights) >= 8.0


def test_the_log_names_only_who_is_given_and_says_so(log: Paper):
    said = log.words()
    assert "SỔ HỖ TRỢ NGƯỜI DÂN Ngày 20 tháng 11 năm 2026" in said
    assert "tại Quầy 1, sổ hỗ trợ ghi 200 lượt" in said
    assert "Tên chỉ ghi ở những lượt mà người được hỗ trợ đã đồng ý." in said
    assert "Nhập bù từ phiếu gạch (lượt, không phải người)" in said
    entries = [row for page in log.sheets for table in page.tables if "Kết quả" in table.header for row in table.rows]
    assert [row[0] for row in entries] == [str(number) for number in range(1, 25)]
    assert entries[0][1] == "07 giờ 30"
    letters = "".join(row[6] for row in entries).replace(" ", "").replace("\n", "")
    for name in samples.TROUBLE:
        assert name.replace(" ", "") in letters


def test_hostile_words_stay_words():
    entries = samples_help.log(7).entries
    assert entries is not None
    hostile = tuple(
        replace(entry, topics=text, name=text) for entry, text in zip(entries, samples.HOSTILE, strict=False)
    )
    paper = assert_sound(help_report.draw(samples_help.log(entries=hostile)))
    assert "<b>Đậm</b>" in paper.words()


def test_nothing_noted_is_said_and_too_much_is_refused():
    nothing = Figures(logged=0, tallied=0, minutes=0, timed=0, people=0, unnamed=0, alone=0)
    empty = samples_help.report(figures=nothing, topics=())
    paper = assert_sound(help_report.draw(empty))
    assert "trên địa bàn phường Phan Đình Phùng, sổ hỗ trợ chưa có lượt nào." in paper.words()
    assert "0 lượt" not in paper.words()
    one = samples_help.log(1).entries
    assert one is not None
    with pytest.raises(Unprintable):
        help_report.draw(samples_help.log(entries=one * 5001))


def test_the_tally_sheet_is_one_page_with_room_to_tick_and_its_code(sheet: Paper):
    [page] = sheet.sheets
    assert page.size == "A4 landscape"
    [table] = page.tables
    assert table.header[0] == "Việc"
    assert [len(row) for row in table.rows] == [12] * 15
    assert min(table.heights) >= 8.0
    assert sheet.codes() == ["https://phan-dinh-phung.lopso.example/quay/nhap-bu?ngay=2026-11-20&quay=Q1"]
    assert "Không ghi tên ai." in sheet.words()


def test_topics_that_leave_no_room_are_written_in():
    many = samples_help.tally_sheet(topics=tuple(f"Việc rất dài thứ {number} " * 4 for number in range(14)))
    assert len(assert_sound(help_tally_sheet.draw(many)).sheets) == 1


def test_times_of_unknown_homes_are_no_group_and_the_compiler_is_not_the_end():
    figures = replace(samples_help.report().figures, elsewhere=107)
    paper = assert_sound(help_report.draw(replace(samples_help.report(), figures=figures)))
    assert "8 Túc Duyên 8 22 Chưa ghi nơi ở 107 Cộng" in paper.words()
    assert "không ghi tên người được hỗ trợ./." in paper.words()
    assert "./. " not in paper.words().split("Nơi nhận")[0].removesuffix("./. ")


def test_a_log_stays_in_the_office_and_two_sign_it():
    words = assert_sound(help_report.draw(samples_help.log(5))).words()
    assert "CỘNG HÒA" not in words
    assert "Số:" not in words
    assert "NGƯỜI TỔNG HỢP" in words
    assert "NGƯỜI KIỂM TRA" in words
    assert "CHỦ TỊCH" not in words
