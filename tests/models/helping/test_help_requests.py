"""Help at home: one open request a phone and topic, given to one, accepted by one, done once."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.country import clock
from app.country.holidays import working_day_after
from app.data.help_lists import supply
from app.models import (
    Account,
    AdministrativeUnit,
    Ambassador,
    HelpRecord,
    HelpRequest,
    HelpRequestStep,
    HelpResult,
    HelpTopic,
    Meaning,
    ResidentialGroup,
    Role,
    Team,
)
from app.models.helping.requests.asking import ask, cancel, change_suits
from app.models.helping.requests.assigning import accept, assign, decline, hand_back, move_due, note, say_when
from app.models.helping.requests.requesting import (
    A_DAY,
    AGAIN_AFTER,
    AskedTooOften,
    NewRequest,
    NobodyThere,
    NotTheirs,
    RequestOver,
    TakenByAnother,
)
from app.models.people.changing import Overtaken
from app.models.people.group_history import move_others
from tests.factories import make_account, make_group, make_person, make_ward

HOA = "+84912345678"


@pytest.fixture
def now() -> datetime:
    """The moment of the test."""
    return clock.now()


@pytest.fixture
def ward(session: Session) -> AdministrativeUnit:
    """A ward with its lists."""
    made = make_ward(session)
    supply(session, made)
    return made


@pytest.fixture
def officer(session: Session, ward: AdministrativeUnit) -> Account:
    """Who gives requests to others."""
    return make_account(session, ward, Role.OFFICER)


def topic(session: Session, ward: AdministrativeUnit, key: str = "vneid_cai_dat") -> HelpTopic:
    """A topic of the ward."""
    return session.scalars(HelpTopic.called(ward.id, [key])).one()


def asked(session: Session, ward: AdministrativeUnit, key: str = "vneid_cai_dat", **said: Any) -> NewRequest:
    """What a form said."""
    given = {"submission": str(uuid.uuid4()), "full_name": "Nguyễn Thị Hoa", "phone": HOA, **said}
    return NewRequest(unit=ward, topic=topic(session, ward, key), **given)


def made(session: Session, ward: AdministrativeUnit, **said: Any) -> HelpRequest:
    """A request that is new."""
    request = ask(session, asked(session, ward, **said), clock.now())
    assert request is not None
    return request


def make_ambassador(session: Session, ward: AdministrativeUnit, name: str, **given: Any) -> Ambassador:
    """An ambassador with an account."""
    account = make_account(session, ward, Role.AMBASSADOR, full_name=name)
    number = session.scalars(select(func.count(Ambassador.id))).one() + 1
    person = make_person(session, ward, name, 1980)
    row = Ambassador(
        unit=ward, code=f"DSS{number:02d}", person=person, account=account, since=date(2026, 1, 5),
        created_at=clock.now(), **given,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def make_team(session: Session, ward: AdministrativeUnit, *members: Account, name: str = "Tổ công nghệ số") -> Team:
    """A team; the first member leads."""
    team = Team(unit=ward, name=name, created_at=clock.now())
    session.add(team)
    session.flush()
    for number, account in enumerate(members):
        team.take_in(session, account, leads=number == 0, day=clock.today())
    return team


def given(session: Session, request: HelpRequest, to: Ambassador | Team, by: Account) -> HelpRequest:
    """The request in somebody's hands."""
    assign(session, request, to, by=by, version=str(request.version), now=clock.now())
    return request


def helped(session: Session, request: HelpRequest, by: Account, meaning: Meaning = Meaning.TOGETHER) -> HelpRecord:
    """A help given to who asked, and what the request makes of it."""
    now = clock.now()
    results = session.scalars(HelpResult.of(request.unit_id)).all()
    result = next(each for each in results if each.meaning == meaning)
    record = HelpRecord(
        uuid=str(uuid.uuid4()), unit_id=request.unit_id, helper=by, topics=[request.topic], result=result,
        request=request, day=clock.today(), at=now, device_at=now, received_at=now,
    )  # fmt: skip
    session.add(record)
    session.flush()
    request.finish(session, record, now=now)
    return record


def steps(session: Session, request: HelpRequest) -> list[str]:
    """What happened, in order."""
    return [step.step for step in session.scalars(HelpRequestStep.of(request.id))]


# -- asking -------------------------------------------------------------------------------------------------------


def test_due_in_three_days_on_which_the_office_works() -> None:
    assert working_day_after(date(2026, 11, 19), 3) == date(2026, 11, 24)  # Thursday, over the weekend
    assert working_day_after(date(2026, 4, 24), 3) == date(2026, 4, 29)
    # Giỗ Tổ on a Sunday gives no day off by itself; 30/4 and 1/5 do, then a weekend.
    assert working_day_after(date(2026, 4, 29), 1) == date(2026, 5, 4)


def test_the_same_form_twice_is_one_request(session: Session, ward: AdministrativeUnit, now: datetime) -> None:
    form = asked(session, ward)
    first = ask(session, form, now)
    assert first is not None
    assert ask(session, form, now) is first
    assert first.due_on == working_day_after(clock.today(), 3)
    assert steps(session, first) == ["asked"]


def test_one_open_request_a_phone_and_topic(session: Session, ward: AdministrativeUnit, now: datetime) -> None:
    first = made(session, ward)
    assert ask(session, asked(session, ward, full_name="nguyễn thị  HOA"), now).same_as is first
    ask(session, asked(session, ward, full_name="Trần Văn Trêu"), now)  # within minutes: said once
    assert steps(session, first) == ["asked", "asked_again"]
    again = ask(session, asked(session, ward, full_name="Trần Văn Trêu"), now + AGAIN_AFTER)
    assert (again.same_as, again.full_name, steps(session, again)) == (first, "Trần Văn Trêu", ["asked"])
    assert session.scalars(HelpRequest.open_in([ward.id])).all() == [first]
    told = session.scalars(HelpRequestStep.of(first.id)).all()
    assert [step.words for step in told] == ["", "", "other"]  # never a name
    assert first.full_name == "Nguyễn Thị Hoa"
    assert made(session, ward, key="lua_dao").id != first.id
    assert made(session, ward, phone="+84912345679").id != first.id


def test_what_has_ended_may_be_asked_for_again(session: Session, ward: AdministrativeUnit, now: datetime) -> None:
    first = made(session, ward)
    cancel(session, first, now=now)
    cancel(session, first, now=now)
    assert made(session, ward).id != first.id
    assert steps(session, first) == ["asked", "cancelled"]


def test_a_phone_asks_for_so_much_a_day(session: Session, ward: AdministrativeUnit, now: datetime) -> None:
    keys = [each.key for each in session.scalars(HelpTopic.offered(ward.id))]
    for key in keys[:A_DAY]:
        assert ask(session, asked(session, ward, key), now) is not None
    with pytest.raises(AskedTooOften):
        ask(session, asked(session, ward, keys[A_DAY]), now)
    assert ask(session, asked(session, ward, keys[A_DAY], phone="+84912345679"), now) is not None
    assert ask(session, asked(session, ward, keys[A_DAY]), now + timedelta(days=1)) is not None


def test_another_time_suits(session: Session, ward: AdministrativeUnit, now: datetime) -> None:
    request = made(session, ward, suits="buổi sáng")
    change_suits(session, request, "buổi tối", now=now)
    change_suits(session, request, "buổi tối", now=now)
    assert (request.suits, steps(session, request)) == ("buổi tối", ["asked", "suits_changed"])
    cancel(session, request, now=now)
    with pytest.raises(RequestOver):
        change_suits(session, request, "cuối tuần", now=now)


# -- the office ---------------------------------------------------------------------------------------------------


def test_given_to_one_and_to_another(
    session: Session, ward: AdministrativeUnit, officer: Account, now: datetime
) -> None:
    lan, minh = (make_ambassador(session, ward, name) for name in ("Trần Thị Lan", "Đỗ Văn Minh"))
    request = given(session, made(session, ward), lan, officer)
    old = str(request.version)
    assign(session, request, lan, by=officer, version="1", now=now)  # the same press again
    assign(session, request, minh, by=officer, version=old, now=now)
    with pytest.raises(Overtaken):
        assign(session, request, lan, by=officer, version=old, now=now)
    assert (request.state, request.ambassador_id, request.team_id) == ("assigned", minh.id, None)
    team = make_team(session, ward, officer)
    given(session, request, team, officer)
    assert (request.ambassador_id, request.team_id) == (None, team.id)
    told = [step.words for step in session.scalars(HelpRequestStep.of(request.id))]
    assert told == ["", "Trần Thị Lan", "Đỗ Văn Minh", "Tổ công nghệ số"]


def test_nothing_is_given_to_who_has_ended_or_works_elsewhere(
    session: Session, ward: AdministrativeUnit, officer: Account
) -> None:
    lan = make_ambassador(session, ward, "Trần Thị Lan", until=date(2026, 6, 30))
    team = make_team(session, ward, officer)
    team.retire(clock.today())
    stranger = make_ambassador(session, make_ward(session), "Lê Thị Xa")
    request = made(session, ward)
    for nobody in (lan, team, stranger):
        with pytest.raises(NobodyThere):
            assign(session, request, nobody, by=officer, version=str(request.version), now=clock.now())
    assert request.state == "new"


def test_declined_with_a_reason_noted_and_put_off(
    session: Session, ward: AdministrativeUnit, officer: Account, now: datetime
) -> None:
    request, later = made(session, ward), clock.today() + timedelta(days=30)
    note(session, request, "đã gọi, chưa nghe máy", by=officer, now=now)
    move_due(session, request, later, "bác đi vắng", by=officer, version=str(request.version), now=now)
    assert request.is_overdue(later + timedelta(days=1))
    decline(session, request, "nhà ở phường khác", by=officer, version=str(request.version), now=now)
    assert (request.state, request.why) == ("declined", "nhà ở phường khác")
    assert not request.is_overdue(later + timedelta(days=1))
    with pytest.raises(RequestOver):
        given(session, request, make_team(session, ward, officer), officer)
    assert steps(session, request) == ["asked", "noted", "due_moved", "declined"]


def test_who_ends_gives_back_what_is_open(
    session: Session, ward: AdministrativeUnit, officer: Account, now: datetime
) -> None:
    lan = make_ambassador(session, ward, "Trần Thị Lan")
    waiting, accepted, over = (
        given(session, made(session, ward, key=key), lan, officer) for key in ("lua_dao", "thue", "dat_dai")
    )
    accept(session, accepted, by=lan.account, now=now)
    cancel(session, over, now=now)
    assert HelpRequest.give_back(session, ambassador=lan, by=officer, now=now) == 2
    for request in (waiting, accepted):
        assert (request.state, request.ambassador_id, request.accepted_by_id, request.visit_at) == (
            "new", None, None, None,
        )  # fmt: skip
    assert over.ambassador_id == lan.id
    assert HelpRequest.give_back(session, ambassador=lan, by=officer, now=now) == 0


# -- who goes there -----------------------------------------------------------------------------------------------


def test_the_first_of_a_team_has_it(
    session: Session, ward: AdministrativeUnit, officer: Account, now: datetime
) -> None:
    lan, minh, stranger = (make_account(session, ward, Role.COUNTER) for _number in range(3))
    request = given(session, made(session, ward), make_team(session, ward, lan, minh), officer)
    with pytest.raises(NotTheirs):
        accept(session, request, by=stranger, now=now)
    accept(session, request, by=minh, now=now)
    accept(session, request, by=minh, now=now)
    with pytest.raises(TakenByAnother):
        accept(session, request, by=lan, now=now)
    with pytest.raises(NotTheirs):
        say_when(session, request, now, by=lan, now=now)
    say_when(session, request, now + timedelta(days=1), by=minh, now=now)
    with pytest.raises(NotTheirs):
        hand_back(session, request, "không đi được", by=lan, now=now)
    hand_back(session, request, "ốm", by=minh, now=now)
    assert (request.state, request.team_id, request.visit_at) == ("new", None, None)
    assert steps(session, request) == ["asked", "assigned", "accepted", "visit_set", "handed_back"]
    with pytest.raises(NotTheirs):
        accept(session, request, by=minh, now=now)


def test_what_is_given_to_somebody_is_what_they_see(
    session: Session, ward: AdministrativeUnit, officer: Account
) -> None:
    lan = make_ambassador(session, ward, "Trần Thị Lan")
    assert lan.account
    member = make_account(session, ward, Role.COUNTER)
    team = make_team(session, ward, member)
    hers = given(session, made(session, ward, key="thue"), lan, officer)
    teams = given(session, made(session, ward, key="lua_dao"), team, officer)
    made(session, ward, key="dat_dai")
    today = clock.today()
    assert session.scalars(HelpRequest.given_to(lan.account.id, today)).all() == [hers]
    assert session.scalars(HelpRequest.given_to(member.id, today)).all() == [teams]
    assert session.scalars(HelpRequest.given_to(officer.id, today)).all() == []
    team.let_go(team.members[0], day=today)
    lan.until = today - timedelta(days=1)
    session.flush()
    assert session.scalars(HelpRequest.given_to(member.id, today)).all() == []
    assert session.scalars(HelpRequest.given_to(lan.account.id, today)).all() == []


# -- done ---------------------------------------------------------------------------------------------------------


def test_a_help_closes_it_once_and_an_unfinished_one_does_not(
    session: Session, ward: AdministrativeUnit, officer: Account, now: datetime
) -> None:
    lan = make_ambassador(session, ward, "Trần Thị Lan")
    assert lan.account
    request = given(session, made(session, ward), lan, officer)
    accept(session, request, by=lan.account, now=now)
    say_when(session, request, now, by=lan.account, now=now)
    helped(session, request, lan.account, Meaning.UNFINISHED)
    assert (request.state, request.visit_at, request.done_at) == ("accepted", None, None)
    record = helped(session, request, lan.account)
    helped(session, request, lan.account)
    assert (request.state, request.done_at) == ("done", record.at)
    assert steps(session, request)[3:] == ["visit_set", "tried", "done"]


def test_a_help_taken_back_opens_it_again(session: Session, ward: AdministrativeUnit, officer: Account) -> None:
    lan = make_ambassador(session, ward, "Trần Thị Lan")
    assert lan.account
    request = given(session, made(session, ward), lan, officer)
    now = clock.now()
    accept(session, request, by=lan.account, now=now)
    record = helped(session, request, lan.account)
    record.withdrawn_at = now
    request.finish(session, record, now=now)
    assert (request.state, request.done_at) == ("accepted", None)
    record = helped(session, request, lan.account)
    made(session, ward)  # asked for anew meanwhile: there is one open request, and it is that one
    record.withdrawn_at = now
    request.finish(session, record, now=now)
    assert request.state == "done"
    assert steps(session, request)[2:] == ["accepted", "done", "reopened", "done"]


def test_a_help_of_another_ward_or_for_one_that_ended_changes_nothing(
    session: Session, ward: AdministrativeUnit, officer: Account, now: datetime
) -> None:
    request = made(session, ward)
    record = helped(session, request, officer)
    record.unit_id = make_ward(session).id
    record.withdrawn_at = now
    request.finish(session, record, now=now)
    assert request.state == "done"
    other = made(session, ward, key="thue")
    cancel(session, other, now=now)
    helped(session, other, officer)
    assert other.state == "cancelled"


# -- groups that merge --------------------------------------------------------------------------------------------


def test_what_is_open_goes_along_when_a_group_goes_into_another(
    session: Session, ward: AdministrativeUnit, officer: Account, now: datetime
) -> None:
    old, new = make_group(session, ward, "Tổ 1"), make_group(session, ward, "Tổ 2")
    open_, over = (made(session, ward, key=key, group=old) for key in ("lua_dao", "thue"))
    cancel(session, over, now=now)
    lan = make_ambassador(session, ward, "Trần Thị Lan", residential_group=old)
    ended = make_ambassador(session, ward, "Đỗ Văn Minh", residential_group=old, until=date(2026, 6, 30))
    team = make_team(session, ward, officer)
    team.groups = [old]
    session.flush()
    assert move_others(session, old, new) == {"help_request": 1, "ambassador": 1, "team": 1}
    session.expire_all()

    def there(*rows: HelpRequest | Ambassador) -> list[ResidentialGroup | None]:
        return [row.residential_group for row in rows]

    assert there(open_, lan) == [new, new]
    assert team.groups == [new]
    assert there(over, ended) == [old, old]
