"""/huong-dan: what a ward's service centre helps with, step by step, to read at home."""

from flask import Blueprint, abort, render_template, request

from app.models import AdministrativeUnit, HelpTopic
from app.routes.guide_pages import guide_context
from app.routes.public.lookups import only_ward
from app.web.access import public
from app.web.database import db
from app.web.responses import Answer

help_guides = Blueprint("help_guides", __name__)


@help_guides.get("/huong-dan")
@public
def index() -> Answer:
    """All topics of the ward under their headings."""
    ward = _ward()
    topics = db.session.scalars(HelpTopic.offered(ward.id)).all() if ward else []
    headings: dict[str, list[HelpTopic]] = {}
    for topic in topics:
        headings.setdefault(topic.field, []).append(topic)
    return render_template("public/help_guides/index.html", ward=ward, headings=headings, phuong=_asked())


@help_guides.get("/huong-dan/<key>")
@public
def show(key: str) -> Answer:
    """The steps of one topic; 404 for a topic that the ward no longer offers."""
    ward = _ward() or abort(404)
    topic = db.session.scalars(HelpTopic.offered(ward.id).where(HelpTopic.key == key)).first() or abort(404)
    return render_template(
        "public/help_guides/show.html", ward=ward, **guide_context(topic, ward.code), phuong=_asked()
    )


def _asked() -> str | None:
    return request.args.get("phuong") or None


def _ward() -> AdministrativeUnit | None:
    """The ward of `?phuong=`, or the only one."""
    code = _asked()
    if code is None:
        return only_ward()
    return db.session.scalars(AdministrativeUnit.wards().where(AdministrativeUnit.code == code)).first() or abort(404)
