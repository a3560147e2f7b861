"""Draws the periodic report: A4, its annexes in the same file (Nghị định 30/2020/NĐ-CP, phụ lục I)."""

from dataclasses import replace

from app.documents.issuers import sealed
from app.documents.official import PORTRAIT, STYLES, letterhead, unbroken
from app.documents.periodic_report.annexes import KIND, accompanied, annexes, subject
from app.documents.periodic_report.content import PeriodicReport, check
from app.documents.rendering import LaidOut, lay_out
from app.documents.tables import ruled
from app.documents.templates import page


def draw(report: PeriodicReport) -> bytes:
    """The report as PDF. Raises `Unprintable` for one out of bounds, `PaperFault` when drawing fails."""
    check(report)
    return _laid(report, nearer=is_nearer(report)).pdf


def is_nearer(report: PeriodicReport) -> bool:
    """Whether its lines are nearer together, because that saves a sheet. Measured without annexes, which it does not
    concern and which take most of the time. Raises as `draw`."""
    body = replace(report, targets=(), counts=(), wards=(), senders=(), answers=())
    check(body)
    pages = _laid(body).pages
    return pages > 1 and _laid(body, nearer=True).pages < pages


def _laid(report: PeriodicReport, *, nearer: bool = False) -> LaidOut:
    more = ("periodic_report/nearer.css",) if nearer else ()
    html = page("periodic_report/page.html", **_content(report))
    return lay_out(html, (*STYLES, "periodic_report/print.css", *more), tagged=True)


def _content(report: PeriodicReport) -> dict[str, object]:
    number, day = report.issued_number, report.issued_on
    return {
        "report": report,
        **letterhead(report.issuer, text_width=PORTRAIT, day=day, number=number, kind=KIND, year=report.year),
        "opening": unbroken(report.opening),
        "closing": unbroken(report.closing),
        "subject": unbroken(subject(report)),
        "signer": sealed(replace(report.signer, name=report.signed_by)),
        "annexes": [(annex, ruled(annex.columns, annex.rows, width=PORTRAIT, trade=True)) for annex in annexes(report)],
        "accompanied": accompanied(report),
    }
