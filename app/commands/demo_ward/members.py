"""Who belongs to the demo ward's organisations: staff, pupils, workers on file, accounts that record for them or work
there, and the ambassadors whom they sent. Of unions and the Party only paid staff (`STAFFED`)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.commands.demo_ward.fixtures import rows, ward_plan
from app.commands.demo_ward.ward import DemoWard
from app.country import names
from app.models import Account, Ambassador, Role, Workplace
from app.models.people.account import propose_username


def make_members(session: Session, ward: DemoWard) -> None:
    """Add all of them; `ward.senders` has whose accounts are set up."""
    for row in rows("members"):
        place = ward.organisations[row["organisation"]]
        written = {"organisation_id": place.id, "position": row["position"]}
        ward.people[row["person"]].change(written, version="1")
    for row in rows("workplaces"):
        Workplace.keep(session, ward.accounts[row["account"]], ward.unit.id, ward.organisations[row["organisation"]])
    for shown in ward_plan().accounts:
        if shown.organisation:
            ward.senders[shown.organisation] = ward.accounts[shown.username]
            _grant(session, ward, shown.organisation, ward.accounts[shown.username])
    for code, full_name in ward_plan().recorders.items():
        _grant(session, ward, code, ward.join(session, propose_username(full_name, ward.accounts), full_name))
    _tie_ambassadors(session, ward)


def _grant(session: Session, ward: DemoWard, code: str, account: Account) -> None:
    ward.grant(session, account, Role.UNIT, organisation_id=ward.organisations[code].id)


def _tie_ambassadors(session: Session, ward: DemoWard) -> None:
    """As appointing them does: who was sent by one of the organisations is known to be."""
    known = {each.search_key: each.id for each in ward.organisations.values()}
    for each in session.scalars(select(Ambassador).where(Ambassador.unit_id == ward.unit.id)):
        each.organisation_id = known.get(names.search_key(each.organisation))
