"""The plate of a site that a programme recognised: A5 landscape, in the manner of the certificates."""

from app.documents.plate.document import Plate, draw, fits

__all__ = ["Plate", "draw", "fits"]
