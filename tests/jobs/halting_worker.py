"""A worker that stands still for good once it has issued its first ten certificates; the test kills it there."""

import threading

from app.jobs import certificates
from app.jobs.work import Work

certificates.BATCH = 10
_issue = certificates._issue
_issued = []


def _issue_once(work: Work, wanted: certificates._List, batch: list[tuple[certificates._Entry, bytes]]) -> None:
    if _issued:
        certificates.keep_all(work.papers, {f"certificates/{batch[0][0].number:03d}-half.pdf": b"%PDF-"})
        threading.Event().wait()
    _issue(work, wanted, batch)
    _issued.append(batch)


certificates._issue = _issue_once
