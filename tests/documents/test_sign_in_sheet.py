"""The sign-in sheet under the ruler: before the lesson, after it, and with names that make trouble."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.country.names import sort_key
from app.documents.faults import Unprintable
from app.documents.issuers import Issuer
from app.documents.sign_in_sheet import SignInRow, draw
from tests.documents import samples
from tests.documents.ruler import Paper, assert_sound

HEADER = ("STT", "Họ và tên", "Năm sinh", "Giới tính", "Tổ dân phố", "Số điện thoại", "Ký tên", "Ghi chú")
MARKED = ("STT", "Họ và tên", "Năm sinh", "Giới tính", "Tổ dân phố", "Điểm danh", "Giờ đến", "Cách ghi", "Ghi chú")
AT = datetime(2026, 3, 25, 1, 28, tzinfo=UTC)


@pytest.fixture(scope="module")
def before() -> Paper:
    return assert_sound(draw(samples.sheet(with_phones=True)))


def marked_rows() -> tuple[SignInRow, ...]:
    """Thirty-four present, one of them late, four excused, two absent."""
    rows = list(samples.rows(40))
    for place, row in enumerate(rows):
        status = "excused" if place < 4 else "absent" if place < 6 else "late" if place == 6 else "present"
        came = {"arrived": AT, "way": "mã QR"} if status in {"present", "late"} else {"note": "có báo trước"}
        rows[place] = replace(row, status=status, **came)
    return tuple(rows)


WALK_INS = (
    SignInRow("Ức", 1962, "nam", "Nơi khác", status="present", arrived=AT, way="giảng viên"),
    SignInRow("Lò Thị Pâng", 1957, "nữ", "Đồng Quang 2", status="present", arrived=AT, way="giảng viên"),
)


@pytest.fixture(scope="module")
def after() -> Paper:
    sheet = samples.sheet(
        marked_rows(), marked=True, walk_ins=WALK_INS, address="https://lopso.example/l/DEM4",
        printed_at=datetime(2026, 3, 25, 4, 5, tzinfo=UTC), heads=35, remark="Học được nửa bài."
    )  # fmt: skip
    return assert_sound(draw(sheet))


def body(paper: Paper) -> list[list[str]]:
    return [row for sheet in paper.sheets for table in sheet.tables for row in table.rows]


def test_forty_people_and_ten_walk_ins_stand_on_the_two_sides_of_one_sheet(before: Paper):
    assert [sheet.size for sheet in before.sheets] == ["A4 portrait"] * 2
    rows = body(before)
    assert [row[0] for row in rows] == [str(number) for number in range(1, 51)]
    assert all(row[1:] == [""] * 7 for row in rows[40:])


def test_long_names_and_a_long_header_keep_to_one_sheet_of_paper():
    people = [replace(row, name=samples.LONG_47) if place < 8 else row for place, row in enumerate(samples.rows(40))]
    issuer = Issuer("ỦY BAN NHÂN DÂN PHƯỜNG PHAN ĐÌNH PHÙNG", "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG PHAN ĐÌNH PHÙNG", "")
    paper = assert_sound(draw(samples.sheet(tuple(people), issuer=issuer, course=samples.COURSE * 2)))
    assert len(paper.sheets) == 2
    assert len(body(paper)) == 50
    assert min(height for sheet in paper.sheets for table in sheet.tables for height in table.heights) >= 7.95
    assert min(line.size for sheet in paper.sheets for line in sheet.lines) >= 8.5
    assert all(sheet.overlaps() == [] for sheet in paper.sheets)


def test_the_header_of_the_table_stands_on_each_page(before: Paper, after: Paper):
    assert [table.header for sheet in before.sheets for table in sheet.tables] == [HEADER] * 2
    assert [table.header for sheet in after.sheets for table in sheet.tables] == [MARKED] * 2


def test_every_row_leaves_room_to_sign(before: Paper, after: Paper):
    for paper in (before, after):
        assert min(height for sheet in paper.sheets for table in sheet.tables for height in table.heights) >= 8.0


def test_margins_leave_room_to_punch_on_the_left(before: Paper):
    for sheet in before.sheets:
        margins = sheet.margins(above=0, below=275)
        assert margins["left"] == pytest.approx(20, abs=0.4)
        assert margins["right"] == pytest.approx(11, abs=0.4)
        assert 13 <= margins["top"] <= 16


def test_type_is_as_large_as_the_rules_say(before: Paper):
    first = before.sheets[0]
    assert first.line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM").size == 12
    assert first.line("Độc lập - Tự do - Hạnh phúc").size == 13
    for line in ("CỘNG HÒA", "Độc lập", "PHÒNG VĂN HÓA - XÃ HỘI", "DANH SÁCH KÝ NHẬN HỌC VIÊN"):
        assert first.line(line).font == "Tinos-Bold"
    assert first.line("UBND PHƯỜNG PHAN ĐÌNH PHÙNG").font == "Tinos"
    assert first.line("DANH SÁCH KÝ NHẬN HỌC VIÊN – BUỔI 02/04").size == 14
    names = {row[1].split()[0] for row in body(before)[:40]}
    assert {line.size for sheet in before.sheets for line in sheet.lines if line.text.split()[0] in names} == {12}
    assert min(line.size for sheet in before.sheets for line in sheet.lines) >= 8.5


def test_the_motto_and_the_issuer_have_their_lines(before: Paper):
    """The motto's is as long as its words, the issuer's a third to a half of its name (NĐ 30/2020, phụ lục I, II)."""
    first = before.sheets[0]
    motto, own = first.line("Độc lập"), first.line("PHÒNG VĂN HÓA")
    rules = [(rule["x0"] * 25.4 / 72, rule["x1"] * 25.4 / 72) for rule in first.page.rects if rule["top"] < 120]
    assert any(
        left == pytest.approx(motto.left, abs=1) and right == pytest.approx(motto.right, abs=1) for left, right in rules
    )
    shares = [(right - left) / (own.right - own.left) for left, right in rules if right < motto.left]
    assert any(1 / 3 <= share <= 1 / 2 for share in shares)


def test_people_stand_in_the_order_given_which_is_the_rolls(before: Paper):
    names = [row[1] for row in body(before)[:40]]
    assert names == sorted(names, key=sort_key) == [row.name for row in samples.rows(40)]
    given = list(dict.fromkeys(name.split()[-1] for name in names))
    expected = "Ánh Bảo Chiến Dung Đạt Hương Khoa Linh Mùi Nhung Niê Phượng Sửu Thúy Xuyến Ý"
    assert given == expected.split()


def test_a_page_reads_in_its_order(before: Paper):
    text = before.words(1)
    places = [text.index(part) for part in ("PHÒNG VĂN HÓA", "DANH SÁCH KÝ NHẬN", samples.COURSE, "08 giờ 30", "STT")]
    assert places == sorted(places)
    assert "08 giờ 30, thứ Tư ngày 25 tháng 3 năm 2026" in text
    assert "Nhà văn hóa Túc Duyên · Giảng viên: Lê Thị Thanh Mơ" in text


def test_three_sign_below_the_totals_and_names_stand_on_one_line(before: Paper):
    last = before.sheets[-1]
    capacities = [last.line(start) for start in ("NGƯỜI LẬP BIỂU", "GIẢNG VIÊN", "XÁC NHẬN CỦA ĐƠN VỊ")]
    assert len({round(line.baseline, 1) for line in capacities}) == 1
    signed = [last.line(name) for name in ("Lường Thị Bích Đào", "Lê Thị Thanh Mơ")]
    assert signed[0].baseline == pytest.approx(signed[1].baseline, abs=0.1)
    assert signed[0].baseline - capacities[0].baseline >= 19
    assert "Danh sách có 40 người đăng ký; từ số 41 ghi người đến không đăng ký trước." in before.words(2)


def test_totals_never_stand_alone_on_a_page():
    """At whatever length the table ends, the last page has rows of it."""
    for count in (22, 24, 26, 47, 50):
        paper = Paper(draw(samples.sheet(samples.rows(count), blank_rows=0)))
        assert paper.sheets[-1].tables, f"{count} people: the last page has no row"


def test_the_foot_says_which_paper_a_loose_sheet_belongs_to(before: Paper, after: Paper):
    for number, sheet in enumerate(before.sheets, 1):
        assert sheet.line("Danh sách ký nhận học viên · ").text.endswith("Buổi 02/04 · 25/3/2026")
        assert sheet.line(f"Trang {number}/2")
    assert after.sheets[0].line("Kết quả điểm danh ·").text.endswith("in lúc 11:05")


def test_a_reprint_on_another_day_names_the_day_and_a_long_class_gives_way():
    sheet = samples.sheet(
        marked_rows()[:3],
        marked=True,
        course="Lớp học số cộng đồng " * 9,
        printed_at=datetime(2026, 4, 8, 1, tzinfo=UTC),
    )
    first = Paper(draw(sheet)).sheets[0]
    foot = first.line("Kết quả điểm danh ·")
    assert foot.text.endswith("… · Buổi 02/04 · 25/3/2026 · in lúc 08:00 ngày 08/4/2026")
    assert foot.right < first.line("Trang 1/").left


def test_the_code_leads_to_the_roll_before_and_to_the_class_after(before: Paper, after: Paper):
    assert before.codes(1) == ["https://lopso.example/b/7KQ2M9TB"]
    assert after.codes(1) == ["https://lopso.example/l/DEM4"]


def test_marks_times_and_totals_stand_on_the_print_after_the_lesson(after: Paper):
    rows = {row[1]: row for row in body(after)}
    late = rows[samples.rows(40)[6].name]
    assert late[5:] == ["M", "08:28", "mã QR", ""]
    assert [row[5] for row in rows.values()].count("P") <= 4
    text = " ".join(row[1] for row in body(after))
    assert text.endswith("Ức Lò Thị Pâng")
    assert "Người đến không đăng ký trước" in after.words()
    assert (
        "Đăng ký 40 người; có mặt 34/40 người, đạt 85%; vắng có phép 04; vắng không phép 02; ngoài danh sách 02; "
        "tổng số người dự 36. Đếm tại lớp 35 người, danh sách ghi 36 người có mặt. Ghi chú buổi học: Học được nửa bài. "
        "x: có mặt · M: có mặt, đến muộn · P: vắng có phép · K: vắng không phép."
    ) in after.words()


def test_people_nobody_marked_are_not_counted_as_absent():
    text = Paper(draw(samples.sheet(samples.rows(5), marked=True))).words()
    assert "có mặt 0/05 người, đạt 0%; vắng có phép 0; vắng không phép 0; chưa ghi 05" in text
    assert "để trống: chưa ghi" in text


@pytest.mark.parametrize("empty", [0, 40])
def test_as_many_rows_are_left_empty_as_asked_for(empty: int):
    paper = Paper(draw(samples.sheet(samples.rows(3), blank_rows=empty)))
    assert [row[0] for row in body(paper)] == [str(number) for number in range(1, 4 + empty)]
    assert ("từ số 4 ghi người" in paper.words()) == bool(empty)


def test_who_stands_in_for_the_instructor_is_named_so():
    lesson = replace(samples.LESSON, instructors=("Ma Văn Ý",), stands_in=True)
    paper = Paper(draw(samples.sheet(samples.rows(3), lesson=lesson)))
    assert "Giảng viên dạy thay: Ma Văn Ý" in paper.words()
    assert paper.sheets[-1].line("Ma Văn Ý")


def test_phones_may_be_left_out_and_shown_masked():
    without = Paper(draw(samples.sheet(samples.rows(9), with_phones=False)))
    assert without.sheets[0].tables[0].header == tuple(word for word in HEADER if word != "Số điện thoại")
    assert "0900 000" not in without.words()
    masked = Paper(draw(samples.sheet((SignInRow("An", phone="xxxx xxx 678"),), with_phones=True)))
    assert body(masked)[0][5] == "xxxx xxx 678"


def test_phones_are_written_as_people_read_them(before: Paper):
    assert "0900 000 123" in {row[5] for row in body(before)}


def test_every_name_is_printed_letter_for_letter():
    """Beside one another: each row keeps its number and its name, however high its neighbours are."""
    names = (*samples.TROUBLE, *samples.HOSTILE, "Dung")
    rows = tuple(SignInRow(name, 1953, "nữ", "Túc Duyên 1", "+84900000123") for name in names)
    paper = assert_sound(draw(samples.sheet(rows, blank_rows=0)))
    printed = [(row[0], "".join(row[1].split())) for row in body(paper)]
    assert printed == [(str(number), "".join(name.split())) for number, name in enumerate(names, 1)]
    assert all(sheet.overlaps() == [] for sheet in paper.sheets)


def test_long_words_stay_in_their_column():
    row = SignInRow(samples.WORD_297, group=samples.WORD_297, note=samples.WORD_297)
    for sheet in Paper(draw(samples.sheet((row,), with_phones=True))).sheets:
        rules = [edge for edge in sheet.page.edges if edge["orientation"] == "v" and edge["bottom"] - edge["top"] > 15]
        assert len(rules) > 9
        for char in sheet.page.chars:
            middle = (char["top"] + char["bottom"]) / 2
            crossed = [
                rule for rule in rules
                if char["x0"] + 0.6 < rule["x0"] < char["x1"] - 0.6 and rule["top"] < middle < rule["bottom"]
            ]  # fmt: skip
            assert not crossed, f"{char['text']} lies across a rule"


def test_a_name_without_a_sign_of_ours_prints_with_a_square_so_that_the_list_is_there_on_the_day():
    paper = assert_sound(draw(samples.sheet((SignInRow("Nguyễn 😀 An", note="ب"), SignInRow("Trần\u202e\0 Bình")))))
    assert [row[1] for row in body(paper)[:2]] == ["Nguyễn □ An", "Trần Bình"]
    assert body(paper)[0][-1] == "□"


def test_the_same_sheet_gives_the_same_file():
    assert draw(samples.sheet(samples.rows(5))) == draw(samples.sheet(samples.rows(5)))


@pytest.mark.parametrize(("style", "motto"), [("party", "ĐẢNG CỘNG SẢN VIỆT NAM"), ("front", "CỘNG HÒA XÃ HỘI")])
def test_each_kind_of_office_has_its_header(style: str, motto: str):
    issuer = Issuer("ĐẢNG BỘ TỈNH QUẢNG NINH", "ĐẢNG ỦY PHƯỜNG HÀ TU", "Hà Tu", style)
    first = Paper(draw(samples.sheet(samples.rows(3), issuer=issuer))).sheets[0]
    assert first.line(motto).size == (15 if style == "party" else 12)
    assert ("CỘNG HÒA" in first.text) == (style == "front")
    assert ("*" in first.text.split("\n")) == (style == "party")
    assert first.line("ĐẢNG ỦY").size == (14 if style == "party" else 12)


def test_a_long_issuer_breaks_into_even_lines():
    issuer = Issuer(
        "ỦY BAN NHÂN DÂN PHƯỜNG PHAN ĐÌNH PHÙNG", "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG PHƯỜNG PHAN ĐÌNH PHÙNG", ""
    )
    first = Paper(draw(samples.sheet(samples.rows(3), issuer=issuer))).sheets[0]
    lines = [line for line in first.lines if line.left < 100 and line.baseline < 40 and line.text.isupper()]
    assert min(len(line.text.split()) for line in lines) >= 3
    assert max(line.right for line in lines) < first.line("CỘNG HÒA").left


def test_what_is_out_of_bounds_is_refused_in_a_sentence():
    with pytest.raises(Unprintable, match="Danh sách dài quá 1000 dòng"):
        draw(samples.sheet(samples.rows(991), blank_rows=10))
    with pytest.raises(Unprintable, match="Dòng của “An” dài quá"):
        draw(samples.sheet((SignInRow("An", note="x" * 401),)))
