"""Draws and issues the certificates of an approved list: one file each, its hash noted in the register.

The class is drawn once and split. A certificate is issued when its file is on disk, and is never drawn again: an
interrupted job continues with the certificates without a file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.documents import certificate as paper
from app.jobs.certificate_papers import paper_of, size_named
from app.jobs.drawing import drawing
from app.jobs.issuing import issue
from app.jobs.work import Impossible, Work
from app.models import Approval, AuditEvent, Certificate, CertificateState
from app.web.database import db
from app.web.responses import public_address

# Files written and rows changed in one go: a write transaction stays short.
BATCH = 50


@dataclass(frozen=True)
class _List:
    """An approved list: the certificates still to draw, and the total."""

    papers: Mapping[int, paper.Certificate]
    total: int
    size: paper.Size
    unit_id: int
    course_code: str

    @property
    def issued(self) -> int:
        return self.total - len(self.papers)


def perform(work: Work) -> None:
    """Issue the certificates of the list `approval` that are not issued yet; returns no file."""
    wanted = _read(int(work.arguments["approval"]))
    if not wanted.papers:
        return
    work.progress(wanted.issued, wanted.total)

    def drawn(done: int, total: int) -> None:  # drawing is the first half of the way
        work.progress(wanted.issued + done // 2, wanted.total)

    with drawing():
        class_file = paper.draw_in_batches(list(wanted.papers.values()), wanted.size, progress=drawn)
        singles = zip(wanted.papers, paper.split(class_file), strict=True)
        written = 0
        while batch := dict(islice(singles, BATCH)):
            _issue(work, wanted, batch)
            written += len(batch)
            work.progress(wanted.issued + (len(wanted.papers) + written) // 2, wanted.total)


def _read(approval_id: int) -> _List:
    approval = db.session.get(Approval, approval_id)
    rows = list(db.session.scalars(Certificate.of_approval(approval_id)))
    if approval is None or not rows:
        raise Impossible(_("Danh sách này chưa được duyệt, nên chưa có giấy để vẽ."))
    course = approval.course
    left = [row for row in rows if row.state == CertificateState.APPROVED]
    made = _List(
        papers={
            row.id: paper_of(row.paper, number=row.register_number, address=public_address(f"/g/{row.code}"))
            for row in left
        },
        total=len(rows),
        size=size_named(rows[0].size),
        unit_id=course.unit_id,
        course_code=course.code,
    )
    db.session.rollback()  # no read transaction stays open while we draw
    return made


def _issue(work: Work, wanted: _List, batch: Mapping[int, bytes]) -> None:
    def note(session: Session, rows: Sequence[Certificate]) -> None:
        AuditEvent.note(
            session,
            "certificates.issued",
            at=clock.now(),
            account_id=work.asked_by_id,
            unit_id=wanted.unit_id,
            subject=("course", wanted.course_code),
            detail={"numbers": [row.number for row in rows]},
        )

    issue(work, Certificate, batch, note)
