"""Whatever ends while a phone holds what was pressed: each kind of operation goes by the moment of its press, for each
way in which something can end. What was pressed before is taken, or refused for one declared reason; what was pressed
after the end is refused in words, where the end concerns that kind at all.

Not asked here: roles that end by their date (test_ended_roles.py), wards that are merged or divided
(test_wards_that_changed.py), houses and people that are merged (test_merged_houses.py, test_merged_meanwhile.py)."""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from io import BytesIO
from typing import Any, NamedTuple

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.country import clock
from app.models import (
    Account,
    AdministrativeUnit,
    Ambassador,
    Course,
    CourseState,
    HelpDesk,
    HelpResult,
    HelpTopic,
    Lesson,
    Membership,
    Mentorship,
    Organisation,
    PairOutcome,
    Place,
    Programme,
    ProgrammeSubject,
    Registration,
    ResidentialGroup,
    RoleGrant,
    Site,
    Team,
)
from app.models.helping.lists.definitions import ListStillNeeded
from app.models.learning.leaving import cancel
from app.models.movement.site import SiteKind
from app.models.people import group_history
from app.models.people.term import LATE
from app.outbox import kind as kinds
from app.outbox.exchange import exchange
from app.outbox.kinds import find
from app.outbox.operations import Result, read
from app.outbox.photos import read_with_photo
from app.outbox.sender import CallSender
from app.web.database import immediate
from tests.classroom import Classroom
from tests.conftest import put_back
from tests.doorsteps import Street
from tests.factories import make_account, make_group
from tests.golden import assert_listed
from tests.helping import HelpPhone
from tests.pages import Pages
from tests.quick_entries import Quick
from tests.routes.outbox.each_kind import EACH, Made, in_class
from tests.routes.outbox.test_photos import picture

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
End = Callable[[Session, Account], None]


def programme(session: Session, by: Account) -> None:
    for each in session.scalars(select(Programme)):
        each.retire(clock.today())


def place_in_the_book(session: Session, by: Account) -> None:
    for each in session.scalars(select(Site)):
        each.retire(clock.today())


def left_out(session: Session, by: Account) -> None:
    for site in session.scalars(select(Site).where(Site.kind == SiteKind.ORGANISATION)).all():
        for each in session.scalars(select(Programme)).all():
            ProgrammeSubject.decide(session, site, each.id, included=False, reason="Thôi", on=clock.today())


def group(session: Session, by: Account) -> None:
    for each in session.scalars(select(ResidentialGroup)):
        each.end(clock.today())


def merged_group(session: Session, by: Account) -> None:
    for each in session.scalars(select(ResidentialGroup)).all():
        group_history.merge(session, each, make_group(session, each.unit), clock.today())


def organisation(session: Session, by: Account) -> None:
    for each in session.scalars(select(Organisation)):
        each.retire(clock.today())


def team(session: Session, by: Account) -> None:
    for each in session.scalars(select(Team)):
        each.retire(clock.today())


def course_called_off(session: Session, by: Account) -> None:
    for each in session.scalars(select(Course)):
        each.call_off("Mất điện", clock.now())


def course_closed(session: Session, by: Account) -> None:
    lesson_closed(session, by)
    session.execute(update(Course).values(state=CourseState.CLOSED))


def lesson_called_off(session: Session, by: Account) -> None:
    for each in session.scalars(select(Lesson)):
        each.call_off("Mất điện")


def lesson_closed(session: Session, by: Account) -> None:
    for each in session.scalars(select(Lesson)):
        each.close(by=by, now=clock.now())


def lesson_moved(session: Session, by: Account) -> None:
    for each in session.scalars(select(Lesson)):
        each.starts_at, each.ends_at = each.starts_at + 7 * DAY, each.ends_at + 7 * DAY


def seat(session: Session, by: Account) -> None:
    for each in session.scalars(select(Registration)).all():
        cancel(session, each, now=clock.now())


def pair(session: Session, by: Account) -> None:
    for each in session.scalars(select(Mentorship)):
        each.end(PairOutcome.MOVED, day=clock.today())


def ambassador(session: Session, by: Account) -> None:
    for each in session.scalars(select(Ambassador)):
        each.end(clock.today(), "Chuyển đi")


def entries_of_lists(session: Session, by: Account) -> None:
    for noun in (HelpTopic, HelpResult, HelpDesk):
        for each in session.scalars(select(noun)).all():
            with suppress(ListStillNeeded):
                each.retire(session, clock.now())


def hall(session: Session, by: Account) -> None:
    for each in session.scalars(select(Place)):
        each.retire(clock.today())


def role_taken_away(session: Session, by: Account) -> None:
    for each in session.scalars(select(RoleGrant).where(RoleGrant.account_id != by.id)):
        each.revoke(clock.now())


# Each way to end, with the kinds that it concerns: what they press afterwards is refused.
ENTRIES = frozenset({"entry", "new house", "entry of a team", "meeting", "entry of its own"})
OF_CLASS = frozenset({"mark", "scan", "walk_in", "note", "close", "lesson_photo"})
TAKES_NAMES = frozenset({"mark", "scan", "walk_in"})
ENDS: Mapping[End, frozenset[str]] = {
    programme: ENTRIES,
    place_in_the_book: frozenset(),
    left_out: frozenset({"entry of its own"}),
    group: frozenset({"new house", "meeting", "registration"}),
    merged_group: frozenset(),
    organisation: frozenset({"entry of its own"}),
    team: frozenset({"entry of a team"}),
    course_called_off: OF_CLASS | {"registration"},
    course_closed: TAKES_NAMES | {"registration"},
    lesson_called_off: OF_CLASS | {"registration"},
    lesson_closed: TAKES_NAMES,
    lesson_moved: frozenset(),
    seat: frozenset(),
    pair: frozenset({"visit"}),
    ambassador: frozenset({"mentorship"}),
    entries_of_lists: frozenset(),
    hall: frozenset(),
    role_taken_away: OF_CLASS | ENTRIES - {"entry of a team"} | {"registration", "help_record", "help_correction"},
}
# What ends with a day, from its first minute on.
BY_DAY = frozenset({left_out, ambassador})
# What was pressed before the end and is refused all the same: the reason, then who brings it in and how. It stays on
# the phone, in the list of /cho-gui, and is counted among the refused of that phone for the office.
OFF = "it did not take place; if it did, the office sets its hour again, and the phone sends"
NO_CLASS = "nobody can go there; the sender, or the office, chooses another class"
REFUSED: Mapping[tuple[End, str], str] = {
    **{(how, kind): OFF for how in (course_called_off, lesson_called_off) for kind in OF_CLASS},
    **{(how, "registration"): NO_CLASS for how in (course_called_off, course_closed, lesson_called_off)},
    **{
        (role_taken_away, kind): "cut at once (docs/promises.md); the office hands in or records it"
        for kind in OF_CLASS
    },
}
# What is taken and says more, so that nothing is lost and who sent it knows.
TOLD: Mapping[tuple[End, str], str] = {
    **{(place_in_the_book, each): "đã ra khỏi sổ nên lần này chưa tính" for each in ENTRIES - {"new house", "meeting"}},
    (ambassador, "mentorship"): "phường thấy và cử người khác kèm",
    (pair, "visit"): "Đã ghi. Việc kèm người này đã kết thúc.",
}


def at_a_teams_house(app: Flask, room: Classroom, name: str) -> Made:
    street = Street.build(app, "14")
    return street.member, street.said(street.elsewhere)["data"]


def of_a_meeting(app: Flask, room: Classroom, name: str) -> Made:
    quick = Quick.build(app)
    return quick.head, quick.held(group=quick.group.code)["data"]


def of_a_school(app: Flask, room: Classroom, name: str) -> Made:
    quick = Quick.build(app)
    return quick.teacher, quick.sent("2026-10-01")["data"]


def with_a_photo(app: Flask, room: Classroom, name: str) -> Made:
    street = Street.build(app, "14")
    street.ask_for_photo()
    said = street.said(street.houses["14"], version=2, photos=["plate_photo"])
    assert HelpPhone(app, street.head).verdicts(said) == ["done"]
    return street.head, {"entry": said["uuid"], "key": "plate_photo"}


class Case(NamedTuple):
    """A kind of operation, what makes one, and how `ENDS` calls it, if not as the kind."""

    kind: str
    made: Callable[[Flask, Classroom, str], Made]
    called: str = ""

    def __str__(self) -> str:
        return self.called or self.kind


CASES = (
    *(Case(*each, "new house" if each[1].__name__ == "at_a_new_house" else "") for each in EACH),
    Case("entry", at_a_teams_house, "entry of a team"),
    Case("entry", of_a_meeting, "meeting"),
    Case("entry", of_a_school, "entry of its own"),
    Case("entry_photo", with_a_photo),
    Case("lesson_photo", in_class(of="sheet")),
)


def send(app: Flask, account: Account, operation: dict[str, Any]) -> Result:
    """What a phone of somebody hears now."""
    now = clock.now()
    call = {"device": "d", "account": account.public_id, "client_now": now.isoformat(), "operations": [operation]}
    body = json.dumps(call)
    photo = BytesIO(picture()) if operation["kind"].endswith("_photo") else None
    batch = read_with_photo(body, photo, now) if photo else read(body.encode(), now)
    with app.test_request_context():
        [result] = exchange(batch, CallSender(account.public_id, account.id, account.id), now)
    return result


def test_every_kind_is_asked() -> None:
    assert find("entry")
    assert_listed(set(kinds._known), {each.kind for each in CASES}, "CASES", "add what a phone sends of it")
    assert {name for concerned in ENDS.values() for name in concerned} <= set(map(str, CASES))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_kind_goes_by_the_moment_of_its_press_whatever_ended_since(
    app: Flask, room: Classroom, case: Case
) -> None:
    account, data = case.made(app, room, case.kind)
    phone = HelpPhone(app, account)
    with app.app_context(), immediate() as session:
        long_ago = clock.today() - 60 * DAY
        session.execute(update(RoleGrant).values(since=long_ago))
        session.execute(update(Membership).values(since=long_ago))
        unit = session.scalars(select(AdministrativeUnit)).first()
        assert unit
        by = make_account(session, unit)
    wrong = []
    for how in ENDS:
        with put_back(app):
            before = phone.operation(case.kind, data, clock.now())
            gap = DAY if how in BY_DAY else MINUTE
            with clock.shifted(gap), app.app_context(), immediate() as session:
                how(session, by)
            with clock.shifted(gap + MINUTE), put_back(app):
                early = send(app, account, before)
            with clock.shifted(gap + 2 * DAY):
                late = send(app, account, phone.operation(case.kind, data, clock.now()))
        pair_of = how, str(case)
        expected = ("refused" if pair_of in REFUSED else "done", "refused" if str(case) in ENDS[how] else "done")
        words = all(each.message for each in (early, late) if each.status == "refused")
        if (early.status, late.status) != expected or not words or TOLD.get(pair_of, "") not in early.message:
            wrong.append((how.__name__, expected, early[1:], late[1:]))
    assert wrong == []


@pytest.fixture
def street(app: Flask) -> Street:
    """A ward whose heads of groups go from door to door."""
    return Street.build(app, "14")


def stopped(street: Street) -> None:
    with street.app.app_context(), immediate() as session:
        session.get_one(Programme, street.programme).retire(clock.today())


def test_the_book_of_a_stopped_programme_counts_what_came_after_the_stop(street: Street) -> None:
    pressed = street.said(street.houses["14"])
    with clock.shifted(MINUTE):
        stopped(street)
    with clock.shifted(2 * DAY):
        assert send(street.app, street.head, pressed).status == "done"
        assert send(street.app, street.head, pressed).status == "already_done"
        assert [(each.counts, each.latest) for each in street.entries()] == [(True, True)]
        office = Pages(street.app.test_client()).sign_in(street.officer)
        page = office.get(f"/van-phong/phong-trao/{street.programme}")
        assert "1 hộ" in page.text
        assert office.get(f"/van-phong/phong-trao/{street.programme}/so/{street.houses['14']}").status == 200


@pytest.mark.parametrize(("days", "status"), [(LATE.days, "done"), (LATE.days + 1, "refused")])
def test_what_was_pressed_before_a_stop_is_taken_for_a_month(street: Street, days: int, status: str) -> None:
    pressed = street.said(street.houses["14"])
    with clock.shifted(MINUTE):
        stopped(street)
    with clock.shifted(days * DAY):
        assert send(street.app, street.head, pressed).status == status


@pytest.mark.parametrize("year", [1970, 2099])
def test_what_was_pressed_under_a_wrong_clock_is_judged_by_when_it_comes(street: Street, year: int) -> None:
    """Who could date a press before the stop by hand gains nothing by a year that cannot be."""
    stopped(street)
    pressed = {**street.said(street.houses["14"]), "at": clock.now().replace(year=year).isoformat()}
    assert send(street.app, street.head, pressed).status == "refused"


def test_a_programme_that_runs_again_takes_what_was_refused(street: Street) -> None:
    """Who brings in what was pressed after the stop: the office, by letting it run, and the phone, by sending again."""
    stopped(street)
    with clock.shifted(MINUTE):
        pressed = street.said(street.houses["14"])
        assert send(street.app, street.head, pressed).status == "refused"
        with street.app.app_context(), immediate() as session:
            assert session.get_one(Programme, street.programme).retire(None)
        assert send(street.app, street.head, pressed).status == "done"
