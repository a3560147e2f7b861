"""The ornament of the papers, computed, as vector paths: no picture, no gradient, nothing transparent.

The band is a guilloche, as on banknotes and diplomas; the corners carry the sun of the Đông Sơn drum with its fourteen
rays; lotus flowers stand in the middle of the upper and lower band; the faint ground is the face of the drum with its
birds. What repeats is one form drawn many times, so that a border weighs some 10 KB and is stored once a file.
"""

import io
import math
from collections.abc import Iterable, Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name

Point = tuple[float, float]
POINTS_PER_MM = 72 / 25.4
GOLD, BRONZE, RED, IVORY, TINT = (
    ".722 .573 .247", ".561 .416 .122", ".612 .129 .094", "1 .992 .973", ".976 .957 .906",
)  # fmt: skip
# A quarter of a sine by one cubic, exact to 0.1 %: its two inner points, in quarters of the wave and of its height
SINE = ((0.5123 / (math.pi / 2), 0.5123), (1.0023 / (math.pi / 2), 1.0))
ROUND = 0.5523  # the same for a quarter of a circle
BIRD = (
    (-1.9, 0.05), (-1.0, -0.12), (-0.75, -0.42), (-0.45, -0.16), (0.1, -0.2), (0.75, -1.0), (0.62, -0.18), (1.5, -0.42),
    (1.15, 0), (1.5, 0.34), (0.6, 0.2), (0.55, 0.82), (0, 0.24), (-0.6, 0.14), (-1.0, 0.06),
)  # fmt: skip
PETALS = ((-74, 0.84, 0.26), (74, 0.84, 0.26), (-50, 0.96, 0.34), (50, 0.96, 0.34), (-25, 1.04, 0.38), (25, 1.04, 0.38),
          (0, 1.1, 0.42))  # fmt: skip
VEINS = ((0, 0.62, 0.16), (-25, 0.56, 0.12), (25, 0.56, 0.12))


def border(pdf: pikepdf.Pdf, width: float, height: float, scale: float) -> pikepdf.Object:
    """The border of a landscape certificate of `width` × `height` mm as a form of the page's size.

    `scale` is 1 for A4 and 0.74 for A5: the ornament shrinks less than the sheet, so that its lines do not close up.
    """
    edge, side = 8 * scale, 10.6 * scale  # from the sheet's edge to the outer rule; a corner square
    middle, band = edge + side / 2, 7.74 * scale
    forms = {
        "Drum": _form(pdf, _drum(scale), 72 * scale),
        "Tile": _form(pdf, _tile(band, 16.8 * scale, scale), 20 * scale),
        "Corner": _form(pdf, _corner(side), side),
        "Seat": _form(pdf, _seat(side), 2 * side),
    }
    across = _band("Tile", edge + side, width - edge - side, 16.8 * scale)
    along = _band("Tile", edge + side, height - edge - side, 16.8 * scale)
    parts = [f"{POINTS_PER_MM:.5f} 0 0 {-POINTS_PER_MM:.5f} 0 {height * POINTS_PER_MM:.3f} cm"]
    parts.append(_at("Drum", width / 2, height / 2 + scale))
    parts += [f"q 1 0 0 1 0 {y:.3f} cm {across} Q" for y in (middle, height - middle)]
    parts += [f"q 0 1 -1 0 {x:.3f} 0 cm {along} Q" for x in (middle, width - middle)]
    inner = edge + side
    parts.append(f"{RED} RG {0.55 * scale:.3f} w {_frame(edge, width, height)} {_frame(inner, width, height)} S")
    parts.append(f"{GOLD} RG {0.25 * scale:.3f} w")
    parts.append(f"{_frame(edge - 1.5 * scale, width, height)} {_frame(inner + 1.5 * scale, width, height)} S")
    parts += [_at("Corner", x, y) for x in (middle, width - middle) for y in (middle, height - middle)]
    parts += [_at("Seat", width / 2, y) for y in (middle, height - middle)]
    return _page_form(pdf, parts, forms, width, height)


def bordered(pdf: bytes, width: float, height: float, scale: float) -> bytes:
    """A drawn paper of one page with the border laid under it; to a screen reader that is none of it."""
    with pikepdf.open(io.BytesIO(pdf)) as made:
        sheet = made.pages[0]
        name = sheet.add_resource(border(made, width, height, scale), Name.XObject, Name.Border)
        sheet.contents_add(f"/Artifact BMC q {name} Do Q EMC\n".encode(), prepend=True)
        file = io.BytesIO()
        made.save(file, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return file.getvalue()


def strip(pdf: pikepdf.Pdf, width: float, height: float) -> pikepdf.Object:
    """A guilloche band of `width` × `height` mm, as a form of that size in pt."""
    forms = {"Tile": _form(pdf, _tile(height * 0.84, height * 2, height / 7), height * 3)}
    scale = f"{POINTS_PER_MM:.5f} 0 0 {POINTS_PER_MM:.5f} 0 {height / 2 * POINTS_PER_MM:.3f} cm"
    return _page_form(pdf, [scale, _band("Tile", 0, width, height * 2)], forms, width, height)


def _page_form(
    pdf: pikepdf.Pdf, parts: Iterable[str], forms: dict[str, pikepdf.Object], width: float, height: float
) -> pikepdf.Object:
    return pdf.make_stream(
        "\n".join(parts).encode(),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, round(width * POINTS_PER_MM, 3), round(height * POINTS_PER_MM, 3)]),
        Resources=Dictionary(XObject=Dictionary({f"/{name}": form for name, form in forms.items()})),
    )


def _form(pdf: pikepdf.Pdf, parts: Iterable[str], reach: float) -> pikepdf.Object:
    """A form in mm around its own middle, reaching `reach` mm to each side."""
    box = Array([round(side * reach, 2) for side in (-1, -1, 1, 1)])
    content = "\n".join(parts).encode()
    return pdf.make_stream(content, Type=Name.XObject, Subtype=Name.Form, BBox=box, Resources=Dictionary())


def _at(form: str, x: float, y: float) -> str:
    return f"q 1 0 0 1 {x:.3f} {y:.3f} cm /{form} Do Q"


def _band(form: str, start: float, end: float, period: float) -> str:
    """Whole tiles from start to end, stretched a little so that they fill it."""
    count = round((end - start) / period)
    step = (end - start) / count
    stretch = step / period
    return "\n".join(f"q {stretch:.5f} 0 0 1 {start + step * n:.3f} 0 cm /{form} Do Q" for n in range(count))


def _frame(inset: float, width: float, height: float) -> str:
    return f"{inset:.3f} {inset:.3f} {width - 2 * inset:.3f} {height - 2 * inset:.3f} re"


def _wave(length: float, waves: int, amplitude: float, first: int = 0) -> str:
    """`waves` whole sine waves along the x axis from 0 to `length`, beginning at quarter `first` of a wave."""
    quarter = length / waves / 4
    parts = [f"0 {amplitude * (0, 1, 0, -1)[first % 4]:.2f} m"]
    for n in range(waves * 4):
        sign = 1 if (n + first) % 4 < 2 else -1
        rising = (n + first) % 2 == 0
        inner = SINE if rising else tuple((1 - u, v) for u, v in reversed(SINE))
        points = [(n * quarter + u * quarter, sign * v * amplitude) for u, v in inner]
        points.append(((n + 1) * quarter, sign * amplitude if rising else 0.0))
        parts.append(" ".join(f"{x:.2f} {y:.2f}" for x, y in points) + " c")
    return "\n".join(parts)


def _tile(height: float, period: float, scale: float) -> list[str]:
    """One period of the guilloche: strands of falling height, two out of step that fill the knots, fine ones inside."""
    gold = [_wave(period, 1, sign * height / 2 * part) for part in (1, 0.8, 0.6, 0.4, 0.2) for sign in (1, -1)]
    gold += [_wave(period, 1, sign * height / 2 * part, first=1) for part in (1, 0.6) for sign in (1, -1)]
    fine = [_wave(period, 2, sign * height / 2 * part) for part in (0.72, 0.36) for sign in (1, -1)]
    lines = [f"1 J {GOLD} RG {0.2 * scale + 0.02:.3f} w", *gold, "S"]
    return [*lines, f"{BRONZE} RG {0.14 * scale + 0.02:.3f} w", *fine, "S"]


def _circle(radius: float, x: float = 0.0, y: float = 0.0) -> str:
    k = radius * ROUND
    quarters = (
        ((radius, k), (k, radius), (0.0, radius)),
        ((-k, radius), (-radius, k), (-radius, 0.0)),
        ((-radius, -k), (-k, -radius), (0.0, -radius)),
        ((k, -radius), (radius, -k), (radius, 0.0)),
    )
    curves = (" ".join(f"{x + dx:.2f} {y + dy:.2f}" for dx, dy in quarter) + " c" for quarter in quarters)
    return f"{x + radius:.2f} {y:.2f} m {' '.join(curves)} h"


def _polygon(points: Sequence[Point]) -> str:
    (x, y), *rest = points
    return f"{x:.2f} {y:.2f} m " + " ".join(f"{x:.2f} {y:.2f} l" for x, y in rest) + " h"


def _polar(radius: float, angle: float) -> Point:
    return radius * math.cos(angle), radius * math.sin(angle)


def _star(rays: int, outer: float, inner: float) -> str:
    turn = math.pi / rays
    return _polygon([_polar(inner if n % 2 else outer, n * turn - math.pi / 2) for n in range(rays * 2)])


def _teeth(count: int, foot: float, tip: float) -> str:
    half = math.pi / count * 0.82
    turns = (2 * math.pi * n / count for n in range(count))
    return "\n".join(_polygon([_polar(foot, a - half), _polar(tip, a), _polar(foot, a + half)]) for a in turns)


def _dots(radius: float, count: int, size: float, colour: str) -> str:
    """A ring of round dots: a circle stroked in dashes of no length with round ends."""
    gap = 2 * math.pi * radius / count
    return f"q 1 J {colour} RG {size:.2f} w [0 {gap:.5f}] 0 d {_circle(radius)} S Q"


def _comb(count: int, inner: float, outer: float) -> str:
    """Short strokes from ring to ring: a broad circle stroked in dashes."""
    radius = (inner + outer) / 2
    gap = 2 * math.pi * radius / count
    return f"q {TINT} RG {outer - inner:.2f} w [{gap * 0.3:.5f} {gap * 0.7:.5f}] 0 d {_circle(radius)} S Q"


def _drum(scale: float) -> list[str]:
    """The face of the drum, so faint that text upon it stays easy to read."""
    birds = [_bird(46, 2 * math.pi * n / 16, 4.6) for n in range(16)]
    solid = [_star(14, 17, 6.6), _teeth(64, 29, 33), _teeth(120, 69.4, 65), *birds]
    rings = [_circle(radius) for radius in (18.5, 20, 27.2, 28.4, 34, 35.4, 56.6, 58, 63, 64.4, 70)]
    eyes = [
        _dots(radius, count, size * part, colour)
        for radius, count, size in ((23.6, 28, 4.2), (60.5, 72, 3.6))
        for part, colour in ((1, TINT), (0.72, "1 1 1"), (0.36, TINT))
    ]
    start = f"q {scale:.3f} 0 0 {scale:.3f} 0 0 cm {TINT} rg {TINT} RG .42 w"
    return [start, *solid, "f", *rings, "S", *eyes, _comb(140, 35.4, 37.6), "Q"]


def _bird(radius: float, angle: float, scale: float) -> str:
    """A bird of the drum on its way round it, against the sun."""
    return _polygon([_polar(radius - y * scale, angle + x * scale / radius) for x, y in BIRD])


def _corner(side: float) -> list[str]:
    half = side / 2
    square = f"{-half:.3f} {-half:.3f} {side:.3f} {side:.3f} re"
    lines = [_circle(side * part) for part in (0.31, 0.34, 0.45)]
    return [
        f"{IVORY} rg {RED} RG {side * 0.033:.3f} w {square} B",
        f"{RED} rg {_star(14, side * 0.27, side * 0.11)} f",
        f"{BRONZE} RG {side * 0.016:.3f} w",
        *lines,
        _teeth(28, side * 0.35, side * 0.43),
        "S",
    ]


def _seat(side: float) -> list[str]:
    """The field of a lotus: a long hexagon with a flower and a bead at each end."""
    reach, half, size = side * 1.75, side / 2, side * 0.76
    field = [(-reach, 0), (-reach * 0.78, -half), (reach * 0.78, -half), (reach, 0), (reach * 0.78, half),
             (-reach * 0.78, half)]  # fmt: skip
    foot = side * 0.38
    petals = [f"{_petal(foot, *petal, size)} B" for petal in PETALS]  # the front ones last: they hide those behind
    beads = [_circle(side * 0.07, x, 0) for x in (-reach * 0.72, reach * 0.72)]
    return [
        f"{IVORY} rg {RED} RG {side * 0.033:.3f} w {_polygon(field)} B {side * 0.021:.3f} w",
        *petals,
        f"{GOLD} RG {side * 0.015:.3f} w",
        *(_petal(foot, *vein, size) for vein in VEINS),
        f"S {GOLD} rg",
        *beads,
        "f",
    ]


def _petal(foot: float, degrees: float, length: float, breadth: float, size: float) -> str:
    """A petal from the foot of the flower, leaning from the vertical."""
    lean = math.radians(degrees)

    def at(x: float, y: float) -> str:
        x, y = x * breadth * size, y * length * size
        return f"{x * math.cos(lean) - y * math.sin(lean):.2f} {foot + x * math.sin(lean) + y * math.cos(lean):.2f}"

    rise = f"{at(-0.75, -0.28)} {at(-0.62, -0.72)} {at(0, -1)} c"
    return f"{at(0, 0)} m {rise} {at(0.62, -0.72)} {at(0.75, -0.28)} {at(0, 0)} c h"
