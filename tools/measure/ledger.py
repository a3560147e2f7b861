"""Books, figures and lists of programmes at 130 organisations of twelve periods and 2,000 events a year, on either
engine (design of the movement: within 300 ms, p95)."""

import random
import time
import uuid
from collections.abc import Iterator
from datetime import date, datetime, time as hour, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.data.programmes import catalogue
from app.models import AdministrativeUnit, Organisation, Programme, ResidentialGroup, Site
from app.models.movement.declaration_reading import read
from app.models.movement.entry_recording import Recording, Submission, record
from app.models.movement.event import Event
from app.models.movement.represented import OrganisationSite
from app.web.database import immediate
from app.web.database.analysis import analyse
from tools.measure.bench import Bench, say
from tools.measure.demo import DEMO_WARD
from tools.measure.report import Measurement
from tools.measure.sizes import over_sizes
from tools.measure.ward import Ward

ORGANISATIONS, PERIODS, EVENTS, YEARS = 130, 12, 2_000, 1
# Returns are asked as by a programme that ships, in one of the ward's own: the demo may use that one, since less long.
SHIPPED, RETURNS, MEETINGS = "staff", "staff_of_years", "topic_meeting"
KINDS = ("agency", "school", "mass_organisation", "party_office")


def measure(bench: Bench) -> Iterator[Measurement]:
    """A ward's ledger, and three of them, on SQLite, then on PostgreSQL; the first is held to the goal."""
    yield from over_sizes(bench, "ledger", (1, 3), _grown, _pages, judged=(1,))


def _grown(ward: Ward, size: float) -> float:
    """Add what is recorded; how long recording one period of all organisations took on the average, in seconds."""
    say(f"Adding {ORGANISATIONS * size:.0f} organisations of {PERIODS} periods and {EVENTS * size:.0f} events")
    with ward.app().app_context():
        with immediate() as session:
            recording = _Recording(session)
            recording.organisations(round(ORGANISATIONS * size))
            began = time.perf_counter()
            recording.returns()
            took = (time.perf_counter() - began) / PERIODS
            recording.events(round(EVENTS * size))
        analyse()  # PostgreSQL would a minute later
    return took


class _Recording:
    """What is recorded in the demo ward beside its own."""

    def __init__(self, session: Session) -> None:
        self.session, self.lot, self.today = session, random.Random(1), clock.today()
        self.unit = session.scalars(AdministrativeUnit.called(DEMO_WARD)).one()
        self.groups = session.scalars(ResidentialGroup.of(self.unit.id)).all()
        self.added: list[Organisation] = []

    def organisations(self, many: int) -> None:
        """So many, of all kinds by turns."""
        self.added = [
            Organisation(
                unit=self.unit, code=f"B{number:04d}", name=f"Đơn vị thứ {number}", kind=KINDS[number % len(KINDS)],
                residential_group=self.lot.choice(self.groups),
            )
            for number in range(many)
        ]  # fmt: skip
        self.session.add_all(self.added)
        self.session.flush()

    def returns(self) -> None:
        """Twelve quarters of all of them, each sent some days before or after its due day; one in ten not at all."""
        begun = _noon(self.today - timedelta(days=PERIODS * 92))
        declared = read({**catalogue()[SHIPPED].definition, "key": RETURNS})
        programme = Programme.begun(self.session, self.unit, declared, catalogue="", now=begun)
        programme.use_draft(seen=str(programme.version), now=begun)
        self.session.flush()
        sites = self.session.scalars(OrganisationSite.of(*(each.id for each in self.added))).all()
        assert programme.schedule
        for period in programme.schedule.until(self.today)[-PERIODS:]:
            chosen = [each for each in sites if self.lot.randrange(10)]
            late = self.lot.randrange(-4, 5)
            self._record(programme, chosen, min(period.last + timedelta(days=5 + late), self.today), period.key)

    def _record(self, programme: Programme, sites: list[Site], day: date, period: date | None = None) -> None:
        assert programme.current
        asked = {each.key for each in programme.current.declared.asked}
        many = [
            Recording(site=each, uuid=str(uuid.uuid4()), at=_noon(day), answers=_answers(self.lot, asked))
            for each in sites
        ]
        now = max(_noon(day), clock.now()) if day == self.today else _noon(day)
        record(
            self.session, Submission(asked=programme.current, entries=many, by=None, way="office", period=period), now
        )

    def events(self, many: int) -> None:
        """So many meetings within a year, of all organisers by turns."""
        programme = self.session.scalars(select(Programme).where(Programme.key == MEETINGS)).one()
        made = [
            Event(
                unit=self.unit, name=f"Chuyên đề {number}", programme_id=programme.id,
                organisation=self.lot.choice(self.added), residential_group=self.lot.choice(self.groups),
                held_on=self.today - timedelta(days=self.lot.randrange(365 * YEARS)), starts_at="19:30",
            )
            for number in range(many)
        ]  # fmt: skip
        self.session.add_all(made)
        self.session.flush()
        for start in range(0, many, 500):
            self._record(programme, [*made[start : start + 500]], self.today)


def _answers(lot: random.Random, asked: set[str]) -> dict[str, object]:
    most = lot.randint(20, 90)
    whole = {"staff": most, "cadres": most // 2, "officials": most - most // 2, "members": most}
    parts = {"skilled": most // 3, "mooc": most // 4, "ai": most // 5, "present": most - 5, "topic": "Chuyên đề"}
    return {key: value for key, value in {**whole, **parts}.items() if key in asked}


def _noon(day: date) -> datetime:
    return datetime.combine(day, hour(12), tzinfo=clock.LOCAL)


def _pages(ward: Ward) -> dict[str, str]:
    """Books of both, a row, the table, who has not sent, figures by organisation, period and month, the map."""
    with ward.app().app_context(), immediate() as session:
        ids = {each.key: each.id for each in session.scalars(select(Programme))}
        returns, meetings = (f"/van-phong/phong-trao/{ids[key]}" for key in (RETURNS, MEETINGS))
        row = session.scalars(select(Site.public_id).where(Site.programme_id == ids[MEETINGS]).limit(1)).one()
    return {
        "the map of programmes": "/van-phong/phong-trao", "figures": "/van-phong/so-lieu",
        "all figures": "/van-phong/so-lieu?muc=tat-ca", "figures of a programme": f"/van-phong/so-lieu?muc={RETURNS}",
        "programme with periods": returns, "its book": f"{returns}/so", "its book, searched": f"{returns}/so?tim=thu",
        "its table": f"{returns}/bang", "who has not sent": "/van-phong/bao-cao/noi-gui",
        "staff by period": f"/van-phong/so-lieu/{RETURNS}.staff?theo=ky",
        "staff by organisation": f"/van-phong/so-lieu/{RETURNS}.staff?theo=co-quan",
        "programme of events": meetings, "book of events": f"{meetings}/so",
        "book of events, page 30": f"{meetings}/so?trang=30", "one event": f"{meetings}/so/{row}",
        "events by month": f"/van-phong/so-lieu/{MEETINGS}.held?theo=thang",
        "events by organisation": f"/van-phong/so-lieu/{MEETINGS}.held?theo=co-quan",
        "rows behind a figure": f"/van-phong/so-lieu/{MEETINGS}.held/dong", "today": "/van-phong",
    }  # fmt: skip
