"""Every paper looks as it looked: its pages against small pictures that were looked at.

A new WeasyPrint may set a page otherwise. The version that drew the pictures is noted beside them; with another one
this fails until somebody has looked and renewed them: RENEW_GOLDEN=1 script/test tests/documents/test_golden.py
"""

import io
import os
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageChops, ImageStat

from app.documents import (
    ambassador_card,
    award_paper,
    certificate,
    course_file,
    course_grid,
    entry_sheet,
    group_sheet,
    help_report,
    help_tally_sheet,
    invitation,
    lists,
    paper_note,
    periodic_report,
    personal_copy,
    plate,
    poster,
    reminder_letter,
    sign_in_sheet,
    thanks_letter,
)
from app.documents.issuers import Issuer
from tests.documents import (
    samples,
    samples_ambassadors,
    samples_awards,
    samples_course,
    samples_entries,
    samples_groups,
    samples_help,
    samples_invitations,
    samples_reminders,
    samples_reports,
    samples_rights,
)
from tests.documents.ruler import Paper
from tests.golden import ROOT, assert_file

GOLDEN = Path(__file__).parent / "golden"
NOTED = GOLDEN / "weasyprint.txt"
RENEW = os.environ.get("RENEW_GOLDEN") == "1"
MEND = "RENEW_GOLDEN=1 script/test tests/documents/test_golden.py"
DPI, STEP = 50, 17  # dots an inch; one in seventeen greys is kept
# Mean difference of a page, and of its worst field of 16 × 16 pixels, of 255: anti-aliasing stays below, a line that
# moved by 2 mm or a word that is missing does not.
WHOLE, FIELD, SIDE = 2.0, 40.0, 16
PARTY = Issuer("ĐẢNG BỘ TỈNH QUẢNG NINH", "ĐẢNG ỦY PHƯỜNG HÀ TU", "Hà Tu", "party")
FRONT = Issuer("ỦY BAN MTTQ VIỆT NAM PHƯỜNG GIA VIÊN", "BAN THƯỜNG TRỰC", "Gia Viên", "front")

# Each paper with its pages.
PAPERS: Mapping[str, tuple[Callable[[], bytes], int]] = {
    "sheet-to-sign": (lambda: sign_in_sheet.draw(samples.sheet(with_phones=True)), 2),
    "sheet-marked": (lambda: sign_in_sheet.draw(samples.sheet(marked=True, heads=38, remark="Học hết bài.")), 2),
    "grid": (lambda: course_grid.draw(samples_course.grid()), 2),
    "grid-party": (lambda: course_grid.draw(samples_course.grid(5, 12, marked=False, issuer=PARTY)), 1),
    "note": (lambda: paper_note.draw([samples_course.note()]), 1),
    "notes": (lambda: paper_note.draw([samples_course.note(name) for name in samples.TROUBLE[:4]]), 1),
    "annex": (lambda: lists.draw(samples_course.approval_list()), 2),
    "hand-over": (lambda: lists.draw(samples_course.hand_over_list()), 2),
    "extract": (lambda: lists.draw(samples_course.extract()), 3),
    "extract-party": (lambda: lists.draw(samples_course.extract(4, issuer=PARTY)), 1),
    "extract-front": (lambda: lists.draw(samples_course.extract(4, issuer=FRONT)), 1),
    "register-list": (lambda: lists.draw(samples_course.register_list()), 1),
    "reminder-letter": (lambda: reminder_letter.draw(samples_reminders.reminder()), 1),
    "invitations": (lambda: invitation.draw(samples_invitations.invitations()), 2),
    "group-sheet": (lambda: group_sheet.draw(samples_groups.sheets()), 2),
    "course-file": (lambda: course_file.draw(samples_course.course_file()), 9),
    "personal-copy": (lambda: personal_copy.draw(samples_rights.copy()), 2),
    "help-report": (lambda: help_report.draw(samples_help.report()), 2),
    "help-report-party": (lambda: help_report.draw(samples_help.report(issuer=PARTY, **samples_help.NUMBERED)), 2),
    "help-log-front": (lambda: help_report.draw(samples_help.log(5, issuer=FRONT)), 3),
    "help-tally-sheet": (lambda: help_tally_sheet.draw(samples_help.tally_sheet()), 1),
    "periodic-report": (lambda: periodic_report.draw(samples_reports.report()), 4),
    "certificate-a4": (lambda: certificate.draw([samples.certificate("H'Hen Niê")]), 1),
    "certificate-a5": (lambda: certificate.draw([samples.certificate(samples.LONG_47)], "A5"), 1),
    "card": (lambda: ambassador_card.draw([samples_ambassadors.card()]), 2),
    "cards": (lambda: ambassador_card.draw([samples_ambassadors.card(name) for name in samples.TROUBLE]), 2),
    "ambassadors": (lambda: lists.draw(samples_ambassadors.listed()), 2),
    "thanks-letter": (lambda: thanks_letter.draw(samples_ambassadors.letter("H'Hen Niê")), 1),
    "plate": (lambda: plate.draw(samples_ambassadors.plate(samples.LONG_47)), 1),
    "merit": (lambda: award_paper.draw(samples_awards.award()), 1),
    "recognition": (lambda: award_paper.draw(samples_awards.award("recognition")), 1),
    "programme-thanks": (lambda: award_paper.draw(samples_awards.award("thanks")), 1),
    "merit-long": (lambda: award_paper.draw(samples_awards.award(name=samples_awards.ORGANISATION_120)), 1),
    "entry-sheet": (lambda: entry_sheet.draw(samples_entries.sheet()), 1),
    "entry-sheet-long": (lambda: entry_sheet.draw(samples_entries.long_sheet()), 2),
    "summary-table": (lambda: lists.draw(samples_entries.summary()), 1),
    "poster-a4": (lambda: poster.draw(samples.POSTER), 1),
    "poster-a3": (lambda: poster.draw(samples.POSTER, "A3"), 1),
    "poster-a5": (lambda: poster.draw(replace(samples.POSTER, meetings=samples.meetings(9)), "A5"), 1),
}


# To be cut, and the file of a class, of which each single paper is tagged (docs/decisions/0033).
UNTAGGED = {"notes", "cards", "certificate-a4", "certificate-a5"}


def assert_told(pdf: bytes, *, tagged: bool) -> None:
    """Every file says what it is and in which language; all but those to be cut say it to a screen reader too."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert (opened.Root.Lang, opened.Root.ViewerPreferences.DisplayDocTitle) == ("vi", True)
        assert len(str(opened.docinfo["/Title"]).split()) > 3
        assert "<" not in str(opened.docinfo["/Title"])
        assert ("/StructTreeRoot" in opened.Root) == tagged
        assert ("/Metadata" in opened.Root and b"pdfuaid" in opened.Root.Metadata.read_bytes()) == tagged
    assert Paper(pdf).broken_lines() == []


def pages(pdf: bytes, folder: Path) -> list[Image.Image]:
    """The pages as grey pictures."""
    command = ["pdftoppm", "-r", str(DPI), "-gray", "-", str(folder / "page")]
    subprocess.run(command, input=pdf, check=True)
    files = sorted(folder.glob("page-*.pgm"))
    return [coarse(Image.open(io.BytesIO(file.read_bytes())).convert("L")) for file in files]


def coarse(page: Image.Image) -> Image.Image:
    """The page in sixteen greys: a quarter of the weight, and the same for the picture kept and the one drawn."""
    return page.point(lambda grey: (grey + STEP // 2) // STEP * STEP)


def test_the_weasyprint_that_drew_the_pictures_is_the_one_installed():
    if RENEW:
        GOLDEN.mkdir(exist_ok=True)
        NOTED.write_text(version("weasyprint") + "\n")
    assert_file(NOTED, version("weasyprint") + "\n", f"look at each paper, then {MEND}")


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_looks_as_it_looked(name: str, tmp_path: Path):
    draw, count = PAPERS[name]
    pdf = draw()
    assert_told(pdf, tagged=name not in UNTAGGED)
    drawn = pages(pdf, tmp_path)
    assert len(drawn) == count, f"pages of {name} in PAPERS of this module"
    for number, page in enumerate(drawn, 1):
        kept = GOLDEN / f"{name}-{number}.png"
        if RENEW:
            page.quantize(16).save(kept, optimize=True)
        with Image.open(kept) as golden:
            difference = ImageChops.difference(page, golden.convert("L"))
        assert golden.size == page.size
        whole, field = ImageStat.Stat(difference).mean[0], worst(difference)
        if whole >= WHOLE or field >= FIELD:
            page.save(seen := tmp_path / kept.name)
            place = (
                f"{kept.relative_to(ROOT)} differs by {whole:.1f} (at most {WHOLE}), worst field {field:.1f} ({FIELD})"
            )
            pytest.fail(f"{place} from {seen}. To mend: look at both, then {MEND}", pytrace=False)


def worst(difference: Image.Image) -> float:
    """The mean of the field that differs most."""
    small = difference.resize((difference.width // SIDE, difference.height // SIDE), Image.Resampling.BOX)
    highest = small.getextrema()[1]
    assert isinstance(highest, int)
    return float(highest)


def test_a_line_that_moved_is_seen(tmp_path: Path):
    (page,) = pages(course_grid.draw(samples_course.grid(5)), tmp_path)
    moved = ImageChops.offset(page, 0, round(2 / 25.4 * DPI))
    assert worst(ImageChops.difference(page, moved)) >= FIELD
