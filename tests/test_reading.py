"""What the page client reads is what a browser would make of the page, or the test is told where not."""

import pytest

from tests.reading import corrected, read_as_browsers_do, read_whole
from tests.walked import Walk

PAGE = '<!doctype html>\n<html lang="vi"><head><title>Lớp</title></head><body>{}</body></html>'


@pytest.mark.parametrize(
    "body",
    [
        "<main><p>Lớp <b>một</b> &amp; hai</p><!-- nothing --></main>",
        '<label><input type="checkbox" name="day" checked disabled> Thứ Hai</label>',
        "<textarea name=note>\n\nHai dòng</textarea>",
        "<table><tbody><tr><td>1</td></tr></tbody></table>",
        '<svg viewBox="0 0 1 1"><use href="#icon"></use></svg>',
    ],
)
def test_what_stands_where_it_may_is_read_as_it_is_written(body: str) -> None:
    told = PAGE.format(body)
    assert corrected(told, Walk(read_whole(told))) == ""


@pytest.mark.parametrize(
    "body",
    [
        "<table><tr><td>1</td></tr></table>",
        "<table><tbody><tr><p>Ngoài ô</p><td>1</td></tr></tbody></table>",
        "<p>Lớp <section>Phần</section></p>",
        "<form><form><input name=a></form></form>",
        "<b><p>Lớp</b> một</p>",
    ],
)
def test_what_a_browser_moves_or_closes_is_told_each_time(body: str) -> None:
    told = PAGE.format(body)
    assert corrected(told, Walk(read_whole(told)))
    assert corrected(told, Walk(read_whole(told)))


def test_both_ways_of_reading_give_the_same_fields() -> None:
    told = PAGE.format('<form><input name="ho_ten" value="Lương Doãn Thiệu"><input type="radio" checked></form>')
    whole, as_browsers = ([dict(field.attrib) for field in read(told).iter("input")]
                          for read in (read_whole, read_as_browsers_do))  # fmt: skip
    assert whole == as_browsers
