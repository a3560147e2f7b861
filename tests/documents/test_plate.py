"""The plate of a recognised house under the ruler."""

from dataclasses import replace

import pytest

from app.documents import plate as paper
from app.documents.certificate import join
from app.documents.faults import Unprintable
from app.documents.ornament import POINTS_PER_MM
from tests.documents import samples
from tests.documents.ruler import MM, Paper, assert_sound
from tests.documents.samples_ambassadors import plate

LONG_TITLE = "Tuyến phố kinh doanh không dùng tiền mặt và văn minh của phường"


def test_it_is_a5_lying_and_says_whose_it_is_where_and_until_when():
    drawn = assert_sound(paper.draw(plate()))
    (sheet,) = drawn.sheets
    size = float(sheet.page.width) * MM, float(sheet.page.height) * MM
    assert size == pytest.approx((210, 148), abs=0.2)
    text = drawn.words()
    parts = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "công nhận", "GIA ĐÌNH SỐ", "Đồng Xuân Thịnh", "Số 14, ngõ 12")
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    for told in ("Số: 001/2026", "Có giá trị đến hết ngày 22 tháng 11 năm 2028", "7K3M Q9X2 ABCD EFGH", "Lê Hồng Thái"):
        assert told in text
    assert sheet.overlaps() == []
    assert drawn.codes(1, dpi=300) == ["https://lopso.example/g/7K3MQ9X2ABCDEFGH"]


def test_words_keep_clear_of_the_border_and_the_code_is_large_enough():
    (sheet,) = Paper(paper.draw(plate(samples.LONG_47, title=LONG_TITLE))).sheets
    inner = (8 + 10.6 + 1.5) * 0.74  # from the sheet's edge to the innermost rule of the border
    left, right = min(line.left for line in sheet.lines), max(line.right for line in sheet.lines)
    assert left >= inner
    assert right <= 210 - inner
    assert max(line.baseline for line in sheet.lines) <= 148 - inner
    dark = [each for each in (*sheet.page.lines, *sheet.page.curves, *sheet.page.rects) if each["x1"] * MM < 44]
    code = [each for each in dark if each["x0"] * MM > 17 and each["top"] * MM > 100 and each["bottom"] * MM < 134]
    assert (max(each["x1"] for each in code) - min(each["x0"] for each in code)) * MM >= 17
    assert pytest.approx(72 / 25.4) == POINTS_PER_MM


# As long as the head of a house may be, and the name of a site.
LONGEST = ("W" * 80, "W" * 120)


@pytest.mark.parametrize("name", [*(each for each in samples.TROUBLE if len(each) <= 120), *LONGEST])
def test_every_name_stands_on_it_letter_for_letter(name: str):
    drawn = assert_sound(paper.draw(plate(name)))
    assert "".join(name.split()) in "".join(drawn.text(layout=False).split())
    assert drawn.sheets[0].overlaps() == []


def test_the_longest_words_of_a_house_fit_below_the_longest_title():
    issuer = replace(samples.WARD, parent="ỦY BAN NHÂN DÂN TỈNH THÁI NGUYÊN")
    place = "Số 14 ngách 25 hẻm 7, ngõ 12 đường Hoàng Hoa Thám kéo dài, Tổ dân phố số 1, Phường Phan Đình Phùng"
    drawn = Paper(
        paper.draw(plate(samples.LONG_47 + " Ê", title=LONG_TITLE, place=place, issuer=issuer, specimen=True))
    )
    assert drawn.sheets[0].overlaps() == []
    assert "BẢN VẼ THỬ" in drawn.words()


def test_what_cannot_be_printed_is_refused_in_words():
    with pytest.raises(Unprintable, match="không in được trên biển: 🙂"):
        paper.fits(plate("Lan 🙂"))
    with pytest.raises(Unprintable, match="dài quá"):
        paper.fits(plate(samples.LONG_300 * 2))


def test_one_without_a_last_day_says_none_and_the_same_content_is_the_same_file():
    assert "Có giá trị" not in Paper(paper.draw(plate(until=None))).words()
    assert paper.draw(plate()) == paper.draw(plate())
    assert paper.draw(plate()) != paper.draw(plate(number="002/2026"))


def test_several_are_one_file_to_print_each_as_it_was_issued():
    drawn = Paper(join([paper.draw(plate()), paper.draw(plate("Lò Văn Ún", number="002/2026"))], "Gia đình số"))
    assert len(drawn.sheets) == 2
    assert "001/2026" in drawn.words(1)
    assert "Lò Văn Ún" in drawn.words(2)
