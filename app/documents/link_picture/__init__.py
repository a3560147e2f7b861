"""The picture that a chat shows of a class's link: what, when and where, to be read on a phone without opening it."""

from app.documents.link_picture.document import LinkPicture, draw, draw_general

__all__ = ["LinkPicture", "draw", "draw_general"]
