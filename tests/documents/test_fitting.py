"""Sizes and lines: the largest size that fits, even lines, no word broken that need not be."""

import pytest

from app.country.names import clean
from app.documents.fitting import LEADING_MANY, MM_PER_PT, balance, fit, shorten, wrap
from app.documents.typefaces import face, legible, unprintable
from tests.documents.samples import BREVES, LONG_300, TROUBLE, WORD_297

DISPLAY, BOLD = face("PlayfairDisplay-Bold"), face("Tinos-Bold")
SIZES = (36, 32, 28, 26, 22, 17, 15, 13, 12, 11)


@pytest.mark.parametrize("name", TROUBLE)
@pytest.mark.parametrize(("width", "height"), [(236, 29.6), (166, 20)])
def test_a_name_fits_its_box_whole_and_not_below_11_pt(name: str, width: float, height: float):
    fitted = fit(clean(name), DISPLAY, width=width, height=height, sizes=SIZES)
    assert fitted.size >= 11
    assert fitted.height <= height + 1e-6
    assert max(map(DISPLAY.width, fitted.lines)) * fitted.size * MM_PER_PT <= width + 1e-6
    assert "".join(fitted.lines).replace(" ", "") == clean(name).replace(" ", "")


def test_a_short_name_takes_the_largest_size_and_a_longer_one_a_smaller_line_before_it_breaks():
    sizes = [fit(name, DISPLAY, width=236, height=30, sizes=SIZES) for name in ("Dung", "Nguyễn Thị Tuyết Nhung " * 2)]
    assert [(fitted.size, len(fitted.lines)) for fitted in sizes] == [(36, 1), (28, 1)]


def test_lines_are_even_and_as_few_as_hold_the_text():
    limit = 236 / (17 * MM_PER_PT)
    lines = wrap(LONG_300, DISPLAY, limit=limit, most=9)
    widths = [DISPLAY.width(line) for line in lines]
    assert min(widths) > 0.85 * max(widths)
    assert " ".join(lines) == LONG_300
    assert wrap(LONG_300, DISPLAY, limit=limit, most=len(lines) - 1) == []


def test_one_long_word_is_cut_into_even_pieces_between_letters():
    lines = wrap(WORD_297, BOLD, limit=40, most=9)
    widths = [BOLD.width(line) for line in lines]
    assert "".join(lines) == WORD_297
    assert max(widths) <= 40
    assert min(widths) > 0.9 * max(widths)


def test_a_mark_is_never_cut_from_its_letter():
    lines = wrap("ê\u0306" * 60, BOLD, limit=9, most=99)
    assert "".join(lines) == "ê\u0306" * 60
    assert not any(line.startswith("\u0306") for line in lines)


def test_a_word_shorter_than_the_line_is_never_cut():
    text = "Điện thoại thông minh cho người cao tuổi"
    for count in range(1, 9):
        assert " ".join(balance(text, BOLD, count)) == text


def test_what_cannot_fit_is_refused():
    with pytest.raises(ValueError, match="does not fit 50 × 8 mm at 11 pt"):
        fit(LONG_300, DISPLAY, width=50, height=8, sizes=SIZES)
    with pytest.raises(ValueError, match="does not fit"):
        fit("W" * 100_000, DISPLAY, width=236, height=30, sizes=SIZES)


def test_lines_stand_closer_than_one_line_alone():
    fitted = fit(LONG_300, DISPLAY, width=166, height=20, sizes=(11,), wrap_from=0)
    assert fitted.leading == pytest.approx(11 * LEADING_MANY)


def test_a_running_line_is_shortened_at_a_word():
    assert shorten("Một hai ba", BOLD, 99) == "Một hai ba"
    cut = shorten("Điện thoại thông minh cho người cao tuổi", BOLD, 10)
    assert cut == "Điện thoại thông…"
    assert BOLD.width(cut) <= 10


def test_kerning_is_counted_and_letters_stay_letters():
    apart = DISPLAY.width("T") + DISPLAY.width("ạ")
    assert DISPLAY.width("Tạ") < apart
    assert [glyph.text for glyph in DISPLAY.shape("ffi")] == ["f", "f", "i"]


def test_a_breve_above_a_circumflex_has_a_place_of_its_own():
    mark = DISPLAY.shape(clean(BREVES))[4]
    assert mark.text == "\u0306"
    assert mark.advance == 0
    assert mark.rise > 0


def test_legible_text_shows_a_square_where_no_font_has_the_sign():
    assert legible("Nguyễn 😀 An ب") == "Nguyễn □ An □"
    assert legible("Anh\u200d\u202e\0 Tú\tAn") == "Anh Tú An"
    assert legible("Nguye\u0302\u0303n") == "Nguyễn"
    assert legible("Ðinh ’An’  `Y`") == "Đinh 'An' 'Y'"


def test_unprintable_signs_are_named_once_each():
    assert unprintable("Nguyễn Văn A") == []
    assert unprintable("Đỗ 😀😀 א Ý") == ["😀", "א"]
