"""Orders a paper: declared (`app.registers.papers`), put into a Job row, noted in the audit trail."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from app.country import clock
from app.models import AuditEvent, Job
from app.registers.papers import IN_CHARGE, PAPERS


def order(
    session: Session,
    kind: str,
    wanted: Mapping[str, str],
    title: str,
    *,
    unit_id: int,
    by: int | None,
    about: tuple[str, str] | None = None,
    again: bool | None = None,
) -> Job:
    """The Job row for a paper of a kind. `about` notes the order in the audit trail under that subject: a list that
    leaves the screen leaves a trace. A paper that is kept is drawn once, unless `again`; any other anew for each order.

    Raises:
        KeyError: no such paper is declared, so nothing says how long its file would lie there.
    """
    paper, now = PAPERS[kind], clock.now()
    anew = paper.is_redrawn if again is None else again
    job = Job.ask(
        session,
        kind,
        dict(wanted),
        title=title,
        unit_id=unit_id,
        asked_by_id=by,
        now=now,
        again=anew,
        own=not paper.orders <= IN_CHARGE,
    )
    if by is not None and about is not None:
        detail: dict[str, object] = {"kind": kind, **wanted}
        AuditEvent.note(session, "paper.asked", at=now, account_id=by, unit_id=unit_id, subject=about, detail=detail)
    return job
