"""Which release runs on whose phone, and what it still keeps, as the administrator reads it."""

from datetime import timedelta

import pytest
from flask import Flask

from app.country import clock
from app.models import AdministrativeUnit, Phone, Role
from app.models.trust.server import LAST_NIGHT, Process
from app.web import place_notes, running
from app.web.browsers.shell import release
from app.web.database import immediate, schema
from app.web.running import OwnProcess
from tests.doors import a_ward, someone
from tests.pages import Page, Pages
from tests.statements import counted


def heard(app: Flask, ward: AdministrativeUnit, name: str, *, waiting: int = 0, days: int = 0, of: str = "") -> None:
    """Somebody's phone said something of itself; `of` is the release on it."""
    whose = someone(app, Role.INSTRUCTOR, ward=ward, full_name=name)
    with app.app_context(), immediate() as session:
        Phone.heard(
            session,
            account_id=whose.id,
            device=f"{whose.id:08d}-0000-4000-8000-000000000000",
            kind="Chrome, Android",
            release=of,
            waiting=waiting,
            refused=0,
            now=clock.now() - timedelta(days=days),
        )


def rows(page: Page) -> list[str]:
    """The table's rows as they are read."""
    return [" | ".join("".join(cell.itertext()) for cell in row) for row in page.root.iter("tr")][1:]


def test_the_running_release_and_the_schema_are_told(room: Pages, app: Flask) -> None:
    page = room.get("/quan-tri").follow("Máy chủ")

    with app.test_request_context():
        assert f"máy chủ: {release()}." in page.text
        assert f"bản {schema.head()}." in page.text
    assert "Chưa có máy nào" in page.text


def test_a_small_size_is_told_in_kilobytes(app: Flask) -> None:
    with app.test_request_context():
        words = app.jinja_env.get_template("admin/machine/words.html").module
        assert [str(words.megabytes(size)).strip() for size in (3072, 1572864)] == ["3 KB", "1,5 MB"]


def test_what_was_found_in_the_night_is_told(room: Pages, app: Flask) -> None:
    settings, now = app.extensions["settings"], clock.now()
    with app.app_context():
        place_notes.note_last_night(settings, backup_at=now, restored_at=now, named=9)
    well = room.get("/quan-tri/may").text
    told = {"failure": "the disk is full", "damage": "page 7", "missing": 2, "altered": 1, "example": "papers/a.pdf"}
    with app.app_context():
        place_notes.note_last_night(settings, backup_at=now - timedelta(days=3), **told)
    ill = room.get("/quan-tri/may").text
    with app.app_context():
        place_notes.remove(settings, LAST_NIGHT)

    assert "Sao lưu gần nhất:" in well
    assert "Phục hồi thử" in well
    assert "Không có gì trục trặc." in well
    troubles = ("Cơ sở dữ liệu bị hỏng", "Đêm qua không sao lưu được", "3 giấy tờ, ảnh không còn như lúc lưu")
    assert [trouble for trouble in troubles if trouble in well or trouble not in ill] == []
    assert "the disk is full" in ill
    assert "papers/a.pdf" in ill
    for address in ("/quan-tri/may", "/quan-tri"):
        fresh = room.get(address).text
        assert "Chưa có bản sao lưu nào." in fresh
        assert "gì trục trặc" not in fresh


def test_the_workers_release_is_told_and_another_than_the_servers_is_pointed_at(room: Pages, app: Flask) -> None:
    assert "Phần vẽ giấy tờ không chạy." in room.get("/quan-tri/may").text
    with app.test_request_context():
        now = release()

    first, second = (OwnProcess(app, Process.WORKER, each) for each in (now, "0123456789ab"))
    first.beat()
    same = room.get("/quan-tri/may").text
    first.end()
    second.beat()
    other = room.get("/quan-tri/may").text
    second.end()

    assert f"Phần vẽ giấy tờ: bản {now}, khởi động lúc" in same
    assert "chạy bản khác máy chủ" not in same
    assert "Phần vẽ giấy tờ: bản 0123456789ab" in other
    assert "chạy bản khác máy chủ" in other


@pytest.mark.postgresql
def test_each_server_of_postgresql_is_listed_with_its_last_beat_and_clock(
    room: Pages, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "may-2")
    worker, web = (OwnProcess(app, process, "0123456789ab") for process in (Process.WORKER, Process.WEB))
    worker.beat()
    monkeypatch.setattr(running, "time", lambda: clock.now().timestamp() - 95)
    web.beat()
    page = room.get("/quan-tri/may")
    told = [line for line in rows(page) if line.startswith("may-2 | ")]
    worker.end()
    web.end()

    shared = not app.extensions["settings"].is_sqlite
    assert ("Có máy chủ sai giờ" in page.text) is shared
    assert [line.split(" | ")[1:3] + line.split(" | ")[-1:] for line in told] == [
        ["trang", "0123456789ab", "lệch 95 giây"], ["vẽ giấy tờ", "0123456789ab", "đúng"],
    ][: 2 * shared]  # fmt: skip


def test_an_old_release_is_told_from_the_new_one(room: Pages, app: Flask, ward: AdministrativeUnit) -> None:
    with app.test_request_context():
        now = release()
    heard(app, ward, "Nguyễn Thị Hoa", of=now)
    heard(app, ward, "Trần Văn Bình", of="0123456789ab", waiting=3)
    heard(app, ward, "Lê Thị Lan")

    page = room.get("/quan-tri/may")

    told = {line.partition(" | ")[0]: line for line in rows(page)}
    assert "mới nhất | không" in told["Nguyễn Thị Hoa"]
    assert "bản cũ | 3 chờ gửi" in told["Trần Văn Bình"]
    assert "chưa rõ" in told["Lê Thị Lan"]
    assert "1 máy đang chạy bản cũ" in page.text


def test_a_phone_that_is_silent_is_left_out_unless_it_keeps_something(
    room: Pages, app: Flask, ward: AdministrativeUnit
) -> None:
    heard(app, ward, "Nguyễn Thị Hoa", days=8)
    heard(app, ward, "Trần Văn Bình", days=30, waiting=1)

    assert [line.partition(" | ")[0] for line in rows(room.get("/quan-tri/may"))] == ["Trần Văn Bình"]


def test_phones_of_another_ward_are_nobodys_business(room: Pages, app: Flask) -> None:
    heard(app, a_ward(app, code="05440"), "Người Xã Khác", waiting=5)

    assert "Người Xã Khác" not in room.get("/quan-tri/may").text


def test_many_phones_cost_no_more_statements(room: Pages, app: Flask, ward: AdministrativeUnit) -> None:
    heard(app, ward, "Nguyễn Thị Hoa")
    room.get("/quan-tri/may")
    with counted() as one:
        room.get("/quan-tri/may")
    for number in range(5):
        heard(app, ward, f"Nguyễn Văn {number}")

    with counted() as many:
        room.get("/quan-tri/may")

    shared = 0 if app.extensions["settings"].is_sqlite else 2  # rows in place of notes: last night, who runs
    assert len(many) == len(one) <= 5 + shared
