"""help.yaml as the code reads it, and the demo ward's lists by their keys."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.commands.demo_ward.fixtures import Calendar, read
from app.commands.demo_ward.ward import DemoWard
from app.country import clock
from app.models import (
    Account,
    AgeBand,
    Ambassador,
    HelpDesk,
    HelpReason,
    HelpRecord,
    HelpResult,
    HelpTopic,
    Mentorship,
    Skill,
)


def help_plan() -> Mapping[str, Any]:
    """The file, by its headings."""
    plan: Mapping[str, Any] = read("help")
    return plan


def known_uuid(code: str) -> str:
    """The uuid by which a row of the files ("HT0001") is known in every demo ward."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"demo:{code}"))


@dataclass(frozen=True)
class DemoHelp:
    """The ward's lists by key, and who helps: accounts and ambassadors by the sample's codes ("CB03", "DSS01")."""

    ward: DemoWard
    calendar: Calendar
    topics: Mapping[str, HelpTopic]
    results: Mapping[str, HelpResult]
    reasons: Mapping[str, HelpReason]
    age_bands: Mapping[str, AgeBand]
    skills: Mapping[str, Skill]
    desks: dict[str, HelpDesk]
    accounts: dict[str, Account]
    ambassadors: dict[str, Ambassador]
    pairs: dict[str, Mentorship]


def read_lists(session: Session, ward: DemoWard) -> DemoHelp:
    """The lists that the ward was supplied with; nobody helps yet."""
    unit_id = ward.unit.id
    return DemoHelp(
        ward=ward,
        calendar=Calendar(ward.calendar.now, help_plan()["day_zero"]),
        topics={entry.key: entry for entry in session.scalars(HelpTopic.of(unit_id))},
        results={entry.key: entry for entry in session.scalars(HelpResult.of(unit_id))},
        reasons={entry.key: entry for entry in session.scalars(HelpReason.of(unit_id))},
        age_bands={entry.key: entry for entry in session.scalars(AgeBand.of(unit_id))},
        skills={entry.key: entry for entry in session.scalars(Skill.of(unit_id))},
        desks={desk.key: desk for desk in session.scalars(HelpDesk.in_units([unit_id]))},
        accounts={},
        ambassadors={},
        pairs={},
    )


def help_record(
    lists: DemoHelp, code: str, moment: datetime, by: Account, row: Mapping[str, Any], *topics: str, **more: Any
) -> HelpRecord:
    """A help as a row of the files tells it, known by its code, with topics by their keys."""
    own: dict[str, Any] = {
        "uuid": known_uuid(code), "unit_id": lists.ward.unit.id, "helper": by, "desk": lists.desks[row["desk"]],
        "topics": [lists.topics[key] for key in topics], "result": lists.results[row["result"]],
        "reason": lists.reasons[row["reason"]] if row.get("reason") else None, "minutes": int(row["minutes"]),
        "age_band": lists.age_bands[row["age_band"]] if row.get("age_band") else None,
        "day": clock.local(moment).date(), "at": moment, "device_at": moment, "received_at": moment,
    }  # fmt: skip
    return HelpRecord(**{**own, **more})
