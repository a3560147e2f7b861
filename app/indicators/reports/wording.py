"""Content of a report's paper as plain data, stored as JSON when the report gets its number."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from app.country import formats, sentences
from app.indicators.reports.binding import printed
from app.indicators.reports.drafting import RECEIVERS, TITLES
from app.indicators.reports.following import Current, current
from app.indicators.reports.lines import SILENT, Figures
from app.models import Report, ReportPassage
from app.models.mixins.issued import issued_under
from app.models.reports.report import ReportKind


def subject_of(report: Report) -> str:
    """Subject, for the title and the register of papers."""
    values = {"span": report.name, "place": _place(report)}
    if report.kind == ReportKind.INTERIM:
        return str(_("Sơ kết %(span)s triển khai Phong trào “Bình dân học vụ số” trên địa bàn %(place)s", **values))
    if report.kind == ReportKind.FINAL:
        return str(_("Tổng kết %(span)s triển khai Phong trào “Bình dân học vụ số” trên địa bàn %(place)s", **values))
    return str(_("Kết quả triển khai Phong trào “Bình dân học vụ số” %(span)s trên địa bàn %(place)s", **values))


def _place(report: Report) -> str:
    name = report.unit.full_name
    return name[:1].lower() + name[1:]


def paper_content(
    report: Report, passages: Sequence[ReportPassage], figures: Figures, *, now: datetime
) -> dict[str, Any]:
    """Content of the paper: parts with their non-empty paragraphs, annexes, receivers, issuer."""
    texts = current(report, passages, figures)
    return {
        **issued_under(report.unit, now),
        "signer_formula": report.unit.report_signer_formula,
        "subject": subject_of(report),
        "span": report.span,
        "plan": report.plan.cited if report.plan else "",
        "since": formats.date(report.since),
        "until": formats.date(report.until),
        # Only where it was sent before its last day.
        "as_of": figures.as_of if figures.as_of < report.until.isoformat() else "",
        "parts": [
            {"numeral": part, "title": str(title), "paragraphs": _paragraphs(texts, part, figures)}
            for part, title in TITLES.items()
        ],
        "receivers": [
            line for each in texts if each.passage.part == RECEIVERS for line in each.text.splitlines() if line
        ],
        "targets": [asdict(each) for each in figures.targets],
        "senders": [asdict(each) for each in figures.senders],
        "counts": [asdict(each) for each in figures.counts if not {each.now, each.before, each.year_before} <= SILENT],
    }  # fmt: skip


def _paragraphs(passages: Sequence[Current], part: str, figures: Figures) -> list[dict[str, str]]:
    return [
        {"lead": each.lead if place == 0 else "", "text": sentences.quoted(line)}
        for each in passages
        if each.passage.part == part
        for place, line in enumerate(filter(None, printed(each.text, figures.by_key).splitlines()))
    ]
