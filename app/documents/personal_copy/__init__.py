"""The copy of all that is kept of one person, for them."""

from app.documents.personal_copy.document import CopySection, Kept, PersonalCopy, draw

__all__ = ["CopySection", "Kept", "PersonalCopy", "draw"]
