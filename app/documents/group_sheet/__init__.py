"""One sheet for each residential group: its figures and targets, its houses, who learns."""

from app.documents.group_sheet.content import Figure, GroupLearner, GroupSheet, GroupSheets, HouseBook
from app.documents.group_sheet.document import draw

__all__ = ["Figure", "GroupLearner", "GroupSheet", "GroupSheets", "HouseBook", "draw"]
