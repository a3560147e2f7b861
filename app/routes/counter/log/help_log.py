"""What the log shows: the ward's lists, its desks, what each desk was busy with of late, and what was noted today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from flask import abort, request

from app.country import clock
from app.models import (
    AdministrativeUnit,
    AgeBand,
    HelpDesk,
    HelpReason,
    HelpRecord,
    HelpResult,
    HelpTopic,
    ResidentialGroup,
    Role,
    Team,
)
from app.models.helping.lists.help_desk import PlaceKind
from app.routes.counter.lookups import LOGGING
from app.web.access import current_visitor
from app.web.database import db
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
