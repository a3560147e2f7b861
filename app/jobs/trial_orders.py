"""The trial drawing of a list that waits for a leader: found again as long as its papers would say the same."""

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
from app.models.learning.certificate_content import contents_of
from app.models.mixins.decided import Decided
from app.web.database import db, immediate
from app.web.responses import public_address

KIND = "certificate_trial"
# What follows the day on which it is drawn.
DAYS = ("approved_on", "valid_until")
Said = Sequence[Mapping[str, str]]
List = TypeVar("List", Approval, Recognition)


class NotDrawn(Exception):
    """The papers of a list were not drawn as they would be now."""


class Trialled(NamedTuple):
    """How the papers of a list are drawn on trial: the kind of job, the argument that names the list, its title, its
    unit, and what they would say today."""

    kind: str
    argument: str
    title: Callable[[Any], str]
    unit_id: Callable[[Any], int]
    says: Callable[[Session, Any], Said]


_TRIALS: Mapping[type[Decided], Trialled] = {
    Approval: Trialled(
        KIND, "approval",
        lambda row: str(_("Vẽ thử giấy chứng nhận lớp %(code)s", code=row.course.code)),
        lambda row: int(row.course.unit_id),
        lambda session, row: contents_of(session, row.id, clock.now()),
    ),
    Recognition: Trialled(
        "plate_trial", "recognition",
        lambda row: str(_("Vẽ thử biển %(name)s", name=row.programme.name)),
        lambda row: int(row.unit_id),
        lambda session, row: [row.words(each, clock.now()) for each in row.plates(session)],
    ),
}  # fmt: skip


def trial(session: Session, row: Decided, *, by: int | None, again: bool = False) -> Job:
    """The trial of a list as its papers would be now; `again` where its file was tidied away."""
    of, wanted = _TRIALS[type(row)], _wanted(session, row)
    return order(session, of.kind, wanted, of.title(row), unit_id=of.unit_id(row), by=by, again=again)


def trial_asked(session: Session, row: Decided, said: Said | None = None) -> Job | None:
    """The newest trial of a list as its papers would be now, however far it is; None when something changed since.

    `said` is what they would say, where that is at hand."""
    of, wanted = _TRIALS[type(row)], _wanted(session, row, said)
    return session.scalars(Job.newest(of.kind, wanted, of.unit_id(row)).limit(1)).first()


def see_drawn(session: Session, row: Decided, said: Said | None = None) -> None:
    """See that a list's papers were all drawn as they would be now, inside the transaction that numbers them.

    Raises:
        NotDrawn: a name, the size or the address changed since.
    """
    job = trial_asked(session, row, said)
    if job is None or job.state != JobState.DONE:
        raise NotDrawn


def order_missing() -> list[int]:
    """Order the trials of waiting lists whose names, size, style or address changed since; returns the jobs' ids."""
    return [*_order_missing(Approval), *_order_missing(Recognition)]


def _order_missing(noun: type[List]) -> list[int]:
    waiting = db.session.scalars(select(noun).where(noun.waits).order_by(noun.id)).all()
    missing = [row.id for row in waiting if trial_asked(db.session(), row) is None]
    db.session.rollback()
    ordered = []
    for row_id in missing:
        with immediate() as session:
            row = session.get(noun, row_id)
            if row is not None and row.waits:
                ordered.append(trial(session, row, by=None).id)
    return ordered


def _wanted(session: Session, row: Decided, said: Said | None = None) -> dict[str, str]:
    """The list, and a hash of all that its papers would show but days, which never take more room."""
    of = _TRIALS[type(row)]
    all_said = of.says(session, row) if said is None else said
    bare = [{line: text for line, text in one.items() if line not in DAYS} for one in all_said]
    written = json.dumps([public_address("/g"), bare], ensure_ascii=False, sort_keys=True)
    return {of.argument: str(row.id), "papers": hashlib.sha256(written.encode()).hexdigest()[:32]}
