"""A paper drawn in a process of its own, as the floors do it, so that its peak of memory is its own.

`python -m tools.measure.drawing sheet|cert N --floors DIR --out FILE [--codes]` draws the floor's people, twice, and
prints a line of JSON, its names those of floor_pdf.py where it tells the same.
"""

import argparse
import json
import resource
import subprocess
import tempfile
import time
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
import pikepdf

from app.documents import certificate, sign_in_sheet
from app.documents.issuers import Issuer, Signer
from tools.measure.floors import loaded

WARD = Issuer("", "ỦY BAN NHÂN DÂN PHƯỜNG TÂN ĐỊNH", "Tân Định")
AWARD = certificate.Award(
    issuer=WARD,
    signer=Signer("", "CHỦ TỊCH", ""),
    issued_on=date(2026, 11, 20),
    course="Bồi dưỡng kỹ năng số cộng đồng",
    hours=8,
    starts_on=date(2026, 10, 2),
    ends_on=date(2026, 10, 23),
)
LESSON = sign_in_sheet.Lesson(2, 4, datetime(2026, 10, 9, 1, 30, tzinfo=UTC), "Nhà văn hóa", ("Lê Thị Thanh Mơ",))
People = list[dict[str, Any]]


def main() -> None:
    """Draw, look at what was drawn, tell."""
    options = _options()
    people: People = loaded(options.floors / "floor_pdf.py").people(options.count)
    draw = sheet if options.paper == "sheet" else certificates
    before = _peak()
    times, pdf = _timed(lambda: draw(people))
    told: dict[str, object] = {"first_s": times[0], "warm_s": times[1], "rss_mb": _peak(), "loaded_mb": before}
    if options.paper == "cert":
        began = time.perf_counter()
        largest = max(len(single) for single in certificate.split(pdf))
        told |= {"split_s": time.perf_counter() - began, "single_bytes": largest, "split_rss_mb": _peak()}
    options.out.write_bytes(pdf)
    told |= {"bytes": len(pdf), **_looked_at(options.out, people, options.paper)}
    if options.codes:
        told["codes"] = _codes(options.out)
    click.echo(json.dumps(told))


def sheet(people: People) -> bytes:
    """The sheet to sign, a line a person and no blank ones."""
    rows = tuple(
        sign_in_sheet.SignInRow(each["name"], each["year"], "nữ", each["addr"], f"+84{each['phone'][1:]}")
        for each in people
    )
    content = sign_in_sheet.SignInSheet(
        issuer=WARD,
        course="Lớp bồi dưỡng kỹ năng số cộng đồng",
        lesson=LESSON,
        people=rows,
        address="https://phuong.example.gov.vn/b/7KQ2M9TB",
        blank_rows=0,
    )
    return sign_in_sheet.draw(content)


def certificates(people: People) -> bytes:
    """The file of a class."""
    return certificate.draw(
        [
            certificate.Certificate(
                award=AWARD,
                name=each["name"],
                number=f"{each['stt']:03d}/2026",
                address=f"https://phuong.example.gov.vn/g/K7M4X0ABCDE{each['stt']:05d}",
                birth_year=each["year"],
                residence="Tổ dân phố Túc Duyên 1, phường Phan Đình Phùng, tỉnh Thái Nguyên",
            )
            for each in people
        ]
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("paper", choices=("sheet", "cert"))
    parser.add_argument("count", type=int)
    parser.add_argument("--floors", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--codes", action="store_true")
    return parser.parse_args()


def _timed(draw: Callable[[], bytes]) -> tuple[list[float], bytes]:
    times, pdf = [], b""
    for _ in range(2):
        began = time.perf_counter()
        pdf = draw()
        times.append(time.perf_counter() - began)
    return times, pdf


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _looked_at(file: Path, people: People, paper: str) -> dict[str, object]:
    """Pages, and how many names pdftotext finds: whole on a certificate, every word of them in a sheet's cells."""
    text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout
    flat = " ".join(text.split())
    names = sum(
        each["name"] in flat if paper == "cert" else all(word in flat for word in each["name"].split())
        for each in people
    )
    with pikepdf.open(file) as pdf:
        return {"pages": len(pdf.pages), "names": names, "nfc": unicodedata.is_normalized("NFC", text)}


def _codes(file: Path) -> int:
    """How many different codes a reader finds on the pages."""
    import zxingcpp  # here, so that the reader counts in no other drawing's memory
    from PIL import Image

    seen: set[str] = set()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["pdftoppm", "-r", "100", "-gray", file, f"{folder}/page"], check=True)
        for picture in Path(folder).iterdir():
            with Image.open(picture) as image:
                seen.update(found.text for found in zxingcpp.read_barcodes(image))
    return len(seen)


if __name__ == "__main__":
    main()
