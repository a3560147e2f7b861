"""Papers that are one list, each declared in a module of its own (docs/recipes/paper.md)."""

from app.documents.lists.document import Annex, Internal, ListPaper, Office, WorkingSheet, draw

__all__ = ["Annex", "Internal", "ListPaper", "Office", "WorkingSheet", "draw"]
