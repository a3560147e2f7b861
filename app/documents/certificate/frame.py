"""What stands on a certificate; the frame of a class: all that its certificates have in common, laid out once, as a
form to lay under each page."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

import pikepdf
from flask_babel import gettext as _
from pikepdf import Dictionary

from app.country import formats
from app.country.names import clean
from app.documents import ornament
from app.documents.awards import check_letters, fitted
from app.documents.certificate import tagging
from app.documents.faults import Unprintable
from app.documents.fitting import LEADING_MANY, MM_PER_PT, Fitted
from app.documents.issuers import Issuer, Signer
from app.documents.rendering import Box, LaidOut, lay_out
from app.documents.templates import page
from app.documents.typefaces import unprintable

Size = Literal["A4", "A5"]


@dataclass(frozen=True, slots=True)
class Award:
    """What the certificates of one class have in common. `hours` may be halves ("7,5")."""

    issuer: Issuer
    signer: Signer
    issued_on: date
    course: str
    hours: float
    starts_on: date
    ends_on: date
    programme: str = "Phong trào “Bình dân học vụ số”"


@dataclass(frozen=True, slots=True)
class Certificate:
    """One person's certificate.

    `title` is how the person is addressed: "ông", "bà" or, not known, "ông/bà". `residence` is written out ("Tổ dân
    phố Túc Duyên 1, phường Phan Đình Phùng, tỉnh Thái Nguyên"). `number` is the one of the register ("001/2026").
    `address` is the whole address `…/g/<code>` for the QR code; it is printed without its scheme. `specimen` marks a
    paper that is drawn before there is a number, in the room that is kept for seal and signature.
    """

    award: Award
    name: str
    number: str
    address: str
    birth_year: int | None = None
    residence: str = ""
    title: str = "ông/bà"
    specimen: bool = False


# Words of a person, letter for letter: a certificate never shows a sign instead of a letter.
def written(certificate: Certificate, text: str) -> str:
    """A text as it will stand on the paper.

    Raises:
        Unprintable: naming paper and person, when our fonts lack one of its letters.
    """
    text = clean(text)
    signs = unprintable(text)
    if signs:
        raise Unprintable(
            _(
                "Giấy chứng nhận số %(number)s của “%(name)s” có ký tự không in được: %(signs)s",
                number=certificate.number,
                name=certificate.name,
                signs=" ".join(signs),
            )
        )
    return text


@dataclass(frozen=True, slots=True)
class CertificateSize:
    """One size of certificate: mm for the sheet, pt for type. Names are set at the largest size that fits."""

    width: float
    height: float
    line: float  # how wide a name, a class or a residence may run
    notes: float  # the same for what stands beside the QR code, as its style sheet has it
    scale: float
    stylesheet: str
    name_sizes: tuple[float, ...]
    course_sizes: tuple[float, ...]
    text_sizes: tuple[float, ...]
    address_sizes: tuple[float, ...]
    code_sizes: tuple[float, ...]

    @property
    def text(self) -> float:
        return self.text_sizes[0]


SHEETS: Mapping[Size, CertificateSize] = {
    "A4": CertificateSize(
        width=297,
        height=210,
        line=236,
        notes=91,
        scale=1,
        stylesheet="certificate/a4.css",
        name_sizes=(36, 32, 28, 26, 22, 17, 15, 13, 12, 11),
        course_sizes=(15.5, 14, 12),
        text_sizes=(14, 13, 12, 11),
        address_sizes=(10, 9, 8),
        code_sizes=(13, 12, 11),
    ),
    "A5": CertificateSize(
        width=210,
        height=148,
        line=166,
        notes=68,
        scale=0.74,
        stylesheet="certificate/a5.css",
        name_sizes=(26, 23, 20, 18, 15, 13, 12, 11),
        course_sizes=(11.4, 10.3, 9),
        text_sizes=(10.3, 9.6, 9, 8.4),
        address_sizes=(8, 7.5),
        code_sizes=(10.5, 10, 9.5),
    ),
}


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame as a form of the file it was made for, and where the places to stamp are."""

    resources: pikepdf.Object
    boxes: Mapping[str, Box]


def frame(
    pdf: pikepdf.Pdf,
    award: Award,
    sheet: CertificateSize,
    border: pikepdf.Object,
    fonts: pikepdf.Object,
    address_lines: int = 1,
) -> Frame:
    """Lays the frame of an award out and puts it into `pdf`, with the resources that its pages share.

    Those are the forms `/Border` and `/Frame`, and `fonts`. `address_lines` is how many the place of the check takes.
    Raises `Unprintable` when the name of the class does not fit in two lines, and for letters that our fonts lack.
    """
    check_letters("giấy chứng nhận", award.issuer, award.signer, (award.course, award.programme))
    course = _course(clean(award.course), sheet)
    html = page(
        "certificate/page.html",
        award=award,
        course_lines=course.lines,
        course_step=sheet.course_sizes.index(course.size),
        fewer_lines=len(course.lines) - 1 + bool(award.issuer.parent),
        address_lines=address_lines,
        hours=_hours(award.hours),
        period=_period(award.starts_on, award.ends_on),
        issued_on=formats.long_date(award.issued_on),
    )
    drawn = laid_out(html, sheet.stylesheet)
    with pikepdf.open(io.BytesIO(drawn.pdf)) as layer:
        form = pdf.copy_foreign(layer.pages[0].as_form_xobject())
        tagging.note_order(form, layer)
    resources = pdf.make_indirect(Dictionary(Font=fonts, XObject=Dictionary({"/Border": border, "/Frame": form})))
    return Frame(resources, drawn.boxes)


@lru_cache(maxsize=8)
def laid_out(html: str, stylesheet: str) -> LaidOut:
    """The frame as WeasyPrint draws it. A list's trial, its papers and the copies of one of them have the same frame,
    and it takes most of the time of a short list: it is kept for who asks again."""
    return lay_out(html, ("certificate/print.css", stylesheet), tagged=True)


def border(pdf: pikepdf.Pdf, sheet: CertificateSize) -> pikepdf.Object:
    """The border of a sheet as a form, once a file."""
    return ornament.border(pdf, sheet.width, sheet.height, sheet.scale)


def _course(name: str, sheet: CertificateSize) -> Fitted:
    room = sheet.line, 2 * LEADING_MANY * sheet.course_sizes[1] * MM_PER_PT
    no = _("Tên lớp dài quá, không in được trên giấy chứng nhận: %(course)s", course=name)
    return fitted(name, "Tinos-Bold", room, sheet.course_sizes, 1, no)


def _hours(hours: float) -> str:
    return formats.count_in_sentence(int(hours)) if hours == int(hours) else formats.number(hours)


def _period(first: date, last: date) -> str:
    if first == last:
        return formats.long_date(first)
    return f"từ {formats.long_date(first)} đến {formats.long_date(last)}"
