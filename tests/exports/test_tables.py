"""Tables for outside: text stays text whatever it begins with, and comes back as it was."""

import csv
import io
from datetime import UTC, date, datetime

from hypothesis import given, settings, strategies as st
from openpyxl import load_workbook

from app.exports.tables import csv_lines, harmless, write_xlsx
from app.imports.cells import text_of
from app.names import clean

BEGINNINGS = ("=", "+", "-", "@", "\t", "\r")


def as_csv(*rows: list[object]) -> list[list[str]]:
    text = "".join(csv_lines(rows))  # type: ignore[arg-type]
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def as_workbook(*rows: list[object]) -> list[tuple[object, ...]]:
    out = io.BytesIO()
    write_xlsx(out, "Lớp [1]/2", ["Tên"], rows)  # type: ignore[arg-type]
    return list(load_workbook(io.BytesIO(out.getvalue())).active.iter_rows(values_only=True))[1:]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=30) | st.tuples(st.sampled_from(BEGINNINGS), st.text(max_size=9)).map("".join))
def test_no_cell_begins_a_formula(text: str) -> None:
    for cell in (as_csv([text])[0][0] if text else "", as_workbook([text])[0][0] or ""):
        assert not str(cell).startswith(BEGINNINGS)


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20))
def test_what_goes_out_comes_back(text: str) -> None:
    name = clean(text)
    # An apostrophe of one's own before such a sign is taken for ours; cleaning makes one of a backtick as well.
    if name and not name.startswith(("=", "'")):
        assert text_of(harmless(name)) == name


def test_numbers_days_and_zeros_keep_their_kind() -> None:
    moment = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
    row: list[object] = ["0912345678", 1954, date(1954, 4, 8), moment, None]
    assert as_csv(row) == [["0912345678", "1954", "1954-04-08", "2026-11-20 12:00+07:00", ""]]
    told = as_workbook(row)[0]
    assert told[:2] == ("0912345678", 1954)
    assert told[2:4] == (datetime(1954, 4, 8), datetime(2026, 11, 20, 12, 0))  # noqa: DTZ001
