"""A trail of acts that somebody has touched, past the guard, is red: changed, removed, moved, its tail cut off."""

import pytest
from flask import Flask
from sqlalchemy import text

from app.web.database import immediate, schema
from tests.commands.conftest import Run, check

UNGUARDED = {
    "sqlite": ("DROP TRIGGER audit_event_no_update", "DROP TRIGGER audit_event_no_delete"),
    "postgresql": ("DROP TRIGGER audit_event_stays ON audit_event",),
}


@pytest.fixture(autouse=True)
def up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    """The schema is asked on a connection of its own, which a test that is rolled back does not have."""
    monkeypatch.setattr(schema, "standing", schema.head)


def execute(place: Flask, *statements: str) -> None:
    """What somebody does who reaches the database itself."""
    with place.app_context(), immediate() as session:
        for statement in statements:
            session.execute(text(statement))


@pytest.mark.parametrize(
    ("tampering", "broken_at"),
    [
        (("UPDATE audit_event SET detail = '{}' WHERE id = 3",), 3),
        (("UPDATE audit_event SET account_id = NULL WHERE id = 4",), 4),
        (("UPDATE audit_event SET at = '2020-01-01 00:00:00+00:00' WHERE id = 2",), 2),
        (("DELETE FROM audit_event WHERE id = 3",), 3),
        (("DELETE FROM audit_event WHERE id = 1",), 1),
        (("DELETE FROM audit_event WHERE id > 4",), 5),
        (("DELETE FROM audit_event",), 1),
        (
            (
                "UPDATE audit_event SET id = 100 WHERE id = 3",
                "UPDATE audit_event SET id = 3 WHERE id = 4",
                "UPDATE audit_event SET id = 4 WHERE id = 100",
            ),
            3,
        ),
        (("DELETE FROM audit_event WHERE id > 4", "UPDATE audit_head SET length = 4"), 5),
        (("DELETE FROM audit_head",), 1),
    ],
    ids=["changed", "whose", "when", "removed", "first", "tail", "all", "moved", "tail and length", "head"],
)
def test_a_touched_trail_is_red(run: Run, well: Flask, engine: str, tampering: tuple[str, ...], broken_at: int) -> None:
    execute(well, *UNGUARDED[engine], *tampering)
    result = run("doctor", "--json")
    assert result.exit_code == 1
    found = check(result, "audit trail")
    assert found["state"] == "bad"
    assert f"broken at entry {broken_at}:" in found["found"]
    assert found["way_out"]


@pytest.mark.postgresql
def test_the_guard_refuses_and_its_absence_is_red(run: Run, well: Flask, engine: str) -> None:
    with pytest.raises(Exception, match="stay as they are"):
        execute(well, "UPDATE audit_event SET detail = '{}' WHERE id = 3")
    with pytest.raises(Exception, match="stay as they are"):
        execute(well, "DELETE FROM audit_event")
    execute(well, *UNGUARDED[engine])
    found = check(run("doctor", "--json"), "audit guard")
    assert found["state"] == "bad"
    assert "missing" in found["found"]
