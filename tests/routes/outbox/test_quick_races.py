"""Two phones send what they recorded of one event at the same moment. On both databases."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from flask import Flask

from app.models import Account, AdministrativeUnit, Role
from app.web.database import db
from tests.at_once import at_once
from tests.factories import make_account, make_grant
from tests.quick_entries import Quick
from tests.routes.outbox.test_entries import send

pytestmark = pytest.mark.postgresql


@pytest.fixture
def quick(make_app: Callable[[str], Flask], engine: str) -> Iterator[Quick]:
    """A ward whose commits are real."""
    app = make_app(engine)
    yield Quick.build(app)
    with app.app_context():
        db.engine.dispose()


def deputy(quick: Quick) -> Account:
    """Another head of the same group."""
    with quick.write() as session:
        ward = session.get_one(AdministrativeUnit, quick.group.unit_id)
        account = make_account(session, ward)
        make_grant(session, account, ward, Role.GROUP_HEAD, group=quick.group)
        return account


def test_an_event_that_two_phones_send_at_once_is_one_with_both_entries(quick: Quick) -> None:
    both = [quick.held(group=quick.group.code), quick.held({"present": 21}, group=quick.group.code)]
    who = [quick.head, deputy(quick)]
    answers = at_once([partial(send, quick, *each) for each in zip(who, both, strict=True)])
    assert [status for [(status, _words)] in answers] == ["done", "done"]
    assert len(quick.events()) == 1
    assert sorted(each.given["present"] for each in quick.entries()) == [20, 21]


def test_events_of_other_titles_at_once_stay_two(quick: Quick) -> None:
    both = [quick.held(group=quick.group.code, name=name) for name in ("An toàn trên mạng", "Dịch vụ công")]
    answers = at_once([partial(send, quick, quick.head, each) for each in both])
    assert answers == [[("done", "")], [("done", "")]]
    assert len(quick.events()) == 2


def test_one_press_that_a_phone_sends_twice_at_once_is_stored_once(quick: Quick) -> None:
    press = quick.held(group=quick.group.code)
    answers = at_once([partial(send, quick, quick.head, press)] * 4)
    assert sorted(status for [(status, _message)] in answers) == ["already_done"] * 3 + ["done"]
    assert len(quick.events()) == len(quick.entries()) == 1
