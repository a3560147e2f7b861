"""A press on a page of a period, or of one of several organisations, leads back to that period and that organisation.

The pages and the presses are found in the golden file of routes: each page is opened of a period that is not the one
shown by itself (`?ky=`), those of /don-vi for the organisation that is not the first one (`?cua=`), and each form on it
is pressed. A route that no page led to has to be named in `UNMET`.
"""

import io
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit
from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException

from app.country import clock
from app.jobs import queue
from app.models import Account, AdministrativeUnit, Organisation, Programme, ProgrammeEntry, ReopenedPeriod, Role, Site
from app.models.movement import entry_recording
from app.models.movement.represented import GroupSite, OrganisationSite
from app.routes import jobs
from tests import recording
from tests.architecture.declared import Route, declared
from tests.architecture.wards import photos_of
from tests.factories import make_account, make_grant, make_group
from tests.pages import Form, Page, Pages
from tests.routes.office.movement.test_entry_files import DOCX
from tests.routes.unit.conftest import School, school
from tests.routes.unit.test_recordings import PUPILS, programme
from tests.sent_from_phones import keep_with

__all__ = ("school",)
BOOK, TABLE, UNIT = "/van-phong/phong-trao/<int:programme>/so", "/van-phong/phong-trao/<int:programme>/bang", "/don-vi"
ROUTES = [each for each in declared() if each.address.startswith((BOOK, TABLE, f"{UNIT}/"))]
# Pages of which a period is shown.
OF_PERIOD = (BOOK, TABLE, "/don-vi/<int:programme>")
# Routes to which no form of such a page leads.
UNMET: Mapping[str, str] = {
    "office.site_pairs.show": "houses are recorded without periods",
    "unit.confirmations.create": "tests/routes/unit/test_confirmations.py: these pages have no period",
}
PHOTO, PAPER = {"key": "photo", "label": "Ảnh", "type": "photo"}, {"key": "paper", "label": "Giấy", "type": "file"}


class Here(NamedTuple):
    """A sign-in, the room, and what the addresses of its pages are made of: values of arguments, query."""

    pages: Pages
    prefix: str
    values: list[dict[str, object]]
    query: dict[str, str]


@pytest.fixture
def rooms(school: School) -> list[Here]:
    """An officer and who records for two organisations, in a ward with a programme of organisations and one of places,
    recorded for closed months that were opened again."""
    with clock.shifted(timedelta(days=-150)):
        said: dict[str, Any] = {"every": "month", "fields": [PUPILS, PHOTO, PAPER]}
        own = programme(school, "organisation", "own", records=["own_organisation", "officer"],
                        confirmed_by=["officer"], **said)  # fmt: skip
        groups = programme(
            school, "group", "groups", records=["unit", "officer"], recorded_on=["table", "office"], **said
        )
        sites = programme(school, "site", "sites", records=["unit", "officer"], recorded_on=["table", "office"], **said)
    with school.write() as session:
        unit, account = session.get_one(AdministrativeUnit, school.unit.id), session.get_one(Account, school.account.id)
        organisation = session.get_one(Organisation, school.school.id)
        make_grant(session, account, unit, Role.UNIT, organisation=session.get_one(Organisation, school.union.id))
        place = Site(unit=unit, programme_id=sites, name="Điểm chợ", organisation=organisation)
        session.add(place)
        session.flush()
        of_school = session.scalars(OrganisationSite.of(organisation.id)).one()
        entries: list[ProgrammeEntry] = []
        for number, site in ((own, of_school), (sites, place)):
            kept = session.get_one(Programme, number)
            assert kept.schedule
            assert kept.current
            for period in kept.schedule.until(clock.today())[:3]:
                more: dict[str, Any] = {"by": account, "way": "office", "period": period.key, "at": clock.now()}
                entry = recording.record(session, site, kept.current, uuid=str(uuid4()),
                                               answers={"pupils": 3}, now=clock.now(), **more)  # fmt: skip
                entry.organisation_id = organisation.id
                entries.append(entry)
            ReopenedPeriod.reopen(session, site.id, number, kept.schedule.until(clock.today())[0], reason="Sửa",
                                  by=account, now=clock.now())  # fmt: skip
        for each, key in ((entries[0], "photo"), (entries[3], "paper"), (entries[3], "photo")):
            keep_with(session, photos_of(school.app), each, key, account, "nhà trường")
        officer = make_account(session, unit, Role.OFFICER)
        entry_recording.decide(session, entries[1], account, clock.now())
        make_group(session, unit)
        of_group = session.scalars(GroupSite.in_units([unit.id])).first()
        assert of_group
        rows = [
            {"programme": number, "row": each.public_id}
            for number, each in ((own, of_school), (sites, place), (groups, of_group))
        ]
        recorded: list[dict[str, object]] = [{"entry": each.uuid} for each in entries]
        keys = str(entries[0].period), str(kept.schedule.open_on(clock.today())[0].key)
    browsers = [Pages(school.app.test_client()).sign_in(each) for each in (account, officer)]
    return [
        Here(browser, prefix, [*rows, *more], {"ky": key, **of_whom})
        for key in keys
        for browser, prefix, more, of_whom in (
            (browsers[0], UNIT, recorded, {"cua": school.school.code}), (browsers[1], "/van-phong", [], {}),
        )
    ]  # fmt: skip


def pages_of(here: Here) -> Iterator[str]:
    """The pages of a room, of all that there is."""
    for route in (each for each in ROUTES if each.method == "GET" and each.address.startswith(here.prefix)):
        for values in here.values if route.arguments else [{}]:
            if set(route.arguments) <= set(values):
                address = route.address
                for name in route.arguments:
                    begin, rest = address.split("<", 1)
                    address = f"{begin}{values[name]}{rest.split('>', 1)[1]}"
                yield f"{address}?{urlencode(here.query)}"


def forms_of(here: Here, address: str) -> list[tuple[str, Form]]:
    """The forms of a page that post, each with its address."""
    answer = here.pages.client.get(address)
    if answer.status_code != 200 or answer.mimetype != "text/html":
        answer.close()
        return []
    forms = Page(here.pages, answer, address).forms()
    return [(urljoin(address, each.element.get("action") or address), each) for each in forms
            if (each.element.get("method") or "").lower() == "post"]  # fmt: skip


def route_of(app: Flask, address: str, method: str) -> Route | None:
    """The route of an address, of those that are asked here."""
    try:
        endpoint, _values = app.url_map.bind("").match(urlsplit(address).path, method)
    except HTTPException:  # it is no address of the product
        return None
    return next((each for each in ROUTES if (each.endpoint, each.method) == (endpoint, method)), None)


def pressed(here: Here, address: str, form: Form) -> str:
    """Where a press leads; with a file where one may be chosen."""
    files = {each.get("name"): (io.BytesIO(DOCX), "giấy.docx") for each in form.element.iter("input")
             if each.get("type") == "file" and each.get("name") == "a_paper"}  # fmt: skip
    sent = {key: each for key, each in form.press({"words": "Sửa", "reason": "Sửa"}).items() if key not in files}
    answer = here.pages.client.post(address, data={**sent, **files}, content_type="multipart/form-data")
    answer.close()
    return answer.headers.get("Location", "")


def lost(app: Flask, here: Here, location: str) -> list[str]:
    """What of the place is missing in an address to which a press leads."""
    target = route_of(app, location, "GET")
    if target is None:
        return []
    given = parse_qs(urlsplit(location).query)
    wanted = [*(["ky"] if target.address.startswith(OF_PERIOD) else []), *(["cua"] if "cua" in here.query else [])]
    return [each for each in wanted if given.get(each) != [here.query[each]]]


def test_a_press_leads_back_to_its_period_and_its_organisation(
    app: Flask, rooms: list[Here], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "enqueue", lambda job_id: None)
    monkeypatch.setattr(jobs, "PATIENCE", 0)
    met, wrong = set[str](), set[str]()
    for here in rooms * 2:  # what is retired or closed in the first round is brought back in the second
        for address in pages_of(here):
            for number in range(len(forms_of(here, address))):
                found = forms_of(here, address)[number:]
                route = route_of(app, found[0][0], "POST") if found else None
                if route is not None:
                    met.add(route.endpoint)
                    location = pressed(here, *found[0])
                    wrong |= {f"{route.endpoint} loses {each}: {location}" for each in lost(app, here, location)}
    assert sorted(wrong) == []
    assert {each.endpoint for each in ROUTES if each.method == "POST"} - met == set(UNMET)
