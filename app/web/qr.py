"""QR codes of the web process; papers have their own (app/documents/qr.py), with the same look.

Level M and one fixed mask, which saves the search over eight (0.5 instead of 2.6 ms a code).
"""

import io
from functools import lru_cache

import segno
from markupsafe import Markup

MASK = 3
QUIET = 4  # modules of white around a code (ISO/IEC 18004, 9.1)
QUIET_INLINE = 2  # in a page: the white box `.qr` adds the rest
PIXELS = 16  # pixels of a module in the download: some 600 pixels a side, sharp in a chat and on A5


def _code(text: str) -> segno.QRCode:
    return segno.make_qr(text, error="M", mask=MASK, boost_error=False)


# Tickets are opened again and again on the days of a class; the code is a ninth of the work of each page.
@lru_cache(maxsize=128)
def inline(text: str) -> Markup:
    """The code as inline SVG, for the macro `qr`, which adds its description."""
    code = _code(text)
    drawn = code.svg_inline(border=QUIET_INLINE, omitsize=True, svgclass=None, lineclass=None)
    path = drawn.partition(' d="')[2].partition('"')[0]
    # Rows are a little taller than a module, so that no rounding leaves hairlines between them.
    return Markup('<svg viewBox="0 0 {0} {0}"><path stroke="#000" stroke-width="1.04" d="{1}"/></svg>').format(
        code.symbol_size(border=QUIET_INLINE)[0], path
    )


def svg(text: str) -> bytes:
    """The code as an SVG file."""
    return _written(text, "svg", scale=10, light="#fff", title=f"QR {text}", svgclass=None, lineclass=None)


def png(text: str) -> bytes:
    """The code as a PNG file, for chats and Word."""
    return _written(text, "png", scale=PIXELS)


def _written(text: str, kind: str, **look: object) -> bytes:
    file = io.BytesIO()
    _code(text).save(file, kind=kind, border=QUIET, **look)
    return file.getvalue()
