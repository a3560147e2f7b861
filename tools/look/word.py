"""The periodic report in Word beside the PDF, in pictures: `python -m tools.look.word OUT`.

LibreOffice (`soffice`, which no test needs) draws the Word file; of each style, an issued report and a draft, the PDF's
pages stand above and Word's below. It says where the two have not the same number of pages.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from app.documents.periodic_report import draw, write_docx
from tests.documents import samples_reports

DPI, GAP = 60, 8


def pages(pdf: Path) -> list[Image.Image]:
    """The pages of a file as pictures."""
    subprocess.run(["pdftoppm", "-r", str(DPI), "-png", pdf, pdf.with_suffix("")], check=True)
    return [Image.open(file) for file in sorted(pdf.parent.glob(f"{pdf.stem}-*.png"))]


def beside(rows: list[list[Image.Image]]) -> Image.Image:
    """Rows of pages on one sheet."""
    high = max(page.height for row in rows for page in row) + GAP
    sheet = Image.new("RGB", (max(sum(page.width + GAP for page in row) for row in rows), high * len(rows)), "grey")
    for number, row in enumerate(rows):
        left = 0
        for page in row:
            sheet.paste(page, (left, number * high))
            left += page.width + GAP
    return sheet


def main(out: Path) -> None:
    """Write a sheet of pictures for each style."""
    out.mkdir(parents=True, exist_ok=True)
    for style in samples_reports.STYLES:
        for name, given in (("draft", {}), ("issued", samples_reports.NUMBERED)):
            report = samples_reports.report(style, targets=samples_reports.targets(40), **given)
            with tempfile.TemporaryDirectory() as folder:
                pdf, word = Path(folder, "ours.pdf"), Path(folder, "word.docx")
                pdf.write_bytes(draw(report))
                word.write_bytes(write_docx(report))
                profile = f"-env:UserInstallation=file://{folder}/profile"
                command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(word)]
                subprocess.run(command, check=True, capture_output=True)
                rows = [pages(pdf), pages(word.with_suffix(".pdf"))]
                beside(rows).save(out / f"report-{style}-{name}.png")
            print(f"{style} {name}: {len(rows[0])} pages, in Word {len(rows[1])}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
