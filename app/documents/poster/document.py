"""Draws the poster, A4 or A3 portrait: what, when, where, one code to scan and one address to type."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import pikepdf
from flask_babel import gettext as _
from pikepdf import Name

from app import formats
from app.documents import ornament, qr
from app.documents.faults import Unprintable
from app.documents.fitting import MM_PER_PT, Fitted, balance, fit
from app.documents.issuers import Issuer
from app.documents.rendering import LaidOut, lay_out
from app.documents.templates import page
from app.documents.typefaces import face, legible

Size = Literal["A4", "A3"]
WIDTH = 182.0  # mm of text on A4; A3 is the same drawing, larger
REM = 10 / MM_PER_PT  # a rem of print.css in pt, on A4
TITLE = tuple(rem * REM for rem in (1.38, 1.2, 1.02, 0.88, 0.74))
TITLE_HEIGHTS = (34.0, 38.0)  # mm: two lines of the largest type, three of the next or four of a smaller
ADDRESS = tuple(rem * REM for rem in (1.2, 1.04, 0.88, 0.74, 0.62, 0.53))
HELP = "Gặp {} hoặc Quầy hỗ trợ tại Trung tâm Phục vụ hành chính công để được đăng ký giúp."
GAP = 2.0  # mm at least between the address and the help below
STEPS = 4  # sizes of the code, 122 to 80 mm on A4: what the words need is taken from it


@dataclass(frozen=True, slots=True)
class Poster:
    """What stands on a poster.

    `starts_at` (aware) is the first lesson, `lessons` how many there are; `place` is where. `address` is the whole
    address `…/l/<code>`: the QR code holds it and the poster prints it without its scheme. `group_head` is whom to
    ask without a smartphone, besides the desk.
    """

    issuer: Issuer
    course: str
    starts_at: datetime
    lessons: int
    place: str
    address: str
    slogan: str = "Lớp học số miễn phí cho mọi người"
    group_head: str = "tổ trưởng tổ dân phố"


def draw(poster: Poster, size: Size = "A4") -> bytes:
    """The poster as PDF of one page. Raises `Unprintable` when a text does not fit, `PaperFault` otherwise."""
    title = _title(legible(poster.course))
    address = legible(poster.address.split("://")[-1])
    for step in range(STEPS):
        html = page(
            "poster/page.html",
            poster=poster,
            step=step,
            title_lines=title.lines,
            title_step=TITLE.index(title.size),
            when=_when(poster),
            where_lines=_lines(legible(poster.place), 0.67 * REM),
            code=qr.svg(poster.address, level="L", quiet=2),
            address=address,
            address_step=_address_step(address),
            help_lines=_lines(HELP.format(legible(poster.group_head)), 0.53 * REM),
        )
        drawn = lay_out(html, ("poster/print.css", f"poster/{size.lower()}.css"), tagged=True)
        address_box = drawn.boxes.get("address")  # none on the first page when the words alone are too many for it
        if address_box and address_box.bottom + GAP <= drawn.boxes["help"].top:
            return _with_band(drawn)
    raise Unprintable(_("Áp phích không đủ chỗ: rút ngắn tên lớp hoặc địa điểm “%(place)s”.", place=poster.place))


def _title(course: str) -> Fitted:
    for height in TITLE_HEIGHTS:
        try:
            return fit(course, face("Arimo-Bold"), width=WIDTH, height=height, sizes=TITLE, wrap_from=0)
        except ValueError:
            continue
    raise Unprintable(_("Tên lớp dài quá, không in được trên áp phích: %(course)s", course=course))


def _when(poster: Poster) -> str:
    day = f"{formats.paper_time(poster.starts_at)}, {formats.weekday_date(poster.starts_at)}"
    return f"{day} · {formats.count_in_sentence(poster.lessons)} buổi" if poster.lessons > 1 else day


def _lines(text: str, size: float) -> Sequence[str]:
    """A sentence in even lines of the poster's width."""
    font, limit = face("Arimo-Regular"), WIDTH / (size * MM_PER_PT)
    return balance(text, font, int(font.width(text) / limit) + 1, limit)


def _address_step(address: str) -> int:
    """Which size of the address fits one line, looser by a hundredth of an em a letter."""
    font = face("Arimo-Bold")
    for step, size in enumerate(ADDRESS):
        if (font.width(address) + 0.01 * len(address)) * size * MM_PER_PT <= WIDTH:
            return step
    raise Unprintable(_("Địa chỉ dài quá, không in được trên áp phích: %(address)s", address=address))


def _with_band(drawn: LaidOut) -> bytes:
    """Lays the guilloche band under the bar; the code of the page itself stays as WeasyPrint wrote it."""
    box = drawn.boxes["band"]
    with pikepdf.open(io.BytesIO(drawn.pdf)) as pdf:
        sheet = pdf.pages[0]
        band = ornament.strip(pdf, box.right - box.left, box.bottom - box.top)
        name = sheet.add_resource(band, Name.XObject, Name.Band)
        lower = float(sheet.mediabox[3]) - box.bottom / MM_PER_PT
        drawing = f"/Artifact BMC q 1 0 0 1 {box.left / MM_PER_PT:.2f} {lower:.2f} cm {name} Do Q EMC\n"
        sheet.contents_add(drawing.encode(), prepend=True)
        file = io.BytesIO()
        pdf.save(file, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return file.getvalue()
