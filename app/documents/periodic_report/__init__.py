"""A report of a period, with what its targets and counts came to in annexes; state, party and front styles."""

from app.documents.periodic_report.content import (
    AnswerRow,
    CountRow,
    Paragraph,
    PeriodicReport,
    ReportPart,
    SenderRow,
    TargetRow,
    WardRow,
)
from app.documents.periodic_report.document import draw
from app.documents.periodic_report.word import default_template, unknown_placeholders, write_docx

__all__ = [
    "AnswerRow",
    "CountRow",
    "Paragraph",
    "PeriodicReport",
    "ReportPart",
    "SenderRow",
    "TargetRow",
    "WardRow",
    "default_template",
    "draw",
    "unknown_placeholders",
    "write_docx",
]
