"""Dry runs: the papers of a list that waits for a leader, drawn without numbers. A dry run stays valid while its papers
would have the same content."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.jobs.ordering import order
from app.models import Approval, Job, JobState, Recognition
from app.models.learning.certificate_numbers import contents_of
from app.models.mixins.decided import Decided
from app.registers.programmes.words import given_words
from app.web.database import db, immediate
from app.web.responses import public_address

KIND = "certificate_trial"
# Content that depends on the day of drawing.
DAYS = ("approved_on", "valid_until")
Contents = Sequence[Mapping[str, str]]
List = TypeVar("List", Approval, Recognition)


class NotDrawn(Exception):
    """No dry run matches the present content of a list's papers."""


class DryRun(NamedTuple):
    """The dry run of a kind of list: the kind of job, the argument that names the list, the title, the unit, and the
    content of the papers as of today."""

    kind: str
    argument: str
    title: Callable[[Any], str]
    unit_id: Callable[[Any], int]
    contents: Callable[[Session, Any], Contents]


_DRY_RUNS: Mapping[type[Decided], DryRun] = {
    Approval: DryRun(
        KIND, "approval",
        lambda row: str(_("Vẽ thử giấy chứng nhận lớp %(code)s", code=row.course.code)),
        lambda row: int(row.course.unit_id),
        lambda session, row: contents_of(session, row.id, clock.now()),
    ),
    Recognition: DryRun(
        "plate_trial", "recognition",
        lambda row: str(_("Vẽ thử %(paper)s %(name)s", paper=given_words(row.asked_by.declared).name,
            name=row.programme.name)),
        lambda row: int(row.unit_id),
        lambda session, row: [row.words(each, clock.now()) for each in row.plates(session)],
    ),
}  # fmt: skip


def order_dry_run(session: Session, row: Decided, *, by: int | None, again: bool = False) -> Job:
    """Order the dry run of a list with the present content of its papers; `again` if its file was removed."""
    of, wanted = _DRY_RUNS[type(row)], _wanted(session, row)
    return order(session, of.kind, wanted, of.title(row), unit_id=of.unit_id(row), by=by, again=again)


def newest_dry_run(session: Session, row: Decided, contents: Contents | None = None) -> Job | None:
    """The newest dry run of a list with the present content of its papers, in any state; None if the content changed
    since.

    `contents`: the content of the papers, if the caller has it.
    """
    of, wanted = _DRY_RUNS[type(row)], _wanted(session, row, contents)
    return session.scalars(Job.newest(of.kind, wanted, of.unit_id(row)).limit(1)).first()


def see_drawn(session: Session, row: Decided, contents: Contents | None = None) -> None:
    """Require a finished dry run with the present content of a list's papers, in the transaction that numbers them.

    Raises:
        NotDrawn: a name, the size or the address changed since.
    """
    job = newest_dry_run(session, row, contents)
    if job is None or job.state != JobState.DONE:
        raise NotDrawn


def order_missing() -> list[int]:
    """Order the dry runs of waiting lists whose names, size, style or address changed since; returns the job ids."""
    return [*_order_missing(Approval), *_order_missing(Recognition)]


def _order_missing(noun: type[List]) -> list[int]:
    waiting = db.session.scalars(select(noun).where(noun.waits).order_by(noun.id)).all()
    missing = [row.id for row in waiting if newest_dry_run(db.session(), row) is None]
    db.session.rollback()
    ordered = []
    for row_id in missing:
        with immediate() as session:
            row = session.get(noun, row_id)
            if row is not None and row.waits:
                ordered.append(order_dry_run(session, row, by=None).id)
    return ordered


def _wanted(session: Session, row: Decided, contents: Contents | None = None) -> dict[str, str]:
    """The list, and a hash of the content of its papers without dates, which never need more room."""
    of = _DRY_RUNS[type(row)]
    all_contents = of.contents(session, row) if contents is None else contents
    bare = [{line: text for line, text in one.items() if line not in DAYS} for one in all_contents]
    written = json.dumps([public_address("/g"), bare], ensure_ascii=False, sort_keys=True)
    return {of.argument: str(row.id), "papers": hashlib.sha256(written.encode()).hexdigest()[:32]}
