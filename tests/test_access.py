"""What no view needs to look at any more."""

import pytest
from flask.testing import FlaskClient


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
