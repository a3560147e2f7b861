"""Entries and figures of a programme are only for whom its declaration names (`sees`): every GET route, opened by every
role, with the addresses of a programme that some may not see."""

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.country import clock
from app.country.months import months_before
from app.models import Account, AdministrativeUnit, Programme, Role, RoleGrant, Site
from app.models.movement import entry_recording
from app.models.movement.declaration_reading import read
from app.models.movement.represented import GroupSite
from app.models.people.role import WARD_ROLES
from app.web.database import db, immediate
from tests.architecture.declared import Route, declared
from tests.architecture.wards import Ward, make_everything, photos_of, signed_in
from tests.conftest import put_back, rolled_back
from tests.factories import make_account, make_grant, make_organisation, make_sign_in
from tests.sent_from_phones import keep_with

OPENED = [route for route in declared() if route.method == "GET" and not route.is_public]
READERS = (*WARD_ROLES, Role.PROVINCE_OFFICER)
# Nobody of the office: a head of a group sees what was recorded in the own group, the police what was recorded at all.
SEES = (("leader",), ("officer",), ("group_head",), ("organisation.police",))


class Made(NamedTuple):
    """A ward with one of everything and, by `sees`, the addresses of its hidden programme; a sign-in by role."""

    ward: Ward
    hidden: dict[tuple[str, ...], dict[str, str | int]]
    tokens: dict[Role, str]


@pytest.fixture(scope="module")
def made(shared_app: Flask) -> Iterator[Made]:
    with rolled_back(shared_app) as app:
        ward = make_everything(app, "Mọi Thứ")
        with app.app_context(), immediate() as session:
            unit = session.scalars(AdministrativeUnit.called(str(ward.values["unit"]))).one()
            hidden = {sees: _hide(unit, sees, photos_of(app)) for sees in SEES}
            hidden["leader", "earlier"] = _hide_earlier(unit)
            tokens = {role: make_sign_in(session, _of(unit, role)) for role in READERS}
        yield Made(ward, hidden, tokens)


@pytest.fixture
def app(made: Made) -> Iterator[Flask]:
    with put_back(made.ward.app) as app:
        yield app


def _of(unit: AdministrativeUnit, role: Role) -> Account:
    if role is not Role.PROVINCE_OFFICER:
        return make_account(db.session(), unit, role)
    account = make_account(db.session(), unit)
    above = {"role": role, "unit": unit.parent, "since": clock.today(), "created_at": clock.now()}
    db.session.add(RoleGrant(account=account, **above))
    return account


def _hidden(sees: tuple[str, ...]) -> str:
    """A word in the name of the place and in the label of the count."""
    return f"Kín{sees[0].replace('.', '')}7731"


def _hide(unit: AdministrativeUnit, sees: tuple[str, ...], folder: Path) -> dict[str, str | int]:
    """A programme in use that only `sees` see, and confirm where they may, with a place that somebody recorded, with a
    photo and a file."""
    session, key = db.session(), f"hidden_{sees[0].replace('.', '_')}"
    definition = {
        "key": key, "name": f"Sổ riêng {sees[0]}", "shape": "recognise", "subject": "site", "noun": "điểm",
        "recorded_on": ["office", "import", "doorstep"], "records": ["officer", "group_head", "unit"], "sees": [*sees],
        "confirmed_by": [each for each in sees if each != "group_head"],
        "fields": [
            {"key": "open", "label": "Đang mở", "type": "yes_no", "counted": True},
            {"key": "photo", "label": "Ảnh", "type": "photo"}, {"key": "paper", "label": "Giấy", "type": "file"},
        ],
        "counts": [{"key": "all", "unit": "điểm", "label": f"Đếm {_hidden(sees)}", "by": ["group", "month", "open"]}],
    }  # fmt: skip
    programme = Programme.begun(session, unit, read(definition), catalogue="", now=clock.now())
    programme.use_draft(seen=str(programme.version), now=clock.now())
    session.flush()
    site = Site(unit=unit, name=f"Điểm {_hidden(sees)}", programme_id=programme.id)
    session.add(site)
    session.flush()
    assert programme.current
    entry = entry_recording.record(
        session, site, programme.current, uuid=str(uuid4()), by=None, way="office", at=clock.now(),
        answers={"open": True}, confirms="officer" in sees, now=clock.now(),
    )  # fmt: skip
    by = make_account(session, unit)
    photo, file = (keep_with(session, folder, entry, each, by, _hidden(sees)) for each in ("photo", "paper"))
    place: dict[str, str | int] = {"row": site.public_id, "house": site.public_id, "entry": entry.uuid}
    return {**place, "programme": programme.id, "key": f"{key}.all", "photo": photo, "file": file}


def _hide_earlier(unit: AdministrativeUnit) -> dict[str, str | int]:
    """A programme of each month about groups that the leader alone sees: answered two months ago and never since."""
    session, now = db.session(), clock.now()
    begun, sees = now - timedelta(days=93), ("leader",)
    definition = {
        "key": "hidden_months", "name": "Sổ tháng riêng", "shape": "recognise", "subject": "group", "noun": "tổ",
        "every": "month", "recorded_on": ["office", "table"], "records": ["officer", "group_head", "unit"],
        "sees": [*sees], "fields": [{"key": "note", "label": "Ghi chú", "type": "text"}],
    }  # fmt: skip
    programme = Programme.begun(session, unit, read(definition), catalogue="", now=begun)
    programme.use_draft(seen=str(programme.version), now=begun)
    session.flush()
    site = session.scalars(select(GroupSite).where(GroupSite.unit_id == unit.id).order_by(GroupSite.id)).first()
    assert site
    assert programme.current
    entry = entry_recording.record(
        session, site, programme.current, uuid=str(uuid4()), by=None, way="office", at=now,
        answers={"note": _hidden(sees)}, period=months_before(clock.today(), 3)[-1], confirms=True, now=now,
    )  # fmt: skip
    return {"row": site.public_id, "entry": entry.uuid, "programme": programme.id}


def opened(app: Flask, made: Made, role: Role, route: Route) -> Iterator[TestResponse]:
    """The answers to a role at an address of each hidden programme; at any other address, of what the ward has."""
    ward, browser = made.ward, signed_in(app, made.tokens[role])
    for here in made.hidden.values() if _names_programme(route) else [{}]:
        here = {**here, "photo": here["file"]} if "file" in here and route.endpoint.endswith(".download") else here
        values = {**ward.exactly.get(route.endpoint, {}), **{key: here[key] for key in route.arguments if key in here}}
        yield browser.client.get(Ward(ward.app, ward.token, ward.values, {route.endpoint: values}).address(route))


def _names_programme(route: Route) -> bool:
    return not {"programme", "entry"}.isdisjoint(route.arguments) or ".figures." in route.endpoint


def text_of(answer: TestResponse) -> str:
    """What an answer says; of a workbook, all its sheets."""
    if not zipfile.is_zipfile(io.BytesIO(answer.data)):
        return answer.data.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        return "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist() if name.endswith(".xml"))


@pytest.mark.parametrize("role", READERS, ids=str)
def test_no_page_shows_a_programme_to_who_does_not_see_it(app: Flask, made: Made, role: Role) -> None:
    shown: dict[tuple[str, ...], set[str]] = {sees: set() for sees in SEES}
    for route in (each for each in OPENED if role.value in each.who):
        for answer in opened(app, made, role, route):
            text = text_of(answer)
            answer.close()
            for sees in SEES:
                shown[sees] |= {route.address} if _hidden(sees) in text else set()
    # The officer of a province reads of its wards what their officers see.
    reads_as = Role.OFFICER if role is Role.PROVINCE_OFFICER else role
    for sees, addresses in shown.items():
        if reads_as.value not in sees:
            assert not addresses, f"{role} sees nothing of it, but meets it at {', '.join(sorted(addresses))}"
        elif role in (Role.OFFICER, Role.LEADER):
            assert {"/van-phong/phong-trao/<int:programme>/so", "/van-phong/so-lieu/<key>/dong"} <= addresses


@pytest.mark.parametrize("kind", ["police", "school"])
def test_photos_are_shown_to_the_organisations_that_confirm_alone(app: Flask, made: Made, kind: str) -> None:
    """Every GET route of /don-vi, by an account of the police, who see and confirm one of the hidden programmes."""
    with app.app_context(), immediate() as session:
        unit = session.scalars(
            select(AdministrativeUnit).where(AdministrativeUnit.code == made.ward.values["unit"])
        ).one()
        account = make_account(session, unit)
        make_grant(session, account, unit, Role.UNIT, organisation=make_organisation(session, unit, "Nơi khác", kind))
        token = make_sign_in(session, account)
    theirs, shown = Made(made.ward, made.hidden, {Role.UNIT: token}), dict[str, set[tuple[str, ...]]]()
    for route in (each for each in OPENED if Role.UNIT.value in each.who):
        for answer in opened(app, theirs, Role.UNIT, route):
            text = text_of(answer)
            answer.close()
            for sees in SEES:
                if _hidden(sees) in text:
                    shown.setdefault(route.address, set()).add(sees)
    assert {each for seen in shown.values() for each in seen} <= {("organisation.police",)}
    pictures = {f"/don-vi/xac-nhan/<int:programme>/<uuid:row>/anh/<uuid:photo>{each}" for each in (".jpg", "/tep")}
    assert pictures & shown.keys() == (pictures if kind == "police" else set())
