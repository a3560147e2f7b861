"""The letter that reminds those who are late, one for all of them (Nghị định 30/2020/NĐ-CP, phụ lục III, công văn)."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Mm, Pt
from flask_babel import gettext as _
from markupsafe import Markup

from app.country import formats
from app.documents.faults import Unprintable, check
from app.documents.issuers import EMPTY, Issuer, Signer, sealed
from app.documents.official import PORTRAIT, STYLES, Signed, letterhead
from app.documents.periodic_report.word_parts import line, listed, sheet, small, styles
from app.documents.rendering import lay_out
from app.documents.tables import Column, Table, ruled
from app.documents.templates import page
from app.documents.word_letters import write_closing, write_head

PARTY_KIND = "CV"  # the state's letters bear no kind in their number
MOST = 400  # rows of one letter
ADDRESSED = 8  # so many receivers are named above the letter
COLUMNS = (
    Column("STT", "number"),
    Column("Nơi được nhắc", "name", "left name", grow=1),
    Column("Nội dung", "what", "left", grow=2),
    Column("Hạn", "due"),
)


@dataclass(frozen=True, slots=True)
class LateRow:
    """Who is late, with what, and when it was due."""

    name: str
    what: str
    due: date


@dataclass(frozen=True, slots=True)
class ReminderLetter(Signed):
    """One letter to all of `rows`. `subject` follows "V/v"; `everybody` is what more receivers than are named are
    called ("Các cơ quan, đơn vị có tên dưới đây"); `opening` leads to the table, of a single row it says all;
    `closing` what is asked. Without `number` or `day` it is a draft; `year` is the one that it will be signed in."""

    issuer: Issuer
    signer: Signer
    subject: str
    everybody: str
    opening: str
    rows: Sequence[LateRow]
    closing: str
    receivers: Sequence[str]
    year: int
    number: str = ""
    day: date | None = None

    @property
    def about(self) -> str:
        """The line below the number."""
        return f"V/v {self.subject}"

    @property
    def addressees(self) -> list[str]:
        """To whom it is addressed: each once, or all in one word."""
        named = list(dict.fromkeys(row.name for row in self.rows))
        return named if len(named) <= ADDRESSED else [self.everybody]

    @property
    def head(self) -> dict[str, object]:
        """Its letterhead (official)."""
        kind = PARTY_KIND if self.issuer.style == "party" else ""
        made = letterhead(self.issuer, text_width=PORTRAIT, day=self.day, number=self.number, kind=kind, year=self.year)
        if not self.number and not kind:
            made["number"] = Markup("Số: {}/{}").format(EMPTY, self.issuer.short)
        return made

    @property
    def table(self) -> Table | None:
        """Who is late with what; None for a single row, which the opening names."""
        if len(self.rows) < 2:
            return None
        rows = (
            {"number": number, "name": row.name, "what": row.what, "due": formats.date(row.due)}
            for number, row in enumerate(self.rows, 1)
        )
        return ruled(COLUMNS, rows, width=PORTRAIT)

    def checked(self) -> "ReminderLetter":
        """Itself. Raises `Unprintable` for nobody, for more rows than one letter has, or a text that is too long."""
        if not self.rows:
            raise Unprintable(_("Không còn nơi nào chậm để nhắc."))
        check(((row.name, row.what) for row in self.rows), most=MOST)
        return self


def draw(content: ReminderLetter) -> bytes:
    """The letter. Raises `Unprintable` for nobody or where a text is too long, `PaperFault` when drawing fails."""
    content.checked()
    html = page(
        "reminder_letter/page.html", paper=content, signer=sealed(content.signed_by), table=content.table,
        **content.head,
    )  # fmt: skip
    return lay_out(html, (*STYLES, "reminder_letter/print.css"), tagged=True).pdf


def draw_word(content: ReminderLetter) -> bytes:
    """The letter as a Word file. Raises `Unprintable` for nobody or where a text is too long."""
    content.checked()
    paper = Document()
    styles(paper)
    sheet(paper)
    paper.core_properties.title, paper.core_properties.author = content.about, content.issuer.full_name
    paper.core_properties.comments = ""
    paper.core_properties.created = paper.core_properties.modified = datetime.now(UTC)
    write_head(paper, content.issuer, content.head, draft=content.is_draft, subject=content.about)
    to = content.addressees
    first = line(paper.add_paragraph(), f"Kính gửi: {to[0]}" if len(to) == 1 else "Kính gửi:", 14)
    first.paragraph_format.space_before = Pt(16)
    for place, name in enumerate(to if len(to) > 1 else ()):
        each = line(paper.add_paragraph(), f"- {name}{'.' if place == len(to) - 1 else ';'}", 14)
        each.alignment, each.paragraph_format.left_indent = ALIGN.LEFT, Mm(40)
    small(paper.add_paragraph(), 6)
    paper.add_paragraph(content.opening, "Nội dung")
    if table := content.table:
        small(paper.add_paragraph(), 6)
        listed(paper, table)
    paper.add_paragraph(content.closing, "Nội dung").paragraph_format.keep_with_next = True
    write_closing(paper, content.issuer.style, content.receivers, content.signed_by)
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()
