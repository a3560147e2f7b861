"""Films for a phone's camera: one code after the other held before it, as JPEG frames in a row (mjpeg)."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import segno
from PIL import Image

# Chromium plays a film at thirty frames a second, over and over.
RATE = 30
SIZE = (640, 480)


def picture_of(text: str, size: tuple[int, int] = SIZE, scale: int = 9) -> bytes:
    """A photo of a code on a table: JPEG."""
    drawn = BytesIO()
    segno.make(text, error="m").save(drawn, kind="png", scale=scale, border=4)
    drawn.seek(0)
    table = Image.new("L", size, 150)
    with Image.open(drawn) as code:
        table.paste(code.convert("L"), ((size[0] - code.width) // 2, (size[1] - code.height) // 2))
    return _jpeg(table)


def film(path: Path, texts: Sequence[str], *, shown: float, between: float) -> list[str]:
    """Write a film in which each code is held up for so many seconds, then nothing for so many; the browser's flags."""
    nothing = _jpeg(Image.new("L", SIZE, 110))
    with path.open("wb") as out:
        for text in texts:
            out.write(picture_of(text) * round(shown * RATE))
            out.write(nothing * round(between * RATE))
    return _flags(path)


def dark(path: Path) -> list[str]:
    """Write a film in which there is nothing to see, as an installed app on an iPhone may show; the browser's flags."""
    path.write_bytes(_jpeg(Image.new("L", SIZE, 0)) * RATE)
    return _flags(path)


def _flags(path: Path) -> list[str]:
    return [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={path}",
    ]


def _jpeg(image: Image.Image) -> bytes:
    out = BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=80)
    return out.getvalue()
