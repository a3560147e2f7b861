"""Every test here that asks the database runs on SQLite and on PostgreSQL."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from app.country import clock
from app.exchange.imports.kinds import KINDS
from app.exchange.imports.people import Target
from app.exchange.imports.reading import opened
from app.exchange.imports.row_results import RowResult, batches
from app.exchange.imports.survey import surveyed
from app.jobs.importing import columns_of

Take = Callable[..., list[RowResult]]


@pytest.fixture
def take(session: Session) -> Take:
    """`take("people", content, unit_id)`: what became of each row; `store=False` only looks; `course_id=`,
    `size=`, `answers=`, `names=`, `name=`. `session.info["survey"]` is what was seen before."""

    def take(
        kind: str,
        content: bytes,
        unit_id: int,
        *,
        store: bool = True,
        size: int = 3,
        answers: dict[str, str] | None = None,
        names: bool = False,
        name: str = "danh sách.csv",
        **target: int,
    ) -> list[RowResult]:
        book = opened(content)
        columns = columns_of(book, KINDS[kind])
        assert not KINDS[kind].lacking(columns.meanings), columns
        spread = KINDS[kind].spread(session, unit_id)
        seen = surveyed(book, columns.with_answers(answers or {}), KINDS[kind], spread, name)
        columns = replace(seen.columns, amended=replace(seen.columns.amended, names=names))
        session.info["survey"] = seen
        into = Target(unit_id, clock.now(), source=name, **target)
        told: list[RowResult] = []
        intake = KINDS[kind].intake(session, into, store=store)
        for rows, skipped in batches(book, columns, size):
            if store:  # as each write transaction begins
                session.flush()
                session.expire_all()
                intake = KINDS[kind].intake(session, into, store=True)
            told += [*intake.take(rows), *skipped]
        return sorted(told, key=lambda each: each.number)

    return take
