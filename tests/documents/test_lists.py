"""The decision's annex, the hand-over list and the register extract under the ruler."""

from dataclasses import replace

import pytest

from app.documents import approval_list, hand_over_list, register_extract, register_list
from app.documents.faults import Unprintable
from app.documents.issuers import Issuer
from app.documents.official import Decision, in_sentence
from app.documents.register_list import Heading
from tests.documents import samples, samples_course
from tests.documents.ruler import Paper, assert_sound

PARTY = Issuer("ĐẢNG BỘ TỈNH QUẢNG NINH", "ĐẢNG ỦY PHƯỜNG HÀ TU", "Hà Tu", "party")


@pytest.fixture(scope="module")
def annex() -> Paper:
    return assert_sound(approval_list.draw(samples_course.approval_list()))


@pytest.fixture(scope="module")
def to_sign() -> Paper:
    return assert_sound(hand_over_list.draw(samples_course.hand_over_list()))


@pytest.fixture(scope="module")
def extract() -> Paper:
    return assert_sound(register_extract.draw(samples_course.extract()))


def body(paper: Paper) -> list[list[str]]:
    return [row for sheet in paper.sheets for table in sheet.tables for row in table.rows]


def test_official_papers_have_the_decrees_margins_and_page_numbers(annex: Paper, extract: Paper):
    for paper in (annex, extract):
        for number, sheet in enumerate(paper.sheets, 1):
            margins = sheet.margins(above=20)
            assert 30 <= margins["left"] <= 35
            assert 15 <= margins["right"] <= 20
            assert 20 <= margins["top"] <= 26
            assert margins["bottom"] >= 20
            above = [line for line in sheet.lines if line.baseline < 20]
            assert [line.text for line in above] == ([] if number == 1 else [str(number)])
            assert all(line.size == 13 for line in above)
    assert {sheet.size for sheet in annex.sheets} == {"A4 portrait"}
    assert {sheet.size for sheet in extract.sheets} == {"A4 landscape"}


def test_rows_are_high_enough_and_headers_repeat(annex: Paper, to_sign: Paper, extract: Paper):
    for paper in (annex, to_sign, extract):
        assert min(height for sheet in paper.sheets for table in sheet.tables for height in table.heights) >= 8.0
        assert len({table.header for sheet in paper.sheets for table in sheet.tables}) == 1
        assert all(sheet.tables for sheet in paper.sheets)  # totals never stand alone
        assert all(sheet.overlaps() == [] for sheet in paper.sheets)
        assert min(line.size for sheet in paper.sheets for line in sheet.lines) >= 8.5


def test_the_annex_names_its_decision_and_whom_it_certifies(annex: Paper):
    assert (
        "PHỤ LỤC DANH SÁCH HỌC VIÊN ĐƯỢC CẤP GIẤY CHỨNG NHẬN "
        f"Lớp “{samples.COURSE}” (Kèm theo Quyết định số 214/QĐ-UBND ngày 13 tháng 4 năm 2026 "
        "của Ủy ban nhân dân phường Phan Đình Phùng)"
    ) in annex.words(1)
    assert "DỰ THẢO" not in annex.words()
    rows = body(annex)
    assert [row[-1] for row in rows] == [f"{number:03d}/2026" for number in range(1, 35)]
    assert rows[0][5:7] == ["4/4", "100"]
    assert annex.words().endswith(f"{samples_course.RULE} Danh sách có 34 người./.")
    assert annex.sheets[0].line("DANH SÁCH HỌC VIÊN").size == 14


def test_without_a_decision_it_is_a_draft_with_room_to_write():
    people = samples_course.approval_list(3).people
    let_in = replace(people[0], came=2, exception="Ốm nằm viện hai tuần", number="")
    paper = assert_sound(
        approval_list.draw(
            samples_course.approval_list(people=(let_in, *people[1:]), decision=Decision(), approved=False)
        )
    )
    assert "DỰ THẢO PHỤ LỤC DANH SÁCH HỌC VIÊN ĐỀ NGHỊ CẤP GIẤY CHỨNG NHẬN" in paper.words()
    assert "Quyết định số ngày tháng năm" in paper.words()
    assert body(paper)[0][5:] == ["2/4 (*)", "50", ""]
    assert "03 người, trong đó 01 trường hợp do lãnh đạo quyết định (*)./." in paper.words()
    assert "(*) Số 1, Dung: Ốm nằm viện hai tuần." in paper.words()
    assert paper.words().endswith("./.")


def test_people_sign_and_papers_already_handed_over_are_counted(to_sign: Paper):
    assert [sheet.size for sheet in to_sign.sheets] == ["A4 portrait"] * 2
    assert all(row[5:] == ["", "", ""] for row in body(to_sign))
    assert "Hạn giao: hết ngày 30 tháng 4 năm 2026" in to_sign.words()
    assert to_sign.codes() == ["https://lopso.example/l/DEM5"]
    entries = samples_course.hand_over_list(3).entries
    first = replace(entries[0], handed_on=samples_course.DECISION.day, note="nhận thay: Hoa, con gái")
    part = Paper(hand_over_list.draw(samples_course.hand_over_list(entries=(first, *entries[1:]), decision=Decision())))
    assert "Tổng số 03 giấy; đã giao: 01; còn lại: 02." in part.words()
    assert body(part)[0][5] == "13/4/2026"
    assert "DỰ THẢO" in part.words()


def test_struck_numbers_stay_readable_and_say_what_stands_for_them(extract: Paper):
    rows = {row[1]: row for row in body(extract)}
    assert rows["007/2026"][-1] == "Thay bằng số 035/2026 ngày 20/5/2026: sai tên đệm"
    assert "Trích 34 dòng, đúng với sổ gốc; trong đó 02 dòng gạch ngang không còn giá trị." in extract.words()
    page = extract.sheets[0].page
    number = extract.sheets[0].line("007/2026")
    struck = [
        rule for rule in page.lines + page.rects
        if rule["x0"] * 25.4 / 72 < number.right and rule["x1"] * 25.4 / 72 > number.left
        and number.baseline - 3 < rule["top"] * 25.4 / 72 < number.baseline
    ]  # fmt: skip
    assert struck


def test_the_extract_ends_with_the_trails_hash(extract: Paper):
    assert f"việc thứ 12.345, mã SHA-256 {'0f3a' * 16}" in extract.words()
    assert "Năm 2026; từ số 001/2026 đến số 034/2026" in extract.words()
    first = body(extract)[1]
    assert first[7] == "K7M4 X0AB CDEF 0001"
    assert extract.sheets[-1].line("KT. CHỦ TỊCH").baseline < extract.sheets[-1].line("PHÓ CHỦ TỊCH").baseline


def test_the_partys_extract_has_its_sizes():
    first = assert_sound(register_extract.draw(samples_course.extract(3, issuer=PARTY))).sheets[0]
    assert first.line("ĐẢNG CỘNG SẢN VIỆT NAM").size == 15
    assert first.line("ĐẢNG BỘ TỈNH QUẢNG NINH").size == 14
    assert first.line("Số").size == 14
    assert first.line("Hà Tu, ngày 20 tháng 5 năm 2026").size == 14
    assert first.line("Hà Tu, ngày").font == "Tinos-Italic"
    assert first.line("TRÍCH SỔ GỐC").size == 15
    assert first.line("Năm 2026; từ số").size == 14
    assert "CỘNG HÒA" not in first.text


def test_an_extract_without_lines_is_refused_in_words():
    with pytest.raises(Unprintable, match="Sổ cấp năm 2026 chưa có dòng nào"):
        register_extract.draw(samples_course.extract(bands=()))


def test_every_name_is_printed_letter_for_letter():
    names = (*samples.TROUBLE, *samples.HOSTILE)
    annex = samples_course.approval_list(1)
    hand_over = samples_course.hand_over_list(1)
    extract = samples_course.extract(1)
    band = extract.bands[0]
    people = tuple(replace(annex.people[0], name=name) for name in names)
    entries = tuple(replace(hand_over.entries[0], name=name) for name in names)
    extracted = tuple(replace(band.entries[0], name=name) for name in names)
    drawn = (
        (approval_list.draw(replace(annex, people=people)), 1),
        (hand_over_list.draw(replace(hand_over, entries=entries)), 2),
        (register_extract.draw(replace(extract, bands=(replace(band, entries=extracted),))), 2),
    )
    for pdf, column in drawn:
        paper = assert_sound(pdf)
        rows = body(paper)[-len(names) :]
        assert ["".join(row[column].split()) for row in rows] == ["".join(name.split()) for name in names]
        assert all(sheet.overlaps() == [] for sheet in paper.sheets)


@pytest.mark.parametrize(
    ("capitals", "sentence"),
    [
        ("ỦY BAN NHÂN DÂN PHƯỜNG PHAN ĐÌNH PHÙNG", "Ủy ban nhân dân phường Phan Đình Phùng"),
        ("ĐẢNG ỦY XÃ EA HIAO", "Đảng ủy xã Ea Hiao"),
        ("ỦY BAN MTTQ VIỆT NAM PHƯỜNG GIA VIÊN", "Ủy ban MTTQ Việt Nam phường Gia Viên"),
        ("Ban của chúng tôi", "Ban của chúng tôi"),
    ],
)
def test_an_office_in_capitals_stands_in_a_sentence(capitals: str, sentence: str):
    assert in_sentence(capitals) == sentence


def test_a_further_list_says_which_one_it_is():
    further = Paper(approval_list.draw(samples_course.approval_list(3, supplement=2)))
    signing = Paper(hand_over_list.draw(samples_course.hand_over_list(3, supplement=1)))

    assert "DANH SÁCH HỌC VIÊN ĐƯỢC CẤP GIẤY CHỨNG NHẬN (BỔ SUNG LẦN 2)" in further.words(1)
    assert "giao nhận giấy chứng nhận (bổ sung lần 1)" in signing.words(1).lower()


def test_the_number_of_a_group_stands_on_the_line_of_its_name():
    """ "Trưng Vương 2" breaks before "Vương" in a narrow column, and is read with plain spaces."""
    wanted = ("Trưng Vương 2", "Phan Đình Phùng 12", f"{'Ă' * 60} 3")
    entries = tuple(hand_over_list.Entry("001/2026", "Lê Gia Bảo", 1960, name) for name in wanted)

    paper = assert_sound(hand_over_list.draw(replace(samples_course.hand_over_list(), entries=entries)))

    lines = [line.text for line in paper.sheets[0].lines]
    assert [line for line in lines if line.endswith("Vương 2")]
    assert [line for line in lines if line.endswith("Phùng 12")]
    assert "\xa0" not in paper.text()


def test_a_telephone_stands_on_one_line_however_full_the_list_of_a_register_is():
    row = ("Tổ công nghệ số cộng đồng Quang Trung 1", "Tổ dân phố Quang Trung 1", "0900 000 029",
           "Nguyễn Thị Tuyết Nhung", "104/QĐ-UBND, ngày 20/8/2025")  # fmt: skip
    headings = tuple(map(Heading, ("Tên", "Nơi", "Điện thoại", "Ai", "Ghi chú")))
    listed = replace(samples_course.register_list(1), headings=headings, rows=(row,) * 9)
    paper = assert_sound(register_list.draw(listed))
    assert [row[3] for row in body(paper)] == ["0900 000 029"] * 9
    assert paper.text().count("0900 000 029") == 9
