"""Pictures of an open page, in each of the ways that it is looked at."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.checks import UNSTICK

# How a page is seen: a phone by day, the same at night, a desk.
VIEWS = {"360-light": (360, "light"), "360-dark": (360, "dark"), "1280-light": (1280, "light")}
# The smallest phone, and a phone whose owner reads letters of twice the size.
LARGE_VIEWS = {"320-light": (320, "light"), "360-text200": (360, "light")}
# A tablet held upright.
TABLET_VIEWS = {"768-light": (768, "light")}
ALL_VIEWS = {**VIEWS, **LARGE_VIEWS, **TABLET_VIEWS}
TWICE = "on => { document.documentElement.style.fontSize = on ? '200%' : '' }"
# Pictures that a browser fetches only once they come into sight.
WHOLE = """() => Promise.race([
  new Promise(resolve => setTimeout(resolve, 3000)),
  Promise.all([...document.querySelectorAll('img[loading=lazy]')].map(img => {
    img.loading = 'eager';
    return img.decode();
  })).catch(() => true)
]).then(() => true)"""
HEIGHT = 740
LETTERS = "Roboto, 'Noto Sans', Arimo, 'Liberation Sans', sans-serif"


@dataclass(frozen=True)
class Picture:
    """One screen as it was seen: `files` by the name of the view."""

    room: str
    label: str
    files: dict[str, Path]


def file_name(number: int, label: str) -> str:
    """A name for a file that says the address, the order of the walk in front."""
    words = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "id", label.strip("/"))
    words = re.sub(r"[^0-9A-Za-z]+", "-", words).strip("-")
    return f"{number:03d}-{words[:70] or 'trang-dau'}"


def seen(page: Page, view: str) -> None:
    """Set a page up for a view."""
    width, scheme = ALL_VIEWS[view]
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": HEIGHT if width < 1000 else 800})
    page.evaluate(TWICE, view.endswith("text200"))


def ready(page: Page) -> None:
    """Make a page stand as a whole: bars lie where they belong, and letters are as wide as a phone's (a machine
    without Roboto would show broader ones)."""
    page.evaluate(UNSTICK.replace(".find", ".find, .results"))
    page.evaluate(WHOLE)
    page.evaluate(f"document.documentElement.style.setProperty('--font', {LETTERS!r})")


def taken(page: Page, room: str, label: str, folder: Path, number: int, views: Iterable[str]) -> Picture:
    """The whole page in each of these views, as PNG files under `folder/room`; leaves it as a phone by day."""
    files = {}
    (folder / room).mkdir(parents=True, exist_ok=True)
    for view in views:
        seen(page, view)
        files[view] = folder / room / f"{file_name(number, label)}.{view}.png"
        page.screenshot(path=files[view], full_page=True)
    seen(page, "360-light")
    return Picture(room, label, files)
