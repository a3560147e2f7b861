"""A letter of thanks to an ambassador: A4 landscape, in the manner of the certificates."""

from app.documents.thanks_letter.document import ThanksLetter, draw

__all__ = ["ThanksLetter", "draw"]
