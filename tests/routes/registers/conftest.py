"""The office whose registers are asked."""

from tests.routes.office.conftest import office

__all__ = ["office"]
