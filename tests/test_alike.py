"""A page that is checked is looked at as long as anything on it could be wrong that was right on those before."""

import pytest
from flask import Flask

from tests.alike import likeness
from tests.pages import Pages

PAGE = (
    '<h1>Lớp 7</h1><form action="/l/7"><input name="csrf_token" value="abc"><label for="a-1">Tên</label>'
    '<input id="a-1"><input id="a-2" value="0f8fad5b-d9cb-469f-a165-70867728950e"></form>'
)


def test_other_numbers_and_tokens_make_no_other_page() -> None:
    other = PAGE.replace("/l/7", "/l/31").replace("Lớp 7", "Lớp 31").replace("abc", "x-12.y")
    other = other.replace("a-1", "a-12").replace("0f8fad5b", "1f8fad5b")
    assert likeness("/l/31", other) == likeness("/l/7", PAGE)


@pytest.mark.parametrize(
    ("stood", "stands"),
    [
        ('id="a-2"', 'id="a-1"'),
        ('for="a-1"', 'for="a-3"'),
        ('action="/l/7"', 'action="/l/8"'),
        ("h1", "h2"),
        ("Tên", "Tuổi"),
        ('value="abc"', ""),
    ],
)
def test_whatever_may_be_wrong_makes_another_page(stood: str, stands: str) -> None:
    assert stood in PAGE
    assert likeness("/l/7", PAGE.replace(stood, stands)) != likeness("/l/7", PAGE)
    assert likeness("/l/8", PAGE) != likeness("/l/7", PAGE)


def test_a_wrong_page_is_told_each_time() -> None:
    app = Flask(__name__)
    app.add_url_rule("/", view_func=lambda: '<!doctype html><html lang="vi"><title>Lớp</title><body></body></html>')
    for _twice in range(2):
        with pytest.raises(AssertionError, match="0 h1"):
            Pages(app.test_client()).get("/")
