"""Every programme that ships is sent from /don-vi by an account of an organisation that it names."""

from typing import Any

import pytest
from sqlalchemy import select

from app.data.programmes import catalogue
from app.models import Organisation, Programme, ProgrammeEntry, Role
from app.models.movement.declaration import OF_ORGANISATIONS, Subject
from app.registers.programmes.answer_values import PREFIX
from tests.factories import make_account, make_grant
from tests.pages import Form, Page, Pages
from tests.routes.office.conftest import Office
from tests.routes.office.movement.test_what_ships import SUBJECTS, World, begin, outer_site, typed
from tests.shipping import shipped

pytestmark = pytest.mark.usefixtures("november")

# The button of a round on which nothing else waits.
AFTER_ROUND = "Lưu, về danh sách"


@pytest.mark.parametrize("key", shipped(lambda declared: OF_ORGANISATIONS & {*declared.records}))
def test_a_programme_that_ships_is_sent_by_whom_it_names(office: Office, key: str) -> None:
    world = begin(office, catalogue()[key])
    pages = sender(world)
    blank = form(world, pages.get("/don-vi"))
    sent = blank.submit(filled(world, blank))
    assert told(world, blank) in sent.text
    with office.read() as session:
        [entry] = session.scalars(select(ProgrammeEntry)).all()
        assert entry.organisation_id == world.organisations[-1]
        assert {**entry.given, **answers(world)} == entry.given


def sender(world: World) -> Pages:
    """A browser of who records for the last organisation, which organises what contains the programme's sites."""
    with world.office.write() as session:
        unit = world.office.here(session)
        organisation = session.get_one(Organisation, world.organisations[-1])
        account = make_account(session, unit, full_name="Hà Thị Thơm")
        make_grant(session, account, unit, Role.UNIT, organisation=organisation)
        if world.declared.within:
            outer = session.scalars(select(Programme).where(Programme.key == world.declared.within)).one()
            outer_site(session, outer, organisation=organisation)
    return Pages(world.office.app.test_client()).sign_in(account)


def form(world: World, start: Page) -> Form:
    """The programme's form, from the first page: of the organisation, of a new place (on a round where the sites lie in
    one of the organisation), or of the first of the groups."""
    page = start.follow(line(start, world.declared.name))
    if world.declared.subject is Subject.GROUP:
        page = page.follow(line(page, "Tổ 1"))
    elif world.declared.subject is not Subject.ORGANISATION:
        page = page.pages.get(next(each for each in page.links().values() if "/moi" in each))
    return page.form(button=AFTER_ROUND if is_round(page.address) else "Lưu")


def is_round(address: str) -> bool:
    return address.startswith("/quay/ho/")


def told(world: World, blank: Form) -> str:
    """What a form answers: of a round each place is named, else the programme."""
    return "Đã ghi Lần đầu." if is_round(blank.action) else f"Đã gửi: {world.declared.name}"


def answers(world: World) -> dict[str, Any]:
    return world.answers(SUBJECTS[-1], world.periods[-1])


def filled(world: World, blank: Form) -> dict[str, Any]:
    """What is typed: all that the programme asks, and with what a new place or event is called."""
    given = typed(world.declared, answers(world))
    asked = {"name": "Lần đầu", "held_on": "12/11/2026"}
    if world.declared.title:
        asked[PREFIX + world.declared.title] = asked["name"]
    given |= {key: each for key, each in asked.items() if key in blank.fields}
    return given


def line(page: Page, begins: str) -> str:
    """The text of the link of a line."""
    return next(each for each in page.links() if each.startswith(begins))
