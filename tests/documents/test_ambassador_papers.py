"""Cards, the list with results and the letter of thanks under the ruler."""

from itertools import pairwise

import pytest

from app.documents import ambassador_card, lists, thanks_letter
from app.documents.faults import PaperFault, Unprintable
from app.documents.issuers import Issuer
from tests.documents import samples
from tests.documents.ruler import MM, Paper, assert_sound
from tests.documents.samples_ambassadors import LINK, ambassadors, card, letter, listed


def test_one_card_is_a7_with_front_and_back():
    paper = assert_sound(ambassador_card.draw([card()]))
    assert len(paper.sheets) == 2
    for sheet in paper.sheets:
        assert (float(sheet.page.width) * MM, float(sheet.page.height) * MM) == pytest.approx((105, 74), abs=0.2)
        assert min(sheet.margins().values()) >= 4.5
        assert sheet.overlaps() == []
    front, back = paper.words(1), paper.words(2)
    for told in (
        "ĐẠI SỨ SỐ",
        "Nguyễn Thị Lan",
        "Tổ dân phố Túc Duyên 1",
        "DSS01",
        "QĐ 158/QĐ-UBND",
        "Từ ngày 01/3/2026",
    ):
        assert told in front
    assert "hỏi mật khẩu, mã OTP" in back
    assert "0208 3855 555" in back
    assert paper.codes(1, dpi=300) == [LINK]


def test_the_code_is_twenty_millimetres_and_more_on_every_card():
    """The dark modules themselves, without their quiet zone."""
    for name in (samples.SHORT, samples.LONG_47, samples.LONG_300):
        sheet = Paper(ambassador_card.draw([card(name)])).sheets[0]
        runs = [line for line in (*sheet.page.lines, *sheet.page.rects, *sheet.page.curves) if line["x0"] * MM > 70]
        code = [run for run in runs if run["x1"] * MM > 74 and 20 < run["top"] * MM < 70]
        assert (max(run["x1"] for run in code) - min(run["x0"] for run in code)) * MM >= 20


@pytest.mark.parametrize("name", [*samples.TROUBLE, *samples.HOSTILE[::3]])
def test_every_name_stands_on_the_card_letter_for_letter(name: str):
    paper = assert_sound(ambassador_card.draw([card(name)]))
    assert "".join(name.split()) in "".join(paper.text(1, layout=False).split())
    sheet = paper.sheets[0]
    assert sheet.overlaps() == []
    first = next(line for line in sheet.lines if "Bold" in line.font and line.text[:4] == name[:4])
    assert first.size >= 11


def test_eight_stand_on_a_sheet_with_their_backs_behind_and_marks_to_cut():
    names = samples.names(9)
    paper = assert_sound(ambassador_card.draw([card(name, code=f"DSS{n:02d}") for n, name in enumerate(names, 1)]))
    assert [sheet.size for sheet in paper.sheets] == ["A4 portrait"] * 4
    assert [sum(name in paper.words(page) for name in names) for page in (1, 3)] == [8, 1]
    assert paper.words(2).count("KHÔNG BAO GIỜ") == 8
    assert paper.words(4).count("KHÔNG BAO GIỜ") == 1
    assert len(paper.codes(1, dpi=200)) == 8
    tops = sorted({round(line.baseline) for line in paper.sheets[0].lines if line.text == "ĐẠI SỨ SỐ"})
    assert [b - a for a, b in pairwise(tops)] == [74] * 3
    # The ninth stands on the left; behind it, turned over the long edge, its back stands on the right.
    front = paper.sheets[2].line("ĐẠI SỨ SỐ")
    back = paper.sheets[3].line("KHÔNG BAO GIỜ")
    assert front.left < 105 < back.left
    marks = [line for line in paper.sheets[0].page.lines if line["x0"] == pytest.approx(0, abs=0.1)]
    assert len(marks) >= 5


def test_what_cannot_be_a_card_is_refused_in_words():
    with pytest.raises(Unprintable, match="nhiều nhất 400"):
        ambassador_card.draw([card()] * 401)
    with pytest.raises(PaperFault):
        ambassador_card.draw([])


def test_the_list_keeps_people_and_times_apart():
    paper = assert_sound(lists.draw(listed()))
    assert all(sheet.size == "A4 landscape" for sheet in paper.sheets)
    for sheet in paper.sheets:
        margins = sheet.margins(above=20)
        assert 19 <= margins["left"] <= 22
        assert 11 <= margins["right"] <= 13
    text = paper.words()
    assert "CỘNG HÒA" not in text  # it stays in the office
    assert "Số:" not in text
    assert "PHÓ CHỦ TỊCH" not in text
    assert "Bản in nội bộ, 10 giờ ngày 20/11/2026" in text
    assert "Danh sách có 24 Đại sứ số" in text
    assert "Đang kèm 70 người, 22 người đã đạt" in text
    assert "840 lượt giúp" in text
    assert "932" not in text
    assert "892" not in text
    headers = [table.header for sheet in paper.sheets for table in sheet.tables]
    assert len(headers) >= 2
    assert all(header == headers[0] for header in headers)
    rows = [row for sheet in paper.sheets for table in sheet.tables for row in table.rows]
    assert [row[0] for row in rows] == [str(number) for number in range(1, 25)]
    assert rows[4][11] == "–"
    assert rows[8][12] == "Thôi từ 01/10/2026"
    with pytest.raises(Unprintable):
        lists.draw(listed(0))


def test_no_accent_of_the_title_meets_the_office_above():
    """The acute of "SỐ" stood inside the line above; seven tenths of a millimetre without ink are air."""
    sheet = assert_sound(ambassador_card.draw([card(issuer="ỦY BAN NHÂN DÂN PHƯỜNG PHAN ĐÌNH PHÙNG")])).sheets[0]
    office, title = sheet.line("ỦY BAN NHÂN DÂN"), sheet.line("ĐẠI SỨ SỐ")
    page = sheet.page.to_image(resolution=300).original.convert("L")
    dot = 25.4 / 300
    between = page.crop([int(mm / dot) for mm in (title.left, office.baseline, title.right, title.baseline - 3)])
    clean = [between.crop((0, y, between.width, y + 1)).getextrema()[0] > 200 for y in range(between.height)]
    longest = max(len(run) for run in "".join("x" if row else " " for row in clean).split())
    assert longest * dot >= 0.7


def test_groups_with_several_stand_under_their_headings():
    several = [{**row, "group": f"Tổ {place // 4}", "note": ""} for place, row in enumerate(ambassadors(12))]
    paper = assert_sound(lists.draw(listed(several)))
    tables = [table for sheet in paper.sheets for table in sheet.tables]
    assert not {"Ghi chú", "Tổ dân phố"} & {head for table in tables for head in table.header}
    assert [row[0] for table in tables for row in table.rows if not row[1]] == [
        f"Tổ dân phố Tổ {number}" for number in range(3)
    ]


def test_the_list_says_how_many_the_plan_asks_for_only_where_it_does():
    assert "mỗi Đại sứ số kèm ít nhất 5 người" in assert_sound(lists.draw(listed(3))).words()
    assert "Chỉ tiêu" not in assert_sound(lists.draw(listed(3, target=None))).words()


def test_the_letter_lies_in_its_border_with_its_number():
    paper = assert_sound(thanks_letter.draw(letter()))
    assert [sheet.size for sheet in paper.sheets] == ["A4 landscape"]
    text = paper.words()
    parts = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "THƯ CẢM ƠN", "trân trọng cảm ơn bà", "Nguyễn Thị Lan",
             "kèm 07 người", "ngày 20 tháng 11 năm 2026", "Lê Hồng Thái")  # fmt: skip
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert "Thư cảm ơn số: 03/2026" in text
    sheet = paper.sheets[0]
    assert sheet.line("Nguyễn Thị Lan").size >= 30
    assert sheet.overlaps() == []
    assert min(line.size for line in sheet.lines) >= 11


def test_the_same_letter_is_the_same_file():
    assert thanks_letter.draw(letter()) == thanks_letter.draw(letter())
    assert thanks_letter.draw(letter()) != thanks_letter.draw(letter(number="04/2026"))


@pytest.mark.parametrize("name", [*samples.TROUBLE[1:5], samples.HOSTILE[0]])
def test_every_name_stands_on_the_letter(name: str):
    paper = assert_sound(thanks_letter.draw(letter(name)))
    assert "".join(name.split()) in "".join(paper.text(layout=False).split())
    assert paper.sheets[0].overlaps() == []


def test_the_longest_words_that_the_form_takes_fit_below_the_longest_name_or_are_refused_in_words():
    drawn = Paper(thanks_letter.draw(letter(words="Đã tận tình giúp bà con dùng điện thoại. " * 9)))
    assert drawn.sheets[0].overlaps() == []
    with pytest.raises(Unprintable, match="rút ngắn lời cảm ơn"):
        thanks_letter.draw(letter(samples.LONG_300, words="Đã tận tình giúp bà con dùng điện thoại. " * 40))
    with pytest.raises(Unprintable, match="không in được"):
        thanks_letter.draw(letter("Lan 🙂"))


def test_letters_of_party_and_front_bear_their_own_heading():
    party = Issuer("", "ĐẢNG ỦY PHƯỜNG HÀ TU", "Hà Tu", "party")
    text = Paper(thanks_letter.draw(letter(issuer=party))).words()
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in text
    assert "CỘNG HÒA" not in text


def test_the_list_names_who_has_none_and_the_cluster_of_whom_it_is_said() -> None:
    plain = listed(3)
    assert "cluster" not in [each.cell for each in plain.columns]
    some = [{**each, "cluster": "Liên gia số 3" if not place else ""} for place, each in enumerate(ambassadors(3))]
    without = [("tổ dân phố", ["Gia Sàng 3", "Tân Lập 1"]), ("cơ quan, đơn vị", [])]
    paper = listed(some, without=without)
    assert "cluster" in [each.cell for each in paper.columns]
    assert paper.said[1:] == ("Chưa có Đại sứ số: 02 tổ dân phố (Gia Sàng 3, Tân Lập 1).",)
