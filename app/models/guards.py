"""What the database itself refuses, said beside the noun: rows that stay as they are, papers that stay as issued.

A table says it as its guard, `{"info": {"guard": STAYS}}`. The triggers stand in the migrations, which know nothing of
models; a test holds both to be the same to the letter, on either engine (tests/upgrades/test_revisions.py). Who lifts
them for a moment: app/models/trust/lifting.py.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import MetaData, Table

# What a trigger of PostgreSQL calls; SQLite says it in the trigger.
FUNCTION = (
    "CREATE FUNCTION stays() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '% rows stay as they are', TG_TABLE_NAME; END $$"
)


class Guard(Protocol):
    """What a table refuses."""

    def triggers(self, table: Table, sqlite: bool) -> Iterator[tuple[str, str]]:
        """The names of its triggers, and the statements that put them up."""


class Stays:
    """Rows are added, and never changed or removed."""

    def triggers(self, table: Table, sqlite: bool) -> Iterator[tuple[str, str]]:
        """See `Guard`."""
        if not sqlite:
            yield _trigger(f"{table.name}_stays", "UPDATE OR DELETE", table, False)
            return
        for act in ("UPDATE", "DELETE"):
            words = f"{table.name} rows stay as they are"
            yield _trigger(f"{table.name}_no_{act.lower()}", act, table, True, words=words)


STAYS = Stays()


@dataclass(frozen=True, kw_only=True)
class Frozen:
    """What a paper says never changes from a moment on, its file never once it has one, and its row never goes.

    A column is frozen unless it stands in `moves` or `file`: whoever adds one says which, and freezes it in a
    migration. `since` and `drawn` are conditions on the row as it was; without `since` the row is born frozen. What has
    no file names none.
    """

    moves: tuple[str, ...]
    words: str
    file: tuple[str, ...] = ()
    drawn: str = ""
    since: str = ""
    # Of the trigger that keeps the row: its name on SQLite where that differs, and its words where they do.
    row_on_sqlite: str = ""
    row_words: str = ""

    def triggers(self, table: Table, sqlite: bool) -> Iterator[tuple[str, str]]:
        """See `Guard`."""
        moving = {*self.moves, *self.file}
        frozen = [each.name for each in table.columns if not each.primary_key and each.name not in moving]
        when = _changed(self.since, frozen, sqlite)
        when += f" OR {_changed(self.drawn, self.file, sqlite)}" if self.file else ""
        yield _trigger(f"{table.name}_frozen", "UPDATE", table, sqlite, when, self.words)
        name = self.row_on_sqlite if sqlite and self.row_on_sqlite else f"{table.name}_stays"
        row = f"OLD.{self.since}" if self.since else ""
        yield _trigger(name, "DELETE", table, sqlite, row, self.row_words or self.words)


def triggers(metadata: MetaData, dialect: str) -> dict[str, str]:
    """All triggers that keep rows as they are, by name, with the statement that puts each up."""
    guarded = [(table, table.info["guard"]) for table in metadata.sorted_tables if "guard" in table.info]
    return {
        name: statement for table, guard in guarded for name, statement in guard.triggers(table, dialect == "sqlite")
    }


def _changed(since: str, columns: list[str] | tuple[str, ...], sqlite: bool) -> str:
    differs = "IS NOT" if sqlite else "IS DISTINCT FROM"
    any_of = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in columns)
    return f"(OLD.{since} AND ({any_of}))" if since else any_of


def _trigger(name: str, act: str, table: Table, sqlite: bool, when: str = "", words: str = "") -> tuple[str, str]:
    condition = (f" WHEN {when}" if sqlite else f" WHEN ({when})") if when else ""
    then = f"BEGIN SELECT RAISE(ABORT, '{words}'); END" if sqlite else "EXECUTE FUNCTION stays()"
    return name, f"CREATE TRIGGER {name} BEFORE {act} ON {table.name} FOR EACH ROW{condition} {then}"
