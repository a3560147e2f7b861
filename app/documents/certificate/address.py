"""The address of the check as a certificate prints it: whole on one line, or the place and below it the code to type.

A host of a ward under its province's domain is long: it is broken at its points, and the code stands in groups of four
as in the register, which /g takes as they are typed (`codes.fold`).
"""

import re

from flask_babel import gettext as _

from app import codes
from app.documents.certificate.content import Certificate
from app.documents.certificate.frame import Sheet
from app.documents.certificate.written import written
from app.documents.faults import Unprintable
from app.documents.fitting import MM_PER_PT, Fitted
from app.documents.typefaces import Face, face

MOST_LINES = 3


def address(certificate: Certificate, sheet: Sheet) -> Fitted:
    """The address without its scheme, on one line at whatever size of the sheet fits, else at the largest on three.

    Raises:
        Unprintable: it needs more than three lines, with what the office can do about it.
    """
    whole, bold = written(certificate, certificate.address.split("://")[-1]), face("Tinos-Bold")
    for size in sheet.address_sizes:
        if bold.width(whole) * size * MM_PER_PT <= sheet.notes:
            return Fitted(size, (whole,))
    place, _slash, code = whole.rpartition("/")
    told = str(_("mã %(code)s", code=codes.spoken(code)))
    for size in sheet.address_sizes:
        lines = [*_broken(place, bold, sheet.notes / (size * MM_PER_PT)), told]
        if len(lines) <= MOST_LINES and bold.width(told) * size * MM_PER_PT <= sheet.notes:
            return Fitted(size, tuple(lines))
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
