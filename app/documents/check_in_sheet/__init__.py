"""The paper with the code to check in by, for a hall without a screen."""

from app.documents.check_in_sheet.document import CheckInSheet, draw

__all__ = ["CheckInSheet", "draw"]
