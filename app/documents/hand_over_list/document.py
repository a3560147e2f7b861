"""Draws the hand-over list: a working sheet, A4 portrait."""

from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup

from app.country import formats
from app.documents import bounds, qr
from app.documents.feet import foot, printed
from app.documents.headers import header_lines
from app.documents.issuers import Issuer
from app.documents.official import UNDECIDED, Decision, supplement_words
from app.documents.paging import CLOSER
from app.documents.rendering import lay_out
from app.documents.signatures import BY_HAND, BY_THE_OFFICE, Signature
from app.documents.tables import Column, ruled
from app.documents.templates import page
from app.documents.working_sheets import PORTRAIT, STYLES


@dataclass(frozen=True, slots=True)
class Entry:
    """A certificate to be handed over; `handed_on` and `handed_to` of one that was, `note` what else is to be said."""

    number: str
    name: str
    birth_year: int | None
    group: str
    handed_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class HandOverList:
    """What stands on the list: `entries` by number; `due_on` is the last day to hand over, `address` the QR code's.

    `supplement` is which further list of its course it is, 0 for the first.
    """

    issuer: Issuer
    course: str
    entries: tuple[Entry, ...]
    address: str
    decision: Decision = UNDECIDED
    due_on: date | None = None
    group_label: str = "Tổ dân phố"
    prepared_by: str = ""
    printed_at: datetime | None = None
    supplement: int = 0


def draw(paper: HandOverList) -> bytes:
    """The list as PDF. Raises `Unprintable` for a list out of bounds, `PaperFault` when drawing fails."""
    bounds.check((entry.name, entry.group, entry.note) for entry in paper.entries)
    title = "Danh sách giao nhận giấy chứng nhận" + supplement_words(paper.supplement)
    handed = sum(1 for entry in paper.entries if entry.handed_on)
    html = page(
        "hand_over_list/page.html",
        paper=paper,
        title=title,
        foot=foot(title, printed(paper.printed_at), course=paper.course, width=PORTRAIT, beside=paper.decision.short()),
        issuer_lines=header_lines(paper.issuer, text_width=PORTRAIT),
        lines=_under_the_title(paper),
        code=qr.svg(paper.address, quiet=2),
        table=ruled(
            _columns(paper.group_label),
            [_row(number, entry) for number, entry in enumerate(paper.entries, 1)],
            width=PORTRAIT,
            look="roll",
            head_size=11,
        ),
        total=formats.count_in_sentence(len(paper.entries)),
        handed=formats.count_in_sentence(handed) if handed else "",
        left=formats.count_in_sentence(len(paper.entries) - handed) if handed else "",
        signers=(Signature("NGƯỜI GIAO", BY_HAND, paper.prepared_by), BY_THE_OFFICE),
    )
    return lay_out(html, (*STYLES, "hand_over_list/print.css"), tagged=True, nearer=[CLOSER]).pdf


def _columns(group_label: str) -> list[Column]:
    """Most of the room is for the hands that sign."""
    return [
        Column("STT", "number", least=9),
        Column("Số vào\nsổ cấp", "entry", "tight"),
        Column("Họ và tên", "name", "name", most=60, grow=1),
        Column("Năm\nsinh", "year"),
        Column(group_label, "group", "small", group=True),
        Column("Ngày nhận", "handed_on", "small tight", least=19),
        Column("Người nhận\nký tên", "sign", least=34, most=48, grow=3),
        Column("Ghi chú", "note", "small", least=16),
    ]


def _under_the_title(paper: HandOverList) -> list[str]:
    lines: list[str] = [Markup("Theo {}").format(paper.decision.words(paper.issuer.style))]
    if paper.due_on:
        lines.append(f"Hạn giao: hết {formats.long_date(paper.due_on)}")
    return lines


def _row(number: int, entry: Entry) -> dict[str, object]:
    return {
        "number": number,
        "entry": entry.number,
        "name": entry.name,
        "year": entry.birth_year or "",
        "group": entry.group,
        "handed_on": formats.date(entry.handed_on) if entry.handed_on else "",
        "note": entry.note,
    }
