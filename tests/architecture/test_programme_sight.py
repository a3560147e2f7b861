"""Entries and figures of a programme are only for whom its declaration names (`sees`): every GET route, opened by every
role, with the addresses of a programme that some may not see, or may not see any more."""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.country import clock
from app.country.months import months_before
from app.jobs import recognition_orders
from app.models import (
    Account,
    AdministrativeUnit,
    Matter,
    MatterFile,
    Plate,
    Programme,
    Recognition,
    Role,
    RoleGrant,
    Site,
)
from app.models.movement.candidates import candidates
from app.models.movement.declaration_reading import read
from app.models.movement.represented import GroupSite
from app.models.people.role import WARD_ROLES
from app.models.targets.task_owner import Owner
from app.web.database import db, immediate
from app.web.kept_files import keep
from tests import recording
from tests.architecture.declared import Route, declared
from tests.architecture.wards import Ward, make_everything, photos_of, signed_in
from tests.conftest import put_back, rolled_back
from tests.factories import make_account, make_grant, make_organisation, make_sign_in
from tests.sent_from_phones import keep_with

OPENED = [route for route in declared() if route.method == "GET" and not route.is_public]
READERS = (*WARD_ROLES, Role.PROVINCE_OFFICER)
# Nobody of the office: a head of a group sees what was recorded in the own group, the police what was recorded at all.
JOB = "public_id"
TASK = "/van-phong/viec-giao/<uuid:task>"
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
            hidden = {sees: _hide(app, unit, sees) for sees in SEES}
            hidden["leader", "earlier"] = _hide_earlier(unit)
            people = {role: _of(unit, role) for role in READERS}
            tokens = {role: make_sign_in(session, account) for role, account in people.items()}
            hidden["leader", "narrowed"] = _narrow(app, unit, people[Role.OFFICER], people[Role.LEADER])
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


def _hide(app: Flask, unit: AdministrativeUnit, sees: tuple[str, ...]) -> dict[str, str | int]:
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
    entry = recording.record(
        session, site, programme.current, uuid=str(uuid4()), by=None, way="office", at=clock.now(),
        answers={"open": True}, confirms="officer" in sees, now=clock.now(),
    )  # fmt: skip
    by, folder = make_account(session, unit), photos_of(app)
    photo, file = (keep_with(session, folder, entry, each, by, _hidden(sees)) for each in ("photo", "paper"))
    place: dict[str, str | int] = {"row": site.public_id, "house": site.public_id, "entry": entry.uuid}
    place |= _ask_for(app, site, by, _hidden(sees))
    return {**place, "programme": programme.id, "key": f"{key}.all", "photo": photo, "file": file}


def _ask_for(app: Flask, site: Site, by: Account, word: str) -> dict[str, str | int]:
    """Tasks that a hidden place asked of a school: one is overdue, one was given back, one was reported with a file;
    these words stand in each."""
    session, now, late = db.session(), clock.now(), clock.today() - timedelta(days=3)
    owner, path = Owner.of(make_organisation(session, site.unit, f"Trường {len(word)}{word[3:5]}")), f"{word}.pdf"
    tasks = [
        Matter.found_at(site, f"Việc {number} {word}", owner, late, unit=site.unit, by=by, now=now)
        for number in range(3)
    ]
    session.add_all(tasks)
    session.flush()
    for each in tasks[1:]:
        each.report(session, f"Đã làm {word}", by=by, now=now)
    tasks[1].give_back(session, f"Còn thiếu {word}", by=make_account(session, site.unit), now=now)
    content = f"%PDF-1.7 {word}".encode()
    keep(app.extensions["settings"].photos.below("tasks"), path, content)
    MatterFile.add_to(session, tasks[2].id, [(path, hashlib.sha256(content).hexdigest())], by_id=by.id, now=now)
    file = session.scalars(select(MatterFile.public_id).where(MatterFile.matter_id == tasks[2].id)).one()
    return {"task": tasks[2].public_id, "of_task": file}


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
    entry = recording.record(
        session, site, programme.current, uuid=str(uuid4()), by=None, way="office", at=now,
        answers={"note": _hidden(sees)}, period=months_before(clock.today(), 3)[-1], confirms=True, now=now,
    )  # fmt: skip
    return {"row": site.public_id, "entry": entry.uuid, "programme": programme.id}


def _narrow(app: Flask, unit: AdministrativeUnit, officer: Account, leader: Account) -> dict[str, str | int]:
    """A programme that officers saw until its version of today, which the leader alone sees: of two places, one has its
    plate, drawn, with a file that the officer ordered, and the other waits on a list."""
    session, now, word = db.session(), clock.now(), _hidden(("leader",))
    definition = {
        "key": "narrowed", "name": "Sổ hẹp dần", "shape": "recognise", "subject": "site", "noun": "điểm",
        "recorded_on": ["office", "import"], "sees": ["officer", "leader"], "decides": ["leader"],
        "fields": [{"key": "open", "label": "Đang mở", "type": "yes_no", "counted": True}],
        "criteria": [{"key": "opens", "text": "Đang mở", "rule": {"is": {"open": True}}}],
        "recognised_when": {"all": ["opens"]}, "gives": {"paper": "plate"},
    }  # fmt: skip
    programme = Programme.begun(session, unit, read(definition), catalogue="", now=now)
    programme.use_draft(seen="1", now=now)
    session.flush()
    version = programme.current
    assert version
    lists, plates = list[Recognition](), list[Plate]()
    for number in (1, 2):
        site = Site(unit=unit, name=f"Điểm {number} {word}", programme_id=programme.id)
        session.add(site)
        session.flush()
        entry = recording.record(
            session, site, version, uuid=str(uuid4()), by=None, way="office", at=now, answers={"open": True}, now=now
        )
        chosen = candidates(session, version, clock.today())
        lists.append(Recognition.submit(session, version, chosen, by=officer, now=now))
        plates += lists[0].approve(session, by=leader, now=now) if number == 1 else []
    content, file = f"%PDF-1.7 {word}".encode(), f"plates/{word}.pdf"
    keep(app.extensions["settings"].papers, file, content)
    plates[0].issue(file=file, sha256=hashlib.sha256(content).hexdigest(), now=now)
    job = recognition_orders.paper(session, lists[0], "recognition_list", by=officer.id)
    job.finish(result=file, now=now)
    assert programme.redraft(session, read({**definition, "sees": ["leader"]}), seen=str(programme.version), now=now)
    assert programme.use_draft(seen=str(programme.version), now=now, by_leader=True)
    place: dict[str, str | int] = {"row": site.public_id, "entry": entry.uuid, "programme": programme.id}
    papers = {"recognition": lists[1].public_id, "plate": plates[0].public_id, "public_id": job.public_id}
    return {**place, **papers, "key": "narrowed.opens"}


def opened(app: Flask, made: Made, role: Role, route: Route) -> Iterator[TestResponse]:
    """The answers to a role at an address of each hidden programme; at any other address, of what the ward has."""
    ward, browser = made.ward, signed_in(app, made.tokens[role])
    for here in made.hidden.values() if _names_programme(route) else [{}]:
        here = {**here, "photo": here["file"]} if "file" in here and route.endpoint.endswith(".download") else here
        if "task" in here and "task" in route.arguments:
            here = {**here, "file": here["of_task"]}
        if "task" in here and route.endpoint.startswith("office.matters."):
            here = {**here, "row": here["task"]}
        own = {key: here[key] for key in route.arguments if key in here and (key != JOB or _is_job(route))}
        values = {**ward.exactly.get(route.endpoint, {}), **own}
        yield browser.client.get(Ward(ward.app, ward.token, ward.values, {route.endpoint: values}).address(route))


def _names_programme(route: Route) -> bool:
    named = {"programme", "entry", "recognition", "plate", "task"}
    of_tasks = route.endpoint.startswith("office.matters.")
    return not named.isdisjoint(route.arguments) or ".figures." in route.endpoint or of_tasks or _is_job(route)


def _is_job(route: Route) -> bool:
    return route.endpoint.startswith(("jobs.", "job_files."))


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
            lists = {"/van-phong/nhiem-vu", f"{TASK}/tep/<uuid:file>"}
            assert {*lists, *(["/van-phong/viec-giao"] if role is Role.LEADER else [])} <= addresses


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
