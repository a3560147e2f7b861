"""What the log shows: the ward's lists, its desks, what each desk was busy with of late, what was noted today; and
for whom it is opened: somebody's mentee, or whoever asked for help at home."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from flask import Blueprint, abort, render_template, request
from sqlalchemy import Select, func

from app.country import clock, names
from app.models import (
    AdministrativeUnit,
    AgeBand,
    HelpDesk,
    HelpReason,
    HelpRecord,
    HelpRequest,
    HelpResult,
    HelpTopic,
    Mentorship,
    Person,
    ResidentialGroup,
    Role,
    Team,
)
from app.models.helping.lists.help_desk import PlaceKind
from app.models.people.directory import called_like, known_people
from app.routes.counter.lookups import HELPERS, LOGGING
from app.web.access import current_visitor, requires
from app.web.database import db
from app.web.responses import Answer
from app.web.visitor import Visitor

# So many topics stand first; what was helped with within so many days decides which.
FIRST, LATELY = 6, timedelta(days=6)
# Which desk this device stands at; the page's script writes it too. A setting, not a secret: "05443.Q1".
COOKIE, COOKIE_SECONDS = "lopso_desk", 366 * 24 * 3600

# desk → topic → (times today, times within a week), by keys
Busy = Mapping[str, Mapping[str, tuple[int, int]]]


@dataclass(frozen=True)
class Log:
    """One ward's log as one visitor sees it. `desk` is None until it was chosen on this device."""

    unit: AdministrativeUnit
    units: Sequence[AdministrativeUnit]
    desks: Sequence[HelpDesk]
    desk: HelpDesk | None
    topics: Sequence[HelpTopic]
    results: Sequence[HelpResult]
    reasons: Sequence[HelpReason]
    age_bands: Sequence[AgeBand]
    groups: Sequence[ResidentialGroup]
    busy: Busy
    entered: int

    @cached_property
    def first(self) -> list[HelpTopic]:
        """The topics that this desk was asked for most within the week before today, then as the ward orders them:
        what is noted today moves no tile. Until one is chosen, all desks."""
        counted = [of for key, of in self.busy.items() if self.desk is None or key == self.desk.key]

        def rank(topic: HelpTopic) -> int:
            return sum(today - week for today, week in (of.get(topic.key, (0, 0)) for of in counted))

        return sorted(self.topics, key=rank)[:FIRST]

    @cached_property
    def unnamed(self) -> list[str]:
        """What is noted without anybody's name."""
        return [topic.label for topic in self.topics if topic.sensitive]

    @cached_property
    def fields(self) -> dict[str, list[HelpTopic]]:
        """All topics by their field, both in the ward's order."""
        fields: dict[str, list[HelpTopic]] = {}
        for topic in self.topics:
            fields.setdefault(topic.field, []).append(topic)
        return fields


def read_log(unit_code: str | None = None) -> Log:
    """The log of a ward of the visitor's, the first one unless another is named. Eight statements."""
    visitor, session = current_visitor(), db.session()
    units = session.scalars(AdministrativeUnit.among(wards_of(visitor))).all()
    if not units:
        abort(403)
    unit = next((unit for unit in units if unit.code == unit_code), units[0])
    desks = [desk for desk in session.scalars(HelpDesk.open_in([unit.id])) if _is_for(visitor, unit.id, desk)]
    desks.sort(key=lambda desk: desk.place_kind != PlaceKind.COUNTER)
    return Log(
        unit=unit,
        units=units,
        desks=desks,
        desk=_chosen(desks, f"{unit.code}."),
        topics=session.scalars(HelpTopic.offered(unit.id)).all(),
        results=session.scalars(HelpResult.offered(unit.id)).all(),
        reasons=session.scalars(HelpReason.offered(unit.id)).all(),
        age_bands=session.scalars(AgeBand.offered(unit.id)).all(),
        groups=session.scalars(ResidentialGroup.of(unit.id)).all(),
        busy=_busy(unit.id, clock.today()),
        entered=entered_today(unit.id, visitor.account_id),
    )


def wards_of(visitor: Visitor) -> set[int]:
    """The wards in whose log somebody writes: by their role; else where they go out with a team."""
    return visitor.units(*LOGGING) or set(db.session.scalars(Team.wards_of(visitor.account_id)))


def entered_today(unit_id: int, account_id: int) -> int:
    """How many lượt somebody has in the book of today."""
    return db.session.scalars(HelpRecord.count_noted_by(account_id, unit_id, clock.today())).one()


def just_noted(unit_id: int, account_id: int, uuid: str) -> HelpRecord | None:
    """A record of somebody's own, of today, by its uuid."""
    mine = HelpRecord.noted_by(account_id, unit_id, clock.today())
    return db.session.scalars(mine.where(HelpRecord.uuid == uuid)).first()


def _is_for(visitor: Visitor, unit_id: int, desk: HelpDesk) -> bool:
    """Whether somebody may sit there: at a counter who works there, everywhere else whoever helps, also beside a kiosk
    (the kiosk itself is nobody's, docs/decisions/0020)."""
    return desk.place_kind != PlaceKind.COUNTER or unit_id in visitor.units(Role.COUNTER, Role.OFFICER)


def _chosen(desks: Sequence[HelpDesk], prefix: str) -> HelpDesk | None:
    """The desk that a call leads to (`?ban=`), else this device's; one that nobody need choose where there is only one
    of the nearest kind."""
    asked = request.args.get("ban", "")
    wanted = prefix + asked if asked else request.cookies.get(COOKIE, "")
    chosen = next((desk for desk in desks if prefix + desk.key == wanted), None)
    if chosen:
        return chosen
    kinds = [desk.place_kind for desk in desks]
    nearest = PlaceKind.COUNTER if PlaceKind.COUNTER in kinds else PlaceKind.HOME
    near = [desk for desk in desks if desk.place_kind == nearest] or list(desks)
    return near[0] if len(near) == 1 else None


def _busy(unit_id: int, day: date) -> Busy:
    """How often each desk helped with each topic, today and within a week. One statement."""
    busy: dict[str, dict[str, tuple[int, int]]] = {}
    for desk, topic, times, week in db.session.execute(HelpRecord.busy(unit_id, day - LATELY, day)):
        busy.setdefault(desk, {})[topic] = (int(times), week)
    return busy


followed_people = Blueprint("followed_people", __name__)

# So few that one sees at a glance who is meant, and so many letters before anybody is shown.
SHOWN, LETTERS = 5, 2


@dataclass(frozen=True)
class Attached:
    """Whom a help is for, named on the page; one of the two keys is set."""

    name: str
    words: str = ""
    mentorship: str = ""
    request: str = ""


def attached_to(pair: str | None, token: str | None) -> Attached | None:
    """The visitor's own mentee, or a request that was given to them (any of the ward's, for its officer and desk).

    None for anything else: the log opens all the same.
    """
    visitor, session = current_visitor(), db.session()
    if pair:
        own = Mentorship.of_account(visitor.account_id).where(Mentorship.public_id == pair, Mentorship.until.is_(None))
        found = session.scalars(own).first()
        return Attached(found.mentee.full_name, mentorship=found.public_id) if found else None
    if token:
        inside = HelpRequest.unit_id.in_(visitor.units(Role.OFFICER, Role.COUNTER))
        given = HelpRequest.given_to(visitor.account_id, clock.today()).with_only_columns(HelpRequest.id)
        number = func.coalesce(HelpRequest.same_as_id, HelpRequest.id)  # who asked again shows a ticket of their own
        asked = session.scalars(HelpRequest.holding(token).where(inside | number.in_(given.order_by(None)))).first()
        asked = asked.same_as or asked if asked else None
        return Attached(asked.full_name, words=asked.topic.named_label, request=asked.token) if asked else None
    return None


@followed_people.get("/nguoi")
@requires(*HELPERS)
def index() -> Answer:
    """The people on file whose name is being typed (`?tim=`), as buttons; the log's script puts them in place."""
    query = request.args.get("tim", "")
    people: list[Person] = []
    if len(names.search_key(query)) >= LETTERS:
        people = list(db.session.scalars(called_like(_findable(), query).limit(SHOWN)))
    return render_template("counter/log/_people.html", people=people, query=query)


def _findable() -> Select[Person]:
    """Whom the visitor may find: an officer everybody of the ward; the desk those who asked to be followed up there;
    others those whom they helped themselves. Nobody else is shown who is on file (shared/domain/people.md)."""
    visitor = current_visitor()
    everywhere = visitor.units(*HELPERS)
    theirs = HelpRecord.helped(everywhere, visitor.units(Role.COUNTER), visitor.account_id)
    wanted = known_people(everywhere, ())
    return wanted.where(Person.unit_id.in_(visitor.units(Role.OFFICER)) | Person.id.in_(theirs))
