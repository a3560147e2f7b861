"""The debug room: pages for those who build the product, never served in a ward."""

from app.routes.debug.components import room

__all__ = ["room"]
