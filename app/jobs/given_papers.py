"""What a programme gives as a drawn paper: a plate, or a certificate or letter, by what its declaration says."""

from collections.abc import Mapping, Sequence
from datetime import date

from app.country import sentences
from app.country.periods import name_of
from app.documents import award_paper, plate
from app.documents.award_paper import AwardPaper
from app.documents.plate import Plate
from app.jobs.drawing import issuer_from, signer_from
from app.models.movement.declaration import Declaration
from app.models.movement.giving import PaperKind

Given = Plate | AwardPaper
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
        return Plate(
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
    if isinstance(paper, Plate):
        plate.fits(paper)
    else:
        award_paper.fits(paper)


def draw(paper: Given) -> bytes:
    """A paper as PDF. Raises `Unprintable` where something does not fit, `PaperFault` when drawing fails."""
    return plate.draw(paper) if isinstance(paper, Plate) else award_paper.draw(paper)


def draw_word(papers: Sequence[Given]) -> bytes:
    """Papers as one Word file, for their kinds that have one (`giving.IN_WORD`). Raises `Unprintable`."""
    return award_paper.draw_word([each for each in papers if isinstance(each, AwardPaper)])


def length(paper: Given) -> tuple[int, str]:
    """What sorts papers by the length of their words."""
    words = paper.name + paper.place + ("" if isinstance(paper, Plate) else paper.for_)
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
