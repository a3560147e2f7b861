"""Draws a numbered letter of thanks once, and notes its file by its hash; drawn letters are never drawn again."""

import hashlib
from datetime import date

from flask_babel import gettext as _

from app.country import clock
from app.documents import thanks_letter
from app.documents.issuers import Signer
from app.jobs.drawing import drawing, issuer_said
from app.jobs.work import Impossible, Work
from app.models import AdministrativeUnit, AuditEvent, ThanksLetter
from app.web.database import db, immediate
from app.web.kept_files import keep
from app.web.words.ambassadors import done_words


def perform(work: Work) -> None:
    """Draw the letter `letter`; leaves no file of its own: the letter has it."""
    letter = db.session.get(ThanksLetter, int(work.arguments["letter"]))
    if letter is None or letter.number is None:
        raise Impossible(_("Thư này chưa được duyệt, nên chưa có gì để vẽ."))
    if letter.file:
        return
    unit = db.session.get_one(AdministrativeUnit, letter.unit_id)
    content, folder = _paper(letter), f"thanks/{unit.code}/{letter.year}"
    number, letter_id = letter.number, letter.id
    db.session.rollback()
    with drawing():
        drawn = thanks_letter.draw(content)
    sha256 = hashlib.sha256(drawn).hexdigest()
    # With the hash in its name, a file is never overwritten by another content, whoever else draws at the same time.
    name = f"{folder}/{number:03d}-{sha256[:16]}.pdf"
    keep(work.papers, name, drawn)
    with immediate() as session:
        row = session.get_one(ThanksLetter, letter_id)
        row.lock(session)
        if row.file:
            return
        row.issue(file=name, sha256=sha256)
        AuditEvent.note(
            session,
            "thanks_letter.issued",
            at=clock.now(),
            account_id=work.asked_by_id,
            unit_id=row.unit_id,
            subject=("thanks_letter", row.public_id),
            detail={"letter": row.written_number},
        )


def _paper(letter: ThanksLetter) -> thanks_letter.ThanksLetter:
    said = letter.words_said
    of = ", ".join(filter(None, ("Đại sứ số", said["group"], said["organisation"])))
    return thanks_letter.ThanksLetter(
        issuer=issuer_said(said),
        signer=Signer(said["signer_formula"], said["signer_capacity"], said["signer_name"]),
        number=letter.written_number,
        issued_on=date.fromisoformat(said["approved_on"]),
        address=said["address"],
        name=said["full_name"],
        of=of,
        done=done_words(said),
        words=said["words"],
    )
