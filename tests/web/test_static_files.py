"""Styles, scripts and icons as a browser gets them, and as it keeps them."""

import gzip
import os
import time
from pathlib import Path

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.commands.build_static import KEEP_SECONDS, VENDOR, build, without_comments
from app.web.static_files import init_static_files, static_url

SHEET = {
    "print.css": "@media print { nav { display: none } }",
    "tokens.css": ":root { --ink: #123 } /* the ink */",
    "base.css": "body {\n  color: var(--ink);\n}\n" * 20,
    "calendar.css": ".leaf { width: 3rem }",
    "components.css": ".button { border: 0 }",
}


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A small app/static with its node_modules beside it."""
    folder = tmp_path / "static"
    for name, text in SHEET.items():
        (folder / "css").mkdir(parents=True, exist_ok=True)
        (folder / "css" / name).write_text(text)
    (folder / "js").mkdir()
    (folder / "js" / "roll.js").write_text("document.title = 'Điểm danh';\n" * 20)
    (folder / "icons").mkdir()
    (folder / "icons" / "icon.png").write_bytes(b"\x89PNG" + bytes(600))
    for path in VENDOR.values():
        there = tmp_path / "node_modules" / path
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_text(f"var made = 'of {path}';\n" * 20)
    return folder


def built(sources: Path) -> dict[str, str]:
    return build(sources, sources.parent / "node_modules", sources / "built")


def site(sources: Path) -> Flask:
    app = Flask("site", static_folder=None)
    init_static_files(app, sources / "built")

    @app.get("/")
    def page() -> str:
        return static_url("app.css")

    return app


@pytest.fixture
def client(sources: Path) -> FlaskClient:
    built(sources)
    return site(sources).test_client()


def test_the_style_sheets_become_one_in_the_order_of_the_cascade(sources: Path) -> None:
    name = built(sources)["app.css"]

    sheet = (sources / "built" / name).read_text()
    places = [sheet.index(sign) for sign in ("--ink:", "body{", ".button{", ".leaf{", "@media print")]
    assert places == sorted(places)
    assert "the ink" not in sheet


def test_idle_spaces_go_and_what_stands_in_quotes_stays() -> None:
    sheet = """
    /* a comment; with { signs } */
    a > b , c { content: "  /* no comment */ ; { " ; width: calc(1px + 2px); }
    a :focus { color: red }
    @media (min-width: 40em) and (orientation: portrait) { a { font: 1rem 'Tinos  Two' , serif } }
    """

    assert without_comments(sheet) == (
        'a > b,c{content:"  /* no comment */ ; { ";width:calc(1px + 2px)}a :focus{color:red}'
        "@media (min-width: 40em) and (orientation: portrait){a{font:1rem 'Tinos  Two',serif}}"
    )


def test_a_page_names_a_file_that_is_there_and_may_be_kept_for_good(client: FlaskClient) -> None:
    address = client.get("/").text

    answer = client.get(address)

    assert answer.status_code == 200
    assert answer.mimetype == "text/css"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in answer.headers
    answer.close()


@pytest.mark.parametrize(("accepted", "unpacked"), [("gzip, br", brotli.decompress), ("gzip", gzip.decompress)])
def test_it_comes_compressed_as_it_lies_there(client: FlaskClient, accepted: str, unpacked: object) -> None:
    address = client.get("/").text
    with client.get(address) as plain, client.get(address, headers={"Accept-Encoding": accepted}) as packed:
        assert packed.headers["Vary"] == "Accept-Encoding"
        assert len(packed.data) < len(plain.data)
        assert callable(unpacked)
        assert unpacked(packed.data) == plain.data


def test_a_program_for_the_browser_says_what_it_is_and_comes_packed(sources: Path) -> None:
    name = built(sources)["detector.wasm"]

    with site(sources).test_client().get(f"/static/{name}", headers={"Accept-Encoding": "br"}) as answer:
        assert answer.headers["Content-Type"] == "application/wasm"
        assert answer.headers["Content-Encoding"] == "br"
        assert "immutable" in answer.headers["Cache-Control"]


def test_a_changed_file_has_a_new_name_and_yesterdays_page_still_finds_the_old_one(sources: Path) -> None:
    before = built(sources)
    (sources / "js" / "roll.js").write_text("document.title = 'khác';\n")

    after = built(sources)

    assert after["roll.js"] != before["roll.js"]
    assert after["app.css"] == before["app.css"]
    with site(sources).test_client().get(f"/static/{before['roll.js']}") as answer:
        assert "Điểm danh" in answer.text


def test_what_nobody_asks_for_any_more_is_swept_away(sources: Path) -> None:
    before = built(sources)
    long_ago = time.time() - KEEP_SECONDS - 60
    for path in (sources / "built").iterdir():
        os.utime(path, (long_ago, long_ago))
    (sources / "js" / "roll.js").unlink()

    after = built(sources)

    left = {path.name for path in (sources / "built").iterdir()}
    assert not [name for name in left if name.startswith("roll.")]
    assert {*after.values(), "manifest.json"} <= left
    assert before["app.css"] in left


def test_two_files_of_one_name_are_refused(sources: Path) -> None:
    (sources / "icons" / "roll.js").touch()

    with pytest.raises(FileExistsError, match=r"roll\.js"):
        built(sources)


def test_a_server_without_built_files_says_what_to_run(sources: Path) -> None:
    with pytest.raises(RuntimeError, match="script/setup"):
        site(sources)


def test_a_name_that_does_not_exist_is_a_mistake_of_ours_not_a_broken_link(sources: Path) -> None:
    built(sources)
    with site(sources).app_context(), pytest.raises(KeyError):
        static_url("no-such.css")
