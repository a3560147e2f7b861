"""What no view needs to look at any more, and what who is signed in was looked up for."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.country import clock
from app.models.people.visit import Visit
from tests.pairs import House


@pytest.mark.parametrize("address", ["/l/DEM%00", "/v/%00", "/g?ma=%00", "/b/%00"])
def test_a_null_byte_is_refused_in_words_and_breaks_nothing(client: FlaskClient, address: str) -> None:
    answer = client.get(address, follow_redirects=True)
    assert answer.status_code < 500
    assert "<h1" in answer.get_data(as_text=True)


def test_a_null_byte_in_the_name_of_something_is_the_name_of_nothing(client: FlaskClient) -> None:
    assert client.get("/x/%00").status_code == 404


def test_a_null_byte_that_was_typed_is_dropped(client: FlaskClient) -> None:
    answer = client.post("/dang-nhap", data={"username": "can\0bo", "password": "x"})
    assert answer.status_code == 400  # its token is missing; what was typed comes back without the byte
    assert "canbo" in answer.get_data(as_text=True)


@pytest.mark.parametrize("address", ["/quay", "/quay/hom-nay", "/quay/kem-cap"])
def test_a_page_is_no_younger_than_the_first_thing_it_read(
    app: Flask, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """What is stored while a page is made is newer than the page: a saved one tells its phone so, and is painted."""
    client, read, of = House.build(app).sign_in(app.test_client()), list[float](), Visit.of

    def noted(*given: Any) -> Visit | None:
        read.append(clock.now().timestamp() * 1000)
        return of(*given)

    monkeypatch.setattr(Visit, "of", noted)
    page = client.get(address).get_data(as_text=True)
    (drawn,) = re.findall(r'data-drawn="(\d+)"', page)
    assert int(drawn) <= read[0]
