"""A browser with phones in it, for figures that only a browser can give."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, ViewportSize, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
PHONE: ViewportSize = {"width": 360, "height": 740}


@contextmanager
def phones() -> Iterator[Callable[..., Page]]:
    """`opened(address, cookie=value)`: a page on a phone of its own, that keeps nothing for later."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS
        )

        def opened(address: str, **cookies: str) -> Page:
            context = browser.new_context(viewport=PHONE, service_workers="block")
            context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
            return context.new_page()

        yield opened
        browser.close()
