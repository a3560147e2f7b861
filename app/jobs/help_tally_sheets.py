"""Draws the empty sheet for ticking helps."""

from datetime import date

from flask_babel import gettext as _

from app.documents import help_tally_sheet
from app.documents.help_tally_sheet import HelpTallySheet
from app.indicators.help import CLOSES, OPENS
from app.indicators.help_counts import lately_by_topic
from app.jobs.drawing import draw_file, issuer_of, row_of
from app.jobs.work import Work
from app.models import HelpDesk, HelpTopic
from app.web.database import db
from app.web.responses import public_address

# As many topics as leave room on one side; the others are written in.
ROWS, EMPTY = 11, 2


def perform(work: Work) -> str:
    """Draw the sheet of `desk` for `day`, first the topics used most in the last month."""
    desk = row_of(work, HelpDesk, "desk", _("Bàn này không còn nữa."))
    day = date.fromisoformat(work.arguments["day"])
    often = lately_by_topic(db.session(), desk, day)
    topics = sorted(db.session.scalars(HelpTopic.offered(desk.unit_id)), key=lambda topic: -often[topic.id])
    content = HelpTallySheet(
        issuer=issuer_of(desk.unit),
        desk=desk.name,
        day=day,
        topics=[topic.label for topic in topics[:ROWS]],
        hours=range(OPENS, CLOSES),
        address=public_address(f"/quay/nhap-bu?ngay={day.isoformat()}&quay={desk.key}"),
        empty=EMPTY,
    )
    return draw_file(work, desk.unit.code, help_tally_sheet.draw, content)
