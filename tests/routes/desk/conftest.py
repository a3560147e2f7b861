"""A ward's office, as the tests of its pages have it."""

from tests.routes.office.conftest import office

__all__ = ["office"]
