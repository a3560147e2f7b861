"""Who is late with what, and when they were reminded: places with what they owe, and tasks.

The lists, "Hôm nay" and the pages that remind ask these functions and `owed` alone."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.models import Account, Matter, Organisation, Reminder, Team
from app.models.people.role import Role, RoleGrant
from app.models.reports.reminder import TASK, WORDS, Receiver, Subject, item_key
from app.models.targets.named_body import NamedBody, leads_of
from app.models.targets.task_states import UNFINISHED

# Whoever was reminded is reminded again after so many days.
AGAIN = timedelta(days=7)


@dataclass(frozen=True)
class Late:
    """A receiver who is late with a subject: `what` in words, `to` whom it goes; `short`: its name among several;
    `left`: of how many it is lacking, where of several; the newest reminder."""

    unit_id: int
    subject: Subject
    receiver: Receiver
    what: str
    to: str = ""
    short: str = ""
    left: str = ""
    reminded: Reminder | None = None

    @property
    def name(self) -> str:
        """The receiver's name among several, with of how many it is lacking."""
        name = self.short or self.receiver.name
        return f"{name} ({self.left})" if self.left else name

    @property
    def item(self) -> str:
        """Its key in forms and among reminders."""
        return item_key(self.subject, self.receiver)

    def days(self, today: date) -> int:
        """How many days it is overdue; less than 1 if it is not."""
        return (today - self.subject.due_on).days

    def waits(self, today: date) -> bool:
        """Whether it is overdue and nobody reminded them within the last days."""
        return self.days(today) > 0 and (self.reminded is None or self.reminded.day <= today - AGAIN)


class Owing(NamedTuple):
    """A place with what it owes a unit, the longest overdue first; whom a reminder reaches there; the newest one."""

    unit_id: int
    receiver: Receiver
    lates: Sequence[Late]
    contact: str = ""
    phone: str = ""
    reminded: Reminder | None = None

    def waits(self, today: date) -> bool:
        """Whether it is to be reminded of any of it."""
        return any(each.waits(today) for each in self.lates)


def places(lates: Sequence[Late], called: Mapping[str, tuple[str, str]] = MappingProxyType({})) -> list[Owing]:
    """The same by place, the longest overdue first; with whom one calls there (`called_at`)."""
    found: dict[tuple[int, str], list[Late]] = {}
    for each in lates:
        found.setdefault((each.unit_id, each.receiver.key), []).append(each)
    return [
        Owing(unit, own[0].receiver, own, *called.get(key, ("", "")), max(filter(None, (each.reminded for each in own)),
              key=lambda one: one.at, default=None))
        for (unit, key), own in found.items()
    ]  # fmt: skip


def called_at(session: Session, lates: Sequence[Late], day: date) -> dict[str, tuple[str, str]]:
    """Whom one calls at some places, by key, and the telephone: the contact of an organisation, the head of a team,
    else who has an account for it or heads the group. Five statements."""
    places_, units = {each.receiver for each in lates}, {each.unit_id for each in lates}
    ids = {kind: [each.id for each in places_ if each.kind == kind] for kind in ("organisation", "team")}
    granted = RoleGrant.role.in_((Role.UNIT, Role.GROUP_HEAD)), RoleGrant.in_force(day), RoleGrant.unit_id.in_(units)
    people = select(RoleGrant.organisation_id, RoleGrant.residential_group_id, Account.full_name)
    found = {
        f"organisation-{of}" if of else f"residential_group-{group}": (name, "")
        for of, group, name in session.execute(people.join(RoleGrant.account).where(*granted).order_by(RoleGrant.id))
    }
    for each in session.scalars(select(Organisation).where(Organisation.id.in_(ids["organisation"]))):
        key = f"organisation-{each.id}"
        found[key] = each.contact_name or found.get(key, ("", ""))[0], each.contact_phone
    teams = session.scalars(select(Team).where(Team.id.in_(ids["team"])).options(*Team.people()))
    found |= {f"team-{each.id}": (each.head_name, each.head_phone) for each in teams}
    return found


def with_reminders(session: Session, lates: Sequence[Late]) -> list[Late]:
    """The same with their newest reminders, the longest overdue first. One statement, if any is late."""
    if not lates:
        return []
    newest = Reminder.newest(session, {each.unit_id for each in lates}, [each.item for each in lates])
    found = [replace(each, reminded=newest.get(each.item)) for each in lates]
    return sorted(found, key=lambda each: each.subject.due_on)


def late_tasks(session: Session, unit_ids: Collection[int], today: date, seen: ColumnElement[bool]) -> list[Late]:
    """The overdue tasks of no ended plan that who looks sees (`seen`), each with its owner, else with each row of the
    ward that leads it: words of a plan that are none are nobody one reminds. Of those that officers do not see none,
    since what a letter says stands in the book of papers. Three statements."""
    wanted = select(Matter).where(
        Matter.unit_id.in_(unit_ids), Matter.late(today), Matter.seen_by([Role.OFFICER]), seen
    )
    loads = Matter.with_owner()
    rows = session.scalars(wanted.options(*loads).order_by(Matter.due_on, Matter.id)).all()
    return [each for each in of_tasks(session, rows) if each.receiver.kind != WORDS]


def of_tasks(session: Session, tasks: Sequence[Matter]) -> list[Late]:
    """Those who have some tasks with a due day that are not done, whether or not they are overdue."""
    asked = [row for row in tasks if row.due_on and row.state in UNFINISHED]
    leads = leads_of(session, [row.id for row in asked if row.owner is None]) if asked else {}
    found = [
        Late(row.unit_id, Subject(TASK, row.id, row.due_on), receiver, row.name)
        for row in asked
        if row.due_on
        for receiver in _receivers(row, leads)
    ]
    return with_reminders(session, found)


def _receivers(row: Matter, leads: Mapping[int, Sequence[NamedBody]]) -> Iterator[Receiver]:
    if row.owner:
        yield Receiver(row.owner.kind, row.owner.id, row.owner.name)
        return
    for each in leads.get(row.id, ()):
        body = each.body
        yield Receiver(body.kind, body.id, body.name) if body else Receiver(WORDS, 0, each.words)
