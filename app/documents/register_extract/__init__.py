"""An extract of the register of certificates: numbers in their order, those that no longer hold struck out."""

from app.documents.register_extract.document import Band, Entry, RegisterExtract, draw

__all__ = ["Band", "Entry", "RegisterExtract", "draw"]
