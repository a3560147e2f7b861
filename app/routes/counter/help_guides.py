"""/quay/huong-dan/<key>: the steps of a topic for whoever helps; a phone keeps those that were opened."""

from flask import Blueprint, make_response, render_template, request

from app.models import AdministrativeUnit, HelpTopic
from app.routes.counter.lookups import HELPERS
from app.routes.guide_pages import guide_context
from app.web.access import current_visitor, found, requires
from app.web.database import db
from app.web.responses import Answer, personal, saved

help_guides = Blueprint("help_guides", __name__)


@help_guides.get("/huong-dan/<topic_key>")
@requires(*HELPERS)
def show(topic_key: str) -> Answer:
    """What to bring, what to press, what to look out for; of a retired topic too: an older page links to it."""
    wanted = HelpTopic.anywhere(current_visitor().units(*HELPERS), topic_key)
    if code := request.args.get("phuong"):
        wanted = wanted.join(AdministrativeUnit, AdministrativeUnit.id == HelpTopic.unit_id).where(
            AdministrativeUnit.code == code
        )
    topic = found(wanted)
    unit = db.session.get_one(AdministrativeUnit, topic.unit_id)
    page = render_template("counter/help_guides/show.html", **guide_context(topic, unit.code))
    return saved(personal(make_response(page)), names_nobody=True)
