"""The sheet on which helps are ticked when there is no time to key them in."""

from app.documents.help_tally_sheet.document import HelpTallySheet, draw

__all__ = ["HelpTallySheet", "draw"]
