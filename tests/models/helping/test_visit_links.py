"""Links in messages: one pair, one answer, until it expires, is replaced, or the pair ends."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.country import clock
from app.models import MentorVisit, PairOutcome, VisitLink, VisitWay
from app.models.helping.pairs.mentorship import Mentorship, PairEnded
from app.models.helping.pairs.visit_link import LASTS, UNDO, LinkShut, LinkState
from tests.pairs import Village, make_pair, make_village, visit

DAY = timedelta(days=1)


@pytest.fixture
def village(session: Session) -> Village:
    """Anh Bảy's ward."""
    return make_village(session)


@pytest.fixture
def pair(session: Session, village: Village) -> Mentorship:
    """Bác Thiệu, whom anh Bảy takes by the hand."""
    return make_pair(session, village)


def answer(session: Session, link: VisitLink, *, met: bool = True, after: timedelta = timedelta(0)) -> MentorVisit:
    """A press on the link, so long from now."""
    return link.answer(session, met=met, uuid=str(uuid.uuid4()), now=clock.now() + after)


def test_a_link_is_answered_once(session: Session, village: Village, pair: Mentorship) -> None:
    link = VisitLink.make(session, pair, by=village.account, now=clock.now())

    made = answer(session, link)
    again = answer(session, link, met=False)

    assert (made.met, made.way, made.by, again) == (True, VisitWay.LINK, village.account, made)
    assert pair.last_met_at == made.at
    assert link.state(clock.now()) == LinkState.ANSWERED
    assert link.state(clock.now() + 2 * LASTS) == LinkState.ANSWERED


def test_a_door_that_stayed_shut_is_said_too(session: Session, village: Village, pair: Mentorship) -> None:
    link = VisitLink.make(session, pair, by=village.account, now=clock.now())
    assert answer(session, link, met=False).met is False
    assert pair.last_met_at is None


@pytest.mark.parametrize("state", [LinkState.EXPIRED, LinkState.REPLACED, LinkState.ENDED])
def test_a_link_that_is_over_takes_nothing(
    session: Session, village: Village, pair: Mentorship, state: LinkState
) -> None:
    link = VisitLink.make(session, pair, by=village.account, now=clock.now())
    if state == LinkState.REPLACED:
        VisitLink.make(session, pair, by=village.account, now=clock.now())
    if state == LinkState.ENDED:
        pair.end(PairOutcome.STOPPED, day=clock.today())

    with pytest.raises(LinkShut) as shut:
        answer(session, link, after=LASTS if state == LinkState.EXPIRED else timedelta(0))

    assert shut.value.state == state
    assert session.scalars(MentorVisit.standing([pair.id])).all() == []


@pytest.mark.either
def test_nobody_is_asked_of_a_pair_that_ended(session: Session, village: Village, pair: Mentorship) -> None:
    pair.end(PairOutcome.STOPPED, day=clock.today())
    with pytest.raises(PairEnded):
        VisitLink.make(session, pair, by=village.account, now=clock.now())


def test_a_slip_is_taken_back_and_answered_anew(session: Session, village: Village, pair: Mentorship) -> None:
    link = VisitLink.make(session, pair, by=village.account, now=clock.now())
    slip = answer(session, link)

    assert link.undo(session, clock.now())
    assert not link.undo(session, clock.now())
    second = answer(session, link, met=False)

    assert slip.withdrawn_at
    assert (second.met, pair.last_met_at) == (False, None)


def test_later_it_stands_as_it_was_said(session: Session, village: Village, pair: Mentorship) -> None:
    link = VisitLink.make(session, pair, by=village.account, now=clock.now())
    answer(session, link)
    late = clock.now() + UNDO
    assert not link.undo(session, late)
    assert not link.plan(session, clock.today() + DAY, now=late)


def test_the_next_visit_is_arranged_beside_the_answer(session: Session, village: Village, pair: Mentorship) -> None:
    visit(session, village, pair, DAY, next_on=clock.today() + DAY)
    link = VisitLink.make(session, pair, by=village.account, now=clock.now())
    answer(session, link)
    assert pair.next_visit_on is None

    assert link.plan(session, clock.today() + 7 * DAY, now=clock.now())

    assert pair.next_visit_on == clock.today() + 7 * DAY


def test_a_link_is_sent_once(session: Session, village: Village, pair: Mentorship) -> None:
    link = VisitLink.make(session, pair, by=village.account, now=clock.now())
    assert [link.tell("sms", clock.now()), link.tell("zalo", clock.now()), link.how] == [True, False, "sms"]
    assert session.scalars(VisitLink.called(f" {link.token.lower()} ")).one() is link
