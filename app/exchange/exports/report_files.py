"""Exports a report as a signed file for another server (docs/report-file.md): totals alone. Free text (passages,
remarks of the annex, who a figure is from) may name a person, and is left out."""

import json
from dataclasses import replace

from app.exchange.imports.report_files import FORMAT, VERSION
from app.indicators.reports.lines import Figures
from app.models import Document, Report
from app.models.mixins.issued import canonical
from app.models.trust.sealed import public_key, sign


def written(report: Report, filed: Document, secret_key: str) -> bytes:
    """A locked report as a file."""
    read = Figures.read(report.figures)
    figures = replace(
        read, late=(), coming=(), behind=(), answers=(), targets=[replace(each, note="") for each in read.targets],
        by_key={key: replace(each, how="") for key, each in read.by_key.items()},
    )  # fmt: skip
    payload = canonical({
        "ward": report.unit.code, "span": report.span, "since": report.since.isoformat(),
        "until": report.until.isoformat(), "due_on": report.due_on.isoformat() if report.due_on else None,
        "number": filed.register_number, "made_at": filed.made_at.isoformat(), "figures": json.loads(figures.stored()),
    })  # fmt: skip
    signed = {"key": public_key(secret_key), "signature": sign(secret_key, payload.encode())}
    return canonical({"format": FORMAT, "version": VERSION, "payload": payload, **signed}).encode()
