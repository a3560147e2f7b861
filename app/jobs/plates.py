"""Draws and issues the plates or papers of a decided list, one file each, once, or joins the issued ones into one
file; before a leader decides it lays out each one, and draws the longest."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock, sentences
from app.country.periods import name_of
from app.documents import award_paper, plate
from app.documents.award_paper import AwardPaper
from app.documents.plate import Plate as PlatePaper
from app.jobs.certificates import WIDEST, joined
from app.jobs.drawing import draw_file, issuer_from, row_of, signer_from, write_word
from app.jobs.issuing import draw_and_issue
from app.jobs.work import Impossible, Work
from app.models import AuditEvent, Plate, Recognition
from app.models.movement.declaration import Declaration
from app.models.movement.giving import IN_WORD, PaperKind
from app.web.database import db
from app.web.responses import public_address

Given = PlatePaper | AwardPaper
# For what a paper is given, where the declaration has no sentence of its own.
_FOR: Mapping[PaperKind, str] = {
    PaperKind.MERIT: "Đã có thành tích trong {programme}",
    PaperKind.RECOGNITION: "Đã đạt các tiêu chí của {programme}",
    PaperKind.THANKS: "Đã đóng góp cho {programme}",
}


def paper_of(
    declared: Declaration, content: Mapping[str, str], *, number: str, address: str, dry_run: bool = False
) -> Given:
    """The paper of a content, of the version that asked; `address` is the full URL of its check page."""
    kind = declared.gives.paper if declared.gives else PaperKind.PLATE
    issued_on = date.fromisoformat(content["approved_on"])
    until = date.fromisoformat(content["valid_until"]) if content["valid_until"] else None
    issuer, signer = issuer_from(content), signer_from(content)
    if kind is PaperKind.PLATE:
        return PlatePaper(
            issuer=issuer, signer=signer, title=content["programme"], noun=content["noun"], name=content["full_name"],
            place=_place(content), number=number, issued_on=issued_on, until=until, link=address, specimen=dry_run,
        )  # fmt: skip
    named = declared.gives is not None and bool(declared.gives.to)
    return AwardPaper(
        kind=kind.value, issuer=issuer, signer=signer, noun=content["noun"], name=content["full_name"],
        place=content["address"] if named else _place(content), for_=_for(declared, kind, content), number=number,
        issued_on=issued_on, until=until, link=address, specimen=dry_run,
    )  # fmt: skip


def fits(paper: Given) -> None:
    """Lay a paper out. Raises `Unprintable` where something does not fit."""
    if isinstance(paper, PlatePaper):
        plate.fits(paper)
    else:
        award_paper.fits(paper)


def draw(paper: Given) -> bytes:
    """A paper as PDF. Raises `Unprintable` where something does not fit, `PaperFault` when drawing fails."""
    return plate.draw(paper) if isinstance(paper, PlatePaper) else award_paper.draw(paper)


def draw_word(papers: Sequence[Given]) -> bytes:
    """Papers as one Word file, for their kinds that have one (`giving.IN_WORD`). Raises `Unprintable`."""
    return award_paper.draw_word([each for each in papers if isinstance(each, AwardPaper)])


def length(paper: Given) -> tuple[int, str]:
    """What sorts papers by the length of their words."""
    words = paper.name + paper.place + ("" if isinstance(paper, PlatePaper) else paper.for_)
    return len(words), paper.name


def _place(content: Mapping[str, str]) -> str:
    place = ", ".join(filter(None, (content["address"], content["group"], content["unit"])))
    return sentences.begun(place)


def _for(declared: Declaration, kind: PaperKind, content: Mapping[str, str]) -> str:
    """For what it is given: the sentence, the title of what it was given for, the period."""
    sentence = content["reason"] or _FOR[kind].format(programme=content["programme"])
    period = content["period"]
    if declared.every is not None and period:
        sentence += f", {name_of(declared.every, date.fromisoformat(period))}"
    return sentence + (f": {content['title']}." if content["title"] else ".")


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


def draw_dry_run(work: Work) -> str:
    """Lay out all plates of the list `recognition` and draw the one with the longest text; returns the file."""
    row, now = recognition_of(work), clock.now()
    contents = [row.words(each, now) for each in row.plates(db.session())]
    if not row.waits or not contents:
        raise Impossible(_("Danh sách này không còn chờ duyệt, nên không vẽ thử nữa."))
    address, number = public_address(f"/g/{WIDEST}"), f"……/{clock.local(now).year}"
    declared = row.asked_by.declared
    plates = [paper_of(declared, one, number=number, address=address, dry_run=True) for one in contents]

    def draw_longest() -> bytes:
        for each in plates:
            fits(each)
        return draw(max(plates, key=length))

    return draw_file(work, row.unit.code, draw_longest)
