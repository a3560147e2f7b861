"""Draws the empty sheet for ticking helps."""

from datetime import date, timedelta

from flask_babel import gettext as _

from app.documents import help_tally_sheet
from app.documents.help_tally_sheet import HelpTallySheet
from app.indicators.help import CLOSES, OPENS, counts
from app.indicators.help_asked import By, HelpScope
from app.jobs.drawing import drawing, issuer_of
from app.jobs.work import Impossible, Work
from app.models import HelpDesk, HelpTopic
from app.web.database import db
from app.web.kept_files import keep
from app.web.responses import public_address

LATELY = timedelta(days=30)
# As many topics as leave room on one side; the others are written in.
ROWS, EMPTY = 11, 2


def perform(work: Work) -> str:
    """Draw the sheet of `desk` for `day`, first the topics used most in the last month."""
    desk = db.session.get(HelpDesk, int(work.arguments["desk"]))
    if desk is None:
        raise Impossible(_("Bàn này không còn nữa."))
    day = date.fromisoformat(work.arguments["day"])
    usual = counts(db.session(), HelpScope(desk.unit_id, day - LATELY, day, desk_id=desk.id), By.TOPIC)
    often = {key: count.logged + (count.tallied or 0) for key, count in usual.items()}
    topics = sorted(db.session.scalars(HelpTopic.offered(desk.unit_id)), key=lambda topic: -often.get(topic.id, 0))
    content = HelpTallySheet(
        issuer=issuer_of(desk.unit),
        desk=desk.name,
        day=day,
        topics=[topic.label for topic in topics[:ROWS]],
        hours=range(OPENS, CLOSES),
        address=public_address(f"/quay/nhap-bu?ngay={day.isoformat()}&quay={desk.key}"),
        empty=EMPTY,
    )
    name = work.file_of(desk.unit.code)
    db.session.rollback()
    with drawing():
        drawn = help_tally_sheet.draw(content)
    keep(work.papers, name, drawn)
    return name
