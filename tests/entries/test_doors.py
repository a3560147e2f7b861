"""Each door asked the same: good answers are stored alike, faults refused in the same words, one press is one entry."""

import re
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from flask import Flask

from app.entries.judging import NAMED_WHEN
from app.models import ProgrammeEntry
from app.web.kept_forms import mechanism_of
from tests.entries import ways
from tests.entries.doors import DOORS, WITH_PERIODS, Door, HouseForm, Operation, UnitOperation
from tests.entries.ward import Typed

pytestmark = pytest.mark.usefixtures("november")
NOTE = "Bà Bế Thị Mùi dặn: mở cả tối"
GOOD: dict[str, tuple[str | list[str], Any]] = {
    "people": ("1.234", 1234),
    "cost": ("1,5 triệu", 1_500_000),
    "open": ("yes", True),
    "hours": (" Tối ", "Tối"),
    "venue": ("hall", "hall"),
    "skills": (["vneid", "payments"], ["vneid", "payments"]),
    "call": ("0912 345 678", "+84912345678"),
    "since": ("05/11/2026", "2026-11-05"),
    "note": (f" {NOTE} ", NOTE),
}
UNNAMEABLE = {"people": "5", "keeper": "Hà Thị Mơ", "keeper_agreed": "yes", "keeper_age": "under_16"}
# What is typed, and what is said of it.
FAULTS: dict[str, tuple[Typed, str]] = {
    "a required answer lacks": ({"present": "5"}, "Cần ghi: Số người."),
    "against a check": (
        {"people": "5", "present": "9"},
        "Có mặt nhiều hơn số người. Số đúng là như vậy thì anh chị ghi",
    ),
    "who may not be named": (UNNAMEABLE, str(NAMED_WHEN)),
    "no answer of its type": ({"people": "vài chục"}, ""),
    "no choice": ({"people": "5", "venue": "moon"}, ""),
    "no day": ({"people": "5", "since": "31/02/2026"}, ""),
}


@pytest.fixture(params=DOORS, ids=lambda door: door.__name__)
def door(app: Flask, request: pytest.FixtureRequest) -> Door:
    """Each door, nothing recorded yet."""
    made: Door = request.param.of(app)
    return made


@pytest.mark.postgresql
def test_good_answers_are_stored_alike(door: Door) -> None:
    asked = {key: each for key, each in GOOD.items() if door.several or isinstance(each[0], str)}
    sent = door.post({key: typed for key, (typed, _stored) in asked.items()})
    assert sent.is_taken, sent.words
    assert [(each.outcome, each.given) for each in sent.stored] == [
        ("done", {key: stored for key, (_typed, stored) in asked.items()})
    ]
    assert ways.recorded_by[-1] in door.endpoints


def test_text_is_put_together(door: Door) -> None:
    """A keyboard that sends a letter and its marks apart, and a second blank."""
    [entry] = door.post({"people": "5", "note": normalize("NFD", NOTE).replace(" ", "  ")}).stored
    assert entry.given["note"] == NOTE


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_refused_in_the_same_words_and_nothing_is_stored(door: Door, fault: str) -> None:
    typed, words = FAULTS[fault]
    sent = door.post(typed)
    if (
        isinstance(door, Operation) and typed is UNNAMEABLE
    ):  # its script says so; what comes so all the same is not lost
        assert [each.given for each in sent.stored] == [{"people": 5, "keeper_age": "under_16"}]
        return
    assert (sent.status, sent.stored) == (422, [])
    assert words in sent.words


def test_a_reason_lets_what_is_against_a_check_pass(door: Door) -> None:
    [entry] = door.post({"people": "5", "present": "9"}, reason="Người nơi khác tới").stored
    assert (entry.given, entry.reason) == ({"people": 5, "present": 9}, "Người nơi khác tới")


@pytest.mark.parametrize("kind", WITH_PERIODS, ids=lambda each: each.__name__)
def test_an_outcome_without_answers_is_sent_without_and_refused_with(app: Flask, kind: type[Door]) -> None:
    door = kind.of(app)
    sent = door.post({"people": "5"}, outcome="nothing")
    assert (sent.status, sent.stored) == (422, [])
    assert "Anh chị chọn “Kỳ này không có” nhưng còn ghi: Số người." in sent.words
    assert [(each.outcome, each.given) for each in door.post({}, outcome="nothing").stored] == [("nothing", {})]


@pytest.mark.postgresql
def test_the_same_press_twice_is_one_entry(door: Door) -> None:
    sent = door.post({"people": "5"})
    again = sent.again()
    assert (len(sent.stored), again.is_taken, again.stored) == (1, True, [])


def test_what_is_hidden_by_what_was_answered_is_not_stored(door: Door) -> None:
    [entry] = door.post({"people": "5", "open": "no", "hours": "Tối"}).stored
    assert entry.given == {"people": 5, "open": False}


def test_what_an_organisation_keeps_without_a_line_is_recorded_for_it_and_for_no_other(app: Flask) -> None:
    here = UnitOperation.of(app)
    [entry] = here.post({"people": "5"}).stored
    with here.ward.read() as session:
        named = session.get_one(ProgrammeEntry, entry.id).organisation
        assert [named and named.code] == [here.ward.code]
    here.ward.code = "DV99"
    refused = here.post({"people": "6"})
    assert (refused.status, refused.stored) == (422, [])


def test_a_press_that_records_by_no_door_fails(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ways, "ENDPOINTS", ways.ENDPOINTS - HouseForm.endpoints)
    sent = HouseForm.of(app).post({"people": "5"})
    assert (sent.status, sent.stored) == (500, [])


def test_the_table_of_doors_says_how_each_is_kept_without_a_line(app: Flask) -> None:
    """docs/programme-entries.md, "Doors": the endpoints of each, and the mechanism."""
    text = Path("docs/programme-entries.md").read_text(encoding="utf-8").partition("## Doors")[2].partition("\n## ")[0]
    rows = [line.split("|")[2:4] for line in text.splitlines() if line.startswith("|")][2:]
    told = {each: kept.strip() for endpoints, kept in rows for each in re.findall(r"`(.+?)`", endpoints)}
    assert told == {each: mechanism_of(app, each).name for each in ways.ENDPOINTS}
