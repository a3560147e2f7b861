"""The poster of a class, to hang up: large type, one QR code, one short address, one number to call."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from flask_babel import gettext as _

from app.country import formats
from app.documents import qr
from app.documents.faults import Unprintable
from app.documents.fitting import MM_PER_PT, Fitted, balance, fit
from app.documents.issuers import Issuer
from app.documents.rendering import lay_out
from app.documents.templates import page
from app.documents.typefaces import Face, face, legible

# Draws the poster, A3, A4 or A5 portrait: what, when on which days, where, one code to scan, one address to type, one
# number to call.
Size = Literal["A3", "A4", "A5"]
SIZES: Mapping[str, Size] = {"A3": "A3", "A4": "A4", "A5": "A5"}
SCALES: Mapping[Size, float] = {"A3": 2**0.5, "A4": 1.0, "A5": 0.5**0.5}  # one drawing, larger or smaller
# mm of text on A4; of what stands in the head between mark and drawing; of the words beside the number to call.
WIDTH, HEAD_WIDTH, HELP_WIDTH = 178.0, 103.0, 106.0
REM = 10 / MM_PER_PT  # a rem of print.css in pt, on A4
TITLE = tuple(rem * REM for rem in (1.9, 1.6, 1.38, 1.2, 1.02, 0.88, 0.74))
TITLE_HEIGHTS = (34.0, 40.0)  # mm: two lines of the larger type, three or four of a smaller
SLOGAN = tuple(rem * REM for rem in (1.06, 0.88, 0.74))
ADDRESS = tuple(rem * REM for rem in (1.2, 1.04, 0.88, 0.74, 0.62, 0.53))
GAP = 2.0  # mm at least between the address and the help below
STEPS = 4  # sizes of the code, 105 to 74 mm on A4: what the words need is taken from it
LEAVES, LISTED, DATES = 4, 12, 24  # lessons that have a leaf each, a line each, a date each


@dataclass(frozen=True, slots=True)
class PosterLesson:
    """A lesson: from when to when (aware)."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Poster:
    """What stands on a poster.

    `meetings` in their order; `place` is where, `street` how to find it ("" where nothing is known). `address` is the
    whole address `…/l/<code>`: the QR code holds it and the poster prints it without its scheme. `group_head` is whom
    to ask without a smartphone, `phone` (E.164, "" for none) the number to call, of `contact`.
    """

    issuer: Issuer
    course: str
    meetings: tuple[PosterLesson, ...]
    place: str
    address: str
    seats: int
    street: str = ""
    phone: str = ""
    contact: str = ""
    slogan: str = "Lớp học miễn phí"
    group_head: str = "tổ trưởng tổ dân phố"


def draw(poster: Poster, size: Size = "A4") -> bytes:
    """The poster as PDF of one page. Raises `Unprintable` when a text does not fit, `PaperFault` otherwise."""
    content = _content(poster)
    sheets = ("poster/print.css", f"poster/{size.lower()}.css")
    for step in range(STEPS):
        html = page("poster/page.html", step=step, **content)
        drawn = lay_out(html, sheets, tagged=True, links=(poster.address,))
        address_box = drawn.boxes.get("address")  # none on the first page when the words alone are too many for it
        if address_box and address_box.bottom + GAP * SCALES[size] <= drawn.boxes["help"].top:
            return drawn.pdf
    raise Unprintable(_("Áp phích không đủ chỗ: rút ngắn tên lớp hoặc địa điểm “%(place)s”.", place=poster.place))


def _content(poster: Poster) -> dict[str, object]:
    title, slogan = _title(legible(poster.course)), _one_line(legible(poster.slogan), SLOGAN, HEAD_WIDTH)
    address = legible(poster.address.split("://")[-1])
    bold = face("Arimo-Bold")
    return {
        "poster": poster,
        "issuer_lines": _even(legible(poster.issuer.full_name), bold, 0.53 * REM, HEAD_WIDTH),
        "slogan_step": slogan,
        "title_lines": title.lines,
        "title_step": TITLE.index(title.size),
        "hours": _hours(poster.meetings),
        "where_lines": _even(legible(poster.place), bold, 0.69 * REM, WIDTH),
        "street_lines": _even(legible(poster.street), face("Arimo-Regular"), 0.67 * REM, WIDTH),
        "days": _days(poster.meetings),
        "count": _count(poster),
        "code": qr.svg(poster.address, level="L", quiet=0),
        "address": address,
        "address_step": _address_step(address),
        "help_lines": _help(poster),
        "phone": formats.phone(poster.phone) if poster.phone else "",
    }


def _title(course: str) -> Fitted:
    """The title in even lines, two of them broken at its dash where it has one; a dash begins no line."""
    title = course.replace(" – ", "\xa0– ").replace(" - ", "\xa0- ")
    halves = tuple(part for part in re.split(r"(?<=\xa0[–-]) ", title, maxsplit=1) if part)
    for size in TITLE[1:3]:
        if len(halves) > 1 and max(map(face("Arimo-Bold").width, halves)) * size * MM_PER_PT <= WIDTH:
            return Fitted(size, halves)
    for height in TITLE_HEIGHTS:
        try:
            return fit(title, face("Arimo-Bold"), width=WIDTH, height=height, sizes=TITLE, wrap_from=1)
        except ValueError:
            continue
    raise Unprintable(_("Tên lớp dài quá, không in được trên áp phích: %(course)s", course=course))


def _hours(meetings: Sequence[PosterLesson]) -> str:
    """The hours that all lessons have in common, "" where they have none: then each says its own."""
    hours = {formats.time_range(each.starts_at, each.ends_at) for each in meetings}
    return hours.pop() if len(hours) == 1 else ""


def _days(meetings: Sequence[PosterLesson]) -> dict[str, object]:
    """The days as there is room for them: a leaf each, a line each, a date each, or from when to when."""
    own_hours = not _hours(meetings)
    days = [
        {
            "weekday": formats.weekday(each.starts_at),
            "day": f"{formats.local(each.starts_at):%-d}",
            "month": f"tháng {formats.local(each.starts_at).month}",
            "date": formats.day_month(each.starts_at),
            "whole": formats.date(each.starts_at),
            "hour": formats.time(each.starts_at) if own_hours else "",
        }
        for each in meetings
    ]
    kinds = ((LEAVES, "leaves"), (LISTED, "listed"), (DATES, "dates"))
    kind = next((kind for most, kind in kinds if len(meetings) <= most), "span")
    weekdays = list(dict.fromkeys(str(day["weekday"]) for day in days))
    return {"kind": kind, "all": days, "weekdays": ", ".join(weekdays), "rows": _rows(kind, len(days))}


def _rows(kind: str, count: int) -> int:
    """In how many rows the days stand beside the code."""
    return -(-count // 2) if kind == "dates" else count


def _count(poster: Poster) -> str:
    """How many lessons and how many seats."""
    seats = f"{formats.number(poster.seats)} chỗ"
    return f"{formats.number(len(poster.meetings))} buổi · {seats}" if len(poster.meetings) > 1 else seats


def _help(poster: Poster) -> Sequence[str]:
    asked = f"Bác nhờ {legible(poster.group_head)} ghi tên"
    if not poster.phone:
        asked += ", hoặc tới Quầy hỗ trợ tại Trung tâm Phục vụ hành chính công."
    elif poster.contact:
        asked += f", hoặc gọi {legible(poster.contact)}:"
    else:
        asked += ", hoặc gọi:"
    return _even(asked, face("Arimo-Regular"), 0.6 * REM, HELP_WIDTH if poster.phone else WIDTH)


def _even(text: str, font: Face, size: float, width: float) -> Sequence[str]:
    """A sentence in even lines, so that no word stands alone."""
    limit = width / (size * MM_PER_PT)
    return balance(text, font, int(font.width(text) / limit) + 1, limit) if text else ()


def _one_line(text: str, sizes: Sequence[float], width: float) -> int:
    """Which of the sizes fits one line, the last where none does."""
    font = face("Arimo-Bold")
    fitting = (step for step, size in enumerate(sizes) if font.width(text) * size * MM_PER_PT <= width)
    return next(fitting, len(sizes) - 1)


def _address_step(address: str) -> int:
    """Which size of the address fits one line, looser by a hundredth of an em a letter."""
    font = face("Arimo-Bold")
    for step, size in enumerate(ADDRESS):
        if (font.width(address) + 0.01 * len(address)) * size * MM_PER_PT <= WIDTH:
            return step
    raise Unprintable(_("Địa chỉ dài quá, không in được trên áp phích: %(address)s", address=address))
