"""The paper with the code to check in by, for a hall without a screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from app.country import codes, formats
from app.documents import qr
from app.documents.faults import Unprintable
from app.documents.fitting import MM_PER_PT, balance, fit
from app.documents.issuers import Issuer
from app.documents.rendering import lay_out
from app.documents.templates import page
from app.documents.typefaces import face, legible

# Draws the check-in sheet, A4 portrait: one code to scan from some metres away, six letters to type, one lesson.
WIDTH = 174.0  # mm of text
TITLE = (30.0, 26.0, 22.0, 19.0, 16.0)  # pt
TITLE_HEIGHT = 34.0  # mm
BODY = 15.0  # pt
GAP = 2.0  # mm at least between the letters and the foot
CODES = 3  # sizes of the code: what the words need is taken from it


@dataclass(frozen=True, slots=True)
class CheckInSheet:
    """What stands on it.

    `number` and `starts_at` (aware) name the lesson, `opens_at` and `closes_at` when the code counts. `address` is
    the whole address `…/d/<token>`, `letters_at` that of the page where the `letters` are typed (printed without its
    scheme), `place` where the lesson is ("" for nowhere known).
    """

    issuer: Issuer
    course: str
    number: int
    starts_at: datetime
    opens_at: datetime
    closes_at: datetime
    place: str
    address: str
    letters_at: str
    letters: str


def draw(sheet: CheckInSheet) -> bytes:
    """The sheet as PDF of one page. Raises `Unprintable` when a text does not fit, `PaperFault` otherwise."""
    try:
        title = fit(
            legible(sheet.course), face("Arimo-Bold"), width=WIDTH, height=TITLE_HEIGHT, sizes=TITLE, wrap_from=0
        )
    except ValueError as refused:
        reason = _("Tên lớp dài quá, không in được trên tờ mã: %(course)s", course=sheet.course)
        raise Unprintable(reason) from refused
    for step in range(CODES):
        html = page(
            "check_in_sheet/page.html",
            sheet=sheet,
            step=step,
            title_lines=title.lines,
            title_step=TITLE.index(title.size),
            when=f"Buổi {sheet.number}, {formats.weekday_date(sheet.starts_at)}, {formats.paper_time(sheet.starts_at)}",
            place_lines=_lines(legible(sheet.place)),
            code=qr.svg(sheet.address, quiet=2),
            typed_at=_lines(f"Không quét được, vào {legible(sheet.letters_at.split('://')[-1])} và gõ sáu chữ"),
            letters=codes.spoken(sheet.letters),
            only=_lines(
                f"Chỉ dùng trong buổi {sheet.number}, {formats.weekday_date(sheet.starts_at)}, "
                f"từ {formats.paper_time(sheet.opens_at)} đến {formats.paper_time(sheet.closes_at)}.",
                "Arimo-Bold",
            ),
        )
        drawn = lay_out(html, ("check_in_sheet/print.css",), tagged=True, links=(sheet.letters_at,))
        words = drawn.boxes.get("letters")
        if drawn.pages == 1 and words and words.bottom + GAP <= drawn.boxes["foot"].top:
            return drawn.pdf
    reason = _("Tờ mã không đủ chỗ: rút ngắn tên lớp hoặc địa điểm “%(place)s”.", place=sheet.place)
    raise Unprintable(reason)


def _lines(text: str, name: str = "Arimo-Regular") -> Sequence[str]:
    """A sentence in even lines of the sheet's width, an hour whole on one."""
    font, limit, text = face(name), WIDTH / (BODY * MM_PER_PT), formats.together(text)
    return balance(text, font, int(font.width(text) / limit) + 1, limit) if text else ()
