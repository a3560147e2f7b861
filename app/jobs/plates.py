"""Draws and issues the plates or papers of a decided list, one file each, once; or joins the issued ones into one file
to print, or writes their frozen words as one Word file."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.jobs.certificates_file import joined
from app.jobs.drawing import row_of, write_word
from app.jobs.given_papers import Given, draw, draw_word, paper_of
from app.jobs.issuing import draw_and_issue
from app.jobs.work import Impossible, Work
from app.models import AuditEvent, Plate, Recognition
from app.models.movement.giving import IN_WORD
from app.web.database import db
from app.web.responses import public_address


def perform(work: Work) -> str | None:
    """Issue the plates of the list `recognition` that are not issued yet; as `plates_file`, join the valid ones, as
    `plates_word` write them in Word."""
    rows = list(db.session.scalars(Plate.numbered_of(int(work.arguments["recognition"]))))
    if not rows:
        raise Impossible(_("Danh sách này chưa được duyệt, nên chưa có gì để vẽ."))
    if work.kind == "plates":
        _issue_all(work, rows)
        return None
    if work.kind == "plates_word":
        valid = [_content(row) for row in rows if row.is_valid and row.kind in IN_WORD]
        return write_word(work, rows[0].unit.code, draw_word, valid)
    if missing := sum(1 for row in rows if not row.file):
        raise Impossible(_("Còn %(count)s tờ chưa vẽ xong. Anh chị đợi vẽ xong rồi bấm lại.", count=missing))
    if not (standing := [row for row in rows if row.is_valid]):
        raise Impossible(_("Không tờ nào của danh sách này còn giá trị."))
    return joined(work, standing, rows[0].unit.code, rows[0].paper["programme"])


def _issue_all(work: Work, rows: Sequence[Plate]) -> None:
    named, unit_id = rows[0].recognition.public_id, rows[0].unit_id

    def note(session: Session, drawn: Sequence[Plate]) -> None:
        AuditEvent.note(
            session, "plates.issued", at=clock.now(), account_id=work.asked_by_id, unit_id=unit_id,
            subject=("recognition", named), detail={"numbers": [row.number for row in drawn]},
        )  # fmt: skip

    draw_and_issue(work, Plate, rows, _content, draw, note)


def _content(row: Plate) -> Given:
    """The paper of a numbered row, in its frozen words."""
    declared = row.recognition.asked_by.declared
    return paper_of(declared, row.paper, number=row.register_number, address=public_address(f"/g/{row.code}"))


def recognition_of(work: Work) -> Recognition:
    """The list named in a job. Raises `Impossible` where there is none any more."""
    return row_of(work, Recognition, "recognition", _("Danh sách này không còn nữa."))
