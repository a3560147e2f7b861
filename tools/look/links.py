"""The pictures behind links: the ground of all of them, drawn from its SVG, and the general one."""

from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, ViewportSize

from app.documents import link_picture
from app.documents.link_picture import GROUND
from app.web.static_files import SOURCES

SIZE: ViewportSize = {"width": 1200, "height": 630}


def draw_links(browser: Browser) -> None:
    """Write the ground, then the picture that stands on it for whatever has none of its own."""
    page = browser.new_page(viewport=SIZE)
    page.set_content(f"<style>body{{margin:0}}svg{{display:block}}</style>{GROUND.with_suffix('.svg').read_text()}")
    drawn = Image.open(BytesIO(page.screenshot()))
    page.close()
    assert drawn.size == (SIZE["width"], SIZE["height"])
    drawn.convert("RGB").quantize(48, dither=Image.Dither.NONE).save(GROUND, "PNG", optimize=True)
    Path(SOURCES, "pictures", "link.png").write_bytes(link_picture.draw_general())
