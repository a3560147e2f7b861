"""/quay/ho/<programme>: the houses of a group by alley, one house with what is asked there, a house not in the book.

The plain form records by the function by which a phone's outbox does (app/outbox/doorstep.py).
"""

import json
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.models import (
    AuditEvent,
    EntryPhoto,
    Programme,
    ProgrammeEntry,
    ProgrammeVersion,
    ResidentialGroup,
    Site,
    Skill,
)
from app.models.movement.declaration import Asked, Outcome, Type
from app.models.movement.doorstep import LEFT, Stop, onward, visited_by, walk
from app.models.people.role import WARD_ROLES
from app.outbox.doorstep import AT_THE_DOOR, HOW, DoorstepReport, record
from app.outbox.operations import Refused
from app.registers.programmes.fields import NAMED_WHEN, OUTCOMES, YES_NO, listed
from app.routes import entry_photos
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.photos import UnusablePhoto
from app.web.responses import Answer, saved, see_other

doorsteps = Blueprint("doorsteps", __name__)
doorsteps.url_value_preprocessor(entry_photos.take_files)

# So many houses lie on a phone, no more: those that are visited next, of each round its share; so many at least, where
# somebody has more rounds than that goes into (app/static/js/saved/saved.js lets those go that were saved first).
MOST_KEPT, LEAST_KEPT = 60, 10


@dataclass(frozen=True)
class Round:
    """A programme, the group through which somebody goes for it, its houses as they stand."""

    programme: Programme
    asked: ProgrammeVersion
    groups: list[ResidentialGroup]
    group: ResidentialGroup
    stops: list[Stop]
    rounds: int

    def kept(self) -> list[Stop]:
        """Those that a phone keeps."""
        return onward(self.stops)[: max(MOST_KEPT // self.rounds, LEAST_KEPT)]

    def address(self, stop: Stop | None) -> str:
        """Where a house is recorded; without one the list."""
        if stop is None:
            return url_for("counter.doorsteps.index", programme=self.programme.id, group=self.which)
        return url_for("counter.doorsteps.show", programme=self.programme.id, house=stop.public_id)

    @property
    def which(self) -> int | None:
        """What an address says of the group; nothing of the first."""
        return self.group.id if self.group is not self.groups[0] else None

    @property
    def fresh(self) -> str:
        """Where a house is added that stands in no book yet."""
        return url_for("counter.doorsteps.new", programme=self.programme.id, group=self.which)

    def stamp(self, stop: Stop) -> str:
        """Another one whenever the page of a house reads otherwise."""
        alley = [(each.public_id, each.state) for each in self.stops if each.alley == stop.alley]
        return format(zlib.crc32(repr((self.asked.number, stop, alley)).encode()), "x")


@doorsteps.get("/ho/<int:programme>")
@doorsteps.get("/ho/<int:programme>/to/<int:group>")
@requires(*WARD_ROLES)
def index(programme: int, group: int | None = None) -> Answer:
    """The houses by alley, with what came of each; of another group than the first at an address of its own, so that a
    phone keeps both (`?to=` says it in links from before)."""
    here = round_here(programme, group=group)
    alleys = [(alley, list(stops)) for alley, stops in groupby(here.stops, key=lambda stop: stop.alley)]
    waiting = db.session.scalars(EntryPhoto.waiting(programme, current_visitor().account_id)).all()
    sites = {each.entry.site.public_id: each.entry.site for each in waiting}
    page = render_template("counter/doorsteps/index.html", alleys=alleys, unsent=sites.values(), **_page(here))
    return saved(make_response(page))


@doorsteps.get("/ho/<int:programme>/<uuid:house>")
@requires(*WARD_ROLES)
def show(programme: int, house: UUID) -> Answer:
    """One house: not in, not willing, or the answers; then the next one."""
    here = round_here(programme, house)
    stop = _stop(here, house)
    mine = bool(here.asked.declared.photos) and db.session.scalar(
        ProgrammeEntry.own(stop.public_id, programme, current_visitor().account_id)
    )
    page = make_response(render_template("counter/doorsteps/show.html", mine=mine, **_page(here, stop)))
    return saved(page) if stop in here.kept() else page


@doorsteps.post("/ho/<int:programme>/<uuid:house>")
@requires(*WARD_ROLES)
def update(programme: int, house: UUID) -> Answer:
    """Keep what was said there, and go on to the next."""
    here = round_here(programme, house)
    stop = _stop(here, house)
    return _keep(here, stop.public_id, None, stop)


@doorsteps.get("/ho/<int:programme>/moi")
@doorsteps.get("/ho/<int:programme>/to/<int:group>/moi")
@requires(*WARD_ROLES)
def new(programme: int, group: int | None = None) -> Answer:
    """A house that stands in no book yet, with the same questions."""
    page = render_template("counter/doorsteps/show.html", **_page(round_here(programme, group=group)))
    return saved(make_response(page))


@doorsteps.post("/ho/<int:programme>/moi")
@requires(*WARD_ROLES)
def create(programme: int) -> Answer:
    """Make it, keep what was said there, and go on."""
    members: str | int | None = request.form.get("members", "").strip() or None
    if isinstance(members, str) and members.isascii() and members.isdigit():
        members = int(members[:4])
    made = {key: request.form.get(key, "") for key in ("group", "alley", "number", "head")} | {"members": members}
    return _keep(round_here(programme), _uuid("subject"), made, None)


def at_home(group_id: int | None = None) -> list[tuple[Programme, Stop | None, int]]:
    """The programmes for which who is signed in goes from door to door, through a group or else the first of theirs:
    the next house, and how many are left."""
    visitor = current_visitor()
    units = {grant.unit_id for grant in visitor.grants}
    found_here = []
    for programme, theirs in visited_by(db.session(), visitor.account_id, units, visitor.as_of):
        if group_id not in {None, *(each.id for each in theirs)}:
            continue
        stops = walk(db.session(), programme.id, group_id or theirs[0].id, visitor.as_of)
        left = sum(stop.state == LEFT for stop in stops)
        found_here.append((programme, next(iter(onward(stops)), None), left))
    return found_here


def _keep(here: Round, subject: str, made: dict[str, Any] | None, stop: Stop | None) -> Answer:
    visitor, now = current_visitor(), clock.now()
    answers = {each.key: said for each in here.asked.declared.asked if (said := _answer(each)) is not None}
    outcome, photos = request.form.get("outcome", ""), here.asked.declared.photos
    try:
        photographed = entry_photos.kept(photos) if outcome == Outcome.DONE else {}
    except UnusablePhoto as unusable:
        return _refuse(here, stop, unusable.message)
    told = DoorstepReport(
        uuid=_uuid("uuid"), at=now, programme=here.programme.id, version=here.asked.number, subject=subject, made=made,
        outcome=outcome, answers=answers if outcome == Outcome.DONE else {}, photographed=[*photographed],
    )  # fmt: skip
    try:
        if any(each.key in answers and not each.agreed(answers) for each in here.asked.declared.persons):
            raise Refused(str(NAMED_WHEN))
        with immediate() as session:
            _note(session, record(session, told, visitor.account_id, now), told)
            if photographed:
                entry_photos.put(session, session.scalars(ProgrammeEntry.sent_as(told.uuid)).one(), photographed)
    except Refused as refused:
        return _refuse(here, stop, refused.message)
    flash(_("Đã ghi %(house)s.", house=stop.name if stop else _("nhà mới")))
    return see_other(here.address(next(iter(onward(here.stops, stop.public_id if stop else "")), None)))


def _refuse(here: Round, stop: Stop | None, why: str) -> Answer:
    return make_response(render_template("counter/doorsteps/show.html", wrong=why, **_page(here, stop)), 422)


def _note(session: Session, programme: Programme, told: DoorstepReport) -> None:
    """In the trail stands that something was recorded, never what."""
    AuditEvent.note(
        session, "programme_site.changed", at=told.at, account_id=current_visitor().account_id,
        unit_id=programme.unit_id, subject=("programme_site", told.subject),
        detail={"programme": programme.name, "what": _("Kết quả")},
    )  # fmt: skip


def to_keep() -> Iterator[Round]:
    """Every round of whoever is signed in, where a phone has room for each; of more each as it is opened."""
    visitor, session = current_visitor(), db.session()
    mine = visited_by(session, visitor.account_id, {grant.unit_id for grant in visitor.grants}, visitor.as_of)
    rounds = sum(len(theirs) for _programme, theirs in mine)
    for programme, theirs in mine if rounds <= MOST_KEPT // LEAST_KEPT else ():
        for group in theirs:
            stops = walk(session, programme.id, group.id, visitor.as_of)
            if programme.current:
                yield Round(programme, programme.current, theirs, group, stops, rounds)


def round_here(number: int, house: UUID | None = None, group: int | None = None) -> Round:
    """The round of whoever is signed in; a 404 where they have no business."""
    visitor, session = current_visitor(), db.session()
    mine = visited_by(session, visitor.account_id, {grant.unit_id for grant in visitor.grants}, visitor.as_of)
    programme, theirs = next(((each, theirs) for each, theirs in mine if each.id == number), None) or abort(404)
    code = request.values.get("to") or request.values.get("group")
    site = Site.called(session, str(house)) if house else None
    group = site.residential_group_id if site else group
    fits = [each for each in theirs if (each.id == group if group or site else code in (None, each.code))]
    if not fits or programme.current is None or (house and site is None):
        abort(404)
    stops = walk(session, programme.id, fits[0].id, visitor.as_of)
    return Round(programme, programme.current, theirs, fits[0], stops, sum(len(groups) for _each, groups in mine))


def _stop(here: Round, house: UUID) -> Stop:
    site = Site.called(db.session(), str(house))
    stop = next((each for each in here.stops if site and each.public_id == site.public_id), None)
    return stop or abort(404)


def _page(here: Round, stop: Stop | None = None) -> dict[str, Any]:
    """What both pages show. A house is asked without what was answered before."""
    skills = {each.key: each for each in db.session.scalars(Skill.of(here.programme.unit_id))}
    declared = here.asked.declared
    asked = [each for each in declared.fields if each.key != HOW or AT_THE_DOOR not in each.choices]
    ahead = onward(here.stops, stop.public_id if stop else "")
    alley = stop.alley if stop else ""
    return {
        "here": here,
        "stop": stop,
        "alley": [each for each in here.stops if stop and each.alley == alley],
        "asked": [
            (each, _choices(each, skills))
            for each in sorted(asked, key=lambda each: not each.quick)
            if each not in (*declared.persons, *declared.photos)
        ],
        "photos": declared.photos,
        "persons": [
            (each, [(part, _choices(part, skills)) for part in each.parts(declared.subject)])
            for each in declared.persons
        ],
        "kept": {each.public_id for each in here.kept()},
        "ahead": json.dumps([[each.public_id, _called(each, alley)] for each in ahead[:MOST_KEPT]], ensure_ascii=False),
        "next": ahead[0] if ahead else None,
        "next_name": _called(ahead[0], alley) if ahead else "",
        "named_when": NAMED_WHEN,
        "states": {**OUTCOMES, "left": _("chưa tới")},
        "refusals": [each for each in here.asked.declared.outcomes if each != Outcome.DONE],
        "count": lambda stops: Counter(each.state for each in stops),
        "uuid": str(uuid4()),
        "subject": str(uuid4()),
        "posted": request.form,
        "drawn": current_visitor().drawn,
        "tab": "doorstep",
    }


def _called(stop: Stop, alley: str) -> str:
    return _("số %(number)s", number=stop.number) if stop.number and stop.alley == alley else stop.name


def _choices(asked: Asked, skills: dict[str, Skill]) -> dict[str, object]:
    if asked.type is Type.YES_NO:
        return {key: words for key, words in YES_NO.items() if key}
    return {**(listed(asked, skills) if asked.type is Type.LIST else asked.choices)}


def _answer(asked: Asked) -> Any:
    """What the form says of it; None where it says nothing."""
    given = [each.strip() for each in request.form.getlist("a_" + asked.key) if each.strip()]
    if not given:
        return None
    match asked.type:
        case Type.YES_NO:
            return given[0] == "yes"
        case Type.CHOICES | Type.LIST:
            return given
        case Type.NUMBER:
            return int(given[0]) if given[0].isascii() and given[0].isdigit() and len(given[0]) < 10 else given[0]
    return given[0]


def _uuid(name: str) -> str:
    try:
        return str(UUID(request.form.get(name, "")))
    except ValueError:
        return str(uuid4())
