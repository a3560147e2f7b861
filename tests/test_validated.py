"""Which pages html-validate is shown: each that has something it was not shown yet, and no other; what it finds."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.reading import read_whole
from tests.validated import KeptPages
from tests.walked import Walk

ROOT = Path(__file__).parents[1]
PAGE = '<!doctype html>\n<html lang="vi"><head><title>Lớp</title></head><body>{}</body></html>'
LIST = (
    '<h1>Lớp</h1><form><input name="a-{0}" value="{0}" required><input name="a-9"><b>Tên</b>'
    '<b><button type="submit">Gửi</button></b></form>'
    '<nav aria-label="Lớp"></nav><nav aria-label="Buổi"></nav><ul>{1}</ul>'
)
ROWS = '<li><a href="/l/1">Một</a></li><li><a href="/l/2">Hai</a></li>'


def keep(kept: KeptPages, body: str) -> bool:
    html = PAGE.format(body)
    return kept.keep(html, Walk(read_whole(html)))


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
        ("a-1", "a-9"),
        ('<b><button type="submit">Gửi</button></b>', ""),
        ("Buổi", "Lớp"),
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


def validated(folder: Path, **pages: str) -> tuple[int, str]:
    """The exit code of script/validate.mjs for a folder of such pages, and what it prints."""
    for name, body in pages.items():
        (folder / f"{name}.html").write_text(PAGE.format(body), encoding="utf-8")
    command = [str(Path(sys.executable).with_name("node")), str(ROOT / "script/validate.mjs"), str(folder)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=90, check=False)
    return ran.returncode, ran.stdout + ran.stderr


def test_valid_pages_are_counted(tmp_path: Path) -> None:
    assert validated(tmp_path, one="<h1>Lớp</h1>", other="<h1>Buổi</h1>") == (0, "2 pages valid\n")


def test_an_invalid_page_fails_with_the_name_of_the_rule(tmp_path: Path) -> None:
    code, printed = validated(
        tmp_path, one="<h1>Lớp</h1>", other='<h1>Lớp</h1><p id="a.b">Một</p>', third="<h1>Một</h1>"
    )
    assert code == 1
    assert "other.html:2:" in printed
    assert "valid-id" in printed
    assert printed.endswith("1 of 3 pages invalid\n")


def test_a_folder_without_a_page_fails(tmp_path: Path) -> None:
    (tmp_path / "met").touch()
    code, printed = validated(tmp_path)
    assert code == 2
    assert "nothing was validated" in printed
