"""The sun of the Đông Sơn drum with its fourteen rays, as inline SVG."""

import math

from markupsafe import Markup

RED, BRONZE = "#9c2118", "#8f6a1f"


def sun() -> Markup:
    """The sun in the box that the style sheet gives to `.sun`."""
    teeth = " ".join(_tooth(2 * math.pi * number / 28) for number in range(28))
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="sun" viewBox="0 0 20 20" aria-hidden="true">'
        '<path d="{}" fill="{}"/><g fill="none" stroke="{}" stroke-width=".4">'
        '<circle cx="10" cy="10" r="6.9"/><circle cx="10" cy="10" r="9.6"/><path d="{}"/></g></svg>'
    ).format(_star(), RED, BRONZE, teeth)


def _star() -> str:
    points = (_polar(2.4 if number % 2 else 6, number * math.pi / 14) for number in range(28))
    return "M" + "L".join(points) + "Z"


def _tooth(turn: float) -> str:
    half = math.pi / 28 * 0.8
    return f"M{_polar(7.2, turn - half)}L{_polar(9.3, turn)}L{_polar(7.2, turn + half)}Z"


def _polar(radius: float, turn: float) -> str:
    return f"{10 + radius * math.sin(turn):.2f} {10 - radius * math.cos(turn):.2f}"
