"""The poster of a class, to hang up: large type, one QR code, one short address, one number to call."""

from app.documents.poster.document import SIZES, Poster, PosterLesson, Size, draw

__all__ = ["SIZES", "Poster", "PosterLesson", "Size", "draw"]
