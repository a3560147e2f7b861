"""Draws and issues the certificates of an approved list: one file each, its hash noted in the register; draws them
before that without numbers; joins the issued ones into one file to print: exactly the issued pages.

The class is drawn once and split. A certificate is issued when its file is on disk, and is never drawn again: an
interrupted job continues with the certificates without a file.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock, codes
from app.documents import certificate as paper
from app.documents.certificate import TITLE, join
from app.jobs.drawing import draw_file, drawing, issuer_from, signer_from
from app.jobs.issuing import issue
from app.jobs.work import Impossible, Work
from app.models import Approval, ApprovalState, AuditEvent, Certificate, CertificateState
from app.models.learning.certificate_numbers import contents_of
from app.models.mixins.issued import Issued
from app.web.database import db
from app.web.kept_files import Altered, keep, kept
from app.web.responses import public_address


def paper_of(content: Mapping[str, str], *, number: str, address: str, dry_run: bool = False) -> paper.Certificate:
    """The certificate of a content (`Certificate.paper`); `address` is the full URL of its check page."""
    award = paper.Award(
        issuer=issuer_from(content),
        signer=signer_from(content),
        issued_on=date.fromisoformat(content["approved_on"]),
        course=content["course"],
        hours=int(content["minutes"]) / 60,
        starts_on=date.fromisoformat(content["first_day"]),
        ends_on=date.fromisoformat(content["last_day"]),
    )
    return paper.Certificate(
        award=award,
        name=content["full_name"],
        number=number,
        address=address,
        birth_year=int(content["birth_year"]),
        residence=", ".join(filter(None, (content["group"], content["unit"], content["province"]))),
        title=content["address"],
        specimen=dry_run,
    )


def size_named(name: str) -> paper.Size:
    """The paper size of this name; A4 for an unknown name."""
    return "A5" if name == "A5" else "A4"


# Draws the certificates of a list before a leader approves it: the final text, size and address, without numbers.
# Drawing errors appear before a number is used, and the leader sees the final paper.
# The widest possible code: the final one never needs more room.
WIDEST = "W" * codes.TOKEN_LENGTH


def draw_dry_run(work: Work) -> str:
    """Draw all papers of the list `approval` as of today; returns the file, each page marked as a dry run."""
    approval = db.session.get(Approval, int(work.arguments["approval"]))
    if approval is None or approval.state != ApprovalState.SUBMITTED:
        raise Impossible(_("Danh sách này không còn chờ duyệt, nên không vẽ thử nữa."))
    now = clock.now()
    contents = contents_of(db.session(), approval.id, now)
    if not contents:
        raise Impossible(_("Danh sách chỉ có đề nghị ngoại lệ chưa được duyệt, nên chưa có giấy nào để vẽ thử."))
    address, number = public_address(f"/g/{WIDEST}"), f"……/{clock.local(now).year}"
    papers = [paper_of(one, number=number, address=address, dry_run=True) for one in contents]
    code, size = approval.course.unit.code, size_named(contents[0]["size"])
    return draw_file(work, code, paper.draw_in_batches, papers, size, progress=work.progress)


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


log = logging.getLogger(__name__)


def join_issued(work: Work) -> str:
    """Join the valid certificates of the list `approval`; returns the file."""
    approval_id = int(work.arguments["approval"])
    approval = db.session.get(Approval, approval_id)
    rows = [row for row in db.session.scalars(Certificate.of_approval(approval_id)) if row.is_valid]
    if approval is None or not rows:
        raise Impossible(_("Danh sách này chưa có giấy nào để in."))
    if missing := sum(1 for row in rows if row.state == CertificateState.APPROVED):
        raise Impossible(_("Còn %(count)s giấy chưa vẽ xong. Anh chị đợi vẽ xong rồi bấm lại.", count=missing))
    return joined(work, rows, approval.course.unit.code, TITLE)


def joined(work: Work, rows: Sequence[Issued], unit_code: str, title: str) -> str:
    """Join the issued files of some papers; returns the file.

    Raises:
        Impossible: one of them is not what was issued.
    """
    wanted = [(row.register_number, row.file or "", row.sha256 or "") for row in rows]
    name = work.file_of(unit_code)
    db.session.rollback()
    singles = []
    for done, (number, file, sha256) in enumerate(wanted, 1):
        try:
            singles.append(kept(work.papers, file, sha256))
        except Altered as error:
            log.exception("the file of %s is not the one that was issued", number)
            raise Impossible(
                _("Tệp của giấy số %(number)s không còn nguyên như lúc cấp. Anh chị báo quản trị ngay.", number=number)
            ) from error
        if done % 50 == 0 or done == len(wanted):
            work.progress(done, len(wanted))
    with drawing():
        together = join(singles, title)
    keep(work.papers, name, together)
    return name
