"""A worker that stands still for good once it has issued its first ten certificates; the test kills it there."""

import threading
from collections.abc import Mapping

from app.jobs import certificates
from app.jobs.work import Work
from app.models import Certificate
from app.web.database import db
from app.web.kept_files import keep

certificates.BATCH = 10
_issue = certificates._issue
_issued: list[Mapping[int, bytes]] = []


def _issue_once(work: Work, wanted: certificates._List, batch: Mapping[int, bytes]) -> None:
    if _issued:
        number = db.session.get_one(Certificate, min(batch)).number
        db.session.rollback()
        keep(work.papers.below("certificates"), f"{number:03d}-half.pdf", b"%PDF-")
        threading.Event().wait()
    _issue(work, wanted, batch)
    _issued.append(batch)


certificates._issue = _issue_once
