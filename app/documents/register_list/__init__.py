"""The list of a register, as it was looked for, on paper."""

from app.documents.register_list.document import Heading, RegisterList, draw

__all__ = ["Heading", "RegisterList", "draw"]
