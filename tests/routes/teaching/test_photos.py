"""Pictures of a lesson: kept small and without their place, shown to the lesson's staff only, taken away for good."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from app.country import clock
from app.models import AuditEvent, Consent, LessonPhoto, Registration
from app.web.database import db, immediate
from tests.classroom import Classroom, make_classroom
from tests.pages import Page, Pages
from tests.pictures import picture
from tests.routes.teaching.conftest import signed_in


def send(room: Classroom, teacher: Pages, *files: Any, status: int = 200, kind: str = "board") -> Page:
    form = teacher.get(f"{room.address}/anh").form(button="Lưu ảnh")
    return form.submit({"photos": list(files), "kind": kind}, status=status)


def rows(room: Classroom) -> list[LessonPhoto]:
    with room.app.app_context():
        return list(db.session.scalars(LessonPhoto.of(room.lesson_id)))


def folder(app: Flask) -> Path:
    return app.extensions["settings"].data_dir / "photos"


def test_pictures_are_kept_and_shown_as_small_ones(room: Classroom, teacher: Pages) -> None:
    page = send(room, teacher, picture(), picture("blue"))

    assert "Đã lưu 2 ảnh." in page.text
    assert [(each.width, each.height, each.kind) for each in rows(room)] == [(1600, 800, "board")] * 2
    small = teacher.client.get(page.all("img")[0].get("src") or "")
    whole = teacher.client.get((page.all("img")[0].get("src") or "").partition("?")[0])
    assert [Image.open(BytesIO(each.data)).size for each in (small, whole)] == [(320, 160), (1600, 800)]
    for answer in (small, whole):
        assert (answer.mimetype, answer.headers["Cache-Control"]) == ("image/jpeg", "no-store")
        assert b"Exif" not in answer.data
        answer.close()


def test_a_phone_held_upright_a_sheet_and_the_trail(room: Classroom, teacher: Pages) -> None:
    send(room, teacher, picture(), kind="sheet")

    assert [each.kind for each in rows(room)] == ["sheet"]
    with room.app.app_context():
        event = db.session.scalars(AuditEvent.about("lesson", room.lesson)).one()
        assert (event.action, event.account_id) == ("photo.added", room.account_id)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (list, "chưa chọn ảnh nào"),
        (lambda: [(BytesIO(b"<svg/>"), "x.svg")], "không phải ảnh"),
        (lambda: [picture(), (BytesIO(b""), "x.jpg")], "Ảnh thứ 2: Tệp này rỗng"),
        (lambda: [picture() for _ in range(7)], "nhiều nhất 6 ảnh"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_is(
    room: Classroom, teacher: Pages, files: Callable[[], list[Any]], said: str
) -> None:
    page = send(room, teacher, *files(), status=422)

    assert said in page.text
    assert rows(room) == []


def test_a_photo_of_a_good_phone_is_not_too_much_for_the_server(room: Classroom, teacher: Pages) -> None:
    noise = BytesIO()
    Image.effect_noise((3200, 2400), 90).convert("RGB").save(noise, "JPEG", quality=97)
    assert len(noise.getvalue()) > 5 * 1024 * 1024
    noise.seek(0)

    assert "Đã lưu 1 ảnh." in send(room, teacher, (noise, "to.jpg")).text


def test_whom_not_to_take_is_said_with_their_names(room: Classroom, teacher: Pages) -> None:
    with room.app.app_context(), immediate() as session:
        for place, withdrawn in ((0, None), (1, clock.now())):
            seat = session.scalars(select(Registration).where(Registration.public_id == room.people[place])).one()
            now = clock.now()
            consent = Consent(person=seat.person, purpose="photos", text_version="2026-11", given_at=now, how="form")
            consent.withdrawn_at = withdrawn
            session.add(consent)

    page = teacher.get(f"{room.address}/anh")

    assert "5 người chưa đồng ý chụp ảnh" in page.text
    assert room.names[1] in page.text
    assert room.names[0] not in page.text


def test_taken_away_it_is_gone_from_the_disk_too(room: Classroom, teacher: Pages) -> None:
    page = send(room, teacher, picture())
    address = (page.all("img")[0].get("src") or "").partition("?")[0]
    file = folder(room.app) / rows(room)[0].file
    assert file.exists()

    after = teacher.get(f"{room.address}/anh").form(button="Bỏ ảnh này").submit()

    assert "Đã bỏ ảnh." in after.text
    assert rows(room) == []
    assert not file.exists()
    teacher.get(address, 404)
    with room.app.app_context():
        assert db.session.scalars(AuditEvent.about("lesson", room.lesson)).first().action == "photo.removed"


def test_of_the_same_picture_twice_only_the_one_that_is_removed_goes(room: Classroom, teacher: Pages) -> None:
    send(room, teacher, picture("green"))
    send(room, teacher, picture("green"))
    files = {folder(room.app) / row.file for row in rows(room)}
    teacher.get(f"{room.address}/anh").forms()[1].submit()
    [left] = rows(room)
    assert len(files) == 2
    assert {file for file in files if file.exists()} == {folder(room.app) / left.file}


def test_nobody_of_another_ward_sees_it(room: Classroom, teacher: Pages) -> None:
    page = send(room, teacher, picture())
    address = page.all("img")[0].get("src") or ""
    other = make_classroom(room.app, ["Ngô Hồng Quân"])
    stranger = signed_in(room.app, other.token)

    stranger.get(address, 404)
    stranger.get(address.replace(room.course_code, other.course_code), 404)
    assert room.app.test_client().get(address).status_code == 303
