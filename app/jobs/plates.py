"""Draws the plates of a decided list and issues them, each its own file, never again; or puts the issued ones into one
file to print."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.documents import plate as paper
from app.jobs.certificates_file import joined
from app.jobs.drawing import drawing, issuer_said, signer_said
from app.jobs.issuing import issue
from app.jobs.work import Impossible, Work
from app.models import AuditEvent, Plate, Recognition
from app.web.database import db
from app.web.responses import public_address

# Files written and rows changed in one go: a write transaction stays short.
BATCH = 25


def perform(work: Work) -> str | None:
    """Issue what is not issued yet of the list `recognition`; as `plates_file`, join what stands of it."""
    rows = list(db.session.scalars(Plate.numbered_of(int(work.arguments["recognition"]))))
    if not rows:
        raise Impossible(_("Danh sách này chưa được duyệt, nên chưa có biển để vẽ."))
    if work.kind == "plates":
        _issue_all(work, rows)
        return None
    if missing := sum(1 for row in rows if not row.file):
        raise Impossible(_("Còn %(count)s biển chưa vẽ xong. Anh chị đợi vẽ xong rồi bấm lại.", count=missing))
    if not (standing := [row for row in rows if row.is_valid]):
        raise Impossible(_("Không biển nào của danh sách này còn giá trị."))
    return joined(work, standing, rows[0].unit.code, rows[0].paper["programme"])


def paper_of(said: Mapping[str, str], *, number: str, address: str, trial: bool = False) -> paper.Plate:
    """The paper of what a plate says; `address` is the whole one of its check."""
    place = ", ".join(filter(None, (said["address"], said["group"], said["unit"])))
    return paper.Plate(
        issuer=issuer_said(said),
        signer=signer_said(said),
        title=said["programme"],
        noun=said["noun"],
        name=said["full_name"],
        place=place[:1].upper() + place[1:],
        number=number,
        issued_on=date.fromisoformat(said["approved_on"]),
        until=date.fromisoformat(said["valid_until"]) if said["valid_until"] else None,
        link=address,
        trial=trial,
    )


def _issue_all(work: Work, rows: Sequence[Plate]) -> None:
    total = len(rows)
    left = {
        row.id: paper_of(row.paper, number=row.register_number, address=public_address(f"/g/{row.code}"))
        for row in rows
        if not row.file
    }
    named, unit_id = rows[0].recognition.public_id, rows[0].unit_id
    db.session.rollback()  # no read transaction stays open while we draw

    def note(session: Session, drawn: Sequence[Plate]) -> None:
        AuditEvent.note(
            session, "plates.issued", at=clock.now(), account_id=work.asked_by_id, unit_id=unit_id,
            subject=("recognition", named), detail={"numbers": [row.number for row in drawn]},
        )  # fmt: skip

    ids = list(left)
    for start in range(0, len(ids), BATCH):
        drawn = {}
        for id_ in ids[start : start + BATCH]:
            with drawing():
                drawn[id_] = paper.draw(left[id_])
        issue(work, Plate, drawn, note)
        work.progress(total - len(ids) + start + len(drawn), total)


def recognition_of(work: Work) -> Recognition:
    """The list that a job is about.

    Raises:
        Impossible: there is none any more.
    """
    row = db.session.get(Recognition, int(work.arguments["recognition"]))
    if row is None:
        raise Impossible(_("Danh sách này không còn nữa."))
    return row
