"""An appointment ends when the office has said what becomes of each pair; requests go back, the sign-in closes."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.country import clock
from app.data.help_lists import supply
from app.models import (
    Account,
    AdministrativeUnit,
    Ambassador,
    HelpRequest,
    HelpTopic,
    Mentorship,
    PairOutcome,
    RequestStage,
    Role,
    RoleGrant,
)
from app.models.helping.ambassadors import appointing
from app.models.helping.ambassadors.ambassador import NotServing, Terms
from app.models.helping.ambassadors.ambassador_ending import UNSAID, CannotTakeOver, Ended, PairsLeft, end
from app.models.helping.pairs import pairing
from app.models.people.changing import Overtaken
from tests.factories import make_account, make_person, make_ward


@pytest.fixture
def ward(session: Session) -> AdministrativeUnit:
    made = make_ward(session)
    supply(session, made)
    return made


@pytest.fixture
def officer(session: Session, ward: AdministrativeUnit) -> Account:
    return make_account(session, ward, Role.OFFICER)


def appointed(session: Session, ward: AdministrativeUnit, name: str) -> Ambassador:
    since = clock.today() - timedelta(days=30)
    return Ambassador.appoint(session, make_person(session, ward, name), Terms(since=since), now=clock.now())


def mentoring(session: Session, ambassador: Ambassador, name: str, shared_why: str = "") -> Mentorship:
    mentee = make_person(session, ambassador.unit, name)
    return pairing.begin(session, ambassador, mentee, now=clock.now(), day=clock.today(), shared_why=shared_why)


def ended(
    session: Session,
    ambassador: Ambassador,
    by: Account,
    pairs: dict[str, str | None],
    version: str = "1",
    rest: str | None = UNSAID,
) -> Ended:
    said = {"day": clock.today(), "why": "chuyển nơi ở", "now": clock.now()}
    return end(session, ambassador, pairs=pairs, rest=rest, version=version, by=by, **said)


def test_each_pair_goes_on_with_another_or_ends(session: Session, ward: AdministrativeUnit, officer: Account):
    lan, hung = appointed(session, ward, "Nguyễn Thị Lan"), appointed(session, ward, "Lê Văn Hùng")
    one, two = mentoring(session, lan, "Cụ Một"), mentoring(session, lan, "Cụ Hai")
    account = appointing.invite(session, lan, clock.now())[0].account
    asked = HelpRequest(
        submission="s", unit=ward, full_name="Cụ Ba", topic=session.scalars(HelpTopic.of(ward.id)).first(),
        phone="+84912345678", due_on=clock.today(), made_at=clock.now(), state=RequestStage.ASSIGNED, ambassador=lan,
    )  # fmt: skip
    session.add(asked)
    session.flush()

    told = ended(session, lan, officer, {one.public_id: hung.public_id, two.public_id: None})
    assert told == Ended(handed_over=1, stopped=1, given_back=1)
    assert (one.outcome, two.outcome) == (PairOutcome.HANDED_OVER, PairOutcome.STOPPED)
    assert [pair.mentee for pair in session.scalars(Mentorship.open_of(hung.id))] == [one.mentee]
    assert session.scalars(Mentorship.open_of(lan.id)).all() == []
    assert (asked.state, asked.ambassador) == (RequestStage.NEW, None)
    assert (lan.until, lan.ended_why) == (clock.today(), "chuyển nơi ở")
    assert session.scalars(RoleGrant.of(account.id).where(RoleGrant.not_over(clock.today()))).all() == []


def test_an_open_pair_that_nobody_spoke_of_stops_it(session: Session, ward: AdministrativeUnit, officer: Account):
    lan = appointed(session, ward, "Nguyễn Thị Lan")
    one, two = mentoring(session, lan, "Cụ Một"), mentoring(session, lan, "Cụ Hai")
    with pytest.raises(PairsLeft) as refused:
        ended(session, lan, officer, {one.public_id: None})
    assert refused.value.public_ids == [two.public_id]
    assert (lan.until, one.until) == (None, None)


def test_one_choice_stands_for_all_but_those_spoken_of_alone(
    session: Session, ward: AdministrativeUnit, officer: Account
):
    lan, hung = appointed(session, ward, "Nguyễn Thị Lan"), appointed(session, ward, "Lê Văn Hùng")
    one, two, three = (mentoring(session, lan, name) for name in ("Cụ Một", "Cụ Hai", "Cụ Ba"))
    told = ended(session, lan, officer, {two.public_id: None}, rest=hung.public_id)
    assert (told.handed_over, told.stopped) == (2, 1)
    assert [pair.outcome for pair in (one, two, three)] == [
        PairOutcome.HANDED_OVER, PairOutcome.STOPPED, PairOutcome.HANDED_OVER
    ]  # fmt: skip
    assert {pair.mentee for pair in session.scalars(Mentorship.open_of(hung.id))} == {one.mentee, three.mentee}
    assert ended(session, hung, officer, {}, rest=None).stopped == 2


def test_one_choice_for_all_takes_who_serves_and_gives_nobody_themselves(
    session: Session, ward: AdministrativeUnit, officer: Account
):
    lan, gone = appointed(session, ward, "Nguyễn Thị Lan"), appointed(session, ward, "Lê Văn Hùng")
    mui = appointed(session, ward, "Vi Thị Mùi")
    gone.end(clock.today(), "hết nhiệm kỳ")
    session.flush()
    mentoring(session, lan, "Cụ Một")
    hers = pairing.begin(session, lan, mui.person, now=clock.now(), day=clock.today())
    for other in (gone, lan):
        with pytest.raises(CannotTakeOver):
            ended(session, lan, officer, {}, rest=other.public_id)
    with pytest.raises(PairsLeft) as refused:
        ended(session, lan, officer, {}, rest=mui.public_id)
    assert refused.value.public_ids == [hers.public_id]
    assert session.scalars(Mentorship.open_of(mui.id)).all() == []
    assert ended(session, lan, officer, {hers.public_id: None}, rest=mui.public_id).handed_over == 1


def test_only_who_serves_takes_over(session: Session, ward: AdministrativeUnit, officer: Account):
    lan, gone = appointed(session, ward, "Nguyễn Thị Lan"), appointed(session, ward, "Lê Văn Hùng")
    elsewhere = appointed(session, make_ward(session), "Vi Thị Mùi")
    gone.end(clock.today(), "hết nhiệm kỳ")
    session.flush()
    pair = mentoring(session, lan, "Cụ Một")
    for other in (gone, elsewhere, lan):
        with pytest.raises(CannotTakeOver):
            ended(session, lan, officer, {pair.public_id: other.public_id})
    assert lan.until is None


def test_who_mentors_them_already_goes_on_and_a_third_one_stays(
    session: Session, ward: AdministrativeUnit, officer: Account
):
    lan, hung = appointed(session, ward, "Nguyễn Thị Lan"), appointed(session, ward, "Lê Văn Hùng")
    mui = appointed(session, ward, "Vi Thị Mùi")
    now, day = clock.now(), clock.today()
    first = mentoring(session, lan, "Cụ Một")
    second = pairing.begin(session, hung, first.mentee, now=now, day=day, shared_why="hai nhà gần")
    assert ended(session, lan, officer, {first.public_id: hung.public_id}).handed_over == 1
    assert session.scalars(Mentorship.open_of(hung.id)).all() == [second]

    third = mentoring(session, mui, "Cụ Hai")
    pairing.begin(session, hung, third.mentee, now=now, day=day, shared_why="hai nhà gần")
    ngan = appointed(session, ward, "Trần Thị Ngân")
    assert ended(session, mui, officer, {third.public_id: ngan.public_id}).handed_over == 1
    assert [pair.mentee for pair in session.scalars(Mentorship.open_of(ngan.id))] == [third.mentee]


def test_it_ends_once_and_as_it_was_read(session: Session, ward: AdministrativeUnit, officer: Account):
    lan = appointed(session, ward, "Nguyễn Thị Lan")
    with pytest.raises(Overtaken):
        ended(session, lan, officer, {}, version="7")
    ended(session, lan, officer, {})
    with pytest.raises(NotServing):
        ended(session, lan, officer, {}, version="2")
