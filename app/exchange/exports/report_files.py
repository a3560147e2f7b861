"""A report as a signed file for another server (docs/report-file.md): totals alone, no person and no passage."""

import json
from dataclasses import replace

from app.exchange.imports.report_files import FORMAT, VERSION
from app.indicators.reports.figures import Figures
from app.models import Document, Report
from app.models.shapes.issued import canonical
from app.models.trust.signing import public_key, sign


def written(report: Report, filed: Document, secret_key: str) -> bytes:
    """A locked report as a file."""
    figures = replace(Figures.read(report.figures), late=(), coming=(), behind=())
    said = canonical({
        "ward": report.unit.code, "span": report.span, "since": report.since.isoformat(),
        "until": report.until.isoformat(), "due_on": report.due_on.isoformat() if report.due_on else None,
        "number": filed.register_number, "made_at": filed.made_at.isoformat(), "figures": json.loads(figures.stored()),
    })  # fmt: skip
    signed = {"key": public_key(secret_key), "signature": sign(secret_key, said.encode())}
    return canonical({"format": FORMAT, "version": VERSION, "payload": said, **signed}).encode()
