"""Who was erased stands nowhere by name or number."""

from collections.abc import Iterator

from app.country.names import search_key
from app.web.database import db
from tests.rows import all_rows
from tests.year.registry import sometimes
from tests.year.world import World

# What a register of certificates must keep.
KEPT = ("certificate", "approval_entry")


@sometimes(forgets=True)
def erased_stand_nowhere(world: World) -> Iterator[str]:
    """Who was erased stands nowhere by name or number: no column, no file, no line of the log; so the next
    backup does not hold them."""
    if not world.book.erased:
        return
    telling = [(name, word) for name, phone in world.book.erased for word in (name, search_key(name), phone[1:])]
    with world.app.app_context(), db.engine.connect() as connection:
        tables = all_rows(connection)
    for table, rows in tables.items():
        for name, word in telling:
            found = [row for row in rows if word in row] if table not in KEPT else []
            if found:
                yield f"{name}: {len(found)} rows of {table} tell “{word}”: {found[0][:400]}"
    for path in world.settings.data_dir.rglob("*"):
        if path.is_file() and not path.name.startswith("lopso.db") and path.suffix != ".backup":
            content = path.read_bytes()
            yield from (f"{name}: the file {path.name}" for name, word in telling if word.encode() in content)
    for line in world.log.lines:
        yield from (f"{name}: the log says {line[:300]}" for name, word in telling if word in line)
