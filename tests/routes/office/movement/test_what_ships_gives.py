"""Every programme that ships and gives something gives one: a subject that meets its criteria is proposed by one press,
decided, drawn, counted and printed, in the words of its paper."""

import io
import re
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pikepdf
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.data.programmes import catalogue
from app.indicators.programmes import indicators_of
from app.models import AuditEvent, Plate, Programme, ProgrammeVersion, Site
from app.models.movement.declaration import RECOGNISED, Declaration
from app.models.movement.rules import Rule
from app.registers.indicator import Scope
from app.registers.programmes.words import given_words
from tests import recording
from tests.pages import Page
from tests.routes.office.conftest import Office
from tests.routes.office.movement.test_what_ships import HERE, World, begin, subjects
from tests.shipping import shipped

pytestmark = pytest.mark.usefixtures("november")


def meet(declared: Declaration, rule: Rule, given: dict[str, Any]) -> None:
    """Change answers so that they meet a rule over them."""
    for each in rule.rules:
        meet(declared, each, given)
    match rule.word:
        case "is" | "at_least" | "at_most":
            given[rule.field] = rule.value
        case "has_all":
            given[rule.field] = [*rule.value]
        case "total_at_least":
            given.update({key: declared.by_key[key].most for key in (rule.field, *rule.others)})


def record(session: Session, version: ProgrammeVersion, site: Site, given: Mapping[str, Any], world: World) -> None:
    """An entry that counts, of the newest period."""
    shown = version.programme.shown_period(clock.today())
    recording.record(
        session, site, version, uuid=str(uuid4()), by=None, way="office", at=clock.now(), answers=dict(given),
        period=shown.key if shown else None, confirms=True, now=clock.now(),
    )  # fmt: skip


def record_met(world: World) -> str:
    """One subject meets everything, with the sites within it that its criteria ask for; its address."""
    with world.office.write() as session:
        programme = session.get_one(Programme, world.programme)
        site, version = subjects(session, world)[0], programme.current
        assert version
        given = world.answers(0, world.periods[-1])
        for rule in world.declared.recognising.values():
            meet(world.declared, rule, given)
        record(session, version, site, given, world)
        for parts in world.declared.parts:
            inner = session.scalars(select(Programme).where(Programme.key == parts.of)).one().current
            assert inner
            rule = next(each.rule for each in inner.declared.criteria if each.key == parts.met)
            for number in range(max(parts.at_least, 1)):
                stall = Site(unit=site.unit, name=f"Quầy {number}", programme_id=inner.programme_id,
                             residential_group=site.residential_group)  # fmt: skip
                stall.within = site
                session.add(stall)
                session.flush()
                answers: dict[str, Any] = {}
                meet(inner.declared, rule, answers)
                record(session, inner, stall, answers, world)
        return f"{HERE}/{world.programme}/so/{site.public_id}"


@pytest.fixture(params=shipped(lambda declared: declared.recognises))
def world(request: pytest.FixtureRequest, office: Office) -> World:
    """A ward that runs one programme that gives something."""
    declared = catalogue()[request.param]
    made = begin(office, declared)
    for parts in declared.parts:
        if parts.of in catalogue():
            office.as_officer().get(HERE).form(button=f"Mở sổ: {catalogue()[parts.of].name}").submit()
    return made


def approved(world: World, page: Page) -> Page:
    """What the leader sees after the numbers are given."""
    found = re.search(r"/van-phong/cong-nhan/[0-9a-f-]{36}", page.html)
    assert found
    leader = world.office.as_leader()
    leader.get(found[0])
    return leader.get(f"{found[0]}/cap-so").form("/duyet").submit()


def test_one_press_on_a_row_ends_in_a_numbered_paper(world: World) -> None:
    row, words = record_met(world), given_words(world.declared)
    page = world.office.as_officer().get(row)

    listed = page.form(button=str(words.propose)).submit()

    assert f"{words.propose}, 1 {world.declared.noun}" in listed.text
    given = approved(world, listed)
    assert f"{words.given} 1, số 001/" in given.text
    with world.office.read() as session:
        plate = session.scalars(select(Plate)).one()
        programme = session.get_one(Programme, world.programme)
        shown, declared = programme.shown_period(clock.today()), world.declared
        assert declared.gives
        assert (plate.kind, plate.series) == (declared.gives.paper, f"book:{declared.gives.paper}")
        assert plate.period == (shown.key if shown else plate.period)
        assert plate.paper["full_name"]
        for page in (listed, given) if plate.paper["title"] else ():
            assert f"Gửi: {plate.paper['full_name']}" in page.text
        scope = Scope((world.office.ward.id,), clock.today().replace(month=1, day=1), clock.today())
        known = {each.key.partition(".")[2]: each for each in indicators_of(programme.used)}
        for count in declared.counts:
            if count.where == RECOGNISED:
                assert known[count.key].figure(session, scope) == 1, count.key
    drawn = world.office.as_leader().client.get(f"/van-phong/bien/{plate.public_id}/bien.pdf")
    with pikepdf.open(io.BytesIO(drawn.data)) as opened:
        assert "001/" in str(opened.docinfo["/Title"])
    public = world.office.app.test_client().get(f"/g/{plate.code}").get_data(as_text=True)
    assert "đang có giá trị" in public
    assert plate.paper["full_name"] not in public
    gone = world.office.as_officer().get(row)
    assert str(words.propose) not in [button for form in gone.forms() for button in form.buttons]


def test_the_sheet_of_an_entry_is_printed_with_a_line_in_the_trail(world: World) -> None:
    row = record_met(world)
    page = world.office.as_leader().get(row)
    form = page.form(button="In phiếu")
    with page.pages.client.post(form.action, data=form.fields, follow_redirects=True) as paper:
        assert paper.data.startswith(b"%PDF")
    with world.office.read() as session:
        details = session.scalars(select(AuditEvent.detail).where(AuditEvent.action == "paper.asked")).all()
    assert any("entry_sheet" in each for each in details)
