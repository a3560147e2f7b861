"""Fields of the office's forms: a count is read as in a loaded list."""

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.exchange.imports.cells import UnusableCell, count_of
from app.web.forms.staff_fields import CountField


class CountForm(Form):
    """One count."""

    number = CountField("Số người", most=999_999)


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("1234", 1234), ("1.234", 1234), ("1,234", 1234), ("1 234", 1234), ("1\u00a0234", 1234), (" 300 ", 300),
        ("1.234,567", None), ("1,234.567", None), ("1.2.3", None), ("12.34.5", None), ("~1200", None), ("x", None),
    ],
)  # fmt: skip
def test_a_count_is_read_alike_in_a_form_and_in_a_list(app: Flask, typed: str, count: int | None) -> None:
    with app.test_request_context():
        form = CountForm(MultiDict({"number": typed}))
        assert form.validate() == (count is not None)
        assert form.number.count == count
        if count is not None:
            assert count_of(typed) == count
            return
        assert form.number.errors == ["Anh chị ghi một số từ 0 đến 999.999."]
        assert form.number.data == typed
        with pytest.raises(UnusableCell, match="chưa phải số đếm"):
            count_of(typed)
