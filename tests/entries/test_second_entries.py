"""What a second entry of a subject and period does to the first, at each door. Nothing that somebody left as it was
shown is said; a blank keeps what stands; what was shown and is empty now is emptied."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.models import Account, Answer, Programme, ProgrammeEntry, ProgrammeVersion
from app.models.movement import entry_recording
from app.models.movement.declaration_reading import read
from tests.entries.doors import (
    AT_SITES,
    DOORS,
    FIELD,
    FILLED,
    LISTS,
    TABLES,
    WITH_PERIODS,
    Door,
    OfficeForm,
    OfficeTable,
    Operation,
    QuickForm,
    UnitForm,
)
from tests.entries.ward import FIELDS, HOW, PEOPLE, Ward
from tests.pages import Page

pytestmark = pytest.mark.usefixtures("november")
STANDS: dict[str, Any] = {"people": 5, "venue": "hall"}
SENT = "/quay/ghi-nhanh/da-ghi"
SENDERS = [each for each in DOORS if each.who != "officer"]
VISITED = {"outcomes": ["done", "absent", "refused", "moved"]}


def asked_of(doors: Sequence[type[Door]]) -> pytest.MarkDecorator:
    """A test that is asked of some doors."""
    return pytest.mark.parametrize("door", doors, ids=lambda each: each.__name__)


def stands(door: Door) -> tuple[str, dict[str, Any]]:
    """The outcome and the answers that lists show, without how the subject was reached."""
    latest = door.ward.latest
    return latest.outcome, {key: each for key, each in latest.given.items() if key != "how"}


@asked_of(DOORS)
def test_a_blank_keeps_what_stands_and_a_required_answer_need_not_be_given_again(app: Flask, door: type[Door]) -> None:
    here = door.of(app)
    here.ward.recorded(STANDS)
    sent = here.post({"open": "yes"})
    assert sent.is_taken, sent.words
    assert stands(here) == ("done", {**STANDS, "open": True})
    assert (sent.again().stored, len(here.ward.entries())) == ([], 2)


@asked_of(FILLED)
def test_a_box_that_was_left_as_it_was_shown_keeps_what_stands_now(app: Flask, door: type[Door]) -> None:
    """A1: the page was drawn before somebody else recorded."""
    here = door.of(app)
    here.ward.recorded(STANDS)
    on = here.open()
    here.ward.recorded({**STANDS, "venue": "school"})
    sent = here.post({"open": "yes"}, on=on)
    assert stands(here)[1]["venue"] == "school"
    # at the others what somebody recorded meanwhile is looked at first
    if not isinstance(here, (UnitForm, *TABLES)):
        assert sent.is_taken, sent.words
        assert stands(here) == ("done", {**STANDS, "venue": "school", "open": True})


@pytest.mark.postgresql
@asked_of(FILLED)
def test_what_both_said_differently_is_a_conflict(app: Flask, door: type[Door]) -> None:
    here = door.of(app)
    here.ward.recorded(STANDS)
    on = here.open()
    here.ward.recorded({**STANDS, "venue": "school"})
    sent = here.post({"venue": "home"}, on=on)
    if isinstance(here, Operation):  # the later press counts, and both are told
        assert (sent.status, stands(here)) == (200, ("done", {**STANDS, "venue": "home"}))
        assert sent.words != ""
    else:
        assert (sent.stored, stands(here)) == ([], ("done", {**STANDS, "venue": "school"}))
        assert sent.status == (422 if isinstance(here, TABLES) else 409)


def test_the_office_sees_the_boxes_that_both_changed_alone(app: Flask) -> None:
    here = OfficeForm.of(app)
    here.ward.recorded({**STANDS, "present": 3})
    on = here.open()
    here.ward.recorded({"people": 8, "venue": "school", "note": "Mở cả tối"})
    again = here.page(on, on.press({"a_venue": "home", "a_open": "yes"}))
    assert "Họp ở đâu" in (shown := " ".join(again.root.find(".//table").itertext()))
    assert not any(each in shown for each in ("Số người", "Mở cửa", "Ghi thêm"))
    form = again.form(button="Lưu")
    assert [form.fields[f"a_{key}"] for key in ("people", "venue", "open", "note")] == [
        ["8"], ["home"], ["yes"], ["Mở cả tối"],
    ]  # fmt: skip
    form.submit({})
    assert stands(here)[1] == {"people": 8, "venue": "home", "open": True, "note": "Mở cả tối"}


def test_what_both_changed_is_looked_at_where_it_does_not_go_together(app: Flask) -> None:
    here = OfficeForm.of(app)
    here.ward.recorded({"people": 9, "present": 5})
    on = here.open()
    here.ward.recorded({"people": 6, "present": 5})
    sent = here.post({"present": "8"}, on=on)
    assert (sent.status, sent.stored) == (422, [])
    assert "Có mặt nhiều hơn số người" in sent.words


@asked_of(FILLED)
def test_a_box_that_was_filled_and_is_empty_now_is_emptied(app: Flask, door: type[Door]) -> None:
    here = door.of(app)
    here.ward.recorded(STANDS)
    sent = here.post({"venue": ""}, on=here.open())
    assert sent.is_taken, sent.words
    assert stands(here) == ("done", {"people": 5})
    assert not isinstance(here, TABLES) or "bỏ trống: họp ở đâu" in sent.words.casefold()


def test_a_form_that_a_script_filled_says_so_where_it_goes_as_it_is(app: Flask) -> None:
    here = QuickForm.of(app)
    here.ward.recorded(STANDS)
    shown = {"s_people": "5", "s_venue": "hall"}
    here.ward.recorded({**STANDS, "venue": "school"})
    both = here.post({"people": "5", "venue": "home"}, **shown)
    assert (both.status, both.stored) == (409, [])
    assert "có người ghi khác ở: Họp ở đâu" in both.words
    assert here.post({"people": "5", "venue": "hall", "open": "yes"}, **shown).is_taken
    assert stands(here) == ("done", {**STANDS, "venue": "school", "open": True})
    assert here.post({"people": "5", "venue": ""}, s_people="5", s_venue="school").is_taken
    assert stands(here) == ("done", {"people": 5, "open": True})


@asked_of(FILLED)
def test_a_required_box_that_was_emptied_is_asked_again(app: Flask, door: type[Door]) -> None:
    here = door.of(app)
    here.ward.recorded(STANDS)
    sent = here.post({"people": ""}, on=here.open())
    assert (sent.status, sent.stored) == (422, [])
    assert "Cần ghi: Số người." in sent.words


@asked_of(TABLES)
def test_a_line_that_is_emptied_whole_is_emptied(app: Flask, door: type[Door]) -> None:
    here = door.of(app, fields=[PEOPLE, *FIELDS[1:]])
    here.ward.recorded(STANDS)
    sent = here.post({"outcome": "", "people": "", "venue": ""}, on=here.open())
    assert sent.is_taken, sent.words
    assert "bỏ trống: số người" in sent.words.casefold()
    assert [each.given for each in here.ward.entries() if each.counts] in ([], [{}])


@asked_of(LISTS)
def test_a_list_never_empties(app: Flask, door: type[Door]) -> None:
    here = door.of(app)
    here.ward.recorded(STANDS)
    assert here.post({"people": "6", "venue": ""}).is_taken
    assert stands(here) == ("done", {**STANDS, "people": 6})


@asked_of([each for each in DOORS if each.several])
def test_several_answers_are_one_box(app: Flask, door: type[Door]) -> None:
    here = door.of(app)
    here.ward.recorded({**STANDS, "skills": ["vneid", "payments"]})
    here.post({"people": "6"})
    assert stands(here)[1]["skills"] == ["vneid", "payments"]
    here.post({"skills": ["payments"]}, on=here.open() if here.fills else None)
    assert stands(here)[1]["skills"] == ["payments"]
    if here.fills:
        here.post({"skills": []}, on=here.open())
        assert stands(here) == ("done", {**STANDS, "people": 6})


@asked_of(DOORS)
def test_what_a_condition_hides_is_stored_neither_typed_nor_kept(app: Flask, door: type[Door]) -> None:
    here = door.of(app)
    here.ward.recorded({**STANDS, "open": True, "hours": "Tối"})
    for said, given in (("no", {"open": False}), ("yes", {"open": True})):
        assert here.post({"open": said}, on=here.open() if here.fills else None).is_taken
        assert stands(here) == ("done", {**STANDS, **given})


@asked_of(AT_SITES)
def test_nobody_in_never_takes_the_place_of_answers_and_is_stored(app: Flask, door: type[Door]) -> None:
    """A3, C8."""
    here = door.of(app, "site", **VISITED)
    here.ward.recorded(STANDS)
    sent = here.post({}, outcome="absent")
    assert sent.is_taken, sent.words
    if isinstance(here, FIELD):
        assert "nằm trong lịch sử" in sent.words
    assert [(each.outcome, each.latest, each.given) for each in sent.stored] == [("absent", False, {})]
    assert stands(here) == ("done", STANDS)
    again = sent.again()
    assert (again.is_taken, again.stored) == (True, [])


@asked_of(FIELD)
def test_nobody_in_never_takes_the_place_of_an_answer_that_waits(app: Flask, door: type[Door]) -> None:
    here = door.of(app, "site", confirmed_by=["officer"], **VISITED)
    here.ward.recorded(STANDS, here.ward.head)
    assert here.post({}, outcome="absent").is_taken
    assert (stands(here), here.ward.latest.waits) == (("done", STANDS), True)


@asked_of(WITH_PERIODS)
def test_after_nothing_happened_a_blank_is_blank(app: Flask, door: type[Door]) -> None:
    """A4: what stood before is not said by who leaves a box blank."""
    here = door.of(app)
    here.ward.recorded(STANDS)
    here.ward.recorded({}, outcome="nothing")
    sent = here.post({"open": "yes"})
    assert (sent.status, sent.stored) == (422, [])
    assert "Cần ghi: Số người." in sent.words
    assert here.post({"people": "6"}).is_taken
    assert stands(here) == ("done", {"people": 6})


@pytest.mark.parametrize("outcome", ["refused", "moved"])
@asked_of(FIELD)
def test_after_a_refusal_a_blank_is_blank(app: Flask, door: type[Door], outcome: str) -> None:
    here = door.of(app, "site", **VISITED)
    here.ward.recorded(STANDS)
    here.ward.recorded({}, outcome=outcome)
    sent = here.post({"open": "yes"})
    assert (sent.status, sent.stored) == (422, [])
    assert "Cần ghi: Số người." in sent.words


@asked_of((QuickForm, Operation, OfficeTable, *LISTS))
def test_a_returned_number_comes_back_by_no_blank(app: Flask, door: type[Door]) -> None:
    """But in the form of who sent it, which shows it."""
    here = door.of(app, confirmed_by=["officer"])
    union = UnitForm(here.ward)
    union.post({"people": "40"})
    confirm(here.ward, returned="Xem lại")
    sent = here.post({"open": "yes"})
    assert (sent.status, sent.stored) == (422, [])
    assert "Cần ghi: Số người." in sent.words
    assert union.post({"open": "yes"}).is_taken
    assert stands(here) == ("done", {"people": 40, "open": True})


def confirm(ward: Ward, **returned: str) -> None:
    """The officer confirms the newest entry, or returns it."""
    with ward.write() as session:
        entry, by = session.get_one(ProgrammeEntry, ward.latest.id), session.get_one(Account, ward.officer.id)
        assert entry_recording.decide(session, entry, by, clock.now(), **returned)


@asked_of(FIELD)
def test_how_and_why_and_when_are_of_each_visit(app: Flask, door: type[Door]) -> None:
    """A5."""
    here = door.of(app, "site", fields=[*FIELDS, HOW])
    day, against = clock.today() - timedelta(days=3), {"people": 5, "present": 9}
    here.ward.recorded({**against, "how": "zalo"}, reason="Người nơi khác tới", day=day)
    sent = here.post({"open": "yes"})
    assert sent.stored == []
    assert "Có mặt nhiều hơn số người. Số đúng là như vậy thì anh chị ghi lý do" in sent.words
    [entry] = here.post({"people": "10"}).stored
    assert (entry.given, entry.reason, entry.day) == (
        {"people": 10, "present": 9, "how": "door"}, "", clock.today(),
    )  # fmt: skip


@asked_of(FIELD)
def test_who_asks_anew_keeps_nothing(app: Flask, door: type[Door]) -> None:
    """A6."""
    here = door.of(app, "site")
    here.ward.recorded(STANDS)
    sent = here.post({"open": "yes"}, anew="1")
    assert (sent.status, sent.stored) == (422, [])
    assert here.post({"people": "6"}, anew="1").is_taken
    assert stands(here) == ("done", {"people": 6})


@asked_of(SENDERS)
def test_what_the_sender_does_not_see_fills_nothing(app: Flask, door: type[Door]) -> None:
    """Else their own entry would show it."""
    here = door.of(app, sees=["officer", "leader"])
    here.ward.recorded(STANDS)
    sent = here.post({"open": "yes"})
    assert (sent.status, sent.stored) == (422, [])
    assert "Cần ghi: Số người." in sent.words
    [entry] = here.post({"people": "6"}).stored
    assert {key: each for key, each in entry.given.items() if key != "how"} == {"people": 6}


LATE: dict[str, Any] = {**STANDS, "open": True, "skills": ["vneid", "payments"], "cost": 1_500_000}


def test_what_a_late_arrival_says_alone_is_offered_to_its_sender_and_sent_by_one_press(app: Flask) -> None:
    """A8: nothing of the two is joined by itself."""
    here = Operation.of(app)
    arrives = here.press({**LATE, "outcome": "done"}, None, {})
    here.ward.recorded({"people": 8, "venue": "school"})
    status, told = arrives()
    assert (status, stands(here)) == (200, ("done", {"people": 8, "venue": "school"}))
    assert "Thiếu ở lần ấy: Kinh phí, Mở cửa, Kỹ năng." in told
    assert arrives() == (200, told)  # the phone did not hear the answer
    form = here.pages.get(SENT).form(button="Ghi thêm")
    for _twice in range(2):
        form.submit()
        assert stands(here) == ("done", {**LATE, "people": 8, "venue": "school"})
        assert len(here.ward.entries()) == 3
    assert "Ghi thêm" not in here.pages.get(SENT).text


NOT_OFFERED: dict[str, Any] = {
    "in time": {}, "not seen": {"sees": ["officer", "leader"]}, "waits": {"confirmed_by": ["officer"]},
    "confirmed": {"confirmed_by": ["officer"]},
}  # fmt: skip


@pytest.mark.parametrize("case", NOT_OFFERED)
def test_nothing_is_offered_of_what_came_in_time_or_where_the_later_one_is_decided_or_hidden(
    app: Flask, case: str
) -> None:
    here = Operation.of(app, **NOT_OFFERED[case])
    arrives = here.press({**LATE, "outcome": "done"}, None, {})
    told = arrives()[1] if case == "in time" else ""
    here.ward.recorded({"people": 8})
    if case == "confirmed":
        confirm(here.ward)
    told = told or arrives()[1]
    listed = here.pages.get(SENT).text
    assert ("lần ấy chờ phường xác nhận" if case == "waits" else "lần ấy được tính") in listed
    assert "Ghi thêm" not in listed
    assert "Thiếu ở lần ấy" not in told


def page_of(door: Door, entry: ProgrammeEntry) -> Page:
    """The page of an entry, for who sent it."""
    return door.pages.get(f"{'/don-vi/da-ghi' if door.who == 'union' else SENT}/{entry.uuid}")


@pytest.mark.postgresql
@asked_of(SENDERS)
def test_a_double_is_taken_back_by_who_sent_it_and_what_stood_counts_again(app: Flask, door: type[Door]) -> None:
    here = door.of(app)
    here.ward.recorded(STANDS)
    [entry] = here.post({"people": "6"}).stored
    page_of(here, entry).form(button="Rút lại lần ghi này").submit()
    assert stands(here) == ("done", STANDS)


@asked_of(SENDERS)
def test_what_the_office_confirmed_is_asked_for_by_who_sent_it(app: Flask, door: type[Door]) -> None:
    here = door.of(app, confirmed_by=["officer"])
    [entry] = here.post({"people": "6"}).stored
    confirm(here.ward)
    page = page_of(here, entry)
    assert "Rút lại lần ghi này" not in page.text
    page.form(button="Gửi phường").submit({"words": "Có 7 người"})
    assert (here.ward.latest.is_asked_back, here.ward.latest.asked_back_words) == (True, "Có 7 người")


@pytest.mark.postgresql
@pytest.mark.parametrize("shown", [False, True])
def test_an_older_form_leaves_what_only_a_newer_one_asks(app: Flask, shown: bool) -> None:
    """A phone that was without a line while the ward began to ask for more, and for something no longer."""
    here: Operation = Operation.of(app)
    here.ward.recorded({**STANDS, "present": 2, "call": "+84912345678"})
    old = here.open()
    more = [each for each in FIELDS if each["key"] != "call"]
    sets = {"key": "sets", "label": "Số máy", "type": "number", "counted": True}
    with here.ward.write() as session:
        programme = session.get_one(Programme, here.ward.programme)
        assert programme.current
        said = {**programme.current.declared.definition, "fields": [*more, sets]}
        programme.redraft(session, read(said), seen=str(programme.version), now=clock.now())
        programme.use_draft(seen=str(programme.version), now=clock.now())
    here.ward.recorded({**STANDS, "present": 2, "sets": 8})
    sent = here.post({"open": "yes"}, on=old if shown else None)
    assert sent.is_taken, sent.words
    assert stands(here)[1] == {**STANDS, "present": 2, "sets": 8, "open": True}
    assert sent.again().stored == []
    with here.ward.read() as session:
        found = select(Answer.value, ProgrammeVersion.number).join(ProgrammeEntry, ProgrammeEntry.id == Answer.entry_id)
        found = found.join(ProgrammeEntry.asked_by)
        found = found.where(ProgrammeEntry.id == here.ward.latest.id, Answer.key == "sets")
        assert session.execute(found).all() == [("8", 2)]
