"""What a monitor hears."""

from flask.testing import FlaskClient


def test_a_monitor_hears_ok(client: FlaskClient) -> None:
    answer = client.get("/suc-khoe")
    assert answer.status_code == 200
    assert answer.json == {"status": "ok"}
