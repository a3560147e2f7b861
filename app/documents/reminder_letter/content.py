"""What the letter says, in PDF and in Word alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from markupsafe import Markup

from app.country import formats
from app.documents.bounds import check
from app.documents.faults import Unprintable
from app.documents.headers import EMPTY
from app.documents.issuers import Issuer, Signer
from app.documents.numbered import Signed
from app.documents.official import PORTRAIT, letterhead
from app.documents.tables import Column, Table, ruled

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
