"""Visits that a phone kept: each once, in any order, refused only where the pair had ended before."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.country import clock
from app.models import Mentorship, Role
from app.models.helping.pairs import pairing
from tests.factories import make_account
from tests.pairs import House, make_ambassador

DAY = timedelta(days=1)


@pytest.fixture
def house(app: Flask) -> House:
    """Bác Thiệu, whom anh Bảy takes by the hand."""
    return House.build(app)


@pytest.fixture
def pair(house: House) -> Mentorship:
    """The two of them."""
    return house.pair


@pytest.fixture
def phone(client: FlaskClient, house: House) -> FlaskClient:
    """Anh Bảy's phone."""
    return house.sign_in(client)


def told(pair: Mentorship, at: datetime | None = None, **data: Any) -> dict[str, Any]:
    """An operation as a phone sends it."""
    moment = at or clock.now()
    content = {"mentorship": pair.public_id, "met": True, **data}
    return {"uuid": str(uuid.uuid4()), "kind": "visit", "at": moment.isoformat(), "sequence": 1, "data": content}


def send(phone: FlaskClient, *operations: dict[str, Any]) -> list[tuple[str, str]]:
    """What the server answers to each."""
    gate = phone.get("/dong-bo").json
    assert gate
    body = {
        "device": "máy anh Bảy",
        "account": gate["account"],
        "client_now": clock.now().isoformat(),
        "operations": list(operations),
    }
    answer = phone.post("/dong-bo", json=body, headers={"X-CSRFToken": gate["csrf_token"]})
    assert answer.status_code == 200, answer.text
    return [(result["status"], result["message"]) for result in answer.json["results"]]  # type: ignore[index]


def test_a_visit_is_kept_once_with_all_it_says(house: House, phone: FlaskClient, pair: Mentorship) -> None:
    on = clock.today() + 7 * DAY
    said = told(
        pair,
        skills={"vneid": "can_do", "payments": "learning", "lạ": "can_do", "ehealth": "giỏi"},
        evidence={"vneid": "vneid"},
        next_on=on.isoformat(),
        minutes=25,
        note="Bác tự đăng nhập",
    )

    assert send(phone, said, said) == [("done", ""), ("already_done", "")]
    assert send(phone, said) == [("already_done", "")]

    [visit] = house.visits()
    assert (visit.uuid, visit.met, visit.minutes, visit.note) == (said["uuid"], True, 25, "Bác tự đăng nhập")
    assert house.states() == {"vneid": ("can_do", "vneid"), "payments": ("learning", None)}
    assert house.now().next_visit_on == on


def test_another_thing_under_the_same_name_is_a_conflict(phone: FlaskClient, pair: Mentorship) -> None:
    said = told(pair)
    assert [status for status, _ in send(phone, said, {**said, "data": {**said["data"], "met": False}})] == [
        "done",
        "conflict",
    ]


def test_a_slip_that_comes_first_is_a_slip_all_the_same(house: House, phone: FlaskClient, pair: Mentorship) -> None:
    said = told(pair, clock.now() - timedelta(seconds=9), skills={"vneid": "can_do"})
    slip = told(pair, withdrawn=True, visit=said["uuid"])

    assert [status for status, _ in send(phone, slip, said, said)] == ["done", "done", "already_done"]

    assert house.visits() == []
    assert (house.now().last_met_at, house.now().reached_count) == (None, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"met": "yes"},
        {"met": None},
        {"mentorship": "không có"},
        {"mentorship": None},
        {"withdrawn": True},
        {"withdrawn": True, "visit": "x"},
    ],
)
def test_what_makes_no_sense_is_refused_in_words(phone: FlaskClient, pair: Mentorship, wrong: dict[str, Any]) -> None:
    [(status, message)] = send(phone, told(pair, **wrong))
    assert (status, bool(message)) == ("refused", True)


@pytest.mark.parametrize(
    "odd",
    [
        {"skills": ["vneid"]},
        {"skills": {"vneid": 3}},
        {"evidence": "seen", "skills": {"vneid": "can_do"}},
        {"minutes": "lâu"},
        {"minutes": -1},
        {"next_on": "mai"},
        {"next_on": "2019-01-01"},
        {"next_on": "2199-01-01"},
        {"note": "<script>alert(1)</script> 😀 =1+1 " + "x" * 900},
    ],
)
def test_what_is_odd_beside_a_visit_does_not_lose_it(
    house: House, phone: FlaskClient, pair: Mentorship, odd: dict[str, Any]
) -> None:
    assert send(phone, told(pair, **odd)) == [("done", "")]
    assert house.now().last_met_at
    assert house.now().next_visit_on is None


def test_a_mentee_handed_over_tells_the_phone_where_they_went(
    house: House, phone: FlaskClient, pair: Mentorship
) -> None:
    """What was made before counts; what was made after is told why not, and whose they are now."""
    with house.write() as (session, village, standing):
        lan = make_ambassador(session, village.ward, "Nguyễn Thị Lan")
        pairing.hand_over(session, standing, lan, now=clock.now(), day=clock.today() - DAY)

    [refused, kept] = send(phone, told(pair), told(pair, clock.now() - 2 * DAY))

    assert (refused[0], kept[0]) == ("refused", "done")
    assert "Nguyễn Thị Lan" in refused[1]
    assert "Nguyễn Thị Lan" in kept[1]


@pytest.mark.parametrize("role", [Role.AMBASSADOR, Role.COUNTER, Role.OFFICER])
def test_nobody_notes_a_visit_of_somebody_elses_pair(
    house: House, client: FlaskClient, pair: Mentorship, role: Role
) -> None:
    with house.write() as (session, village, _pair):
        other = make_account(session, village.ward, role)
        session.flush()
        session.expunge(other)
    assert [status for status, _ in send(house.sign_in(client, other), told(pair))] == ["refused"]
    assert house.visits() == []
