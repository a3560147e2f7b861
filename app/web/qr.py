"""QR codes as the web process answers with them; papers have their own (app/documents/qr.py), of the same look.

Level M, and one fixed mask: that spares the search over eight (0.5 instead of 2.6 ms a code), and a reload shows the
same picture.
"""

import io
from functools import lru_cache

import segno
from markupsafe import Markup

MASK = 3
QUIET = 4  # modules of white around a code (ISO/IEC 18004, 9.1)
QUIET_INLINE = 2  # in a page: the box `.qr` is white too, and makes up the rest
PIXELS = 16  # a module of the picture to download: some 600 pixels a side, sharp in a chat and on A5


def _code(text: str) -> segno.QRCode:
    return segno.make_qr(text, error="M", mask=MASK, boost_error=False)


# Tickets are opened again and again on the days of a class, and each press on one draws it anew: a ninth of its work.
@lru_cache(maxsize=128)
def inline(text: str) -> Markup:
    """The code as SVG to stand in a page, in the box of the macro `qr` (which says what it is)."""
    code = _code(text)
    drawn = code.svg_inline(border=QUIET_INLINE, omitsize=True, svgclass=None, lineclass=None)
    path = drawn.partition(' d="')[2].partition('"')[0]
    # Rows a little taller than a module: no hairline between them, however the browser rounds.
    return Markup('<svg viewBox="0 0 {0} {0}"><path stroke="#000" stroke-width="1.04" d="{1}"/></svg>').format(
        code.symbol_size(border=QUIET_INLINE)[0], path
    )


def svg(text: str) -> bytes:
    """The code as an SVG file, sharp at any size."""
    return _written(text, "svg", scale=10, light="#fff", title=f"QR {text}", svgclass=None, lineclass=None)


def png(text: str) -> bytes:
    """The code as a PNG file, for chats and word processors."""
    return _written(text, "png", scale=PIXELS)


def _written(text: str, kind: str, **look: object) -> bytes:
    file = io.BytesIO()
    _code(text).save(file, kind=kind, border=QUIET, **look)
    return file.getvalue()
