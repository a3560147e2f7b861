"""/quay/ho/<programme>: a group's houses by alley, one house with its questions, a house that is not listed yet.

The plain form records with the same function as a phone's outbox (app/entries/submitting.py).
"""

import json
from collections import Counter
from itertools import groupby
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, abort, flash, make_response, render_template, request
from flask_babel import gettext as _

from app.country import names
from app.entries.judging import NAMED_WHEN, NotRecorded
from app.entries.second_entry import recorded_words
from app.entries.ward_lists import WardLists
from app.models import EntryPhoto, ProgrammeEntry, Site
from app.models.movement.declaration import Outcome, Subject
from app.models.movement.doorstep import HouseStop, next_stops
from app.models.movement.site import LONGEST
from app.models.people.role import WARD_ROLES
from app.routes.counter.doorsteps.rounds import MOST_KEPT, HouseRound, called, round_here, stop_here
from app.routes.counter.doorsteps.wording import states_of, wording_of
from app.routes.entries import photos as entry_photos
from app.routes.entries.keeping import keep, posted_form, posted_uuid, question_form, recorded_there
from app.web.access import current_visitor, requires
from app.web.database import db
from app.web.kept_forms import Mechanism, dedupes_itself, kept_by
from app.web.responses import Answer, saved, see_other

# Where one lies that is not listed yet.
WHERE = "group", "organiser", "within"

doorsteps = Blueprint("doorsteps", __name__)
doorsteps.url_value_preprocessor(entry_photos.take_files)


@doorsteps.get("/ho/<int:programme>")
@doorsteps.get("/ho/<int:programme>/to/<int:group>")
@requires(*WARD_ROLES)
def index(programme: int, group: int | None = None) -> Answer:
    """The houses by alley with their results; of another group than the first at an address of its own, so that a phone
    keeps both (`?to=` names the group in older links)."""
    return _list(programme, round_here(programme, group=group))


@doorsteps.get("/ho/<int:programme>/trong/<uuid:outer>")
@requires(*WARD_ROLES)
def index_within(programme: int, outer: UUID) -> Answer:
    """The stalls of another market than the first."""
    return _list(programme, round_here(programme, outer=outer))


def _list(programme: int, here: HouseRound) -> Answer:
    alleys = [(alley, list(stops)) for alley, stops in groupby(here.stops, key=lambda stop: stop.alley)]
    waiting = db.session.scalars(EntryPhoto.waiting(programme, current_visitor().account_id)).all()
    sites = {each.entry.site.public_id: each.entry.site for each in waiting}
    page = render_template("counter/doorsteps/index.html", alleys=alleys, unsent=sites.values(), **_page(here))
    return saved(make_response(page))


@doorsteps.route("/ho/<int:programme>/<uuid:house>", methods=["GET", "POST"])
@kept_by(Mechanism.OUTBOX)
@dedupes_itself
@requires(*WARD_ROLES)
def show(programme: int, house: UUID) -> Answer:
    """One house: nobody in, refused, or the answers, which are stored; then the next one."""
    here = round_here(programme, house)
    stop = stop_here(here, house)
    if request.method == "POST":
        return _keep(here, stop.public_id, None, stop)
    mine = bool(here.asked.declared.photos) and db.session.scalar(
        ProgrammeEntry.own(stop.public_id, programme, current_visitor().account_id)
    )
    recorded = _recorded(here, stop) if stop.state == Outcome.DONE else ""
    sent = db.session.scalars(ProgrammeEntry.sent_by(current_visitor().account_id, stop.public_id, programme)).first()
    page = make_response(
        render_template("counter/doorsteps/show.html", mine=mine, recorded=recorded, sent=sent, **_page(here, stop))
    )
    return saved(page) if stop in here.kept() else page


@doorsteps.get("/ho/<int:programme>/moi")
@doorsteps.get("/ho/<int:programme>/to/<int:group>/moi")
@requires(*WARD_ROLES)
def new(programme: int, group: int | None = None) -> Answer:
    """The form for a house that is not listed yet, with the same questions."""
    return _blank(round_here(programme, group=group))


@doorsteps.get("/ho/<int:programme>/trong/<uuid:outer>/moi")
@requires(*WARD_ROLES)
def new_within(programme: int, outer: UUID) -> Answer:
    """The same for a stall of another market than the first."""
    return _blank(round_here(programme, outer=outer))


def _blank(here: HouseRound) -> Answer:
    if not here.adds:
        abort(404)
    page = render_template("counter/doorsteps/show.html", **_page(here))
    return saved(make_response(page))


@doorsteps.post("/ho/<int:programme>/moi")
@kept_by(Mechanism.OUTBOX)
@dedupes_itself
@requires(*WARD_ROLES)
def create(programme: int) -> Answer:
    """Add the house, store its result, and go on."""
    members: str | int | None = request.form.get("members", "").strip() or None
    if isinstance(members, str) and members.isascii() and members.isdigit():
        members = int(members[:4])
    made = {key: request.form.get(key, "") for key in (*WHERE, "name", *LONGEST)} | {"members": members}
    return _keep(round_here(programme), posted_uuid("subject"), made, None)


def _recorded(here: HouseRound, stop: HouseStop) -> str:
    """Who recorded a house and when, never what."""
    site = Site.called(db.session(), stop.public_id) or abort(404)
    return recorded_words(db.session(), here.asked.programme, site, current_visitor().account_id)


def _keep(here: HouseRound, subject: str, made: dict[str, Any] | None, stop: HouseStop | None) -> Answer:
    posted = posted_form(here.asked, subject, made)
    try:
        keep(here.asked, posted)
    except NotRecorded as refused:
        page = _page(here, stop, refused) | {"standing": recorded_there(refused)}
        return make_response(render_template("counter/doorsteps/show.html", **page), refused.status)
    flash(
        _("Đã ghi %(house)s.", house=stop.name if stop else names.clean(made["name"] if made else "") or _("nhà mới"))
    )
    return see_other(here.address(next(iter(next_stops(here.stops, stop.public_id if stop else "")), None)))


def _page(here: HouseRound, stop: HouseStop | None = None, refused: NotRecorded | None = None) -> dict[str, Any]:
    """The context of both pages. A house is asked without its earlier answers. `refused`: with what was sent, and at
    its boxes what is wrong."""
    declared, faults = here.asked.declared, refused.faults if refused else ()
    lists = WardLists.of(db.session(), here.programme.unit_id, declared.fields)
    ahead = next_stops(here.stops, stop.public_id if stop else "")
    away = [each for each in here.stops if each.state == Outcome.ABSENT and each not in [stop, *ahead]]
    alley = stop.alley if stop else ""
    return {
        "here": here,
        "stop": stop,
        "alley": [each for each in here.stops if stop and each.alley == alley],
        "questions": question_form(declared, lists, here.programme.unit, typed=refused is not None, faults=faults),
        "photos": declared.photos,
        "kept_houses": {each.public_id for each in here.kept()},
        "ahead": json.dumps(
            [[each.public_id, called(each, alley)] for each in [*ahead, *away][:MOST_KEPT]], ensure_ascii=False
        ),
        "next": ahead[0] if ahead else None,
        "next_name": called(ahead[0], alley) if ahead else "",
        "named_when": NAMED_WHEN,
        "wording": wording_of(declared),
        "states": {**states_of(declared), "left": wording_of(declared)["left"]},
        "icon_here": "house" if declared.subject is Subject.HOUSEHOLD else "map-pin",
        "houses": declared.subject is Subject.HOUSEHOLD,
        "title": declared.by_key[declared.title].label if declared.title else "",
        "outers": here.outers,
        "refusals": [each for each in declared.outcomes if each != Outcome.DONE],
        "count": lambda stops: Counter(each.state for each in stops),
        "wrong": refused.message if refused else "",
        "uuid": (not (refused and refused.entry_id) and request.form.get("uuid")) or str(uuid4()),
        "subject": str(uuid4()),
        "posted": request.form,
        "drawn": current_visitor().drawn,
        "tab": "doorstep",
    }
