"""The look without a browser: its weight, what an old phone would not understand, contrast, the icons' names."""

import re
import struct
from pathlib import Path
from xml.etree import ElementTree

import brotli
import pytest
from PIL import Image

from app.commands.build_static import of_public_pages
from app.web.static_files import BUILT, PUBLIC_ICONS, built_names

APP = Path(__file__).parents[1] / "app"
# The most that each built sheet may weigh, in bytes, as it is and in brotli.
SHEETS = {
    "app.css": (12_544, 4 * 1024),
    "staff.css": (15 * 1024, 3840),
    "help.css": (4 * 1024, 1536),
    "desk.css": (10 * 1024, 3 * 1024),
}
SPRITE = APP / "static/icons/icons.svg"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def sheets() -> dict[str, bytes]:
    """The style sheets as browsers get them, by name: what script/setup, which script/test calls, built of the sources.
    To build all files anew takes twelve seconds, most of them for scripts that no question here is about."""
    names = built_names()
    return {name: (BUILT / names[name]).read_bytes() for name in SHEETS}


@pytest.fixture(scope="module", params=SHEETS)
def sheet(request: pytest.FixtureRequest, sheets: dict[str, bytes]) -> bytes:
    """Each of them."""
    return sheets[request.param]


@pytest.mark.parametrize("name", SHEETS)
def test_the_style_sheet_stays_small(name: str, sheets: dict[str, bytes]) -> None:
    whole, compressed = SHEETS[name]
    assert len(sheets[name]) <= whole
    assert len(brotli.compress(sheets[name], quality=11)) <= compressed


@pytest.mark.parametrize(
    "newer", [r":is\(", r":where\(", r":has\(", r"@layer", r"@container", r"[;{]inset:", r"[;{]gap:"]
)
def test_nothing_that_chrome_80_does_not_know(sheet: bytes, newer: str) -> None:
    assert not re.search(newer, sheet.decode())


def test_no_rule_stands_inside_another(sheet: bytes) -> None:
    depth = deepest = 0
    inside_media = re.sub(r"@(?:media|keyframes)[^{]*\{((?:[^{}]*\{[^{}]*\})*)\}", r"\1", sheet.decode())
    for sign in re.sub(r"\"[^\"]*\"", "", inside_media):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        deepest = max(deepest, depth)
    assert (depth, deepest) == (0, 1)


def luminance(colour: str) -> float:
    """Relative luminance of "#rgb" or "#rrggbb", as WCAG 2.2 defines it."""
    signs = colour.lstrip("#")
    signs = "".join(sign * 2 for sign in signs) if len(signs) == 3 else signs
    parts = [int(signs[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TOKENS = (APP / "static/css/tokens.css").read_text(encoding="utf-8")
LIGHT, DARK = (dict(re.findall(r"--([\w-]+): (#\w+)", part)) for part in TOKENS.split("@media screen and", 1))
TEXT_PAIRS = [
    *[(ink, ground) for ink in ("ink", "soft", "brand") for ground in ("paper", "card")],
    ("ink", "tint"),
    ("on", "brand"),
    *[(kind, f"{kind}-bg") for kind in ("good", "warn", "bad")],
    *[("ink", f"{kind}-bg") for kind in ("good", "warn", "bad")],
    ("card", "good"),
]


@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_stands_out_seven_to_one(light: str, text: str, ground: str) -> None:
    colours = LIGHT if light == "light" else {**LIGHT, **DARK}
    assert contrast(colours[text], colours[ground]) >= 7


@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "card"])
def test_the_edge_of_what_can_be_filled_in_is_seen(light: str, ground: str) -> None:
    colours = LIGHT if light == "light" else {**LIGHT, **DARK}
    assert contrast(colours["edge"], colours[ground]) >= 3


def test_the_header_reads_in_both_lights() -> None:
    assert contrast("#fff", LIGHT["head"]) >= 7
    assert "head" not in DARK


SYMBOLS = {symbol.attrib["id"]: symbol for symbol in ElementTree.parse(SPRITE).getroot().iter(f"{SVG}symbol")}
ICON_CALLS = re.compile(r"(?:icon|draw)\(['\"]([\w-]+)['\"]|icon=['\"]([\w-]+)['\"]")


def test_each_icon_that_a_template_names_is_drawn() -> None:
    named = {
        one or other
        for page in (APP / "templates").rglob("*.html")
        for one, other in ICON_CALLS.findall(page.read_text(encoding="utf-8"))
    }
    assert {"check", "phone", "log-out"} <= named
    assert named <= SYMBOLS.keys()


def test_icons_are_of_one_hand() -> None:
    assert len(SYMBOLS) >= 45
    for name, symbol in SYMBOLS.items():
        assert symbol.attrib.keys() == {"id", "viewBox"}, f"{name}: the style sheet gives its stroke"
        assert symbol.attrib["viewBox"] == ("0 0 48 48" if name == "mark" else "0 0 24 24"), name
        assert len(symbol), f"{name} is empty"
    assert list(SYMBOLS) == sorted(SYMBOLS)


# What residents meet first: their pages bring one small drawing of icons, and fetch no second one.
FIRST_PAGES = ("layout.html", "errors", "public/homes", "public/courses", "public/registrations", "public/tickets")


def test_the_pages_residents_meet_first_need_the_small_drawing_alone() -> None:
    whole = SPRITE.read_text(encoding="utf-8")
    small = ElementTree.fromstring(of_public_pages(whole))
    assert {symbol.attrib["id"] for symbol in small.iter(f"{SVG}symbol")} == PUBLIC_ICONS
    assert {view.attrib["id"] for view in small.iter(f"{SVG}view")} == {"band"}
    pages = [APP / "templates" / place for place in FIRST_PAGES]
    files = [file for place in pages for file in (sorted(place.rglob("*.html")) if place.is_dir() else [place])]
    named = {one or other for file in files for one, other in ICON_CALLS.findall(file.read_text(encoding="utf-8"))}
    # Those of pages that few meet: several wards to choose from, a class that takes no names, a form sent too late, a
    # database that is away.
    assert named - {"external-link", "landmark", "log-in", "phone", "refresh", "search"} <= PUBLIC_ICONS


@pytest.mark.parametrize(
    ("name", "side"),
    [("icon-192.png", 192), ("icon-512.png", 512), ("icon-maskable-512.png", 512), ("apple-touch-icon.png", 180)],
)
def test_the_home_screen_icons_have_the_size_their_names_say(name: str, side: int) -> None:
    picture = (APP / "static/icons" / name).read_bytes()
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", picture[16:24]) == (side, side)


def test_the_maskable_icon_keeps_its_picture_in_the_circle_that_phones_leave() -> None:
    """Outside a circle of four fifths of its width there is ground only, and no hole: W3C's manifest, safe zone."""
    icon = Image.open(APP / "static/icons/icon-maskable-512.png").convert("RGBA")
    ground, middle = (0x0B, 0x4A, 0x63, 255), 255.5
    far = [
        (x, y)
        for x in range(512)
        for y in range(512)
        if (x - middle) ** 2 + (y - middle) ** 2 > (0.4 * 512) ** 2 and icon.getpixel((x, y)) != ground
    ]
    assert far == []


def test_iphones_get_an_icon_without_holes() -> None:
    icon = Image.open(APP / "static/icons/apple-touch-icon.png").convert("RGBA")

    assert icon.size == (180, 180)
    assert icon.getchannel("A").getextrema() == (255, 255)
