"""A ward's report of a period, with what its targets and counts came to in annexes; state, party and front styles."""

from app.documents.periodic_report.content import CountRow, Paragraph, Part, PeriodicReport, TargetRow
from app.documents.periodic_report.document import draw

__all__ = ["CountRow", "Paragraph", "Part", "PeriodicReport", "TargetRow", "draw"]
