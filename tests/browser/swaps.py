"""Pieces that htmx puts into a page."""

from playwright.sync_api import Locator, Page, expect


def settled(page: Page, piece: Locator) -> None:
    """A new piece is there, and htmx is done with it: for some milliseconds it has yet to put the focus where the piece
    wants it, and whoever types faster than any thumb would type into another line."""
    expect(piece).to_be_visible()
    expect(page.locator(".htmx-added, .htmx-settling, .htmx-swapping")).to_have_count(0)
