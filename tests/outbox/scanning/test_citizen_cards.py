"""Codes of citizen cards, by the table that app/static/js/scan/hits.js is held to as well (test_hits.py)."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from app.country.names import search_key
from app.outbox.scanning import read_card, unspoilt

TABLE: list[dict[str, Any]] = json.loads(Path(__file__).with_name("citizen_cards.json").read_text(encoding="utf-8"))
TODAY = date(2026, 11, 20)


@pytest.mark.parametrize("case", TABLE, ids=[case["about"] for case in TABLE])
def test_a_card_is_read_as_the_table_says(case: dict[str, Any]) -> None:
    read = read_card(case["text"], TODAY)

    told = read and {
        "name": read.full_name,
        "year": read.birth_year,
        "date": read.birth_date.isoformat() if read.birth_date else None,
        "sex": read.sex,
        "key": search_key(read.full_name),
    }
    assert told == case["card"]


def test_no_number_and_no_address_is_taken_over() -> None:
    for case in TABLE:
        told = repr(read_card(case["text"], TODAY))
        assert "019154000123" not in told
        assert "Thái Nguyên" not in told


@given(st.text(max_size=200))
def test_any_text_is_read_or_is_no_card(text: str) -> None:
    read_card(text, TODAY)
    read_card(f"019154000123||{text}|07031954|Nữ|x", TODAY)


@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạ ", min_size=1, max_size=40))
def test_vietnamese_that_came_whole_stays(text: str) -> None:
    assert unspoilt(text) == text
