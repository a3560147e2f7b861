"""The invitation to a class or its opening, one page a guest (Nghị định 30/2020/NĐ-CP, phụ lục III, giấy mời)."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_SECTION
from docx.shared import Pt
from flask_babel import gettext as _

from app.documents.faults import Unprintable, check
from app.documents.fitting import MM_PER_PT, wrap
from app.documents.issuers import Issuer, Signer, sealed
from app.documents.official import PORTRAIT, STYLES, Signed, in_sentence, letterhead
from app.documents.periodic_report.word_layout import SIZES
from app.documents.periodic_report.word_parts import line, rule, sheet, styles
from app.documents.rendering import lay_out
from app.documents.templates import page
from app.documents.typefaces import face, legible
from app.documents.word_letters import write_closing, write_head

KIND = "GM"
MOST = 400  # guests of one file


@dataclass(frozen=True, slots=True)
class Guest:
    """Who is invited: `name` with how they are addressed ("Bà Lê Thị Hoa", "Trường THCS Túc Duyên"), and `of`, where
    they live or what they are there for, "" for nothing."""

    name: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Invitations(Signed):
    """One text for all `guests`. `subject` is what it is about ("Dự khai giảng lớp “…”"); `facts` are its lines, each a
    label and what it says. Without `number` or `day` it is a draft; `year` is the one that it will be signed in."""

    issuer: Issuer
    signer: Signer
    subject: str
    guests: Sequence[Guest]
    facts: Sequence[tuple[str, str]]
    receivers: Sequence[str]
    year: int
    number: str = ""
    day: date | None = None

    @property
    def title(self) -> str:
        """The title of the file."""
        return f"Giấy mời {self.subject[:1].lower()}{self.subject[1:]}"

    @property
    def opening(self) -> str:
        """Who invites; the guest follows."""
        return f"{in_sentence(self.issuer.full_name)} trân trọng kính mời:"

    @property
    def closing(self) -> str:
        """The last sentence."""
        return "Rất mong quý vị thu xếp thời gian tới dự./."

    def checked(self) -> "Invitations":
        """Itself. Raises `Unprintable` for more guests than one file has, or a text that is too long."""
        check(((guest.name, guest.of) for guest in self.guests), most=MOST)
        check((label, words) for label, words in self.facts)
        return self


# Draws invitations as PDF: an official paper, one page a guest.
SIZE, MOST_LINES = 14, 12  # pt of a guest's name, and its lines


def draw(content: Invitations) -> bytes:
    """The invitations of all guests in one file. Raises `Unprintable` without guests or where a text is too long for
    its page, `PaperFault` when drawing fails."""
    content.checked()
    if not content.guests:
        raise Unprintable(_("Chưa chọn ai để mời."))
    issuer = content.issuer
    head = letterhead(issuer, text_width=PORTRAIT, day=content.day, number=content.number, kind=KIND, year=content.year)
    bold, limit = face("Tinos-Bold"), PORTRAIT / (SIZE * MM_PER_PT)
    guests = [(wrap(legible(each.name), bold, limit=limit, most=MOST_LINES), each.of) for each in content.guests]
    html = page("invitation/page.html", paper=content, guests=guests, signer=sealed(content.signed_by), **head)
    drawn = lay_out(html, (*STYLES, "invitation/print.css"), tagged=True)
    if drawn.pages != len(content.guests):
        raise Unprintable(_("Giấy mời dài quá một trang: rút ngắn tên lớp, nơi học hoặc lời dặn."))
    return drawn.pdf


# Writes invitations as a Word file: the same words as the PDF, a section a guest, to be changed by hand.
def draw_word(content: Invitations) -> bytes:
    """The invitations of all guests in one Word file. Raises `Unprintable` without guests or where a text is too
    long."""
    content.checked()
    if not content.guests:
        raise Unprintable(_("Chưa chọn ai để mời."))
    paper = Document()
    styles(paper)
    sheet(paper)
    paper.core_properties.title, paper.core_properties.author = content.title, content.issuer.full_name
    paper.core_properties.comments = ""
    paper.core_properties.created = paper.core_properties.modified = datetime.now(UTC)
    for number, guest in enumerate(content.guests):
        if number:
            paper.add_section(WD_SECTION.NEW_PAGE)
        _one(paper, content, guest)
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()


def _one(paper: Paper, content: Invitations, guest: Guest) -> None:
    head = letterhead(
        content.issuer, text_width=PORTRAIT, day=content.day, number=content.number, kind=KIND, year=content.year
    )
    write_head(paper, content.issuer, head, draft=content.is_draft)
    line(paper.add_paragraph(style="Heading 1"), "GIẤY MỜI", SIZES[content.issuer.style].kind)
    paper.paragraphs[-1].paragraph_format.space_before = Pt(16)
    line(paper.add_paragraph(style="Heading 1"), content.subject, 14)
    rule(paper.add_paragraph(), PORTRAIT, 38, after=10)
    paper.add_paragraph(content.opening, "Nội dung")
    line(paper.add_paragraph(), guest.name, 14, bold=True).paragraph_format.space_before = Pt(8)
    if guest.of:
        line(paper.add_paragraph(), guest.of, 14)
    for label, words in content.facts:
        paper.add_paragraph(f"{label}: {words}", "Nội dung")
    paper.add_paragraph(content.closing, "Nội dung").paragraph_format.keep_with_next = True
    write_closing(paper, content.issuer.style, content.receivers, content.signed_by)
