"""Draws the periodic report: A4, its annexes lying down in the same file (Nghị định 30/2020/NĐ-CP, phụ lục I)."""

from dataclasses import replace

from app.documents.official import LANDSCAPE, PORTRAIT, STYLES, letterhead
from app.documents.periodic_report.annexes import KIND, accompanied, annexes, subject
from app.documents.periodic_report.content import PeriodicReport, check
from app.documents.rendering import lay_out
from app.documents.signatures import sealed
from app.documents.tables import ruled
from app.documents.templates import page


def draw(report: PeriodicReport) -> bytes:
    """The report as PDF. Raises `Unprintable` for one out of bounds, `PaperFault` when drawing fails."""
    check(report)
    html = page("periodic_report/page.html", **_content(report))
    return lay_out(html, (*STYLES, "periodic_report/print.css"), tagged=True).pdf


def _content(report: PeriodicReport) -> dict[str, object]:
    number, day = report.issued_number, report.issued_on
    return {
        "report": report,
        **letterhead(report.issuer, text_width=PORTRAIT, day=day, number=number, kind=KIND, year=report.year),
        "subject": subject(report),
        "signer": sealed(replace(report.signer, name=report.signed_by)),
        "annexes": [(annex, ruled(annex.columns, annex.rows, width=LANDSCAPE)) for annex in annexes(report)],
        "accompanied": accompanied(report),
    }
