"""The card of a Đại sứ số: A7, with a QR code by which anybody sees whether it still holds."""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pikepdf
from flask_babel import gettext as _
from markupsafe import Markup
from pikepdf import Dictionary

from app.country import formats
from app.documents import faults, qr
from app.documents.drawn_pages import A4, add_sheet, saved
from app.documents.faults import PaperFault, Unprintable
from app.documents.fitting import MM_PER_PT, balance, fit, shorten
from app.documents.rendering import lay_out
from app.documents.templates import page
from app.documents.typefaces import face, legible

# The sun of the Đông Sơn drum with its fourteen rays, as inline SVG.
RED, BRONZE = "#9c2118", "#8f6a1f"


def sun() -> Markup:
    """The sun in the box that the style sheet gives to `.sun`."""
    teeth = " ".join(_tooth(2 * math.pi * number / 28) for number in range(28))
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="sun" viewBox="0 0 20 20" aria-hidden="true">'
        '<path d="{}" fill="{}"/><g fill="none" stroke="{}" stroke-width=".4">'
        '<circle cx="10" cy="10" r="6.9"/><circle cx="10" cy="10" r="9.6"/><path d="{}"/></g></svg>'
    ).format(_star(), RED, BRONZE, teeth)


def _star() -> str:
    points = (_polar(2.4 if number % 2 else 6, number * math.pi / 14) for number in range(28))
    return "M" + "L".join(points) + "Z"


def _tooth(turn: float) -> str:
    half = math.pi / 28 * 0.8
    return f"M{_polar(7.2, turn - half)}L{_polar(9.3, turn)}L{_polar(7.2, turn + half)}Z"


def _polar(radius: float, turn: float) -> str:
    return f"{10 + radius * math.sin(turn):.2f} {10 - radius * math.cos(turn):.2f}"


# Draws cards of ambassadors and of members of teams: A7 with front and back; several stand eight on an A4 sheet, to
# cut, the backs behind.
STYLES = ("ambassador_card/print.css",)
WIDTH, HEIGHT = 105.0, 74.0  # mm, A7 lying down
MOST = 400
PLACES = 8  # cards on an A4 sheet, two across
TOP = 0.5  # mm left above and below the four rows
MARK = 4.0  # mm that a cut mark is long
# By how tight the card stands: mm for a name, and the sizes in pt to try. The last leaves the photo out and lets the
# name run across the whole card.
ROOMS = ((42.0, 17.0, (13.5, 12.5, 11.5, 11.0)), (64.0, 26.0, (13.5, 12.0, 11.0)), (95.0, 31.5, (11.0,)))
ORG, ORG_WIDTH = 9.0, 95.0  # pt and mm of the office
AMBASSADOR = "ĐẠI SỨ SỐ"
# So many signs of a title stand at its size with a sun on either side; so many smaller; more the smallest.
TITLES = ((14, ""), (28, "long"))
LINES = 2  # of a group or a body, at most


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says. `issuer` in capitals; `group` and `organisation` may be ""; `decision` "158/QĐ-UBND" or "".

    `link` is the whole address `…/dai-su/<token>` for the QR code, `phone` the ward's (E.164, "" for none).
    """

    issuer: str
    name: str
    code: str
    group: str
    organisation: str
    decision: str
    since: date
    link: str
    ward: str
    phone: str
    # In capitals; of a team what kind it is, and `group` its name, `organisation` where it helps.
    title: str = AMBASSADOR


def draw(cards: Sequence[Card]) -> bytes:
    """One card as A7, front then back; several as A4 with eight a sheet, each sheet followed by that of the backs,
    which stand mirrored: printed on both sides, turned over the long edge, each back lies behind its front.

    Raises `Unprintable` naming the person whose words do not fit.
    """
    if not cards:
        raise PaperFault("no card to draw")
    if len(cards) > MOST:
        raise Unprintable(_("Mỗi lần in nhiều nhất %(most)s thẻ.", most=MOST))
    faults.check((card.name, card.group, card.organisation, card.decision) for card in cards)
    fronts = [_fitting(card) for card in cards]
    backs = [_back(card) for card in (cards if len(cards) == 1 else cards[:1])]
    of = "Thẻ Đại sứ số" if cards[0].title == AMBASSADOR else "Thẻ thành viên"
    title = f"{of} {cards[0].code}" if len(cards) == 1 else of
    html = page("ambassador_card/page.html", title=title, fronts=fronts, backs=backs, sun=sun())
    drawn = lay_out(html, STYLES, tagged=len(cards) == 1)
    if drawn.pages != len(fronts) + len(backs):
        raise PaperFault(f"{len(fronts)} cards came out on {drawn.pages} pages")
    return drawn.pdf if len(cards) == 1 else _imposed(drawn.pdf, len(fronts))


def _fitting(card: Card) -> dict[str, object]:
    """The front at the loosest step at which its words leave room for what stands below them."""
    for step in range(len(ROOMS)):
        try:
            front = _front(card, step)
        except ValueError:  # the name alone is too long for this step
            continue
        drawn = lay_out(page("ambassador_card/page.html", title="", fronts=[front], backs=[], sun=sun()), STYLES)
        words, foot = drawn.boxes["words-1"], drawn.boxes.get("foot-1")
        if drawn.pages == 1 and foot and words.bottom <= foot.top + 0.1:
            return front
    raise Unprintable(_("Thẻ của “%(name)s” không đủ chỗ: rút ngắn tên, tổ hoặc đơn vị.", name=card.name[:60]))


def _front(card: Card, step: int) -> dict[str, object]:
    width, height, sizes = ROOMS[step]
    name = fit(legible(card.name), face("Tinos-Bold"), width=width, height=height, sizes=sizes, wrap_from=0)
    return {
        "step": step,
        "photo": step == 0,
        "title": card.title,
        "title_look": next((look for most, look in TITLES if len(card.title) <= most), "longest"),
        "issuer_lines": _one_line(card.issuer),
        "name_lines": name.lines,
        "name_size": str(name.size).replace(".", "-").removesuffix("-0"),
        "group_lines": _lines(card.group, "Tinos-Regular", 10, width),
        "organisation_lines": _lines(card.organisation, "Tinos-Regular", 10, width),
        "code": card.code,
        "decision": card.decision,
        "since": formats.date(card.since),
        "qr": qr.svg(card.link, quiet=2),
    }


def _lines(text: str, font: str, size: float, width: float) -> Sequence[str]:
    """A text in at most two even lines; what is longer ends in "…"."""
    if not text:
        return ()
    kind, limit = face(font), width / (size * MM_PER_PT) * 0.98
    text = shorten(legible(text), kind, limit * LINES * 0.9)
    return balance(text, kind, 1 if kind.width(text) <= limit else LINES, limit)[:LINES]


def _one_line(issuer: str) -> Sequence[str]:
    """The office above the title, on the one line there is room for."""
    font = face("Tinos-Bold")
    return (shorten(legible(issuer), font, ORG_WIDTH / (ORG * MM_PER_PT)),)


def _back(card: Card) -> dict[str, object]:
    phone = formats.phone(card.phone) if card.phone.startswith("+") else card.phone
    helps = card.title if card.title == AMBASSADOR else "NGƯỜI MANG THẺ"
    return {"ward": card.ward, "phone": phone, "helps": helps}


def _imposed(pdf: bytes, count: int) -> bytes:
    """Eight fronts on each A4 sheet with cut marks, then the sheet of their backs."""
    with pikepdf.open(io.BytesIO(pdf)) as small, pikepdf.new() as made:
        forms = [made.copy_foreign(each.as_form_xobject()) for each in small.pages]
        for start in range(0, count, PLACES):
            together = forms[start : min(start + PLACES, count)]
            _add(made, together, mirrored=False)
            _add(made, [forms[count]] * len(together), mirrored=True)
        return saved(made, str(small.docinfo.get("/Title", "")))


def _add(pdf: pikepdf.Pdf, forms: Sequence[pikepdf.Object], *, mirrored: bool) -> None:
    resources, drawing = Dictionary(), [_cut_marks()]
    for place, form in enumerate(forms):
        across = 1 - place % 2 if mirrored else place % 2
        left = across * WIDTH / MM_PER_PT
        low = (297 - TOP - (place // 2 + 1) * HEIGHT) / MM_PER_PT
        resources[f"/C{place}"] = form
        drawing.append(f"q 1 0 0 1 {left:.2f} {low:.2f} cm /C{place} Do Q".encode())
    add_sheet(pdf, A4, Dictionary(XObject=resources), b"\n".join(drawing))


def _cut_marks() -> bytes:
    """Hair lines where cards meet: along the sheet's edges, and a cross between each four."""
    lines = []
    across = [105.0]
    down = [TOP + row * HEIGHT for row in range(5)]
    for y in down:
        lines += [(0, y, MARK, y), (210 - MARK, y, 210, y), (105 - MARK, y, 105 + MARK, y)]
    for x in across:
        lines += [(x, max(y - MARK, 0), x, min(y + MARK, 297)) for y in down]
    drawn = (
        f"{x1 / MM_PER_PT:.2f} {(297 - y1) / MM_PER_PT:.2f} m {x2 / MM_PER_PT:.2f} {(297 - y2) / MM_PER_PT:.2f} l"
        for x1, y1, x2, y2 in lines
    )
    return ("q .3 w .45 G " + " ".join(drawn) + " S Q").encode()
