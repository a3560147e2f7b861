"""A ward five times the demo's, in the demo's rows: 120 groups and teams, 130 organisations, 5,000 people and their
classes, every programme that ships in use, with what two years of it leave behind.

Run by its path, so that another revision of the product fills its rows itself: python tools/measure/wide.py FOLDER,
which holds the programmes.
"""

import random
import sys
import uuid
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app import create_app
from app.country import clock
from app.data.programmes import load_all
from app.models import AdministrativeUnit, Organisation, Person, Programme, ProgrammeEntry, ResidentialGroup, Site, Team
from app.models.movement.declaration import Subject
from app.models.movement.event import Event
from app.models.movement.organisation import KINDS
from app.models.reports.returns import expected_of
from app.web.database import immediate
from app.web.database.analysis import analyse
from tools.measure.demo import DEMO_WARD
from tools.measure.grown import LEARNERS, Size, _Growing

GROUPS, ORGANISATIONS, PEOPLE, COURSES, EVENTS, YEARS = 120, 130, 5_000, 40, 40, 2
# Of each paper so many in a hundred do not come.
MISSING = 15


class _Widening:
    """What is added to the demo ward, and what is drawn by lot."""

    def __init__(self, session: Session) -> None:
        self.session, self.lot, self.now = session, random.Random(5), clock.now()
        self.unit = session.scalars(AdministrativeUnit.called(DEMO_WARD)).one()
        self.began = self.now - timedelta(days=365 * YEARS)

    def all(self, folder: Path) -> None:
        """Everything, with the programmes of a folder."""
        self._places()
        there = self.session.scalar(select(func.count()).where(Person.unit_id == self.unit.id)) or 0
        _Growing(self.session, self.lot).all(Size(max(PEOPLE - there, COURSES * LEARNERS), COURSES, trail=False))
        used = {each.key for each in self.session.scalars(select(Programme).where(Programme.unit_id == self.unit.id))}
        for key, declared in load_all(folder).items():
            if key not in used:
                made = Programme.begun(self.session, self.unit, declared, catalogue=key, now=self.began)
                made.use_draft(seen=str(made.version), now=self.began)
        self.session.flush()
        for programme in self.session.scalars(Programme.in_units([self.unit.id])).all():
            if rows := [*self._entries(programme)]:
                self.session.execute(insert(ProgrammeEntry), rows)

    def _places(self) -> None:
        first = self.began.date()
        for number in range(self._lacking(ResidentialGroup, GROUPS)):
            group = ResidentialGroup(unit=self.unit, code=f"TR{number:03}", name=f"Tổ dân phố Tân Long {number + 1}")
            group.valid_from = first
            team = Team(
                unit=self.unit, name=f"Tổ công nghệ số Tân Long {number + 1}", groups=[group], created_at=self.began
            )
            self.session.add_all((group, team))
        for number, kind in zip(
            range(self._lacking(Organisation, ORGANISATIONS)), [*KINDS] * ORGANISATIONS, strict=False
        ):
            told = {
                "name": f"Đơn vị Tân Long {number + 1}",
                "kind": kind,
                "code": f"TL{number:03}",
                "valid_from": first,
            }
            self.session.add(Organisation.made(self.session, self.unit, told))
        self.session.flush()

    def _lacking(self, noun: Any, many: int) -> int:
        there = self.session.scalar(select(func.count()).select_from(noun).where(noun.unit_id == self.unit.id)) or 0
        return max(many - there, 0)

    def _entries(self, programme: Programme) -> Iterator[dict[str, Any]]:
        version = programme.current
        assert version
        declared, today = version.declared, clock.today()
        if declared.every and (schedule := programme.schedule):
            for period in schedule.until(today, timedelta(days=365 * YEARS)):
                asked = expected_of(programme, declared, period)
                sites = self.session.scalars(select(Site.id).where(Site.unit_id == self.unit.id, asked)).all()
                has = self._recorded(programme, ProgrammeEntry.period_key == period.key)
                day = min(period.last + timedelta(days=self.lot.randrange(8)), today)
                for site in sites:
                    if site not in has and self.lot.randrange(100) >= MISSING:
                        yield self._entry(programme, site, day, period_key=period.key)
        elif declared.subject is Subject.EVENT:
            for event in self._events(programme):
                yield self._entry(programme, event.id, event.held_on)

    def _recorded(self, programme: Programme, *more: Any) -> set[int]:
        wanted = select(ProgrammeEntry.site_id).where(ProgrammeEntry.programme_id == programme.id, *more)
        return {*self.session.scalars(wanted)}

    def _events(self, programme: Programme) -> list[Event]:
        groups = self.session.scalars(ResidentialGroup.of(self.unit.id)).all()
        made = [
            Event(
                unit=self.unit, name=f"{programme.name} {number + 1}", programme_id=programme.id,
                residential_group=self.lot.choice(groups),
                held_on=clock.today() - timedelta(days=self.lot.randrange(365 * YEARS)),
            )
            for number in range(EVENTS)
        ]  # fmt: skip
        self.session.add_all(made)
        self.session.flush()
        return made

    def _entry(self, programme: Programme, site: int, day: date, **more: Any) -> dict[str, Any]:
        assert programme.current
        at = datetime.combine(day, time(12), tzinfo=clock.LOCAL)
        told = {
            "uuid": str(uuid.UUID(int=self.lot.getrandbits(128), version=4)),
            "unit_id": self.unit.id,
            "programme_id": programme.id,
            "site_id": site,
        }
        told |= {"programme_version_id": programme.current.id, "by_id": None, "way": "office", "at": at, "day": day}
        return {
            "period_key": date.min, **told, "received_at": at, "outcome": "done", "answers": "{}", "reason": "",
            "organisation_id": None, "organiser_key": 0, "latest": True, "counts": True, "superseded_on": None,
            "withdrawn_at": None, "waits": False, "confirmed_at": None, "confirmed_by_id": None, "returned_at": None,
            "returned_words": "", "asked_back_at": None, "asked_back_words": "", **more,
        }  # fmt: skip


if __name__ == "__main__":
    with create_app(rooms=False).app_context():
        with immediate() as writing:
            _Widening(writing).all(Path(sys.argv[1]))
        analyse()
