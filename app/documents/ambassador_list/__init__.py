"""The list of a ward's ambassadors with what they did."""

from app.documents.ambassador_list.document import AmbassadorList, Entry, Totals, draw

__all__ = ["AmbassadorList", "Entry", "Totals", "draw"]
