"""Photos of houses that phones kept: each with its entry, once, from whoever recorded it."""

import json
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.models import Account, EntryPhoto
from app.web.database import db
from tests.classroom import operation
from tests.doorsteps import Street
from tests.pages import Pages
from tests.quick_entries import MEETING, Quick
from tests.routes.counter.test_quick_entries import ask
from tests.routes.outbox.test_entries import send
from tests.routes.outbox.test_photos import GATE, picture


@pytest.fixture
def street(app: Flask) -> Street:
    """One house, whose programme asks for a photo."""
    made = Street.build(app, "14")
    made.ask_for_photo()
    return made


def bring(street: Street, who: Account, asked: dict[str, Any], content: bytes) -> tuple[str, str]:
    return carried(street.app, who, asked, content)


def carried(app: Flask, who: Account, asked: dict[str, Any], content: bytes) -> tuple[str, str]:
    phone = Pages(app.test_client()).sign_in(who).client
    gate = phone.get(GATE).get_json()
    call = {"device": "máy", "account": gate["account"], "client_now": clock.now().isoformat(), "operations": [asked]}
    form = {"call": json.dumps(call), "photo": (BytesIO(content), "anh.jpg")}
    answer = phone.post(GATE, data=form, headers={"X-CSRFToken": gate["csrf_token"]})
    assert answer.status_code == 200, answer.text
    result = answer.get_json()["results"][0]
    return result["status"], result["message"]


def recorded(street: Street) -> dict[str, Any]:
    said: dict[str, Any] = street.said(street.houses["14"], version=2, photos=["plate_photo"])
    assert send(street, street.head, said)[0][0] == "done"
    return said


def taken(entry: str, key: str = "plate_photo") -> dict[str, Any]:
    return operation("entry_photo", {"entry": entry, "key": key, "programme": 1})


def there(street: Street) -> list[tuple[str, bool]]:
    with street.app.app_context():
        return [(each.key, bool(each.file)) for each in db.session.scalars(select(EntryPhoto))]


def test_a_photo_answers_its_entry_once(street: Street) -> None:
    said = recorded(street)
    assert there(street) == [("plate_photo", False)]
    photo = taken(said["uuid"])

    assert [bring(street, street.head, photo, picture())[0] for _ in range(2)] == ["done", "already_done"]

    assert there(street) == [("plate_photo", True)]


@pytest.mark.parametrize("key", ["plate_photo", "other"])
def test_only_who_recorded_it_and_what_is_asked(street: Street, key: str) -> None:
    said, who = recorded(street), street.officer if key == "plate_photo" else street.head

    assert bring(street, who, taken(said["uuid"], key), picture())[0] == "refused"
    assert there(street) == [("plate_photo", False)]


def test_a_photo_whose_entry_never_came_is_refused(street: Street) -> None:
    status, why = bring(street, street.head, taken(str(uuid4())), picture())

    assert (status, "chưa nhận lần ghi" in why) == ("refused", True)


def test_a_photo_of_an_entry_that_counts_no_more_is_refused(street: Street) -> None:
    said = recorded(street)
    send(street, street.head, street.said(street.houses["14"], version=2, answers={"level": "full"}))

    status, why = bring(street, street.head, taken(said["uuid"]), picture())

    assert (status, "lần ghi sau" in why) == ("refused", True)


def test_a_photo_of_an_event_that_waits_to_be_confirmed_is_taken(app: Flask) -> None:
    quick = Quick.build(app)
    photo = {"key": "hall", "label": "Ảnh", "type": "photo"}
    number = ask(quick, MEETING, key="shown", name="Buổi có ảnh", fields=[*MEETING["fields"], photo],
                 confirmed_by=["officer"])  # fmt: skip
    said = quick.held(group=quick.group.code)
    said["data"].update(programme=number, photos=["hall"])
    answer = Pages(app.test_client()).sign_in(quick.head)
    assert exchange(answer, [said]) == ["done"]
    picture_of = operation("entry_photo", {"entry": said["uuid"], "key": "hall", "programme": number})
    status, _why = carried(app, quick.head, picture_of, picture())
    assert status == "done"
    [entry] = quick.entries()
    assert entry.waits
    with app.app_context():
        [kept] = db.session.scalars(select(EntryPhoto))
        assert (kept.entry_id, kept.by_id, bool(kept.file)) == (entry.id, quick.head.id, True)
    status, _why = carried(app, quick.teacher, {**picture_of, "uuid": str(uuid4())}, picture())
    assert status == "refused", "the school did not record it"


def exchange(pages: Pages, operations: list[dict[str, Any]]) -> list[str]:
    """The verdicts of a call."""
    gate = pages.client.get("/dong-bo").get_json()
    call = {"device": "máy", "account": gate["account"], "client_now": clock.now().isoformat()}
    answer = pages.client.post(
        "/dong-bo", json={**call, "operations": operations}, headers={"X-CSRFToken": gate["csrf_token"]}
    )
    return [each["status"] for each in answer.get_json()["results"]]
