"""Tries the plates of a list before a leader decides: each is fitted with its words, and the longest of them is drawn.
What cannot be drawn is found while no number is taken, and the leader sees what a house will get."""

from flask_babel import gettext as _

from app.country import clock
from app.documents import plate as paper
from app.jobs.certificate_trials import WIDEST
from app.jobs.drawing import drawing
from app.jobs.plates import paper_of, recognition_of
from app.jobs.work import Impossible, Work
from app.web.database import db
from app.web.kept_files import keep
from app.web.responses import public_address


def perform(work: Work) -> str:
    """Fit all plates of the list `recognition` and draw the one with the most to say; returns the file."""
    row, now = recognition_of(work), clock.now()
    said = [row.words(each, now) for each in row.plates(db.session())]
    if not row.waits or not said:
        raise Impossible(_("Danh sách này không còn chờ duyệt, nên không vẽ thử nữa."))
    address, number = public_address(f"/g/{WIDEST}"), f"……/{clock.local(now).year}"
    plates = [paper_of(one, number=number, address=address, trial=True) for one in said]
    name = f"trials/{row.unit.code}/{work.public_id}.pdf"
    db.session.rollback()  # no read transaction stays open while we draw
    with drawing():
        for each in plates:
            paper.fits(each)
        drawn = paper.draw(max(plates, key=lambda each: (len(each.name) + len(each.place), each.name)))
    keep(work.papers, name, drawn)
    return name
