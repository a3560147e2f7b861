"""The paper note: when and where to come, for whoever has no telephone to keep a ticket on."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pikepdf
from flask_babel import gettext as _
from pikepdf import Dictionary

from app.country import codes, formats, sentences
from app.documents import qr
from app.documents.drawn_pages import A4, add_sheet, saved
from app.documents.faults import PaperFault, Unprintable
from app.documents.fitting import MM_PER_PT, balance, fit
from app.documents.rendering import lay_out
from app.documents.templates import page
from app.documents.typefaces import face, legible

# Draws paper notes: one on A6, or four on each A4 sheet to cut; large letters, one code.
WIDTH = 91.0  # mm of text on A6
NAME_HEIGHTS = (24.0, 24.0, 46.0, 52.0)  # mm that a name may take, by step
NAME_SIZES = (22.0, 20.0, 18.0, 16.0, 14.0, 12.0, 11.0)
BODY = (14.0, 14.0, 12.5, 11.0)  # pt of the body, by step
STEPS = 4  # how tight the words stand: only names of halls and classes beyond all measure ask for less than 14 pt
GAP = 1.5  # mm at least between the words and the code
ALL_DATES = 4  # so many lessons are each told in full
LATER_DATES = 10  # of a longer course so many more by their date
MOST = 400


@dataclass(frozen=True, slots=True)
class Note:
    """What one person takes home. `lessons` (aware) are those still to come, soonest first.

    `issuer` is the office in running text ("Phường Phan Đình Phùng"). `place` and `address` say where, `bring` what to
    bring, `contact` whom to ask, `phone` how they are called (E.164, "" for none). `link` is the whole address of the
    ticket `…/v/<token>` for the QR code, `token` the code itself, which is printed in groups.
    """

    issuer: str
    name: str
    course: str
    course_code: str
    lessons: tuple[datetime, ...]
    place: str
    address: str
    bring: str
    contact: str
    phone: str
    link: str
    token: str
    waiting: int | None = None


def draw(notes: Sequence[Note]) -> bytes:
    """One note as A6, several as A4 with four a sheet.

    Raises `Unprintable` naming the person whose words do not fit.
    """
    if not notes:
        raise PaperFault("no note to draw")
    if len(notes) > MOST:
        raise Unprintable(_("Mỗi lần in nhiều nhất %(most)s giấy hẹn.", most=MOST))
    drawn = lay_out(_html([(note, _step(note)) for note in notes]), STYLES, tagged=len(notes) == 1)
    if drawn.pages != len(notes):
        raise PaperFault(f"{len(notes)} notes came out on {drawn.pages} pages")
    return drawn.pdf if len(notes) == 1 else _imposed(drawn.pdf)


STYLES = ("paper_note/print.css",)


def _step(note: Note) -> int:
    """How tight the words of a note have to stand to leave room for its code."""
    for step in range(STEPS):
        try:
            drawn = lay_out(_html([(note, step)]), STYLES)
        except ValueError:  # the name alone is too long for this step
            continue
        words, code = drawn.boxes["words-1"], drawn.boxes.get("foot-1")  # none on the first page after too many words
        if drawn.pages == 1 and code and words.bottom + GAP <= code.top:
            return step
    raise Unprintable(
        _("Giấy hẹn của “%(name)s” không đủ chỗ: rút ngắn tên lớp, địa chỉ hoặc lời dặn.", name=note.name)
    )


def _html(notes: Sequence[tuple[Note, int]]) -> str:
    title = _title(notes[0][0]) if len(notes) == 1 else f"Giấy hẹn học lớp {notes[0][0].course_code}"
    return page("paper_note/page.html", title=title, notes=[_content(*each) for each in notes])


def _title(note: Note) -> str:
    return f"Giấy hẹn học lớp {note.course_code}, {note.name}"


def _content(note: Note, step: int) -> dict[str, object]:
    sizes, height = NAME_SIZES[min(step, 2) :], NAME_HEIGHTS[step]
    name = fit(legible(note.name), face("Tinos-Bold"), width=WIDTH, height=height, sizes=sizes, wrap_from=2)
    first, *later = _lesson_times(note.lessons)
    return {
        "note": note,
        "step": step,
        "name_lines": name.lines,
        "name_step": NAME_SIZES.index(name.size),
        "course_lines": _even(legible(note.course), BODY[step]),
        "address_lines": _even(_beyond(legible(note.address), legible(note.place)), BODY[step]),
        "bring_lines": _even(f"Mang theo: {legible(note.bring)}" if note.bring else "", BODY[step]),
        "first": first,
        "later": later,
        "more": _more(note.lessons),
        "phone": formats.phone(note.phone) if note.phone.startswith("+") else note.phone,
        "code": qr.svg(note.link, quiet=2),
        "token": codes.spoken(note.token),
    }


def _even(text: str, size: float) -> Sequence[str]:
    """A text in even lines, so that no word stands alone."""
    font, limit, text = face("Tinos-Regular"), WIDTH / (size * MM_PER_PT), formats.together(text)
    return balance(text, font, int(font.width(text) / limit) + 1, limit) if text else ()


def _beyond(address: str, place: str) -> str:
    """An address that says more than the name of the place does already."""
    return "" if address.casefold() in place.casefold() else address


def _lesson_times(lessons: Sequence[datetime]) -> list[tuple[str, str]]:
    """Each lesson as day and hour, the first of many alone; a dash where none is to come."""
    shown = lessons if len(lessons) <= ALL_DATES else lessons[:1]
    return [(sentences.begun(formats.weekday_date(each)), formats.time(each)) for each in shown] or [("–", "")]


def _more(lessons: Sequence[datetime]) -> str:
    """ "và 05 buổi sau: 25/3, 01/4, …" of a course whose lessons are too many to be told one by one."""
    if len(lessons) <= ALL_DATES:
        return ""
    later = lessons[1:]
    days = ", ".join(formats.day_month(each) for each in later[:LATER_DATES])
    return f"và {formats.count_in_sentence(len(later))} buổi sau: {days}{', …' if len(later) > LATER_DATES else ''}"


def _imposed(pdf: bytes) -> bytes:
    """Four pages on each A4 sheet, with hair lines to cut along."""
    width, height = (side / MM_PER_PT for side in A4)
    with pikepdf.open(io.BytesIO(pdf)) as small, pikepdf.new() as made:
        forms = [made.copy_foreign(each.as_form_xobject()) for each in small.pages]
        for start in range(0, len(forms), 4):
            resources, drawing = Dictionary(), [b"q .3 w .6 G"]
            drawing.append(f"{width / 2:.2f} 0 m {width / 2:.2f} {height:.2f} l".encode())
            drawing.append(f"0 {height / 2:.2f} m {width:.2f} {height / 2:.2f} l S Q".encode())
            for place, form in enumerate(forms[start : start + 4]):
                left, low = place % 2 * width / 2, (1 - place // 2) * height / 2
                resources[f"/N{place}"] = form
                drawing.append(f"q 1 0 0 1 {left:.2f} {low:.2f} cm /N{place} Do Q".encode())
            add_sheet(made, A4, Dictionary(XObject=resources), b"\n".join(drawing))
        return saved(made, str(small.docinfo.get("/Title", "")))
