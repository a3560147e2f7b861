"""What a page keeps of a form that came too late: all that a person types, and not whatever a machine sends."""

import io
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

ENCODED, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"


def body(kind: str, typed: dict[str, str]) -> bytes:
    """A form as it is sent."""
    if kind == ENCODED:
        return urlencode(typed).encode()
    parts = (
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in typed.items()
    )
    return ("".join(parts) + "--x--\r\n").encode()


@pytest.mark.parametrize("kind", [ENCODED, PARTS])
@pytest.mark.parametrize(("address", "status"), [("/l/DEM1", 400), ("/tai-khoan/mat-khau", 401)])
def test_what_is_typed_is_kept_and_a_large_body_is_not_sent_back(
    client: FlaskClient, address: str, status: int, kind: str
) -> None:
    kept = client.post(address, data=body(kind, {"words": "Bác Dền ở xóm Gò Cao"}), content_type=kind)
    assert (kept.status_code, "Bác Dền ở xóm Gò Cao" in kept.text, "Gửi lại" in kept.text) == (status, True, True)
    for fields in (1, 30):
        typed = {f"words{number}": "x" * (900_000 // fields) for number in range(fields)}
        answer = client.post(address, data=body(kind, typed), content_type=kind)
        assert answer.status_code == status
        assert len(answer.data) < 100_000
        assert "vẫn còn đây" not in answer.text


@pytest.mark.parametrize("kind", [ENCODED, PARTS])
@pytest.mark.parametrize("fields", [1, 120])
def test_nothing_of_five_megabytes_comes_back(client: FlaskClient, kind: str, fields: int) -> None:
    typed = {f"words{number}": "x" * (4_900_000 // fields) for number in range(fields)}
    answer = client.post("/l/DEM1", data=body(kind, typed), content_type=kind)
    assert answer.status_code in (400, 413)
    assert len(answer.data) < 100_000


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [("/l/DEM1", 400, "chọn lại ảnh, tệp"), ("/tai-khoan/mat-khau", 401, "đăng nhập lại")],
)
def test_a_form_with_a_file_is_not_said_to_be_kept(client: FlaskClient, address: str, status: int, words: str) -> None:
    data = {"words": "Bác Dền", "photo": (io.BytesIO(b"x"), "giay-ky.jpg")}
    answer = client.post(address, data=data, headers={"Referer": "http://localhost/huong-dan"})
    assert answer.status_code == status
    assert words in answer.text
    assert "vẫn còn đây" not in answer.text
    assert "Gửi lại" not in answer.text
    assert 'href="/huong-dan"' in answer.text


def test_the_press_stays_the_same_when_it_is_given_back(client: FlaskClient) -> None:
    key = "0b6a2f7e-5d3c-4e5b-9a51-000000000001"
    answer = client.post("/tai-khoan/mat-khau", data={"words": "x", "idempotency_key": key})
    assert f'name="idempotency_key" value="{key}" data-same' in answer.text
    assert answer.text.count(key) == answer.text.count('name="idempotency_key"')  # not among what is kept too
