"""/quay/tu-phuc-vu: the start of a tablet; on any other browser, what it is and what staff must do."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint, make_response, render_template, request, url_for

from app.country import clock
from app.indicators.kiosk import most_asked
from app.models import HelpDesk, HelpTopic, Kiosk, KioskVisit, PlaceKind, Role
from app.models.helping.kiosks.kiosk_visit import BRIEF
from app.models.helping.lists.definitions import fresh_key
from app.routes.kiosk.sheets import (
    COOKIE,
    call_words,
    guides_of,
    keep_token,
    kiosk_here,
    own_phone_codes,
    sheet,
    stamp_of,
    usual_name,
)
from app.routes.public.lookups import only_ward
from app.web.access import current_visitor, public, signed_in
from app.web.database import db
from app.web.responses import Answer, personal, see_other

homes = Blueprint("homes", __name__)

PAIRS = (Role.COUNTER, Role.OFFICER)
# What stands on the start by itself, and over how long it is looked back for it.
SHOWN, LOOKED_BACK = 3, timedelta(days=90)


@homes.get("")
@public
def show() -> Answer:
    """What somebody may have come for: what is asked most, and the fields. Whoever stands here begins anew."""
    kiosk = kiosk_here()
    if kiosk is None or signed_in() is not None:
        return _before(kiosk)
    asked = topics_of(kiosk)
    call = db.session.scalars(KioskVisit.last_call(kiosk.id, clock.now())).first()
    topics = [topic for topic, _times in asked]
    page = sheet(
        "kiosk/home.html",
        kiosk,
        fresh=True,
        popular=[topic for topic, times in asked if times and not topic.asks_words][:SHOWN],
        fields=fields_of(topics),
        codes=own_phone_codes(kiosk.desk.unit),
        stamp=stamp_of(kiosk, topics),
        call=call,
        call_words=call_words(kiosk, call),
        uuid=str(uuid.uuid4()),
    )
    return keep_token(page, request.cookies[COOKIE])


@homes.get("/khong-mang")
@public
def book() -> Answer:
    """The start and all guides in one page without a form: what the tablet keeps, and shows when its line is gone."""
    kiosk = kiosk_here()
    if kiosk is None:
        return see_other(url_for("kiosk.homes.show"))
    topics = [topic for topic, _times in topics_of(kiosk)]
    page = sheet(
        "kiosk/book.html",
        kiosk,
        fields=fields_of(topics),
        guides=guides_of(kiosk, topics),
        field_key=lambda topic: fresh_key(topic.field, ()),
        codes=own_phone_codes(kiosk.desk.unit),
    )
    page.headers["X-Stamp"] = stamp_of(kiosk, topics)
    return page


@homes.get("/linh-vuc/<field>")
@public
def index(field: str) -> Answer:
    """The topics of a field, what is asked most first."""
    kiosk = kiosk_here()
    if kiosk is None:
        return see_other(url_for("kiosk.homes.show"))
    topics = [topic for topic, _times in topics_of(kiosk) if fresh_key(topic.field, ()) == field]
    if not topics:
        return see_other(url_for("kiosk.homes.show"))
    idle = int(BRIEF.total_seconds())
    return sheet("kiosk/topics.html", kiosk, topics=topics, uuid=str(uuid.uuid4()), idle=idle)


@homes.get("/cam-on")
@public
def thanks() -> Answer:
    """Thanks, and back to the start by itself."""
    kiosk = kiosk_here()
    if kiosk is None:
        return see_other(url_for("kiosk.homes.show"))
    return sheet("kiosk/thanks.html", kiosk, helped="chua" not in request.args)


def topics_of(kiosk: Kiosk) -> Sequence[tuple[HelpTopic, int]]:
    """What the ward offers, what was asked most of late first, each with how often. One statement."""
    return most_asked(db.session(), kiosk.desk.unit_id, clock.today() - LOOKED_BACK)


def fields_of(topics: Sequence[HelpTopic]) -> list[tuple[str, str, int]]:
    """The headings in the ward's order: key, words, how many topics."""
    ordered = sorted(topics, key=lambda topic: (topic.position, topic.id))
    names = dict.fromkeys(topic.field for topic in ordered)
    return [(fresh_key(name, ()), name, sum(topic.field == name for topic in topics)) for name in names]


def _before(kiosk: Kiosk | None) -> Answer:
    """A browser that is no tablet, or on which somebody of the staff is signed in: what may be done about it."""
    visitor = signed_in()
    if kiosk is not None:
        return personal(make_response(render_template("kiosk/tablets/signed_in.html", kiosk=kiosk)))
    if visitor is None or not visitor.units(*PAIRS):
        return personal(make_response(render_template("kiosk/tablets/none.html", ward=only_ward(), visitor=visitor)))
    units = current_visitor().units(*PAIRS)
    # Where a tablet most likely stands, first.
    desks = sorted(db.session.scalars(HelpDesk.open_in(units)), key=lambda desk: desk.place_kind != PlaceKind.KIOSK)
    return personal(make_response(render_template("kiosk/tablets/new.html", desks=desks, name=usual_name(units))))
