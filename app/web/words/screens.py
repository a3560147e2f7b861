"""Derives a drawing of a screen from the text of a guide's step: the button to press, the text to type.

"Mở VNeID, bấm Quên mật khẩu." shows the screen of VNeID with that button. Wards write their own steps, so the drawing
follows the text; a step without an action has no picture.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.country.sentences import begun

# The end of a button's label: punctuation, or a conjunction or preposition.
_END = r"(?= (?:trên|rồi|để|khi|hoặc|như|nếu|và|của|thì|trong|là|có|ở|từ)\b|[,.;:()…“”]|$)"
_LABEL = rf"(?:“(?P<quoted>[^”]+)”|(?P<label>\w[^,.;:()…“”]*?){_END})"
_PRESS = re.compile(rf"(?<!không )\b(?P<verb>[Bb]ấm|[Cc]họn|mục|, rồi)(?: vào| nút| mục)* (?!hình\b){_LABEL}")
_SEARCH = re.compile(r"\btìm “(?P<label>[^”]+)”")
_TYPE = re.compile(rf"(?<!hông )(?<!chỉ )\b[Gg]õ (?!mã 6 số|hoặc|vào|trong)(?P<label>[^,.;:()…“”]+?){_END}")
_CODE = re.compile(r"\b[Gg]õ mã 6 số")
_FACE = re.compile(r"\bmặt vào khung|\bkhuôn mặt\b")
_SCAN = re.compile(r"\b[Qq]uét mã\b")
_APPS = re.compile(
    r"\b(?:VNeID|VssID|eTax Mobile|CH Play|dichvucong\.gov\.vn|ứng dụng (?:của )?(?P<bank>ngân hàng))(?!\w)"
)
MOST = 2


@dataclass(frozen=True)
class Screen:
    """A drawn screen: `app` ("" for unknown), `kind` ("press", "search", "type", "code", "face" or "scan"), and
    `labels`."""

    app: str
    kind: str
    labels: tuple[str, ...] = ()


def screens(lines: Sequence[str]) -> Iterator[tuple[str, Screen | None]]:
    """Each step with its screen; an opened app stays open until another one is."""
    app = ""
    for line in lines:
        if named := _APPS.search(line):
            app = str(_("Ngân hàng")) if named["bank"] else named[0]
        yield line, _screen(app, line)


def _screen(app: str, line: str) -> Screen | None:
    if found := _SEARCH.search(line):
        return Screen(app, "search", (found["label"],))
    if _CODE.search(line):
        return Screen(app, "code")
    if labels := tuple(dict.fromkeys(_pressed(line))):
        return Screen(app, "press", labels[:MOST])
    for kind, sign in (("face", _FACE), ("scan", _SCAN)):
        if sign.search(line):
            return Screen(app, kind)
    found = _TYPE.search(line)
    return Screen(app, "type", (begun(found["label"]),)) if found else None


def _pressed(line: str) -> Iterator[str]:
    """The labels of buttons; after another verb than "bấm" only those with a capital."""
    for found in _PRESS.finditer(line):
        label = (found["quoted"] or found["label"]).strip()
        if label[:1].isupper() or found["verb"].lower() == "bấm":
            yield begun(label)
