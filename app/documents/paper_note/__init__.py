"""The paper note: when and where to come, for whoever has no telephone to keep a ticket on."""

from app.documents.paper_note.document import Note, draw

__all__ = ["Note", "draw"]
