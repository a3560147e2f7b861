"""Photos shared into the installed app: taken on the phone; what reaches the server is read and stored by nobody."""

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.models import AuditEvent, LessonPhoto
from app.web.access import COOKIE
from app.web.database import db
from tests.classroom import make_classroom

PHOTO = b"\xff\xd8" + b"\0" * 4000


def share(client: FlaskClient, site: str) -> TestResponse:
    form = {"photos": (BytesIO(PHOTO), "anh.jpg")}
    return client.post("/anh-chia-se", data=form, headers={"Sec-Fetch-Site": site})


def test_the_manifest_of_the_staff_takes_pictures_at_an_address_that_is_there(client: FlaskClient) -> None:
    target = client.get("/manifest.webmanifest").get_json(force=True)["share_target"]

    assert (target["method"], target["enctype"]) == ("POST", "multipart/form-data")
    assert target["params"] == {"files": [{"name": "photos", "accept": ["image/*"]}]}
    assert client.post(target["action"]).location == "/anh-chia-se"


@pytest.mark.parametrize("site", ["none", "same-origin", "cross-site"])
def test_what_comes_without_a_worker_is_stored_by_nobody_and_said(app: Flask, client: FlaskClient, site: str) -> None:
    room = make_classroom(app)
    client.set_cookie(COOKIE, room.token)
    folder = app.extensions["settings"].data_dir
    files = set(folder.rglob("*.jpg"))
    with app.app_context():
        before = db.session.scalars(select(func.count(AuditEvent.id))).one()

    answer = share(client, site)

    assert (answer.status_code, answer.location) == (303, "/anh-chia-se")
    assert "Set-Cookie" not in answer.headers
    page = client.get("/anh-chia-se").text
    assert "Chưa nhận được ảnh nào" in page
    assert 'href="/giang-vien"' in page
    with app.app_context():
        assert db.session.scalars(select(LessonPhoto)).first() is None
        assert db.session.scalars(select(func.count(AuditEvent.id))).one() == before
    assert set(folder.rglob("*.jpg")) == files


def test_every_other_address_asks_for_a_token_still(app: Flask) -> None:
    marked = {name for name, view in app.view_functions.items() if hasattr(view, "stores_nothing")}

    assert marked == {"public.shell_pages.share"}
