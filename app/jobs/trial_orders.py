"""The trial drawing of a list that waits for a leader: found again as long as its papers would say the same."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.jobs.ordering import order
from app.models import Approval, ApprovalState, Job, JobState
from app.models.learning.certificate_content import contents_of
from app.web.database import db, immediate
from app.web.responses import public_address

KIND = "certificate_trial"
Said = Sequence[Mapping[str, str]]


class NotDrawn(Exception):
    """The papers of a list were not drawn as they would be now."""


def trial(session: Session, approval: Approval, *, by: int | None, again: bool = False) -> Job:
    """The trial of a list as its papers would be now; `again` where its file was tidied away."""
    title = _("Vẽ thử giấy chứng nhận lớp %(code)s", code=approval.course.code)
    wanted, unit_id = _wanted(session, approval), approval.course.unit_id
    return order(session, KIND, wanted, title, unit_id=unit_id, by=by, again=again)


def trial_asked(session: Session, approval: Approval, said: Said | None = None) -> Job | None:
    """The newest trial of a list as its papers would be now, however far it is; None when something changed since.

    `said` is what they would say, where that is at hand (`contents_of`)."""
    wanted = _wanted(session, approval, said)
    return session.scalars(Job.newest(KIND, wanted, approval.course.unit_id).limit(1)).first()


def see_drawn(session: Session, approval: Approval) -> None:
    """See that a list's papers were all drawn as they would be now, inside the transaction that numbers them.

    Raises:
        NotDrawn: a name, the size or the address changed since.
    """
    job = trial_asked(session, approval)
    if job is None or job.state != JobState.DONE:
        raise NotDrawn


def order_missing() -> list[int]:
    """Order the trials of waiting lists whose names, size, style or address changed since; returns the jobs' ids."""
    waiting = select(Approval).where(Approval.state == ApprovalState.SUBMITTED).order_by(Approval.id)
    missing = [row.id for row in db.session.scalars(waiting).all() if trial_asked(db.session(), row) is None]
    db.session.rollback()
    ordered = []
    for approval_id in missing:
        with immediate() as session:
            approval = session.get(Approval, approval_id)
            if approval is not None and approval.state == ApprovalState.SUBMITTED:
                ordered.append(trial(session, approval, by=None).id)
    return ordered


def _wanted(session: Session, approval: Approval, said: Said | None = None) -> dict[str, str]:
    """The list, and a hash of all that its papers would show but the day, which never takes more room."""
    all_said = contents_of(session, approval.id, clock.now()) if said is None else said
    shown = [{line: text for line, text in one.items() if line != "approved_on"} for one in all_said]
    written = json.dumps([public_address("/g"), shown], ensure_ascii=False, sort_keys=True)
    return {"approval": str(approval.id), "papers": hashlib.sha256(written.encode()).hexdigest()[:32]}
