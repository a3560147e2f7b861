"""What somebody typed is text wherever it is shown: hostile words stand in every column that people type; every page is
opened, as a single role too, every fragment that pages ask for, every list and the HTML of papers."""

import inspect
import re
from collections.abc import Callable, Iterator
from html import unescape
from sys import modules
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from flask import Flask
from flask_babel.speaklater import LazyString
from sqlalchemy import String, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.country import clock
from app.documents import rendering
from app.documents.faults import PaperFault
from app.models import (
    Account,
    AdministrativeUnit,
    ArrivalRemark,
    Base,
    Course,
    Job,
    Passkey,
    ProgrammeEntry,
    Registration,
    ResidentialGroup,
    Role,
    Team,
    Ticket,
)
from app.models.people.role import WARD_ROLES
from app.registers.papers import PAPERS
from app.web.database import db, immediate
from tests.architecture.declared import Route, declared
from tests.architecture.typed import RAW, every_typed_column, raw_in, typed_in
from tests.architecture.wards import Ward, make_everything, signed_in
from tests.conftest import put_back, rolled_back, stopped_at
from tests.factories import make_account, make_grant, make_second_factor, make_sign_in
from tests.pages import Pages

PAGES = [route for route in declared() if route.method == "GET"]
ARGUMENT = re.compile(r"<(?:[^<>]*:)?(\w+)>")
TAG = re.compile(r'<[a-z][^<>"]*(?:"[^"]*"[^<>"]*)*>')
ATTRIBUTES = re.compile(r'\s([a-z][a-z-]*)(?:="([^"]*)")?')
ADDRESS = re.compile(r'hx-get="([^"]*)"')
HTMX = {"HX-Request": "true"}


class Kit(NamedTuple):
    """The ward, a sign-in of each role over it, which columns hold hostile words, all tokens that addresses name."""

    ward: Ward
    tokens: dict[Role, str]
    full: set[str]
    named: list[str]


@pytest.fixture(scope="module")
def kit(make_app: Callable[[str], Flask]) -> Iterator[Kit]:
    """A ward with one of everything. What a test writes is rolled back."""
    with rolled_back(make_app("sqlite")) as app, stopped_at(clock.now()):
        ward = make_everything(app, "Thử")
        with app.app_context(), immediate() as session:
            unit = session.scalars(AdministrativeUnit.called(str(ward.values["unit"]))).one()
            tokens = {role: make_sign_in(session, _holder(session, ward, unit, role)) for role in WARD_ROLES}
            _further_rows(session, make_account(session, unit, Role.OFFICER))
            full = typed_in(session, unit.id)
            named = [
                str(value)
                for table in Base.metadata.sorted_tables
                for column in table.columns
                if column.name in ("token", "printed_token") and isinstance(column.type, String)
                for value in session.scalars(select(column).where(column.is_not(None)))
            ]
        yield Kit(ward, tokens, full, named)


def _holder(session: Session, ward: Ward, unit: AdministrativeUnit, role: Role) -> Account:
    """Somebody with a role over the ward, its class or its group."""
    if role is Role.INSTRUCTOR:
        course = session.scalars(select(Course).where(Course.code == ward.values["code"])).one()
        return make_account(session, unit, role, course=course)
    account = make_account(session, unit, *([] if role is Role.GROUP_HEAD else [role]))
    if role is Role.GROUP_HEAD:
        group = session.get_one(ResidentialGroup, int(ward.values["group"]))
        make_grant(session, account, unit, role, group=group)
    return account


def _further_rows(session: Session, account: Account) -> None:
    """What the ward has none of: a ticket of somebody who registered again under another name, who is in a team by name
    alone, a remark that was answered, what was recorded for a programme and returned, or asked back,
    a passkey with its name."""
    seat, team = session.scalars(select(Registration)).first(), session.scalars(select(Team)).first()
    assert seat
    assert team
    typed: dict[str, Any] = {"typed_name": "Ba", "typed_birth_year": 1950, "submission": str(uuid4())}
    session.add(Ticket(course=seat.course, repeats_id=seat.id, created_at=clock.now(), **typed))
    team.name_in(session, "Ba", "", day=clock.today())
    for remark in session.scalars(select(ArrivalRemark)):
        remark.answer, remark.answered_at, remark.answered_by = "Đã sửa", clock.now(), account
    entry = session.scalars(select(ProgrammeEntry)).first()
    assert entry
    of = {each: getattr(entry, each) for each in ("unit_id", "programme_id", "programme_version_id", "site_id", "day")}
    session.add(
        ProgrammeEntry(
            **of, uuid=str(uuid4()), by_id=account.id, way="office", at=entry.at, received_at=entry.at, outcome="done",
            returned_at=clock.now(), returned_words="Ghi nhầm",
        )
    )  # fmt: skip
    confirmed = session.scalars(select(ProgrammeEntry).where(ProgrammeEntry.confirmed_at.is_not(None))).first()
    assert confirmed
    confirmed.asked_back_at, confirmed.asked_back_words = clock.now(), "Ghi nhầm"
    make_second_factor(session, account)
    session.add(
        Passkey(
            account_id=account.id, name="Ba", host="x", credential=str(uuid4()), public_key="x", made_at=clock.now()
        )
    )
    session.flush()


def addresses(kit: Kit, route: Route) -> list[str]:
    """What of the ward a route may name; of one with a token any that there is."""
    try:
        return [kit.ward.address(route) if route.arguments else route.address]
    except KeyError:
        pass
    known = {**kit.ward.values, "unit_code": kit.ward.values["unit"], "version": 1, "field": "Khác", "token": "<>"}
    address = ARGUMENT.sub(lambda name: str(known[name[1]]), route.address)
    return [address.replace("<>", token) for token in (kit.named if "<>" in address else [""])]


def opened(browser: Pages, address: str, headers: dict[str, str] | None = None) -> tuple[TestResponse, str]:
    """What an address answers, and what is wrong with it."""
    with browser.client.get(address, headers=headers) as answer:
        wrong = raw_in(answer) or ("a fault" if answer.status_code == 500 else "")
        if not wrong and answer.mimetype == "text/html":
            wrong = unmarked(answer.text, address)
        return answer, f"{address}: {wrong}" if wrong else ""


def _room(address: str) -> str:
    """The first part of an address."""
    return address.partition("?")[0].split("/")[1]


def unmarked(html: str, address: str) -> str:
    """The first element of ours that htmx would leave alone: without the mark, or asking outside of its room."""
    room = _room(address)
    for tag in (each for each in TAG.findall(html) if " hx-" in each):
        given = ATTRIBUTES.findall(tag)
        if not any(name.startswith("hx-") for name, _value in given):
            continue
        asked = [unescape(value) for name, value in given if name in ("hx-get", "hx-post")]
        if [name for name, _value in given].count("data-hx") != 1 or any(_room(each) != room for each in asked):
            return tag
    return ""


def test_every_column_that_people_type_holds_hostile_words(kit: Kit) -> None:
    assert sorted(every_typed_column() - kit.full) == []
    assert len(kit.full) > 150


def test_no_page_list_or_fragment_takes_it_for_its_own(kit: Kit) -> None:
    browser, wrong, fragments, shown = kit.ward.browser(), list[str](), set[str](), 0
    for route in PAGES:
        for address in addresses(kit, route):
            answer, fault = opened(browser, address)
            wrong.append(fault)
            if answer.status_code != 200:
                continue
            if answer.mimetype == "text/html":
                shown += "&lt;b hx-get=" in answer.text
                fragments |= {unescape(each) for each in ADDRESS.findall(answer.text)}
            break
    wrong += [opened(browser, address, HTMX)[1] for address in sorted(fragments)]
    assert [each for each in wrong if each] == []
    assert shown > 150
    assert len(fragments) > 50


def test_nor_does_any_page_of_a_single_role(kit: Kit) -> None:
    wrong = []
    for role, token in kit.tokens.items():
        browser = signed_in(kit.ward.app, token)
        for route in PAGES:
            if role.value in route.who and not route.arguments:
                wrong.append(opened(browser, route.address)[1])
    assert [each for each in wrong if each] == []


def test_nor_does_any_paper(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = dict[str, list[str]]()
    app = kit.ward.app

    def take(string: str, **_given: object) -> None:
        drawn.setdefault(address, []).append(string)
        raise PaperFault("taken")

    monkeypatch.setattr(rendering, "HTML", take)
    kinds = set[str]()
    for route in declared():
        source = inspect.getsource(modules[app.view_functions[route.endpoint].__module__])
        if route.method == "GET" or not any(asks in source for asks in ("enqueue", "answer_with", "give_a_moment")):
            continue
        for address in addresses(kit, route)[:1]:
            with put_back(app):
                browser = kit.ward.browser()
                token = browser.client.get("/dong-bo").get_json()["csrf_token"]
                data = {**kit.ward.fields.get(route.endpoint, {}), "csrf_token": token}
                browser.client.post(address, data=data).close()
                with app.app_context():
                    kinds |= set(db.session.scalars(select(Job.kind)))
    assert len(kinds & set(PAPERS)) > 15
    papers = [html for each in drawn.values() for html in each]
    assert [RAW.search(html.encode()) for html in papers] == [None] * len(papers)
    assert sum("&lt;b hx-get=" in html for html in papers) > 15


def test_the_kit_sees_an_escape_that_is_missing(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LazyString, "__html__", lambda self: str(self), raising=False)
    _answer, fault = opened(kit.ward.browser(), "/van-phong/duyet")
    assert RAW.search(fault.encode())
