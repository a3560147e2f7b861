"""What was printed or signed, and the work of the machine behind it."""

import hashlib
from collections.abc import Iterator
from typing import Any

from tests.year.registry import always, sometimes
from tests.year.world import World

# Numbered rows: what they say, and the hash of the file that was drawn once.
NUMBERED = {
    "certificate": "SELECT id, number, code, content, sha256, file FROM certificate",
    "plate": "SELECT id, number, code, said, sha256, file FROM plate WHERE number IS NOT NULL",
    "thanks_letter": "SELECT id, number, year, said, sha256, file FROM thanks_letter WHERE number IS NOT NULL",
    "document": "SELECT id, number, year, said, sha256, file FROM document",
}


@sometimes()
def numbered_papers_stay(world: World) -> Iterator[str]:
    """What was numbered and signed before does not change by what is done after; its file is the one that was drawn."""
    known = world.book.memory["numbered_papers_stay"]
    erased = bool(world.book.erased)
    for table, statement in NUMBERED.items():
        rows = {row.id: tuple(row) for row in world.rows(statement)}
        for key, before in known.get(table, {}).items():
            row = rows.get(key)
            if row is None:
                yield f"{table} {before[1]} is gone"
            elif (row[:4] != before[:4] and not erased) or (before[4] and row[4:] != before[4:]):
                yield f"{table} {before[1]} says otherwise than before"
        known[table] = rows
        for row in rows.values():
            path = world.settings.data_dir / "papers" / row[5] if row[5] else None
            if path and hashlib.sha256(path.read_bytes()).hexdigest() != row[4]:
                yield f"the file of {table} {row[1]} is another one"


@sometimes()
def locked_reports_stay(world: World) -> Iterator[str]:
    """A report that was approved keeps its figures and its words, whatever is recorded after."""
    known = world.book.memory["locked_reports_stay"]
    reports = world.rows("SELECT id, name, figures, state FROM report WHERE state NOT IN ('draft', 'sent', 'returned')")
    for report in reports:
        passages = world.rows(
            "SELECT id, lead, text FROM report_passage WHERE report_id = :id ORDER BY id", id=report.id
        )
        told: Any = str(report.figures), [tuple(each) for each in passages]
        if known.setdefault(report.id, told) != told:
            yield f"report {report.name} reads otherwise than when it was approved"


@always
def killed_jobs_are_done(world: World) -> Iterator[str]:
    """A job whose worker was killed is done by the next one."""
    for step, job in world.book.made["killed jobs"]:
        if step == world.step.number:
            [row] = world.rows("SELECT state, result, attempts, reason FROM job WHERE id = :id", id=job)
            if row.state != "done" or not (world.settings.data_dir / "papers" / str(row.result)).is_file():
                yield f"job {job}: {row.state} after {row.attempts} attempts, file {row.result} {row.reason}"


@sometimes(forgets=True)
def figures_are_not_from_the_future(world: World) -> Iterator[str]:
    """A clock that ran ahead and was put right leaves no figure of a day that is over which was counted later. (That of
    today is renewed while the day lasts.)"""
    asked = "SELECT counted_on, made_at FROM measurement WHERE made_at > :now AND counted_on < :today AND later IS NULL"
    for row in world.rows(asked, today=world.today):
        yield f"a figure of {row.counted_on} was counted at {row.made_at}"
