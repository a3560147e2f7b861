"""Draws the certificates of an approved list and issues them: each its own file, noted in the register by its hash.

The class is drawn once and split. A certificate is issued when its file is on disk, and never drawn again: work that
was cut off goes on with those that have no file yet.
"""

import hashlib
from dataclasses import dataclass
from itertools import islice

from flask_babel import gettext as _
from sqlalchemy import select

from app.country import clock
from app.documents import certificate as paper
from app.jobs.certificate_papers import paper_of, size_named
from app.jobs.drawing import drawing
from app.jobs.work import Impossible, Work
from app.models import Approval, AuditEvent, Certificate, CertificateState
from app.web.database import db, immediate
from app.web.kept_files import keep_all
from app.web.responses import public_address

# Files written and rows changed in one go: a write transaction stays short.
BATCH = 50


@dataclass(frozen=True)
class _Entry:
    """A numbered certificate that has no file yet."""

    id: int
    number: int
    folder: str
    paper: paper.Certificate


@dataclass(frozen=True)
class _List:
    """An approved list: what is left to draw, and how many certificates it has in all."""

    entries: tuple[_Entry, ...]
    total: int
    size: paper.Size
    unit_id: int
    course_code: str

    @property
    def issued(self) -> int:
        return self.total - len(self.entries)


def perform(work: Work) -> None:
    """Issue what is not issued yet of the list `approval`; leaves no file of its own."""
    wanted = _read(int(work.arguments["approval"]))
    if not wanted.entries:
        return
    work.progress(wanted.issued, wanted.total)

    def drawn(done: int, total: int) -> None:  # drawing is the first half of the way
        work.progress(wanted.issued + done // 2, wanted.total)

    with drawing():
        class_file = paper.draw_in_batches([entry.paper for entry in wanted.entries], wanted.size, progress=drawn)
        singles = zip(wanted.entries, paper.split(class_file), strict=True)
        written = 0
        while batch := list(islice(singles, BATCH)):
            _issue(work, wanted, batch)
            written += len(batch)
            work.progress(wanted.issued + (len(wanted.entries) + written) // 2, wanted.total)


def _read(approval_id: int) -> _List:
    approval = db.session.get(Approval, approval_id)
    rows = list(db.session.scalars(Certificate.of_approval(approval_id)))
    if approval is None or not rows:
        raise Impossible(_("Danh sách này chưa được duyệt, nên chưa có giấy để vẽ."))
    course = approval.course
    left = [row for row in rows if row.state == CertificateState.APPROVED]
    made = _List(
        entries=tuple(_entry(row, course.unit.code) for row in left),
        total=len(rows),
        size=size_named(rows[0].size),
        unit_id=course.unit_id,
        course_code=course.code,
    )
    db.session.rollback()  # no read transaction stays open while we draw
    return made


def _entry(row: Certificate, unit_code: str) -> _Entry:
    drawn = paper_of(row.paper, number=row.register_number, address=public_address(f"/g/{row.code}"))
    return _Entry(row.id, row.number, f"certificates/{unit_code}/{row.register.year}", drawn)


def _issue(work: Work, wanted: _List, batch: list[tuple[_Entry, bytes]]) -> None:
    """Write the files, then note them: a row never names a file that is not whole on disk."""
    hashes = {entry.id: hashlib.sha256(content).hexdigest() for entry, content in batch}
    # With the hash in its name, a file is never overwritten by another content, whoever else draws at the same time.
    names = {entry.id: f"{entry.folder}/{entry.number:03d}-{hashes[entry.id][:16]}.pdf" for entry, _content in batch}
    keep_all(work.papers, {names[entry.id]: content for entry, content in batch})
    now = clock.now()
    with immediate() as session:
        rows = session.scalars(
            select(Certificate)
            .where(Certificate.id.in_(names), Certificate.state == CertificateState.APPROVED)
            .order_by(Certificate.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).all()
        for row in rows:
            row.issue(file=names[row.id], sha256=hashes[row.id], now=now)
        AuditEvent.note(
            session,
            "certificates.issued",
            at=now,
            account_id=work.asked_by_id,
            unit_id=wanted.unit_id,
            subject=("course", wanted.course_code),
            detail={"numbers": [row.number for row in rows]},
        )
