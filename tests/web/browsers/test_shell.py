"""What a phone keeps to open without a line: the worker, the shell and its weight, pages that may be saved."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web.access import COOKIE
from app.web.browsers import shell
from app.web.database import immediate
from app.web.static_files import BUILT, PREFIX, SOURCES
from tests.classroom import Classroom, make_classroom
from tests.factories import make_ward

ROOT = Path(__file__).resolve().parents[3]
MOST_OF_RESIDENTS = 5_600  # a resident's worker, which is the script of its pages too, with the list of forms
MOST_BYTES = 150_000


@pytest.fixture
def room(app: Flask) -> Classroom:
    """A class under way."""
    return make_classroom(app)


@pytest.fixture
def teacher(room: Classroom) -> FlaskClient:
    """Its instructor."""
    client = room.app.test_client()
    client.set_cookie(COOKIE, room.token)
    return client


def told(client: FlaskClient) -> dict[str, Any]:
    """What the worker's script says of its release."""
    found = re.match(r"const SHELL = (\{.*\});\n", client.get("/sw.js").text)
    assert found
    shown: dict[str, Any] = json.loads(found[1])
    return shown


# -- the worker --------------------------------------------------------------------------------------------------------


def test_the_worker_is_asked_for_anew_each_time_and_speaks_for_the_whole_site(client: FlaskClient) -> None:
    answer = client.get("/sw.js")

    assert answer.status_code == 200
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers
    again = client.get("/sw.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_worker_brings_the_outbox_under_its_hashed_name(app: Flask, client: FlaskClient) -> None:
    script = client.get("/sw.js").text
    names = app.extensions["static_names"]

    brought = ", ".join(f'"{PREFIX}{names[name]}"' for name in shell.IN_WORKER)
    assert shell.IN_WORKER[0] == "outbox.js"
    assert f"importScripts({brought})" in script
    assert script.endswith(shell.WORKER.read_text(encoding="utf-8"))


def test_a_resident_s_worker_is_the_page_s_own_script_and_small(app: Flask, client: FlaskClient) -> None:
    mine = app.extensions["static_names"]["mine.js"]

    answer = client.get(PREFIX + mine, headers={"Accept-Encoding": "br"}, buffered=True)

    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert "immutable" in answer.headers["Cache-Control"]
    assert len(answer.data) <= MOST_OF_RESIDENTS
    other = client.get(PREFIX + app.extensions["static_names"]["outbox.js"], buffered=True)
    assert "Service-Worker-Allowed" not in other.headers


def test_all_of_the_shell_is_there(client: FlaskClient) -> None:
    """One that is not would keep every phone from installing the worker."""
    shown = told(client)

    assert [address for address in shown["shell"] if not (BUILT / address.removeprefix(PREFIX)).is_file()] == []
    assert [page for page in shown["pages"] if client.get(page).status_code != 200] == []
    assert shown["pages"][0] == "/offline"


def test_another_file_is_another_release(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.test_request_context():
        before = shell.release()
        names = {**app.extensions["static_names"], "roll.js": "roll.000000000000.js"}
        monkeypatch.setitem(app.extensions, "static_names", names)

        assert re.fullmatch(r"[0-9a-f]{12}", before)
        assert shell.release() != before


def test_the_shell_is_light(client: FlaskClient) -> None:
    """Without what reads codes, which comes when it is first used."""
    shown = told(client)
    weight = 0
    for address in shown["shell"]:
        path = BUILT / address.removeprefix(PREFIX)
        twin = path.with_name(f"{path.name}.br")
        weight += (twin if twin.exists() else path).stat().st_size
    for address in (*shown["pages"], "/sw.js"):
        weight += len(client.get(address, headers={"Accept-Encoding": "br"}).data)

    assert weight <= MOST_BYTES
    assert [name for name in shown["shell"] if "wasm" in name] == []


# What reads as ECMAScript 2020 and yet is not there in Chrome 80 or iOS 14: a call that ends in an error on the phone.
NEWER = re.compile(
    r"\.replaceChildren\(|\.at\(|\.replaceAll\(|\.findLast(?:Index)?\(|\.to(?:Sorted|Reversed|Spliced)\(|\.groupBy\("
    r"|\bObject\.hasOwn\(|\bstructuredClone\(|\bPromise\.(?:any|withResolvers|try)\(|\bnew WeakRef\("
    r"|\bArray\.fromAsync\(|\bAbortSignal\.|\.throwIfAborted\(|\.randomUUID\(|\.requestSubmit\(|\.submitter\b|\.showModal\(|\.inert\b|'inert'"
    r"|\.(?:show|hide|toggle)Popover\(|\.checkVisibility\(|\bscrollend\b|\(\?<[=!]|\bIntl\.(?:Segmenter|ListFormat)\b"
    r"|\b(?:Dec|C)ompressionStream\b|\bnavigator\.(?:userAgentData|setAppBadge)\b"
)


def own_scripts() -> list[Path]:
    """All that a phone runs of ours."""
    return [*sorted((SOURCES / "js").rglob("*.js")), *sorted((SOURCES / "sw").glob("*.js"))]


def test_scripts_and_worker_call_nothing_that_old_phones_do_not_have() -> None:
    """What a newer browser alone can do is asked for by name first (`if (navigator.locks)`), or is not in this list."""
    assert NEWER.findall("list.at(-1); place.replaceChildren(); /(?<=a)b/") == [".at(", ".replaceChildren(", "(?<="]

    found = {script.name: NEWER.findall(script.read_text(encoding="utf-8")) for script in own_scripts()}
    assert {name: calls for name, calls in found.items() if calls} == {}


# -- pages -------------------------------------------------------------------------------------------------------------


def test_the_page_without_a_line_holds_nothing_of_anybody(teacher: FlaskClient, client: FlaskClient) -> None:
    signed_in, stranger = teacher.get("/offline"), client.get("/offline")

    assert "Đang không có mạng" in stranger.text
    assert "csrf" not in stranger.text
    assert signed_in.text == stranger.text
    assert "X-Offline" not in stranger.headers
    assert "Set-Cookie" not in stranger.headers


@pytest.mark.parametrize("part", ["", "/them-nguoi", "/xong", "/ket-qua"])
def test_the_pages_of_a_lesson_may_be_saved_by_whose_they_are(room: Classroom, teacher: FlaskClient, part: str) -> None:
    headers = teacher.get(room.address + part).headers

    assert headers["X-Offline"] == "1"
    assert headers["X-Account"] == room.public_id
    assert headers["Cache-Control"] == "no-store"


def test_the_list_of_lessons_and_a_roll_that_is_closed_may_be_saved_too(room: Classroom, teacher: FlaskClient) -> None:
    room.close()

    for address in ("/giang-vien", room.address):
        assert teacher.get(address).headers.get("X-Offline") == "1", address


def test_what_is_only_a_part_or_an_answer_is_not_saved(room: Classroom, teacher: FlaskClient) -> None:
    for asked in ("?tim=lan", "?loc=co-mat", f"?vua={room.people[0]}", "/them-nguoi?ten=Lan"):
        assert "X-Offline" not in teacher.get(room.address + asked).headers, asked
    with teacher.session_transaction() as cookie:
        cookie["_flashes"] = [("message", "Đã thêm và ghi có mặt: Bế Văn Thim.")]
    said = teacher.get(room.address)
    assert "Bế Văn Thim" in said.text
    assert "X-Offline" not in said.headers
    assert "X-Offline" in teacher.get(room.address).headers


def test_nothing_else_may_be_saved(room: Classroom, teacher: FlaskClient) -> None:
    with room.app.app_context(), immediate() as session:
        make_ward(session)
    for address in ("/", "/dang-nhap", "/dang-xuat", "/tai-khoan", f"/l/{room.course_code}", "/tro-giup"):
        assert "X-Offline" not in teacher.get(address).headers, address


def test_each_page_of_the_staff_says_whose_it_is_and_a_stranger_is_nobody(
    room: Classroom, teacher: FlaskClient, client: FlaskClient
) -> None:
    assert f'data-account="{room.public_id}"' in teacher.get("/giang-vien").text
    assert 'data-account=""' in client.get("/dang-nhap").text


# -- earlier releases ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted((ROOT / "tests/browser/earlier").glob("*.json")), ids=lambda path: path.stem)
def test_what_pages_of_an_earlier_release_are_made_of_is_still_called_so(app: Flask, path: Path) -> None:
    """The file of today answers for the one of then by its plain name: who renames one gives the old name an alias."""
    phones = json.loads(path.read_text(encoding="utf-8"))["phones"].values()
    pages = [page for phone in phones for cache in phone["pages"].values() for page in cache.values()]
    wanted = {name for page in pages for name in re.findall(r"/static/([\w-]+)\.[0-9a-f]{12}(\.\w+)", page["text"])}

    assert len(wanted) > 10
    assert {stem + suffix for stem, suffix in wanted} - set(app.extensions["static_names"]) == set()
