"""An inspection and a supervision by the Front that were held, of which somebody gives tasks."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.data.programmes import catalogue
from app.models import Account, AdministrativeUnit, Event, Matter, Organisation, Programme, ProgrammeEntry, Role
from app.models.targets.task_owner import Owner
from tests import recording
from tests.factories import make_account, make_grant, make_organisation
from tests.pages import Page


def send(page: Page, address: str, fields: dict[str, Any], status: int = 200) -> Page:
    """Press a form that the page does not show."""
    return page.pages.post(address, page.forms()[-1].press(fields), status=status)


@dataclass
class Held:
    """An event of a programme that ships, what was recorded of it, the unit that it names and who records for that."""

    programme: Programme
    event: Event
    entry: ProgrammeEntry
    school: Organisation
    teacher: Account
    front: Organisation | None = None
    fronts: tuple[Account, ...] = ()


def recorder(session: Session, unit: AdministrativeUnit, organisation: Organisation, name: str) -> Account:
    """Somebody who records for an organisation."""
    account = make_account(session, unit, full_name=name)
    make_grant(session, account, unit, Role.UNIT, organisation=organisation)
    return account


def use(session: Session, unit: AdministrativeUnit, key: str) -> Programme:
    """A programme that ships, put to use."""
    programme = Programme.begun(session, unit, catalogue()[key], catalogue=key, now=clock.now())
    programme.use_draft(seen="1", now=clock.now())
    session.flush()
    return programme


def make_inspection(session: Session, unit: AdministrativeUnit, until: date | None = None, **answers: Any) -> Held:
    """An inspection of a school by the ward."""
    school = make_organisation(session, unit)
    said = {"inspected": [school.id], **({"until": until.isoformat(), "open": 1} if until else {}), **answers}
    return _held(session, unit, "inspection", "Kiểm tra quầy tự phục vụ", school, said)


def make_oversight(session: Session, unit: AdministrativeUnit, accounts: int = 2) -> Held:
    """A supervision of a school by the Front, for which some accounts record; the first did."""
    front, school = make_organisation(session, unit, "Mặt trận phường", "front"), make_organisation(session, unit)
    fronts = tuple(recorder(session, unit, front, f"Đỗ Mặt Trận {number}") for number in range(accounts))
    held = _held(
        session, unit, "oversight", "Giám sát thu phí", school, {"units": [school.id], "proposals": 1},
        organisation=front, by=fronts[0],
    )  # fmt: skip
    held.front, held.fronts = front, fronts
    return held


def _held(
    session: Session, unit: AdministrativeUnit, key: str, name: str, school: Organisation, answers: dict[str, Any],
    organisation: Organisation | None = None, by: Account | None = None,
) -> Held:  # fmt: skip
    programme = session.scalars(select(Programme).where(Programme.unit_id == unit.id, Programme.key == key)).first()
    programme = programme or use(session, unit, key)
    event = Event(unit=unit, programme_id=programme.id, name=name, held_on=clock.today(), organisation=organisation)
    session.add(event)
    session.flush()
    assert programme.current
    entry = recording.record(
        session, event, programme.current, uuid=str(uuid4()), by=by, way="office", at=clock.now(), outcome="done",
        organisation_id=organisation.id if organisation else None, answers=answers, now=clock.now(),
    )  # fmt: skip
    return Held(programme, event, entry, school, recorder(session, unit, school, "Lý Thị Hiệu"))


def make_finding(session: Session, held: Held, by: Account, text: str = "Lập sổ trực quầy", late: int = 0) -> Matter:
    """A task of the school that the event asked for, so many days late."""
    day = clock.today() - timedelta(days=late) if late else None
    event = session.get_one(Event, held.event.id)
    task = Matter.found_at(event, text, Owner.of(held.school), day, unit=event.unit, by=by, now=clock.now())
    session.add(task)
    session.flush()
    return task
