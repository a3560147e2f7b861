"""Help given in a day or a month: counts in sentences and tables, and the log itself where it is asked for."""

from app.documents.help_report.document import Figures, HelpReport, draw
from app.documents.help_report.rows import Entry, Strokes, TopicRow

__all__ = ["Entry", "Figures", "HelpReport", "Strokes", "TopicRow", "draw"]
