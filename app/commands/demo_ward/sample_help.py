"""The sample's help: 30 ambassadors, 82 pairs with their meetings, 400 lượt; all before today, on their weekdays.

Rows are added together, without the nouns' own doors: one by one they would take longer than a visitor waits.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.commands.demo_ward.dates import at
from app.commands.demo_ward.fixtures import Row, made, rows
from app.commands.demo_ward.help_plan import DemoHelp, help_plan, help_record, read_lists
from app.commands.demo_ward.sample_pairs import make_pairs
from app.commands.demo_ward.ward import DemoWard
from app.models import Account, Ambassador, HelpDesk, HelpRecord, Role


def make_sample_help(session: Session, ward: DemoWard) -> DemoHelp:
    """Add all of it to a ward whose people are on file; what is shown besides is built on what this returns."""
    lists = read_lists(session, ward)
    _make_desks(session, lists)
    _make_helpers(session, lists)
    _make_ambassadors(session, lists)
    make_pairs(session, lists)
    session.add_all([_record(lists, row) for row in rows("help_records")])
    session.flush()
    return lists


def _make_desks(session: Session, lists: DemoHelp) -> None:
    for position, desk in enumerate(help_plan()["desks"], len(lists.desks)):
        lists.desks[desk["key"]] = HelpDesk(unit=lists.ward.unit, position=position, **desk)
        session.add(lists.desks[desk["key"]])


def _make_helpers(session: Session, lists: DemoHelp) -> None:
    for code, helper in help_plan()["helpers"].items():
        known = lists.ward.accounts.get(helper["username"])
        since = lists.calendar.moved(date.fromisoformat("2026-03-02"))
        lists.accounts[code] = known or _account(session, lists, helper, Role.COUNTER, since)


def _account(session: Session, lists: DemoHelp, fields: Row, role: Role, since: date) -> Account:
    """An account that has not been set up, with its role over the ward."""
    account = lists.ward.join(session, fields["username"], fields["full_name"])
    lists.ward.grant(session, account, role, since)
    return account


def _make_ambassadors(session: Session, lists: DemoHelp) -> None:
    for row in rows("ambassadors"):
        code, since = row["code"], lists.calendar.moved(date.fromisoformat(row["since"]))
        person = lists.ward.people[row["person"]]
        known = lists.ward.accounts.get(help_plan()["signs_in"].get(code, ""))
        fields = {"username": code.lower(), "full_name": person.full_name}
        account = known or _account(session, lists, fields, Role.AMBASSADOR, since)
        lists.accounts[code] = account
        lists.ambassadors[code] = made(
            Ambassador, row, unit=lists.ward.unit, person=person, account=account, since=since,
            residential_group=lists.ward.groups[row["group"]], created_at=at(since, "08:00"),
            trained_on=None if row["training"] == "none" else since + timedelta(days=5),
            ai_trained_on=since + timedelta(days=12) if row["ai_trained"] == "1" else None,
        )  # fmt: skip
    session.add_all(lists.ambassadors.values())
    session.flush()


def _record(lists: DemoHelp, row: Row) -> HelpRecord:
    moment = lists.calendar.moment(row["day"], row["hour"])
    later = timedelta(hours=3) if row["sent_later"] == "1" else timedelta(seconds=2)
    words = row["topics"].split("|")
    keys = dict.fromkeys(help_plan()["topics"][word] for word in words)
    return help_record(
        lists, row["code"], moment, lists.accounts[row["helper"]], row, *keys, place_kind=row["place_kind"],
        other_words=", ".join(_unlisted(words)), received_at=moment + later,
        residential_group=lists.ward.groups[row["group"]] if row["group"] else None,
        person=lists.ward.people[row["person"]] if row["person"] else None,
    )  # fmt: skip


def _unlisted(words: list[str]) -> Iterator[str]:
    return (word for word in words if help_plan()["topics"][word] == "khac")
