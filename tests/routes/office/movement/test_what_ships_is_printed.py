"""Every paper of every programme that ships is ordered from every door (office, organisation, head of a group) and
comes to its end. Contents are read of rows, nothing is drawn: tests/documents look at papers."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from app.jobs import drawing
from app.models import Account, Job, JobState, Organisation, ProgrammeEntry, ResidentialGroup, Role
from app.models.movement.declaration import OF_ORGANISATIONS
from tests.factories import make_account, make_grant
from tests.pages import Page, Pages
from tests.routes.office.conftest import Office
from tests.routes.office.movement.test_what_ships import HERE, World, world
from tests.routes.office.movement.test_what_ships_is_sent import line

__all__ = ["world"]
pytestmark = pytest.mark.usefixtures("november")


def test_every_paper_of_a_programme_comes_to_its_end_from_every_door(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "_file", lambda work, name, draw: name)
    for page in doors(world):
        for form in page.forms():
            if any(each.startswith("In ") or "Word" in each for each in form.buttons):
                page.pages.client.post(form.action, data=form.press()).close()
    with world.office.read() as session:
        ended = [(each.kind, each.title, each.reason) for each in session.scalars(select(Job))
                 if each.state != JobState.DONE]  # fmt: skip
        kinds = {each.kind for each in session.scalars(select(Job))}
    assert not ended
    assert {"register_list", "entry_sheet"} <= kinds or not readers(world)
    assert "unit_sheet" in kinds or not OF_ORGANISATIONS & {*world.declared.records}


def doors(world: World) -> Iterator[Page]:
    """The pages of a programme on which papers of it are ordered."""
    records, last = OF_ORGANISATIONS & {*world.declared.records}, world.organisations[-1]
    with world.office.write() as session:
        entry = session.scalars(select(ProgrammeEntry).order_by(ProgrammeEntry.id.desc())).first()
        assert entry
        row = entry.site.public_id
        if records:
            entry.organisation_id = last
    for pages in readers(world):
        for rest in ("", "/so", f"/so/{row}"):
            yield pages.get(f"{HERE}/{world.programme}{rest}")
    head = browser(world.office, Role.GROUP_HEAD, world.groups[0])
    yield head.get(next(each for each in head.get("/quay/to-cua-toi").links().values() if "phieu" in each))
    if records:
        pages = browser(world.office, Role.UNIT, last)
        sent = pages.get("/don-vi/da-ghi")
        yield from (pages.get(f"/don-vi/{world.programme}"), sent.follow(line(sent, world.declared.name)))


def readers(world: World) -> list[Pages]:
    """Browsers of those of the office who see the programme."""
    office = {Role.OFFICER: world.office.as_officer, Role.LEADER: world.office.as_leader}
    return [browser_of() for role, browser_of in office.items() if role in world.declared.sees]


def browser(office: Office, role: Role, of: int) -> Pages:
    """A browser of who heads a group or records for an organisation."""
    with office.write() as session:
        unit = office.here(session)
        account: Account = make_account(session, unit, full_name="Hà Thị Thơm")
        if role == Role.UNIT:
            make_grant(session, account, unit, role, organisation=session.get_one(Organisation, of))
        else:
            make_grant(session, account, unit, role, group=session.get_one(ResidentialGroup, of))
    return Pages(office.app.test_client()).sign_in(account)
