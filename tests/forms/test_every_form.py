"""Each form of residents and of people in the field, found by opening their pages: what keeps it is declared, it
carries a key, sent twice it is stored once and answered the same, and an ended session loses nothing that was typed."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pkgutil import iter_modules
from typing import NamedTuple

import pytest
from flask import Flask

from app.country import clock
from app.jobs import queue
from app.outbox import kinds
from app.routes import jobs
from app.web.access import public, who_may
from app.web.errors import SECRETS
from app.web.kept_forms import Mechanism, mechanism_of
from app.web.static_files import SOURCES
from tests.architecture.declared import declared
from tests.conftest import put_back, rolled_back, stopped_at
from tests.forms.cases import (
    BEGINS_ANEW,
    FIRST,
    GIVEN,
    KINDS,
    LOOKED_OVER,
    READS_CODE,
    SIGNS_OUT,
    UNSENT,
    WITHOUT_EFFECT,
    WITHOUT_FORM,
    WITHOUT_KEY,
    WITHOUT_SCRIPT,
)
from tests.forms.discovery import Opened, Press, presses
from tests.forms.filling import Filled, fill
from tests.forms.sending import Answer, changed, held, reopened, send
from tests.forms.world import AUDIENCE, World, make_world
from tests.golden import assert_listed

KEY, TOKEN = "idempotency_key", "csrf_token"
# What a form carries whose view knows a second press by a number of its own.
OWN_NUMBERS = ("submission", "uuid", "newest")
POSTED = sorted({route.endpoint for route in declared() if route.method == "POST" and route.who & AUDIENCE})
MET = [endpoint for endpoint in POSTED if endpoint not in WITHOUT_FORM]
# Pages on which what came with an ended session is given back.
HEADINGS = ("Phiên đăng nhập đã hết", "Chưa gửi được", "Máy đã khóa")
# How many forms that lead to one address are tried until one is taken.
MOST = 12


class Walk(NamedTuple):
    """The ward, and what was met in it by endpoint."""

    world: World
    met: Mapping[str, list[Press]]


@pytest.fixture(scope="module")
def walk(make_app: Callable[[str], Flask]) -> Iterator[Walk]:
    """All pages, opened once. What a test writes is rolled back."""
    with rolled_back(make_app("sqlite")) as app, stopped_at(clock.now()):
        world, met = make_world(app), defaultdict[str, list[Press]](list)
        for press in world.presses():
            met[press.endpoint].append(press)
        yield Walk(world, met)


@pytest.fixture
def app(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The app; no paper that is ordered is drawn."""
    monkeypatch.setattr(queue, "enqueue", lambda job_id: None)
    monkeypatch.setattr(jobs, "PATIENCE", 0)
    with put_back(walk.world.app) as app:
        yield app


def open_to_audience(app: Flask) -> Iterator[str]:
    """The endpoints that answer a POST of a resident or of somebody in the field."""
    for rule in app.url_map.iter_rules():
        if (
            "POST" in (rule.methods or ())
            and not rule.endpoint.startswith("debug.")
            and AUDIENCE & set(who_may(app, rule.endpoint))
        ):
            yield rule.endpoint


def unaccounted(app: Flask, met: Mapping[str, list[Press]]) -> list[str]:
    """POST routes that neither a form nor a reason accounts for, and reasons that are not needed."""
    routes, named = set(open_to_audience(app)), set(WITHOUT_FORM)
    without = [f"{endpoint}: met by no form, and no reason in WITHOUT_FORM" for endpoint in routes - named - set(met)]
    over = [f"{endpoint}: has a reason, and {met[endpoint][0].page} has a form" for endpoint in named & set(met)]
    return sorted([*without, *over, *(f"{endpoint}: a reason, and no such route" for endpoint in named - routes)])


def test_each_post_route_is_met_by_a_form_or_has_a_reason(walk: Walk) -> None:
    assert unaccounted(walk.world.app, walk.met) == []


def test_a_route_without_a_form_is_named(walk: Walk, make_app: Callable[[str], Flask]) -> None:
    app = make_app("sqlite")
    app.add_url_rule("/thu", "scratch", public(lambda: ""), methods=["POST"])
    assert unaccounted(app, walk.met) == ["scratch: met by no form, and no reason in WITHOUT_FORM"]


def test_no_line_of_the_tables_is_left_over(walk: Walk) -> None:
    tables = (
        BEGINS_ANEW, FIRST, GIVEN, LOOKED_OVER, READS_CODE, SIGNS_OUT, UNSENT, WITHOUT_EFFECT, WITHOUT_KEY,
        WITHOUT_SCRIPT,
    )  # fmt: skip
    assert sorted({endpoint for table in tables for endpoint in table} - set(walk.met)) == []
    assert [endpoint for endpoint in WITHOUT_EFFECT if mechanism_of(walk.world.app, endpoint) == Mechanism.NONE] == []


def test_each_form_carries_a_key_of_its_own(walk: Walk) -> None:
    wrong = dict[str, str]()
    for endpoint, found in walk.met.items():
        if mechanism_of(walk.world.app, endpoint) == Mechanism.NONE or endpoint in WITHOUT_KEY:
            continue
        bare = [press for press in found if not any(map(press.value_of, (KEY, *OWN_NUMBERS)))]
        if bare:
            wrong[endpoint] = f"{bare[0].page} as {bare[0].visitor.name}"
    assert wrong == {}


def test_what_keeps_nothing_says_why(walk: Walk) -> None:
    nothing = [mechanism_of(walk.world.app, endpoint) for endpoint in walk.met]
    assert [mechanism for mechanism in nothing if mechanism == Mechanism.NONE and not mechanism.reason] == []


def test_what_keeps_nothing_is_in_no_list_of_a_phone(walk: Walk) -> None:
    """A password, a code, a button of the page's frame: by what unsent/list.js knows them, or by having no number."""
    script = (SOURCES / "js" / "unsent" / "list.js").read_text(encoding="utf-8")
    secret, aside = (
        re.compile(found[1]) for name in ("SECRET", "ASIDE") if (found := re.search(f"{name} = /(.+?)/[,;]", script))
    )
    listed = dict[str, str]()
    for endpoint, found in walk.met.items():
        if mechanism_of(walk.world.app, endpoint) != Mechanism.NONE:
            continue
        for press in found:
            numbered = any(map(press.value_of, (KEY, *OWN_NUMBERS)))
            elsewhere = press.form.get("action") not in (None, press.action) or press.page.startswith(
                "/quay/tu-phuc-vu"
            )
            if numbered and not (elsewhere or aside.search(press.path) or any(map(secret.search, press.fields))):
                listed[endpoint] = f"{press.page} as {press.visitor.name}"
    assert listed == {}


def test_each_kind_that_phones_send_has_a_form_that_the_outbox_keeps(walk: Walk) -> None:
    there = [module.name for module in iter_modules(kinds.__path__)]
    assert_listed(there, KINDS, "KINDS of tests/forms/cases.py", "add the endpoint of its form there")
    app = walk.world.app
    other = {kind: mechanism_of(app, endpoint) for kind, endpoint in KINDS.items() if endpoint in walk.met}
    assert other == dict.fromkeys(KINDS, Mechanism.OUTBOX)


class Sent(NamedTuple):
    """A form sent twice: the answers, and the tables that each press changed."""

    press: Press
    first: Answer
    second: Answer
    stored: list[str]
    again: list[str]


def sent_twice(walk: Walk, press: Press) -> Sent:
    """Open the page of a press, fill it in and send it two times; where it is looked over first, from that page."""
    app, client = walk.world.app, press.visitor.browser(walk.world.app)
    if press.endpoint in FIRST:
        before = walk.met[FIRST[press.endpoint]]
        other = next(each for each in before if (each.visitor, each.page) == (press.visitor, press.page))
        page, other = reopened(app, client, other)
        send(client, other, filled(walk.world, page, other))
    page, press = reopened(app, client, press)
    form = filled(walk.world, page, press)
    nothing = held(app)
    first = send(client, press, form, walk.world.pictures)
    if first.status == 200 and held(app) == nothing and (further := next_step(app, press, first)):
        page, press = further
        form = fill(page, press, LOOKED_OVER.get(press.endpoint))
        first = send(client, press, form, walk.world.pictures)
    once = held(app)
    second = send(client, press, form, walk.world.pictures)
    return Sent(press, first, second, changed(nothing, once), changed(once, held(app)))


def same_answer(sent: Sent) -> bool:
    """Whether a second press is led where the first one was; one that was shown a page, back to where it stood."""
    if sent.first.status == 200 and sent.second.status == 303:
        return sent.second.leads_to == sent.press.page.partition("?")[0]
    return sent.second.same == sent.first.same


def next_step(app: Flask, press: Press, answer: Answer) -> tuple[Opened, Press] | None:
    """The form of the same address on the page that an answer is: what was sent is looked over and sent for good."""
    page = Opened(press.page, answer.status, answer.text)
    found = [each for each in presses(app, press.visitor, page) if each.endpoint == press.endpoint]
    return (page, found[-1]._replace(button=None)) if found and press.endpoint not in WITHOUT_EFFECT else None


def filled(world: World, page: Opened, press: Press) -> Filled:
    """The form of a press, filled in."""
    given = {name: value.format(**world.words) for name, value in GIVEN.get(press.endpoint, {}).items()}
    return fill(page, press, given)


def candidates(found: list[Press]) -> list[Press]:
    """Forms that lead to one address: the first and the last of each kind (fields and visitor), then others."""
    kinds = defaultdict[object, list[Press]](list)
    for press in found:
        kinds[press.visitor.name, press.fields, press.button is not None and press.button.get("name")].append(press)
    ends = [each[place] for place in (0, -1) for each in kinds.values()]
    return list({id(press): press for press in [*ends, *found]}.values())[:MOST]


@pytest.mark.parametrize("endpoint", [endpoint for endpoint in MET if endpoint not in UNSENT])
def test_a_form_sent_twice_is_stored_once(walk: Walk, app: Flask, endpoint: str) -> None:
    if mechanism_of(app, endpoint) == Mechanism.NONE:
        return
    refused = list[str]()
    for press in candidates(walk.met[endpoint]):
        with put_back(app):
            sent = sent_twice(walk, press)
        if not sent.first.is_taken or not (sent.stored or endpoint in WITHOUT_EFFECT):
            refused.append(f"{press}: {sent.first.status}, stored {sent.stored}")
            continue
        assert set(sent.again) <= set(WITHOUT_KEY.get(endpoint, ())), f"{press}: the second press stored something more"
        if endpoint in SIGNS_OUT:
            assert sent.second.status == 401
        else:
            assert same_answer(sent), f"{press}: {sent.first.status}, then {sent.second.status}"
        return
    pytest.fail("\n".join(["No form was taken and stored:", *refused]))


@pytest.mark.parametrize("endpoint", MET)
def test_with_an_ended_session_what_was_typed_is_given_back(walk: Walk, app: Flask, endpoint: str) -> None:
    for press in candidates(walk.met[endpoint])[:1]:
        page, press = reopened(app, press.visitor.browser(app), press)
        form, before = filled(walk.world, page, press), held(app)
        signed_out = app.test_client() if press.visitor.role != "public" else press.visitor.browser(app)
        answer = send(signed_out, press, form, walk.world.pictures)
        assert changed(before, held(app)) == []
        assert answer.status in (400, 401), f"{press}: {answer.status}"
        told = Opened(press.page, answer.status, answer.text)
        if mechanism_of(app, endpoint) == Mechanism.NONE or endpoint in BEGINS_ANEW:
            assert told.heading
            continue
        assert told.heading in HEADINGS, f"{press}: {told.heading}"
        if form.files:
            assert "tệp" in told.text, f"{press}: nothing is said of its file"
            assert "Gửi lại" not in told.text, f"{press}: to be sent again without its file"
            continue
        typed = [pair for pair in form.fields if pair[0] not in (TOKEN, KEY, *SECRETS) and "password" not in pair[0]]
        assert [pair for pair in typed if pair not in told.given_back] == [], f"{press}: lost"
