"""The schema's history is one line, and its end is what the models say, to the letter."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from app.models import Base, guards
from app.web.database import db, migrating, schema, triggers
from tests.rows import VERSION_TABLE, schema_of
from tests.upgrades.revisions import scripts


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


@pytest.fixture
def fresh(engine: str, make_empty: Callable[[str], Flask]) -> dict[str, Any]:
    """The schema of a database that no migration has touched: made at once from what the models and guards say."""
    with make_empty(engine).app_context():
        with migrating() as connection:
            Base.metadata.create_all(connection)
            if engine == "postgresql":
                connection.execute(text(guards.FUNCTION))
            for statement in guards.triggers(Base.metadata, engine).values():
                connection.exec_driver_sql(statement)
            triggers.put_up(connection)
        return schema_of(db.engine)


def lines(schema_told: dict[str, Any]) -> set[str]:
    """A schema as one line for each column, key, check, index and text: the order of columns is history, not more."""
    tables = {name: told for name, told in schema_told.items() if name not in (VERSION_TABLE, "texts")}
    told = {f"{name}: {each}" for name, parts in tables.items() for part in parts.values() for each in part}
    return told | {each for each in schema_told["texts"] if VERSION_TABLE not in each}


@pytest.mark.core("migrations agree with models")
def test_the_migrations_make_what_the_models_say(new_app: Flask, fresh: dict[str, Any]) -> None:
    """Each column with its type and default, each key, check and index, each trigger with every condition in it."""
    with new_app.app_context():
        assert schema.standing() == schema.head()
        migrated = lines(schema_of(db.engine))
    said = lines(fresh)
    assert {"only migrated": sorted(migrated - said), "only said": sorted(said - migrated)} == {
        "only migrated": [],
        "only said": [],
    }
