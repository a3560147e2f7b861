"""The card of a Đại sứ số: A7, with a QR code by which anybody sees whether it still holds."""

from app.documents.ambassador_card.document import Card, draw

__all__ = ["Card", "draw"]
