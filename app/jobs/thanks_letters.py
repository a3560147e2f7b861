"""Draws a numbered letter of thanks once, and notes the hash of its file; a drawn letter is never drawn again."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.documents import thanks_letter
from app.jobs.drawing import issuer_from, signer_from
from app.jobs.issuing import draw_and_issue
from app.jobs.work import Impossible, Work
from app.models import AuditEvent, ThanksLetter
from app.web.database import db
from app.web.words.ambassadors import done_words, sending_body


def perform(work: Work) -> None:
    """Draw the letter `letter`; returns no file: the letter's row names it."""
    letter = db.session.get(ThanksLetter, int(work.arguments["letter"]))
    if letter is None or letter.number is None:
        raise Impossible(_("Thư này chưa được duyệt, nên chưa có gì để vẽ."))

    def note(session: Session, rows: Sequence[ThanksLetter]) -> None:
        for row in rows:
            AuditEvent.note(
                session, "thanks_letter.issued", at=clock.now(), account_id=work.asked_by_id, unit_id=row.unit_id,
                subject=("thanks_letter", row.public_id), detail={"letter": row.register_number},
            )  # fmt: skip

    draw_and_issue(work, ThanksLetter, [letter], _paper, thanks_letter.draw, note)


def _paper(letter: ThanksLetter) -> thanks_letter.ThanksLetter:
    content = letter.paper
    body = sending_body(content["organisation"], content["group"])
    of = ", ".join(filter(None, ("Đại sứ số", content["group"], body)))
    return thanks_letter.ThanksLetter(
        issuer=issuer_from(content),
        signer=signer_from(content),
        number=letter.register_number,
        issued_on=date.fromisoformat(content["approved_on"]),
        address=content["address"],
        name=content["full_name"],
        of=of,
        done=done_words(content),
        words=content["words"],
    )
