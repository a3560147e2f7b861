"""`python -m tools.look`: walks through the demo ward as each of its people, and takes pictures of every screen."""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser import checks
from tests.browser.conftest import FLAGS
from tools.look import deeds, hall
from tools.look.addresses import Addresses, Album
from tools.look.pictures import LARGE_VIEWS, TABLET_VIEWS, VIEWS, Picture, ready, seen, taken
from tools.look.sheets import write_sheets
from tools.look.walk import Walk, opened, screens
from tools.look.walks import BEGINNING, needed
from tools.measure.servers import lopso, serving

CHECKS = (checks.axe, checks.check_layout)


def main() -> int:
    """Take the pictures, write the sheets; 1 when a screen was missed or a check complained."""
    wanted = _read_arguments()
    out: Path = wanted.out
    out.mkdir(parents=True, exist_ok=True)
    views = [*VIEWS, *(LARGE_VIEWS if wanted.large else ()), *(TABLET_VIEWS if wanted.tablet else ())]
    album = Album(Addresses())
    pictures: list[Picture] = []
    complaints: list[str] = []
    with sync_playwright() as playwright:
        chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for url, walk in _walks(wanted):
            context, page = opened(browser, url, walk)
            for room, label in screens(page, walk, album, complaints):
                if wanted.room and room not in wanted.room:
                    continue
                if wanted.axe:
                    complaints += _complaints(page, label)
                ready(page)
                pictures.append(taken(page, room, label, out, len(pictures), views))
            context.close()
        browser.close()
    for room in dict.fromkeys(picture.room for picture in pictures):
        for view in views:
            for sheet in write_sheets(pictures, room, view, out):
                _say(str(sheet))
    missed = [] if wanted.room else album.missed()
    _say(f"{len(pictures)} screens.")
    for address in missed:
        _say(f"Not reached: {address}")
    (out / "complaints.txt").write_text("\n".join(complaints), encoding="utf-8")
    for complaint in complaints:
        _say(complaint)
    return 1 if missed or complaints else 0


def _walks(wanted: argparse.Namespace) -> Iterator[tuple[str, Walk]]:
    """The walks that are wanted, each with the address of the product that it goes through while that is served."""
    if not wanted.room or "admin" in wanted.room:
        with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as address:
            yield address, BEGINNING
    with product(wanted.url) as address:
        for walk in needed(wanted.room or []):
            yield address, walk


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("script/contact-sheet", description=main.__doc__)
    parser.add_argument(
        "--out", type=Path, required=True, help="folder for the sheets, and in it one a room for pictures"
    )
    parser.add_argument("--room", action="append", help="only this room: public, hall … (may be repeated)")
    parser.add_argument("--large", action="store_true", help="also at 320 px, and with letters of twice the size")
    parser.add_argument("--tablet", action="store_true", help="also at 768 px")
    parser.add_argument(
        "--axe", action="store_true", help="and hold every screen to tests/browser/checks.py, at 320 px"
    )
    parser.add_argument("--url", help="a demo server that runs already, its data used up by the walks")
    return parser.parse_args()


@contextmanager
def product(url: str | None) -> Iterator[str]:
    """The demo ward with two lessons going on, served with its worker on its own directory, unless one is served."""
    if url:
        yield url
        return
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        lopso(data, "demo")
        for code in (hall.CODE, deeds.CODE):
            hall.going_on(data, code)
        with serving(data) as address:
            yield address


def _complaints(page: Page, label: str) -> list[str]:
    """What the checks say of the page that is open, in the light, in the dark and on the smallest phone."""
    found = []
    for view in ("320-light", "360-dark"):
        seen(page, view)
        for check in CHECKS:
            try:
                check(page)
            except AssertionError as error:
                found.append(f"{label} [{view}] {check.__name__}: {error}")
    seen(page, "360-light")
    return found


if __name__ == "__main__":
    raise SystemExit(main())
