"""The copy of all that is kept of one person, for them."""

from app.documents.personal_copy.document import Kept, Part, PersonalCopy, draw

__all__ = ["Kept", "Part", "PersonalCopy", "draw"]
