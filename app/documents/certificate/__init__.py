"""The certificate of a class: one frame a class, a name, a number and a QR code a person."""

from app.documents.certificate.document import Award, Certificate, Size, draw, draw_in_batches, split

__all__ = ["Award", "Certificate", "Size", "draw", "draw_in_batches", "split"]
