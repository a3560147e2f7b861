"""One sheet for each residential group: its figures and targets, its houses, who learns."""

from app.documents.group_sheet.content import Book, Figure, GroupSheet, GroupSheets, Learner
from app.documents.group_sheet.document import draw

__all__ = ["Book", "Figure", "GroupSheet", "GroupSheets", "Learner", "draw"]
