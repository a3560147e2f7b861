"""What the demo ward recorded for programmes beside "Gia đình số": returns of two periods, some of them late, markets
with their stalls, events that were held and one that is planned. `movement.yaml` has it."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.commands.demo_ward.dates import at
from app.commands.demo_ward.fixtures import FOLDER
from app.commands.demo_ward.ward import DemoWard
from app.country.written import read_yaml
from app.data.programmes import catalogue
from app.models import Event, Organisation, Programme, ProgrammeVersion, Site
from app.models.movement import entry_recording
from app.models.movement.declaration import Outcome, Way
from app.models.movement.represented import REPRESENTING
from app.models.reports.offered_rules import offered_to

# So many periods of a return are recorded: the newest that are due.
PERIODS = 2
# When something is recorded.
HOUR = "10:30"
# Who of the office writes in what others brought on paper.
OFFICE = "canbo"

Shown = Mapping[str, Any]


def make_movement(session: Session, ward: DemoWard) -> None:
    """Put the programmes to use and record what is shown of them."""
    shown: dict[str, list[Shown]] = read_yaml((FOLDER / "movement.yaml").read_text(encoding="utf-8"))
    organisations = {each.code: each for each in session.scalars(Organisation.in_units([ward.unit.id]))}
    for each in shown["returns"]:
        _return(session, ward, each, _by(ward, organisations, each))
    for each in (*shown["places"], *shown["events"]):
        _record_own(session, ward, each, _by(ward, organisations, each))


def _by(ward: DemoWard, organisations: Mapping[str, Organisation], shown: Shown) -> dict[str, Any]:
    """Who records, and for which organisation; the office for none, and confirms its own."""
    organisation = organisations.get(shown.get("organisation", ""))
    return {"by": ward.accounts[shown["account"]], "organisation": organisation, "confirms": organisation is None}


def _in_use(session: Session, ward: DemoWard, shown: Shown) -> ProgrammeVersion:
    key, began = shown["programme"], ward.calendar.now - timedelta(days=shown["began"])
    programme = Programme.begun(session, ward.unit, catalogue()[key], catalogue=key, now=began)
    rules = offered_to(session, programme, programme.versions[-1].declared, ward.calendar.today)
    rule = next((each for each in rules if each.every == shown["rule"]), None)
    programme.use_draft(seen=str(programme.version), now=began, rule=rule)
    session.flush()
    assert programme.current
    return programme.current


def _return(session: Session, ward: DemoWard, shown: Shown, by: Mapping[str, Any]) -> None:
    """The newest periods that are due, of each subject as many days after the due day as is said. Of another
    organisation than the one that records, the office writes in what came on paper."""
    asked = _in_use(session, ward, shown)
    schedule, today = asked.programme.schedule, ward.calendar.today
    assert schedule
    due = [each for each in schedule.until(today) if each.due and each.due <= today][-PERIODS:]
    sites = session.scalars(REPRESENTING[asked.declared.subject].in_units([ward.unit.id])).all()
    for site in sites:
        site.created_at = asked.programme.created_at  # so that a return of those periods was expected of them
    by_code = {(each.residential_group or each.organisation).code: each for each in sites}  # type: ignore[union-attr]
    office = {"by": ward.accounts[OFFICE], "organisation": None, "confirms": True}
    for code, lines in shown["rows"].items():
        others = by["organisation"] and by_code[code].organisation not in (None, by["organisation"])
        for period, (late, *given) in zip(due, lines[-len(due) :] if due else (), strict=True):
            answers = {key: value for key, value in zip(shown["answers"], given, strict=True) if value is not None}
            assert period.due
            sent = at(min(period.due + timedelta(days=late), today - timedelta(days=1)), HOUR)
            _record(session, by_code[code], asked, sent, answers, office if others else by, period=period.key)


def _record_own(session: Session, ward: DemoWard, shown: Shown, by: Mapping[str, Any]) -> None:
    """Places or events of the programme, each with its entry."""
    asked, today = _in_use(session, ward, shown), ward.calendar.today
    for number, row in enumerate(shown["rows"]):
        day = today + timedelta(days=row.get("day", number - len(shown["rows"])))
        site = _site(session, ward, asked, row, day, by["organisation"])
        sent = min(at(day, HOUR), ward.calendar.now - timedelta(hours=1))
        _record(session, site, asked, sent, row["answers"], by, outcome=row.get("outcome", Outcome.DONE))


def _site(
    session: Session, ward: DemoWard, asked: ProgrammeVersion, row: Shown, day: date, organisation: Organisation
) -> Site:
    common: dict[str, Any] = {
        "unit": ward.unit, "name": row["name"], "programme_id": asked.programme_id, "organisation": organisation,
        "created_at": ward.began,
    }  # fmt: skip
    if "day" in row:
        made: Site = Event(**common, held_on=day, venue=row.get("venue", ""))
    else:
        outer = session.scalars(
            select(Site).where(Site.unit_id == ward.unit.id, Site.name == row.get("within"))
        ).first()
        group = outer.residential_group if outer else ward.groups[row["group"]]
        made = Site(**common, within=outer, residential_group=group)
    session.add(made)
    session.flush()
    return made


def _record(
    session: Session, site: Site, asked: ProgrammeVersion, moment: datetime, answers: Shown, by: Mapping[str, Any],
    **more: Any,
) -> None:  # fmt: skip
    organisation_id = by["organisation"].id if by["organisation"] else None
    entry_recording.record(
        session, site, asked, uuid=str(uuid.uuid4()), by=by["by"], organisation_id=organisation_id,
        way=Way.OFFICE, at=moment, answers=answers, confirms=by["confirms"], now=moment, **more,
    )  # fmt: skip
