"""Dry run of the plates or papers of a list before a leader decides: lays out each one, and draws the longest. Drawing
errors appear before a number is used, and the leader sees the final plate."""

from flask_babel import gettext as _

from app.country import clock
from app.jobs.certificate_papers import WIDEST
from app.jobs.drawing import draw_file
from app.jobs.given_papers import draw as drawn, fits, length, paper_of
from app.jobs.plates import recognition_of
from app.jobs.work import Impossible, Work
from app.web.database import db
from app.web.responses import public_address


def perform(work: Work) -> str:
    """Lay out all plates of the list `recognition` and draw the one with the longest text; returns the file."""
    row, now = recognition_of(work), clock.now()
    contents = [row.words(each, now) for each in row.plates(db.session())]
    if not row.waits or not contents:
        raise Impossible(_("Danh sách này không còn chờ duyệt, nên không vẽ thử nữa."))
    address, number = public_address(f"/g/{WIDEST}"), f"……/{clock.local(now).year}"
    declared = row.asked_by.declared
    plates = [paper_of(declared, one, number=number, address=address, dry_run=True) for one in contents]

    def draw() -> bytes:
        for each in plates:
            fits(each)
        return drawn(max(plates, key=length))

    return draw_file(work, row.unit.code, draw)
