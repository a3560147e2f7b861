"""What a phone on a slow line downloads."""

import gzip
from collections.abc import Iterator

import brotli
import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from app.web.compression import init_compression

PAGE = "<p>Xin chào bác Nguyễn Thị Tuyết Nhung</p>" * 40
BROWSER = "gzip, deflate, br, zstd"


@pytest.fixture
def client() -> FlaskClient:
    app = Flask("site")
    init_compression(app)

    @app.get("/page")
    def page() -> Response:
        response = Response(PAGE)
        response.set_etag("this-page")
        return response

    @app.get("/short")
    def short() -> str:
        return "Còn 12 chỗ"

    @app.get("/paper")
    def paper() -> Response:
        return Response(b"%PDF-" + b"0" * 5000, mimetype="application/pdf")

    @app.get("/stream")
    def stream() -> Response:
        def pieces() -> Iterator[str]:
            yield PAGE

        return Response(pieces(), mimetype="text/csv")

    @app.get("/ready-made")
    def ready_made() -> Response:
        return Response(gzip.compress(PAGE.encode() * 100), headers={"Content-Encoding": "gzip"}, mimetype="text/html")

    @app.get("/as-it-is")
    def as_it_is() -> Response:
        return Response(PAGE, headers={"Cache-Control": "no-transform"})

    return app.test_client()


def get(client: FlaskClient, path: str, accepted: str | None = BROWSER) -> Response:
    return client.get(path, headers={"Accept-Encoding": accepted} if accepted else {})


def test_a_page_leaves_as_brotli_and_is_the_same_page(client: FlaskClient) -> None:
    answer = get(client, "/page")

    assert answer.headers["Content-Encoding"] == "br"
    assert brotli.decompress(answer.data).decode() == PAGE
    assert int(answer.headers["Content-Length"]) == len(answer.data) < len(PAGE) / 10


@pytest.mark.parametrize("accepted", ["gzip", "gzip;q=1.0, br;q=0.1"])
def test_who_prefers_gzip_gets_gzip(client: FlaskClient, accepted: str) -> None:
    answer = get(client, "/page", accepted)

    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data).decode() == PAGE


@pytest.mark.parametrize("accepted", [None, "identity", "br;q=0, gzip;q=0", "zstd"])
def test_who_takes_neither_gets_the_page_as_it_is(client: FlaskClient, accepted: str | None) -> None:
    answer = get(client, "/page", accepted)

    assert "Content-Encoding" not in answer.headers
    assert answer.text == PAGE


def test_a_cache_between_is_told_that_the_answer_depends_on_the_asker(client: FlaskClient) -> None:
    assert "Accept-Encoding" in get(client, "/page").headers["Vary"]
    assert "Accept-Encoding" in get(client, "/page", None).headers["Vary"]


def test_the_tag_of_a_compressed_page_claims_no_equal_bytes(client: FlaskClient) -> None:
    assert get(client, "/page").headers["ETag"] == 'W/"this-page"'
    assert get(client, "/page", None).headers["ETag"] == '"this-page"'


@pytest.mark.parametrize("path", ["/short", "/paper", "/stream", "/as-it-is"])
def test_what_would_not_gain_is_left_alone(client: FlaskClient, path: str) -> None:
    answer = get(client, path)

    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers


def test_what_is_compressed_already_is_not_compressed_again(client: FlaskClient) -> None:
    answer = get(client, "/ready-made")

    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data).decode() == PAGE * 100


def test_a_question_for_the_headers_alone_has_no_body(client: FlaskClient) -> None:
    answer = client.head("/page", headers={"Accept-Encoding": BROWSER})

    assert answer.headers["Content-Encoding"] == "br"
    assert answer.data == b""
