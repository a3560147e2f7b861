"""Rounds: where somebody visits houses for a programme, or stalls of a market, and the next ones; /quay/nha-tiep-theo:
the next house of one's round, one press from the installed app's icon, without a line too."""

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, abort, make_response, render_template, request, url_for
from flask_babel import gettext as _

from app.entries.words import OUTCOMES
from app.models import Organisation, Programme, ProgrammeVersion, ResidentialGroup, Role, Site
from app.models.movement.declaration import Declaration, Outcome, Subject
from app.models.movement.doorstep import LEFT, Area, HouseStop, containing, next_stops, visited_by, walk, walks
from app.models.movement.represented import REPRESENTING
from app.routes.counter.doorsteps.wording import states_of, wording_of
from app.web.access import current_visitor, requires
from app.web.database import db
from app.web.responses import Answer, saved

# So many houses lie on a phone, no more: those that are visited next, of each round its share; so many at least, where
# somebody has more rounds than that goes into (app/static/js/saved/saved.js lets those go that were saved first).
MOST_KEPT, LEAST_KEPT = 60, 10


@dataclass(frozen=True)
class HouseRound:
    """A programme, where somebody visits houses for it, and the houses there with their states."""

    programme: Programme
    asked: ProgrammeVersion
    areas: list[Area]
    area: Area
    stops: list[HouseStop]
    rounds: int

    def kept(self) -> list[HouseStop]:
        """Those that a phone keeps: what is visited next, and who was away. They are passed again the same evening, so
        half of the room is theirs. What is recorded opens with a line, but for stalls and the like where there is room
        for them: they are put right where one stands."""
        room = max(MOST_KEPT // self.rounds, LEAST_KEPT)
        ahead = [each for each in next_stops(self.stops) if each.state == LEFT]
        away = [each for each in self.stops if each.state == Outcome.ABSENT]
        ahead = ahead[: room - min(len(away), room // 2)]
        kept = ahead + away[: room - len(ahead)]
        others = [] if self.asked.declared.subject is Subject.HOUSEHOLD else self.stops
        return kept + [each for each in others if each not in kept][: room - len(kept)]

    def address(self, stop: HouseStop | None) -> str:
        """The address to record a house; without one the list."""
        if stop is None:
            return self.list_of(self.area)
        return url_for("counter.doorsteps.show", programme=self.programme.id, house=stop.public_id)

    def list_of(self, area: Area) -> str:
        """The address of the list of one of its areas."""
        return self._at("index", area)

    def _at(self, view: str, area: Area) -> str:
        """The address of a view of one of its areas; the first is not named."""
        view, number = f"counter.doorsteps.{view}", self.programme.id
        if area is self.areas[0]:
            return url_for(view, programme=number)
        if isinstance(area, Site):
            return url_for(f"{view}_within", programme=number, outer=area.public_id)
        return url_for(view, programme=number, group=area.id)

    @property
    def group_code(self) -> str:
        """The code of its group; "" in a market."""
        return "" if isinstance(self.area, Site) else self.area.code

    @property
    def organiser(self) -> Organisation | None:
        """Who organises what is recorded; None in a group."""
        return self.area.organisation if isinstance(self.area, Site) else None

    @property
    def fresh(self) -> str:
        """The address to add a house that is not listed yet."""
        return self._at("new", self.area)

    @property
    def outers(self) -> Sequence[Site]:
        """The sites that may contain one that is not listed yet."""
        if isinstance(self.area, Site):
            return [self.area]
        return containing(db.session(), self.programme, self.area.id) if self.asked.declared.within else ()

    @property
    def adds(self) -> bool:
        """Whether one that is not listed yet can be added: not an organisation, a group or a team."""
        return self.asked.declared.subject not in REPRESENTING

    @property
    def is_there(self) -> bool:
        """See `_is_there`."""
        return _is_there(self.asked.declared, self.stops)

    def stamp(self, stop: HouseStop) -> str:
        """Changes whenever the page of a house does."""
        alley = [(each.public_id, each.state) for each in self.stops if each.alley == stop.alley]
        return format(zlib.crc32(repr((self.asked.number, stop, alley)).encode()), "x")


class Ahead(NamedTuple):
    """The next house of a programme, None where there is none; how many are left, and the noun for one."""

    programme: Programme
    stop: HouseStop | None
    left: int
    one: str
    wording: Mapping[str, str]


def at_home(group_id: int | None = None) -> list[Ahead]:
    """The next house of each programme that the visitor does in a group, or else in the first of theirs, where there
    is any: houses first, what is finished last."""
    visitor = current_visitor()
    units = {grant.unit_id for grant in visitor.grants}
    mine = visited_by(db.session(), visitor.account_id, units, visitor.as_of)
    here = [
        (programme, area) for programme, theirs in mine
        if (area := next((each for each in theirs if group_id is None or _is_group(each, group_id)), None))
    ]  # fmt: skip
    found_here = []
    for (programme, _area), stops in zip(here, _walked(here), strict=True):
        assert programme.current
        left, declared = sum(stop.state == LEFT for stop in stops), programme.current.declared
        ahead, walked = next(iter(next_stops(stops)), None), declared.subject is Subject.HOUSEHOLD
        if _is_there(declared, stops):
            line = Ahead(programme, ahead, left, declared.noun or _("hộ"), wording_of(declared))
            found_here.append(((ahead is None, not walked), line))
    return [line for _place, line in sorted(found_here, key=lambda row: row[0])]


def _is_there(declared: Declaration, stops: Sequence[HouseStop]) -> bool:
    """Whether a group has any of what is visited: a market has to be listed, houses are everywhere."""
    return bool(stops) or declared.subject is Subject.HOUSEHOLD


def to_keep() -> Iterator[HouseRound]:
    """Every round of the visitor where there is something to visit."""
    return (each for each in _rounds() if each.is_there)


def _rounds() -> Iterator[HouseRound]:
    """Every round of the visitor, as long as a phone has room for each; with more rounds each when it is opened."""
    visitor, session = current_visitor(), db.session()
    mine = visited_by(session, visitor.account_id, {grant.unit_id for grant in visitor.grants}, visitor.as_of)
    rounds = sum(len(theirs) for _programme, theirs in mine)
    here = [(each, area) for each, theirs in mine for area in theirs] if rounds <= MOST_KEPT // LEAST_KEPT else []
    areas = {each.id: theirs for each, theirs in mine}
    for (programme, area), stops in zip(here, _walked(here), strict=True):
        assert programme.current
        yield HouseRound(programme, programme.current, areas[programme.id], area, stops, rounds)


def _walked(here: Sequence[tuple[Programme, Area]]) -> list[list[HouseStop]]:
    visitor = current_visitor()
    return walks(db.session(), here, visitor.as_of, visitor.account_id)


def round_here(
    number: int, house: UUID | None = None, group: int | None = None, outer: UUID | None = None
) -> HouseRound:
    """The visitor's round; a 404 where they have none. Of a programme that ended only what was typed before is answered
    in words."""
    visitor, session, ended = current_visitor(), db.session(), request.method == "POST"
    units = {grant.unit_id for grant in visitor.grants}
    mine = visited_by(session, visitor.account_id, units, visitor.as_of, ended=ended)
    named = session.get(Programme, number) or abort(404)
    programme, theirs = next(((each, theirs) for each, theirs in mine if each is named.standing), None) or abort(404)
    site = Site.called(session, str(house)) if house else None
    if house and site is None:
        abort(404)
    code = request.values.get("to") or request.values.get("group")
    within = str(outer) if outer else "" if code else request.form.get("within", "")
    market = Site.called(session, within) if within else None
    named_group = ResidentialGroup.named(session, programme.unit_id, code) if code else None
    lies = named_group or (session.get(ResidentialGroup, group) if group else None)
    stands = lies.standing if lies else None

    def fits(area: Area) -> bool:
        if site:
            return site.within_id == area.id if isinstance(area, Site) else _is_group(area, site.residential_group_id)
        if isinstance(area, Site):
            return area is market or not (within or group or code)
        return area is stands or (not (outer or group) and code is None)

    area = next(filter(fits, theirs), None)
    if area is None or programme.current is None:
        abort(404)
    stops = walk(session, programme, area, visitor.as_of, visitor.account_id)
    return HouseRound(programme, programme.current, theirs, area, stops, sum(len(areas) for _each, areas in mine))


def _is_group(area: Area, group_id: int | None) -> bool:
    return isinstance(area, ResidentialGroup) and area.id == group_id


def stop_here(here: HouseRound, house: UUID) -> HouseStop:
    """The house of an address, among those of the round; a 404 where it is none of them."""
    site = Site.called(db.session(), str(house))
    stop = next((each for each in here.stops if site and each.public_id == site.public_id), None)
    return stop or abort(404)


def called(stop: HouseStop, alley: str) -> str:
    """The name of a house within an alley."""
    return _("số %(number)s", number=stop.number) if stop.number and stop.alley == alley else stop.name


def _begins(here: HouseRound) -> bool:
    """Whether the first of what is visited can be added in a group that has none yet."""
    return here.adds and bool(here.outers or not here.asked.declared.within)


next_houses = Blueprint("next_houses", __name__)


@next_houses.get("/nha-tiep-theo")
@requires(*Role)
def show() -> Answer:
    """Of one round its next house, to which the page leads by itself; of several a row each; of none what this is for.
    It is kept on phones and names nobody: the script asks for the houses by their addresses alone."""
    every = list(_rounds())
    mine = [each for each in every if each.is_there]
    here = mine[0] if len(mine) == 1 else None
    wording = wording_of(here.asked.declared) if here else {}
    page = render_template(
        "counter/doorsteps/next.html",
        here=here,
        rounds=mine,
        unlisted=[(each, wording_of(each.asked.declared)) for each in every if each not in mine and _begins(each)],
        next=next(iter(next_stops(here.stops)), None) if here else None,
        wording=wording,
        icon_here="house" if here and here.asked.declared.subject is Subject.HOUSEHOLD else "map-pin",
        ahead=json.dumps([[stop.public_id, ""] for stop in here.kept()]) if here else "[]",
        states={**(states_of(here.asked.declared) if here else OUTCOMES), "left": wording.get("left", "")},
        drawn=current_visitor().drawn,
        tab="home",
    )
    return saved(make_response(page))
