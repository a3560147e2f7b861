"""The list on which people sign for their certificates."""

from app.documents.hand_over_list.document import Entry, HandOverList, draw

__all__ = ["Entry", "HandOverList", "draw"]
