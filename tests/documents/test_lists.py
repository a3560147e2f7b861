"""The decision's annex, the hand-over list and the register extract under the ruler."""

from dataclasses import replace

import pytest

from app.documents import lists
from app.documents.faults import Unprintable
from app.documents.issuers import Issuer
from app.documents.lists import Office
from app.documents.lists.registers import Heading, recognition_list
from app.documents.official import Decision, in_sentence
from tests.documents import samples, samples_course
from tests.documents.ruler import Paper, assert_sound

PARTY = Issuer("ĐẢNG BỘ TỈNH QUẢNG NINH", "ĐẢNG ỦY PHƯỜNG HÀ TU", "Hà Tu", "party")


@pytest.fixture(scope="module")
def annex() -> Paper:
    return assert_sound(lists.draw(samples_course.approval_list()))


@pytest.fixture(scope="module")
def to_sign() -> Paper:
    return assert_sound(lists.draw(samples_course.hand_over_list()))


@pytest.fixture(scope="module")
def extract() -> Paper:
    return assert_sound(lists.draw(samples_course.extract()))


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
    let_in = samples_course.people(3, came=2, exception="Ốm nằm viện hai tuần")[0]
    people = ({**let_in, "entry": ""}, *samples_course.people(3)[1:])
    paper = assert_sound(lists.draw(samples_course.approval_list(people, decision=Decision(), approved=False)))
    assert "DỰ THẢO PHỤ LỤC DANH SÁCH HỌC VIÊN ĐỀ NGHỊ CẤP GIẤY CHỨNG NHẬN" in paper.words()
    assert "Quyết định số ngày tháng năm" in paper.words()
    assert body(paper)[0][5:] == ["2/4 (*)", "50", ""]
    assert "03 người, trong đó 01 trường hợp do lãnh đạo quyết định (*)./." in paper.words()
    assert "(*) Số 1, Dung: Ốm nằm viện hai tuần." in paper.words()
    assert paper.words().endswith("./.")


def test_a_list_of_letters_goes_with_no_decision():
    heads, rows = [Heading("Tên", main=True), Heading("Số")], [["5 máy tính cho nhà văn hóa", "001/2026"]]
    office = Office(samples.WARD, samples.AWARD.signer)
    for letter, goes_with in (("Thư cảm ơn", "(Kèm theo Thư cảm ơn của Ủy"), ("", "(Kèm theo Quyết định số")):
        paper = recognition_list(
            office, "DANH SÁCH", heads, rows, waits=False, counted="khoản ủng hộ", subject="", letter=letter
        )
        assert goes_with in assert_sound(lists.draw(paper)).words()


def test_people_sign_and_papers_already_handed_over_are_counted(to_sign: Paper):
    assert [sheet.size for sheet in to_sign.sheets] == ["A4 portrait"] * 2
    assert all(row[5:] == ["", "", ""] for row in body(to_sign))
    assert "Hạn giao: hết ngày 30 tháng 4 năm 2026" in to_sign.words()
    assert to_sign.codes() == ["https://lopso.example/l/DEM5"]
    first, *others = samples_course.certificates(3)
    first = {**first, "handed_on": samples_course.DECISION.day, "note": "nhận thay: Hoa, con gái"}
    part = Paper(lists.draw(samples_course.hand_over_list((first, *others), decision=Decision())))
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
    assert extract.words().endswith(f"việc thứ 12.345, mã SHA-256 bắt đầu bằng {'0f3a' * 4}")
    assert "Năm 2026; từ số 001/2026 đến số 034/2026" in extract.words()
    first = body(extract)[1]
    assert first[7] == "K7M4 X0AB CDEF 0001"
    assert extract.sheets[-1].line("KT. CHỦ TỊCH").baseline < extract.sheets[-1].line("PHÓ CHỦ TỊCH").baseline


def test_the_partys_extract_has_its_sizes():
    first = assert_sound(lists.draw(samples_course.extract(3, issuer=PARTY))).sheets[0]
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
        lists.draw(samples_course.extract(()))


def test_every_name_is_printed_letter_for_letter():
    names = (*samples.TROUBLE, *samples.HOSTILE)
    made = (samples_course.people, samples_course.certificates, samples_course.entries)
    annexed, handed, entered = (rows(1)[0] for rows in made)
    drawn = (
        (lists.draw(samples_course.approval_list([{**annexed, "name": name} for name in names])), 1),
        (lists.draw(samples_course.hand_over_list([{**handed, "name": name} for name in names])), 2),
        (lists.draw(samples_course.extract([{"band": "Lớp DEM5"}, *({**entered, "name": name} for name in names)])), 2),
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
    further = Paper(lists.draw(samples_course.approval_list(3, supplement=2)))
    signing = Paper(lists.draw(samples_course.hand_over_list(3, supplement=1)))

    assert "DANH SÁCH HỌC VIÊN ĐƯỢC CẤP GIẤY CHỨNG NHẬN (BỔ SUNG LẦN 2)" in further.words(1)
    assert "giao nhận giấy chứng nhận (bổ sung lần 1)" in signing.words(1).lower()


def test_the_number_of_a_group_stands_on_the_line_of_its_name():
    """ "Trưng Vương 2" breaks before "Vương" in a narrow column, and is read with plain spaces."""
    wanted = ("Trưng Vương 2", "Phan Đình Phùng 12", f"{'Ă' * 60} 3")
    one = {**samples_course.certificates(1)[0], "name": "Lê Gia Bảo", "year": 1960}

    paper = assert_sound(lists.draw(samples_course.hand_over_list([{**one, "group": name} for name in wanted])))

    lines = [line.text for line in paper.sheets[0].lines]
    assert [line for line in lines if line.endswith("Vương 2")]
    assert [line for line in lines if line.endswith("Phùng 12")]
    assert "\xa0" not in paper.text()


def test_a_telephone_stands_on_one_line_however_full_the_list_of_a_register_is():
    row = ("Tổ công nghệ số cộng đồng Quang Trung 1", "Tổ dân phố Quang Trung 1", "0900 000 029",
           "Nguyễn Thị Tuyết Nhung", "104/QĐ-UBND, ngày 20/8/2025")  # fmt: skip
    headings = tuple(map(Heading, ("Tên", "Nơi", "Điện thoại", "Ai", "Ghi chú")))
    paper = assert_sound(lists.draw(samples_course.register_list(headings=headings, rows=(row,) * 9)))
    assert [row[3] for row in body(paper)] == ["0900 000 029"] * 9
    assert paper.text().count("0900 000 029") == 9


def test_rows_of_a_register_stand_below_their_group_and_are_counted_there():
    rows = [("Số 2, Ngõ 5", "Lê Văn An", "", "4"), ("Số 9", "Bùi Thị Bé", "", ""), ("Số 2", "Hà Văn Chí", "", "2")]
    headings = (Heading("Nhà", main=True), Heading("Chủ hộ"), Heading("Công nhận"), Heading("Số người", figure=True))
    bands = ("Tổ dân phố 1", "Tổ dân phố 1", "Tổ dân phố 2")
    paper = assert_sound(
        lists.draw(samples_course.register_list(headings=headings, rows=rows, bands=bands, counted="hộ", total=3))
    )
    assert paper.sheets[0].tables[0].header == ("STT", "Nhà", "Chủ hộ", "Số người")  # nobody is recognised
    assert [row[0] for row in body(paper)] == ["Tổ dân phố 1 (2 hộ)", "1", "2", "Tổ dân phố 2 (1 hộ)", "3"]
    assert "Danh sách có 03 hộ." in paper.words()


def test_columns_of_sentences_are_wide_where_the_rows_are_high():
    """A cell of a few words never takes more lines than a whole sentence beside it."""
    sentence = "Tổ chức thực hiện và duy trì các dịch vụ, nền tảng số phục vụ người dân trên địa bàn phường " * 2
    row = (sentence, "Phòng Văn hóa - Xã hội phường", "các cơ sở giáo dục trên địa bàn phường", "hằng năm")
    headings = (Heading("Nội dung", main=True), Heading("Chủ trì"), Heading("Phối hợp"), Heading("Thời gian"))
    paper = assert_sound(lists.draw(samples_course.register_list(headings=headings, rows=[row] * 9, total=9)))
    table = paper.sheets[0].tables[0]
    assert max(table.heights) <= 30


def test_a_table_of_many_headings_lies_and_leaves_room_for_the_names():
    words = (
        "Cán bộ, công chức, viên chức, người lao động", "Trong đó cán bộ, công chức", "Đã qua lớp chuyển đổi số",
        "Trong đó viên chức, người lao động", "Đã học chuyên đề khoa học, công nghệ, đổi mới sáng tạo",
        "Học xong khóa trên binhdanhocvuso.gov.vn", "Trong đó viên chức", "Đã tập huấn trợ lý ảo, công cụ AI",
    )  # fmt: skip
    headings = [Heading("Tên", main=True), *(Heading(each, figure=True) for each in words), Heading("Ngày ghi")]
    row = ("Ban Chỉ huy Quân sự phường Phan Đình Phùng", *("1.234" for _each in words), "05/10/2026")
    paper = assert_sound(lists.draw(samples_course.register_list(headings=headings, rows=[row] * 17, dense=True)))
    assert len(paper.sheets) <= 2
    assert paper.sheets[0].size == "A4 landscape"
    assert max(paper.sheets[0].tables[0].heights) <= 22
    assert "binhdanhocvuso" in paper.words()


def test_nobody_signs_an_extract_twice():
    leader = samples_course.extract(3)
    by_leader = replace(leader, office=replace(leader.office, prepared_by=leader.office.signer.name))
    assert Paper(lists.draw(by_leader)).words().count(leader.office.signer.name) == 1
