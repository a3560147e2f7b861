"""The poster of a class, to hang up: large type, one QR code, one short address."""

from app.documents.poster.document import Poster, Size, draw

__all__ = ["Poster", "Size", "draw"]
