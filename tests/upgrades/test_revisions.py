"""The schema's history is one line, and its end is what the models say."""

from flask import Flask

from app import schema
from app.database import db
from tests.rows import triggers
from tests.upgrades.revisions import scripts

# What keeps rows as they are (design model, invariants 3, 4 and 9), by the words that each trigger's text begins with.
KEPT = {
    "sqlite": {
        f"CREATE TRIGGER {name} BEFORE"
        for name in (
            "attendance_mark_no_delete",
            "attendance_mark_no_update",
            "audit_event_no_delete",
            "audit_event_no_update",
            "receipt_no_delete",
            "receipt_no_update",
            "certificate_frozen",
            "certificate_no_delete",
            "thanks_letter_frozen",
            "thanks_letter_stays",
            *(
                f"{table}_no_{act}"
                for table in ("help_correction", "help_request_step", "skill_step")
                for act in ("delete", "update")
            ),
        )
    },
    "postgresql": {
        f"CREATE TRIGGER {name} BEFORE"
        for name in ("attendance_mark_stays", "audit_event_stays", "receipt_stays", "certificate_frozen",
                     "certificate_stays", "help_correction_stays", "help_request_step_stays", "skill_step_stays",
                     "thanks_letter_frozen", "thanks_letter_stays")
    },
}  # fmt: skip


def test_every_revision_has_one_parent_and_one_child() -> None:
    line = scripts()
    before: str | None = None
    for script in line:
        assert script.down_revision == before
        assert script.nextrev <= {following.revision for following in line}
        assert len(script.nextrev) == (script is not line[-1])
        assert script.path.rpartition("/")[2].startswith(f"{script.revision}_")
        before = script.revision
    assert before == schema.head()


def test_the_migrations_make_what_the_models_say(new_app: Flask) -> None:
    with new_app.app_context():
        assert schema.standing() == schema.head()
        assert schema.differences() == []


def test_rows_that_stay_are_kept_by_triggers(engine: str, new_app: Flask) -> None:
    with new_app.app_context(), db.engine.connect() as connection:
        there = triggers(connection)
    assert {" ".join(trigger.split()[:4]) for trigger in there} == KEPT[engine]
    assert engine == "sqlite" or all(trigger.endswith(" O") for trigger in there)


def test_accounts_and_units_never_get_a_number_again(engine: str, new_app: Flask) -> None:
    """The audit trail holds plain numbers; PostgreSQL's sequences never go back, SQLite must be told."""
    if engine == "postgresql":
        return
    with new_app.app_context(), db.engine.connect() as connection:
        wanted = "SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%' ORDER BY name"
        assert connection.exec_driver_sql(wanted).scalars().all() == ["account", "administrative_unit"]
