"""The address of the check as a certificate prints it: the place, and below it the code to type, larger.

The code stands in groups of four as in the register, which /g takes as they are typed (`codes.fold`). A host of a ward
under its province's domain is long: it is broken at its points.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.country import codes
from app.documents.certificate.content import Certificate
from app.documents.certificate.frame import CertificateSize
from app.documents.certificate.written import written
from app.documents.faults import Unprintable
from app.documents.fitting import MM_PER_PT, Fitted
from app.documents.typefaces import Face, face

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
