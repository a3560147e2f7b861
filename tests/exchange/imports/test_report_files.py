"""A signed file of another server is read strictly: whatever JSON value stands in it, it is a report or refused."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings, strategies as st

from app.exchange.imports.report_files import ReportFile, Unusable, opened
from app.indicators.reports.lines import Figures
from app.models.trust.sealed import public_key, sign
from tests.indicators.reports.test_rollup import line, told

pytestmark = pytest.mark.sqlite  # no database is asked
THEIRS = "the secret of another server"


def signed(payload: str, **around: Any) -> bytes:
    """A file with this payload, signed as it stands."""
    content = payload.encode()
    file = {"format": "lopso-report", "version": 1, "payload": payload, "key": public_key(THEIRS)}
    return json.dumps({**file, "signature": sign(THEIRS, content), **around}).encode()


def payload() -> dict[str, Any]:
    """What the file of a ward says."""
    figures = json.loads(told(line("10", "100"), lots=5).stored())
    return {"ward": "05443", "span": "quý I năm 2026", "since": "2026-01-01", "until": "2026-03-15", "due_on": None,
            "number": "7/BC-UBND", "made_at": "2026-03-14T08:00:00+07:00", "figures": figures}  # fmt: skip


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each value of a JSON document, the whole among them."""
    yield way
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from places(each, (*way, key))


def changed(said: dict[str, Any], way: tuple[Any, ...], value: Any) -> Any:
    """A copy in which another value stands at a place."""
    whole = {"": json.loads(json.dumps(said))}
    parent: Any = whole
    for key in ("", *way)[:-1]:
        parent = parent[key]
    parent[("", *way)[-1]] = value
    return whole[""]


PLACES = list(places(payload()))
FIGURE = ("figures", "by_key", "so.luot-hoc", "number")
PART = ("figures", "targets", 0, "part")


@pytest.fixture
def read(app: Flask) -> Callable[[bytes], ReportFile]:
    """Reads a file where sentences have their language."""

    def read(content: bytes) -> ReportFile:
        with app.app_context():
            return opened(content)

    return read


def test_what_a_ward_writes_is_read_at_its_time(read: Callable[[bytes], ReportFile]) -> None:
    report = read(signed(json.dumps(payload(), ensure_ascii=False)))
    assert (report.span, report.number, report.made_at.tzinfo, report.made_at.hour) == (
        "quý I năm 2026", "7/BC-UBND", UTC, 1,
    )  # fmt: skip


def test_who_answered_and_whose_books_are_told_come_along(read: Callable[[bytes], ReportFile]) -> None:
    figures = told(replace(line("10", "100"), answered=1, expected=4), lots=5)
    asked = replace(figures.by_key["so.luot-hoc"], answered=1, expected=4, carried=0, partly=0, noun="trường")
    figures = replace(figures, by_key={asked.key: asked}, covers=("05443", "05455"))
    said = {**payload(), "figures": json.loads(figures.stored())}
    assert Figures.read(read(signed(json.dumps(said))).figures) == figures
    with pytest.raises(Unusable):
        read(signed(json.dumps(changed(said, ("figures", "covers", 0), 5))))


@pytest.mark.parametrize(
    ("way", "value", "why"),
    [
        (("span",), "\ud800 x", "ký tự lạ"),
        (("span",), "quý I\0", "ký tự lạ"),
        (("span",), "quý I\nnăm 2026", "ký tự lạ"),
        (("span",), "quý\u202eI", "ký tự lạ"),
        (("span",), "x" * 121, "dài quá"),
        (("span",), " ", "trống"),
        (("span",), 4, "thiếu số liệu"),
        (("number",), "\ud800", "ký tự lạ"),
        (("number",), None, "trống"),
        (FIGURE, float("nan"), "không phải tệp báo cáo"),
        (FIGURE, float("inf"), "không phải tệp báo cáo"),
        (FIGURE, 10**400, "không phải là số"),
        (FIGURE, 1e300, "không phải là số"),
        (FIGURE, True, "không phải là số"),
        (FIGURE, "999999", "không phải là số"),
        (("figures", "targets", 0, "met"), 1, "thiếu số liệu"),
        (PART, 10, "thiếu số liệu"),
        (PART, "1" + ".000" * 200, "dài quá"),
        (PART, "\0", "không đọc được"),
        (("figures", "targets", 0, "name"), "\udfff", "không đọc được"),
        (("figures", "behind"), ["\ud800"], "không đọc được"),
        (("figures", "as_of"), 7, "thiếu số liệu"),
        (("since",), "2026-03-16", "không thể có"),
        (("since",), "0001-01-01", "không thể có"),
        (("until",), "9999-12-31", "không thể có"),
        (("made_at",), "0001-01-01T00:00:00+14:00", "thiếu số liệu"),
        (("made_at",), "2026-03-14T08:00:00", "thiếu số liệu"),
        (("ward",), ["05443"], "thiếu số liệu"),
        ((), [], "không phải tệp báo cáo"),
    ],
)
def test_what_no_report_says_is_refused(
    read: Callable[[bytes], ReportFile], way: tuple[Any, ...], value: Any, why: str
) -> None:
    with pytest.raises(Unusable, match=why):
        read(signed(json.dumps(changed(payload(), way, value))))


def test_a_number_beyond_all_floats_is_refused(read: Callable[[bytes], ReportFile]) -> None:
    text = json.dumps(payload()).replace('"number": 5.0', '"number": 1e400')
    assert "1e400" in text
    with pytest.raises(Unusable, match="không phải tệp báo cáo"):
        read(signed(text))


@pytest.mark.parametrize("version", [-1, 0, True, 1.0, "1", None, 10**400])
def test_a_version_that_never_was_is_refused(read: Callable[[bytes], ReportFile], version: object) -> None:
    with pytest.raises(Unusable):
        read(signed(json.dumps(payload()), version=version))


SIGNS = st.text(st.characters(), max_size=8) | st.sampled_from(["\ud800", "\0", "NaN", "1e400", "khoảng 5", "9" * 300])
NUMBERS = st.integers() | st.floats() | st.sampled_from([10**400, -(10**16)])
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | SIGNS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SIGNS, inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=300)
@given(way=st.sampled_from(PLACES), value=VALUES)
def test_with_any_value_in_any_place_a_file_is_a_report_or_refused(
    shared_app: Flask, way: tuple[Any, ...], value: Any
) -> None:
    with shared_app.app_context():
        try:
            report = opened(signed(json.dumps(changed(payload(), way, value))))
        except Unusable:
            return
    stored = f"{report.span}{report.number}{report.figures}".encode()  # no encoding takes half a pair of UTF-16
    assert b"\0" not in stored
    assert json.loads(report.figures, parse_constant=pytest.fail)
    assert Figures.read(report.figures).stored() == report.figures
    assert report.since <= report.until
