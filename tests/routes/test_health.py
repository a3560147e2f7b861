"""What a monitor hears."""

from flask.testing import FlaskClient

from app.country import clock
from app.models.trust.server import LAST_NIGHT
from app.web import place_notes


def test_a_monitor_hears_ok(client: FlaskClient) -> None:
    answer = client.get("/suc-khoe")
    assert answer.status_code == 200
    assert answer.json == {"status": "ok"}


def test_a_monitor_hears_what_the_last_night_found_and_nothing_is_written(client: FlaskClient) -> None:
    app = client.application
    settings = app.extensions["settings"]
    folder = settings.data_dir
    with app.app_context():
        place_notes.note_last_night(settings, backup_at=clock.now(), named=3, missing=1)
        answer = client.get("/suc-khoe")
        assert (answer.status_code, answer.json) == (200, {"status": "warning", "warnings": ["files"]})
        place_notes.note_last_night(settings, damage="Tree 4 page 4: btreeInitPage() returns error code 11", missing=0)
        before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
        answer = client.get("/suc-khoe")
        assert (answer.status_code, answer.json) == (503, {"status": "trouble", "troubles": ["tables"]})
        assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before
        place_notes.remove(settings, LAST_NIGHT)
        assert client.get("/suc-khoe").json == {"status": "ok"}
