"""Where lists end: never a sheet for a row and the signatures, and none at all where a little less air saves it.

Only laid out, not written: a paper costs a third of a drawing.
"""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from app.documents import (
    course_grid,
    help_report,
    lists,
    paging,
    rendering,
    sign_in_sheet,
)
from app.documents.paging import CLOSER, KEPT_ROWS, Nearer, closest, ending_of
from app.documents.sign_in_sheet.length import ROW, blank_rows
from tests.documents import samples, samples_ambassadors, samples_course, samples_help

Drawing = Callable[[int], object]
PAPERS: dict[str, Drawing] = {
    "sign-in": lambda count: sign_in_sheet.draw(samples.sheet(samples.rows(count), blank_rows=0)),
    "hand-over": lambda count: lists.draw(samples_course.hand_over_list(count)),
    "annex": lambda count: lists.draw(samples_course.approval_list(count)),
    "extract": lambda count: lists.draw(samples_course.extract(count)),
    "grid": lambda count: course_grid.draw(samples_course.grid(count, 3)),
    "ambassadors": lambda count: lists.draw(samples_ambassadors.listed(count)),
    "help of a day": lambda count: help_report.draw(samples_help.log(count)),
}


class LaidOut(Exception):
    """Ends a drawing before it is written."""

    def __init__(self, document: Any) -> None:
        self.document = document


@pytest.fixture
def laid(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Lays a paper out, as it is or as it would be without anything being done about its end."""

    def lay(draw: Drawing, count: int, *, nearer: bool = True) -> Any:
        def stop(document: Any, ways: Sequence[Nearer], again: Callable[[Nearer], Any], most: int) -> Any:
            raise LaidOut(closest(document, ways if nearer else (), again, most))

        monkeypatch.setattr(rendering, "closest", stop)
        with pytest.raises(LaidOut) as ended:
            draw(count)
        return ended.value.document

    return lay


def rows_of(document: Any) -> list[int]:
    """The rows of each page."""
    return [len(paging._rows(page)) for page in document.pages]


@pytest.mark.parametrize("name", PAPERS)
def test_no_last_page_has_a_row_and_the_signatures(laid: Callable[..., Any], name: str):
    """At the lengths at which one would be left: a page of rows, and one row more."""
    draw = PAPERS[name]
    full, *_rest = rows_of(laid(draw, 60, nearer=False))
    for count in (full, full + 1):
        ends = rows_of(laid(draw, count))
        assert len(ends) == 1 or ends[-1] >= KEPT_ROWS, f"{count} rows end {ends}"


def too_long_by(laid: Callable[..., Any], draw: Drawing, count: int, least: float) -> int:
    """The smallest count of rows, at most `count`, at which a page lacks more than `least` mm."""
    ending = ending_of(laid(draw, count, nearer=False))
    assert ending is not None
    return count - int((ending.lacking - least) / ROW)


@pytest.mark.parametrize("name", ["hand-over", "sign-in"])
def test_a_list_a_little_too_long_for_its_page_is_drawn_nearer(laid: Callable[..., Any], name: str):
    draw = PAPERS[name]
    full, *_rest = rows_of(laid(draw, 60, nearer=False))
    first = too_long_by(laid, draw, full, 0)
    assert len(laid(draw, first, nearer=False).pages) == 2
    assert len(laid(draw, first).pages) == 1


def test_an_empty_row_less_saves_a_sheet(laid: Callable[..., Any]):
    def sheet(blank: int) -> object:
        return sign_in_sheet.draw(samples.sheet(samples.rows(12), blank_rows=blank))

    blank = too_long_by(laid, sheet, 14, CLOSER.at_once + CLOSER.a_row * 24 + 3)  # more than nearer words give
    assert rows_of(laid(sheet, blank, nearer=False))[1:] != []
    assert rows_of(laid(sheet, blank)) == [12 + blank - 1]


def test_a_sheet_of_two_hundred_ends_with_people_not_with_empty_rows(laid: Callable[..., Any]):
    """Its ten empty rows would leave three of them and the signatures alone on an eighth page."""
    ends = rows_of(laid(lambda count: sign_in_sheet.draw(samples.sheet(samples.rows(count), blank_rows=10)), 198))
    assert (len(ends), sum(ends)) == (7, 206)
    assert blank_rows(["Lê An"] * 196, 10, 40.0) == 10  # which fit
    assert blank_rows(["Lê An"] * 198, 10, 40.0) == 8
    assert blank_rows(["Lê An"] * 205, 10, 40.0) == 10  # more than may be left out
    assert blank_rows(["Nguyễn Hoàng Phương Thảo Nguyên"] * 160, 10, 40.0) == 6  # each on two lines
