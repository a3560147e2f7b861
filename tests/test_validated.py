"""Which pages html-validate is shown: each that has something it was not shown yet, and no other."""

from pathlib import Path

import pytest

from tests.reading import read_whole
from tests.validated import KeptPages

PAGE = '<!doctype html>\n<html lang="vi"><head><title>Lớp</title></head><body>{}</body></html>'
LIST = '<h1>Lớp</h1><form><input name="a-{0}" value="{0}" required></form><ul>{1}</ul>'
ROWS = '<li><a href="/l/1">Một</a></li><li><a href="/l/2">Hai</a></li>'


def keep(kept: KeptPages, body: str) -> bool:
    html = PAGE.format(body)
    return kept.keep(html, read_whole(html))


def test_a_page_of_other_values_is_not_shown_again(tmp_path: Path) -> None:
    kept = KeptPages(tmp_path)
    assert keep(kept, LIST.format(1, ROWS))
    assert not keep(kept, LIST.format(2, ROWS + ROWS.replace("Một", "Ba")))
    assert len(list(tmp_path.glob("*.html"))) == 1


@pytest.mark.parametrize(
    ("stood", "stands"),
    [
        ("<a href", "<a class=on href"),
        ("</h1>", "</h1><h3>Buổi</h3>"),
        (" required", " required required"),
        (" required", ' required=""'),
        ("</form>", '<input name="b" value="2" required></form>'),
        ("<form>", "<p>Hai</p><form>"),
        ("Một", "<b>Một</b>"),
        ("Một", ""),
        ("Một", "Một & hai"),
        ("/l/1", "tel:0208"),
        (' value="1"', ' value=""'),
    ],
)
def test_whatever_it_may_find_fault_with_is_shown_once(tmp_path: Path, stood: str, stands: str) -> None:
    kept, page = KeptPages(tmp_path), LIST.format(1, ROWS)
    keep(kept, page)
    assert stood in page
    assert keep(kept, page.replace(stood, stands))
    assert not keep(kept, page.replace(stood, stands))


def test_what_another_process_kept_is_not_kept_again(tmp_path: Path) -> None:
    one, other = KeptPages(tmp_path), KeptPages(tmp_path)
    assert keep(one, LIST.format(1, ROWS))
    assert not keep(other, LIST.format(2, ROWS))
    assert keep(other, "<h1>Khác</h1>")
    assert not keep(one, "<h1>Khác nữa</h1>")
