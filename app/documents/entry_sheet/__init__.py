"""The sheet of one entry of a programme ("In phiếu"): its answers by section, photos, who recorded, who signs."""

from app.documents.entry_sheet.content import Answers, EntrySheet, Photo, Section
from app.documents.entry_sheet.document import draw

__all__ = ["Answers", "EntrySheet", "Photo", "Section", "draw"]
