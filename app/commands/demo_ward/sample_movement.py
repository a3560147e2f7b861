"""What the demo ward recorded for programmes beside "Gia đình số": returns, markets with their stalls, events that were
held and one that is planned. `movement.yaml` has it."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.commands.demo_ward.dates import at
from app.commands.demo_ward.fixtures import read
from app.commands.demo_ward.recording import DemoSender, Shown, in_use, record, referred, sender_of
from app.commands.demo_ward.sample_returns import HOUR, make_return
from app.commands.demo_ward.ward import DemoWard
from app.models import Event, Organisation, ProgrammeVersion, Site
from app.models.movement.declaration import Outcome
from app.models.movement.entry_recording import Recording


def make_movement(session: Session, ward: DemoWard) -> None:
    """Put the programmes to use and record what is shown of them."""
    shown: dict[str, list[Shown]] = read("movement")
    for each in shown["returns"]:
        make_return(session, ward, each)
    for each in (*shown["places"], *shown["events"]):
        _record_own(session, ward, each)


def _record_own(session: Session, ward: DemoWard, shown: Shown) -> None:
    """Places or events of the programme, each with its entry: by the organisation that a row, or all of them, name, or
    by the account of a row for nobody."""
    asked, now = in_use(session, ward, shown), ward.calendar.now
    sent: dict[tuple[DemoSender, datetime], list[Recording]] = {}
    for row in shown["rows"]:
        day = ward.calendar.today + timedelta(days=row.get("day", -shown.get("ago", 0)))
        code = "" if "account" in row else row.get("organisation", shown["organisation"])
        by = DemoSender(ward.accounts[row["account"]]) if "account" in row else sender_of(ward, code)
        moment = min(at(day, HOUR), now - timedelta(hours=1))
        one = Recording(
            site=_site(session, ward, asked, row, day, ward.organisations.get(code)), uuid=str(uuid.uuid4()), at=moment,
            outcome=row.get("outcome", Outcome.DONE), answers=referred(session, ward, asked, row["answers"]),
        )  # fmt: skip
        sent.setdefault((by, moment), []).append(one)
    for (by, moment), each in sent.items():
        record(session, ward, asked, each, by, moment)


def _site(
    session: Session, ward: DemoWard, asked: ProgrammeVersion, row: Shown, day: date, organisation: Organisation | None
) -> Site:
    common: dict[str, Any] = {
        "unit": ward.unit, "name": row["name"], "programme_id": asked.programme_id, "organisation": organisation,
        "created_at": ward.began,
    }  # fmt: skip
    group = ward.groups.get(row.get("group", ""))
    if "day" in row:
        made: Site = Event(**common, held_on=day, venue=row.get("venue", ""), residential_group=group)
    else:
        outer = session.scalars(
            select(Site).where(Site.unit_id == ward.unit.id, Site.name == row.get("within"))
        ).first()
        made = Site(**common, within=outer, residential_group=outer.residential_group if outer else group)
    session.add(made)
    session.flush()
    return made
