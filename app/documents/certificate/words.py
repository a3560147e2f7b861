"""One person's words: what to write in each place of the frame, at the size at which it fits."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from flask_babel import gettext as _

from app.country import codes
from app.documents.certificate.frame import Certificate, CertificateSize, written
from app.documents.faults import Unprintable
from app.documents.fitting import LEADING_MANY, MM_PER_PT, Fitted, fit
from app.documents.rendering import Box
from app.documents.stamping import Run
from app.documents.typefaces import Face, face

# The address of the check as a certificate prints it: the place, and below it the code to type, larger.
#
# The code stands in groups of four as in the register, which /g takes as they are typed (`codes.fold`). A host of a
# ward under its province's domain is long: it is broken at its points.
MOST_LINES = 2


@dataclass(frozen=True, slots=True)
class Address:
    """Where to look a paper up: the `place`, in lines, and the `code` that is typed there, on one."""

    place: Fitted
    code: Fitted


def address(certificate: Certificate, sheet: CertificateSize) -> Address:
    """The address without its scheme at the largest size of the sheet that holds its place on two lines.

    Raises:
        Unprintable: it needs more, with what the office can do about it.
    """
    text = written(certificate, certificate.address)
    return spelled(text, width=sheet.notes, sizes=sheet.address_sizes, code_sizes=sheet.code_sizes)


def spelled(text: str, *, width: float, sizes: Sequence[float], code_sizes: Sequence[float]) -> Address:
    """A whole address at the largest of some sizes that hold its place on two lines of `width` mm.

    Raises:
        Unprintable: it needs more, with what the office can do about it.
    """
    place, _slash, code = text.split("://")[-1].rpartition("/")
    code_text, bold = str(_("Mã: %(code)s", code=codes.spoken(code))), face("Tinos-Bold")
    for size in sizes:
        lines = _broken(place, bold, width / (size * MM_PER_PT))
        spelled = next((each for each in code_sizes if bold.width(code_text) * each * MM_PER_PT <= width), 0)
        if len(lines) <= MOST_LINES and spelled:
            return Address(Fitted(size, tuple(lines)), Fitted(spelled, (code_text,)))
    raise Unprintable(
        _(
            "Địa chỉ tra cứu %(address)s dài quá, không in được trên giấy. Quản trị đặt PUBLIC_URL ngắn hơn thì in "
            "được.",
            address=place,
        )
    )


def _broken(place: str, font: Face, limit: float) -> list[str]:
    """A host and path in lines of at most `limit` em, broken after a point, slash or dash, else between letters."""
    lines = [""]
    for piece in re.findall(r"[^./-]*[./-]?", place):
        if font.width(lines[-1] + piece) > limit and lines[-1]:
            lines.append("")
        for letter in piece:
            if font.width(lines[-1] + letter) > limit:
                lines.append("")
            lines[-1] += letter
    return lines


DISPLAY, BOLD, REGULAR, ITALIC = "PlayfairDisplay-Bold", "Tinos-Bold", "Tinos-Regular", "Tinos-Italic"


@dataclass(frozen=True, slots=True)
class CertificateLine:
    """Runs of text on one baseline, mm from the top left; centred in `width` mm unless that is 0."""

    runs: tuple[Run, ...]
    left: float
    baseline: float
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class TextBox:
    """The place of a text: mm wide and high, the sizes in pt to try, and from which of them on it may wrap."""

    width: float
    height: float
    sizes: tuple[float, ...]
    wrap_from: int


@dataclass(frozen=True, slots=True)
class Words:
    """All that is stamped for one person: the lines of each place of the frame, those of the specimen's mark, which
    are none of the paper, and what the code holds."""

    places: Mapping[str, Sequence[CertificateLine]]
    mark: Sequence[CertificateLine]
    address: str


def words(certificate: Certificate, sheet: CertificateSize, boxes: Mapping[str, Box], address: Address) -> Words:
    """Fits one person's words into the places of a frame; `address` is that of the check, in lines already.

    Raises `Unprintable` for letters our fonts lack, and for words too long for their place.
    """
    title = Fitted(sheet.text, (f"Chứng nhận {written(certificate, certificate.title)}",))
    number = written(certificate, certificate.number)
    entry = Fitted(sheet.text, (f"Số vào sổ cấp: {number}",))
    places = {
        "title": _block(title, face(ITALIC), boxes["title"], centred=True),
        "name": _name(certificate, sheet, boxes["name"]),
        "person": _person(certificate, sheet, boxes["person"]),
        "number": _block(entry, face(REGULAR), boxes["number"], bold=number),
        "address": _block(address.place, face(BOLD), boxes["address"]),
        "spelled": _block(address.code, face(BOLD), boxes["spelled"]),
    }
    return Words(places, _mark(sheet, boxes["signer"]) if certificate.specimen else [], certificate.address)


def _fitted(certificate: Certificate, text: str, font: Face, room: TextBox) -> Fitted:
    try:
        return fit(text, font, width=room.width, height=room.height, sizes=room.sizes, wrap_from=room.wrap_from)
    except ValueError as error:
        raise Unprintable(
            _(
                "Giấy chứng nhận số %(number)s của “%(name)s” không đủ chỗ cho: %(text)s",
                number=certificate.number,
                name=certificate.name,
                text=text,
            )
        ) from error


def _name(certificate: Certificate, sheet: CertificateSize, box: Box) -> list[CertificateLine]:
    """The name, in the display face where that has all its letters and room for them, else in Tinos."""
    name = written(certificate, certificate.name)
    room = TextBox(sheet.line, box.bottom - box.top, sheet.name_sizes, 3)
    display, plain = face(DISPLAY), face(BOLD)
    if not display.missing(name):
        with suppress(Unprintable):
            return _block(_fitted(certificate, name, display, room), display, box, centred=True)
    return _block(_fitted(certificate, name, plain, room), plain, box, centred=True)


def _person(certificate: Certificate, sheet: CertificateSize, box: Box) -> list[CertificateLine]:
    """Year of birth and residence on one line, or on two of the least size that reach a little beyond it."""
    year = str(certificate.birth_year or "")
    parts = [f"Sinh năm {year}" if year else "", written(certificate, certificate.residence)]
    text = " · ".join(filter(None, parts))
    two_lines = 2 * LEADING_MANY * sheet.text_sizes[-1] * MM_PER_PT
    room = TextBox(sheet.line, two_lines, sheet.text_sizes, len(sheet.text_sizes) - 1)
    return _block(_fitted(certificate, text, face(REGULAR), room), face(REGULAR), box, bold=year, centred=True)


def _mark(sheet: CertificateSize, signer: Box) -> list[CertificateLine]:
    """The mark of a specimen, above the signer's name."""
    room = Box(signer.left, (signer.top + signer.bottom) / 2, signer.right, signer.bottom - sheet.text * MM_PER_PT)
    return _block(Fitted(sheet.text, (str(_("BẢN VẼ THỬ, CHƯA CẤP")),)), face(BOLD), room, centred=True)


def _block(fitted: Fitted, font: Face, box: Box, *, bold: str = "", centred: bool = False) -> list[CertificateLine]:
    """Fitted lines in the middle of a box, from its left edge or centred; the first `bold` in them in bold."""
    leading = fitted.leading * MM_PER_PT
    first = (box.top + box.bottom - fitted.height + leading) / 2  # the middle of the first line
    first += (font.metrics.ascent + font.metrics.descent) / 2000 * fitted.size * MM_PER_PT
    width = box.right - box.left if centred else 0.0
    lines = []
    for place, text in enumerate(fitted.lines):
        before, found, after = text.partition(bold) if bold else (text, "", "")
        bold = "" if found else bold
        pieces = ((font, before), (face(BOLD), found), (font, after))
        runs = tuple((kind, fitted.size, piece) for kind, piece in pieces if piece)
        lines.append(CertificateLine(runs, box.left, first + place * leading, width))
    return lines
