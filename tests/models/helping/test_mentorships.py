"""Pairs: begun once, planned, ended, handed over; what was said stands in whatever order it arrives."""

import random
import uuid
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Evidence, Mentorship, MentorVisit, PairOutcome, Person, Reached, SkillStep
from app.models.helping.pairs import pairing
from app.models.helping.pairs.mentor_visit import LONGEST_NOTE, NotTheirs, VisitFacts
from app.models.helping.pairs.mentorship import PairEnded
from app.models.helping.pairs.pairing import AlreadyMentored, AlreadyYours
from tests.factories import make_person
from tests.pairs import Village, make_ambassador, make_pair, make_village, told, visit

DAY = timedelta(days=1)


@pytest.fixture
def village(session: Session) -> Village:
    """Anh Bảy's ward."""
    return make_village(session)


def states(pair: Mentorship) -> dict[str, tuple[str, str | None]]:
    """How far the mentee is, by the skill's key."""
    return {goal.skill.key: (goal.reached, goal.evidence) for goal in pair.goals}


def test_whoever_is_typed_again_is_whom_one_knows(session: Session, village: Village) -> None:
    known = make_person(session, village.ward, "Lương Doãn Thiệu", 1947, group=village.group)
    typed = make_person(session, village.ward, "LƯƠNG DOÃN  THIỆU".title(), 1947, group=village.group, add=False)

    pair = pairing.begin(session, village.ambassador, typed, now=clock.now(), day=clock.today(), wish="gọi con")

    assert (pair.person, pair.wish, pair.goals, pair.unit_id) == (known, "gọi con", [], village.ward.id)


def test_nobody_is_mentored_by_two_without_saying_why(session: Session, village: Village) -> None:
    pair, other = make_pair(session, village), make_ambassador(session, village.ward, "Nguyễn Thị Lan")

    with pytest.raises(AlreadyYours) as yours:
        make_pair(session, village, person=pair.mentee)
    with pytest.raises(AlreadyMentored) as taken:
        make_pair(session, village, ambassador=other, person=pair.mentee)
    second = make_pair(session, village, ambassador=other, person=pair.mentee, shared_why="cô Lan cùng ngõ")

    assert (yours.value.pair, taken.value.pairs) == (pair, [pair])
    assert second.shared_why == "cô Lan cùng ngõ"
    with pytest.raises(IntegrityError, match=r"mentee_id|uq_mentorship_mentee"), session.begin_nested():
        session.execute(update(Mentorship).where(Mentorship.id == second.id).values(shared_why=""))


def test_a_row_that_was_merged_stands_for_the_one_it_went_into(session: Session, village: Village) -> None:
    """Who was taken under the one row is not taken again under the other."""
    pair, other = make_pair(session, village), make_ambassador(session, village.ward, "Nguyễn Thị Lan")
    kept = make_person(session, village.ward, "Lương Doãn Thiệu", 1948, group=village.group)
    pair.mentee.merged_into_id = kept.id
    session.flush()
    session.expire_all()

    with pytest.raises(AlreadyMentored):
        make_pair(session, village, ambassador=other, person=kept)
    assert pair.person == kept


def test_one_visit_tells_who_was_met_what_they_can_and_when_again(session: Session, village: Village) -> None:
    pair, week = make_pair(session, village), clock.today() + 7 * DAY

    made = visit(session, village, pair, said={"vneid": "can_do"}, next_on=week, minutes=40, note=" Đã  đổi mật khẩu ")

    assert (made.met, made.minutes, made.note, made.day) == (True, 40, "Đã đổi mật khẩu", clock.today())
    assert states(pair) == {"vneid": ("can_do", "seen"), "payments": ("not_started", None)}
    assert (pair.last_met_at, pair.next_visit_on, pair.reached_at) == (made.at, week, None)


def test_a_closed_door_is_no_meeting_and_leaves_the_day_that_was_arranged(session: Session, village: Village) -> None:
    pair, day = make_pair(session, village), clock.today() + 2 * DAY
    visit(session, village, pair, 9 * DAY, next_on=day)
    met_at = pair.last_met_at

    visit(session, village, pair, met=False, said={"vneid": "can_do"})

    assert (pair.last_met_at, pair.next_visit_on) == (met_at, day)
    assert states(pair)["vneid"] == ("not_started", None)


def test_what_can_be_done_without_a_ground_rests_on_what_was_said(session: Session, village: Village) -> None:
    pair = make_pair(session, village)
    word = told(village, clock.now(), said={"vneid": "can_do"})
    bare = VisitFacts(
        word.uuid, True, word.at, skills={skill: said._replace(evidence=None) for skill, said in word.skills.items()}
    )

    MentorVisit.record(session, pair, bare, by=village.account, now=clock.now())

    assert states(pair)["vneid"] == ("can_do", Evidence.STATED)


def test_all_goals_reached_is_counted_once(session: Session, village: Village) -> None:
    """Falling back and reaching them again changes neither the moment nor that it was celebrated."""
    pair = make_pair(session, village)
    visit(session, village, pair, 9 * DAY, said={"vneid": "can_do"})
    assert pair.reached_at is None
    second = visit(session, village, pair, 6 * DAY, said={"payments": "can_do"})
    assert pair.is_to_congratulate
    pair.congratulate(clock.now())
    visit(session, village, pair, 3 * DAY, said={"vneid": "learning"})
    assert states(pair)["vneid"][0] == "learning"

    visit(session, village, pair, said={"vneid": "can_do"})

    assert (pair.reached_at, pair.is_to_congratulate, pair.reached_count) == (second.at, False, 2)


def test_nothing_to_learn_is_nothing_reached(session: Session, village: Village) -> None:
    pair = make_pair(session, village, goals=())
    visit(session, village, pair, said={"vneid": "can_do"})
    assert (pair.reached_at, pair.goals) == (None, [])


def test_a_new_goal_after_all_were_reached(session: Session, village: Village) -> None:
    pair = make_pair(session, village, goals=("vneid",))
    visit(session, village, pair, DAY, said={"vneid": "can_do"})
    reached_at = pair.reached_at

    pairing.choose(session, pair, [village.skills["vneid"], village.skills["ehealth"]], now=clock.now())
    visit(session, village, pair, said={"ehealth": "learning"})

    assert (pair.reached_at, pair.reached_count, len(pair.goals)) == (reached_at, 1, 2)


def test_a_slip_counts_for_nothing(session: Session, village: Village) -> None:
    pair = make_pair(session, village, goals=("vneid",))
    visit(session, village, pair, 9 * DAY, said={"vneid": "learning"})
    before = (states(pair), pair.last_met_at, pair.next_visit_on)
    slip = visit(session, village, pair, said={"vneid": "can_do"}, next_on=clock.today() + DAY)
    assert pair.reached_at

    MentorVisit.take_back(session, pair, slip.uuid, at=clock.now(), now=clock.now())

    assert (states(pair), pair.last_met_at, pair.next_visit_on) == before
    assert pair.reached_at is None
    assert slip not in session.scalars(MentorVisit.standing([pair.id])).all()


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.randoms(use_true_random=False),
    words=st.lists(
        st.tuples(
            st.booleans(),
            st.dictionaries(st.sampled_from(("vneid", "payments")), st.sampled_from([str(each) for each in Reached])),
            st.one_of(st.none(), st.integers(1, 30)),
            st.booleans(),
        ),
        min_size=1,
        max_size=6,
    ),
)
def test_what_stands_follows_from_what_was_said_whatever_came_first(
    session: Session, village: Village, seed: random.Random, words: list[tuple[bool, dict[str, str], int | None, bool]]
) -> None:
    """Six visits, some of them slips, told in order and in any other order: the same pair comes of it."""
    now = clock.now()
    one, two = make_pair(session, village, "Nông Thị Sen"), make_pair(session, village, "Nông Thị Sáu")

    def acts(pair: Mentorship) -> list[VisitFacts | str]:
        listed: list[VisitFacts | str] = []
        for place, (met, said, ahead, slip) in enumerate(words):
            name = str(uuid.uuid5(uuid.UUID(pair.public_id), str(place)))
            day = clock.today() + timedelta(days=ahead) if ahead else None
            at = now - timedelta(hours=len(words) - place)
            listed.append(told(village, at, met=met, said=said, next_on=day, name=name))
            if slip:
                listed.append(name)
        return listed

    in_order, jumbled = acts(one), acts(two)
    seed.shuffle(jumbled)
    for pair, listed in ((one, in_order), (two, jumbled), (two, jumbled)):  # the last ones come twice
        for what in listed:
            if isinstance(what, VisitFacts):
                MentorVisit.record(session, pair, what, by=village.account, now=now)
            else:
                MentorVisit.take_back(session, pair, what, at=now, now=now)

    facts = [(states(pair), pair.last_met_at, pair.next_visit_on, pair.reached_at) for pair in (one, two)]
    assert facts[0] == facts[1]


def test_a_word_that_comes_late_says_that_not_all_was_reached_by_then(session: Session, village: Village) -> None:
    """Told in order, all was never reached at one time; nor is it when the middle one comes last, congratulated or
    not."""
    pair = make_pair(session, village)
    visit(session, village, pair, 9 * DAY, said={"vneid": "can_do"})
    visit(session, village, pair, 3 * DAY, said={"payments": "can_do"})
    pair.congratulate(clock.now())

    visit(session, village, pair, 6 * DAY, said={"vneid": "learning"})

    assert (pair.reached_at, pair.congratulated_at, pair.reached_count) == (None, None, 1)


def test_what_was_reached_on_an_earlier_slip_was_not(session: Session, village: Village) -> None:
    pair = make_pair(session, village)
    slip = visit(session, village, pair, 9 * DAY, said={"vneid": "can_do"})
    visit(session, village, pair, 3 * DAY, said={"payments": "can_do"})
    assert pair.reached_at

    MentorVisit.take_back(session, pair, slip.uuid, at=clock.now(), now=clock.now())

    assert (pair.reached_at, pair.reached_count) == (None, 1)


def test_a_slip_stays_one_when_another_goes_on(session: Session, village: Village) -> None:
    """What one ambassador took back does not count again with the visit of the next."""
    pair, lan = make_pair(session, village, goals=("vneid",)), make_ambassador(session, village.ward, "Nguyễn Thị Lan")
    slip = visit(session, village, pair, 9 * DAY, said={"vneid": "can_do"})
    MentorVisit.take_back(session, pair, slip.uuid, at=clock.now(), now=clock.now())
    going_on = pairing.hand_over(session, pair, lan, now=clock.now(), day=clock.today() - 2 * DAY)

    visit(session, village, going_on, DAY)

    assert (states(going_on), going_on.reached_at) == ({"vneid": ("not_started", None)}, None)


def test_what_is_said_at_one_visit_is_said_at_once(session: Session, village: Village) -> None:
    """Nobody reached everything for the length of one line."""
    pair = make_pair(session, village)
    visit(session, village, pair, 9 * DAY, said={"payments": "can_do"})

    visit(session, village, pair, said={"vneid": "can_do", "payments": "learning"})

    assert (pair.reached_at, pair.reached_count) == (None, 1)


def test_goals_that_one_has_reached_when_they_are_given(session: Session, village: Village) -> None:
    """What was learnt before there were goals is reached when it becomes one, and told at the next visit."""
    pair = make_pair(session, village, goals=())
    visit(session, village, pair, DAY, said={"vneid": "can_do"})
    given_at = clock.now()
    pairing.choose(session, pair, [village.skills["vneid"]], now=given_at)

    visit(session, village, pair)

    assert (pair.reached_at, pair.is_to_congratulate) == (given_at, True)


def test_a_goal_that_comes_back_is_reached_anew(session: Session, village: Village) -> None:
    """It was none when the other one was reached, and takes nothing of that."""
    pair, both = make_pair(session, village), [village.skills["vneid"], village.skills["payments"]]
    pairing.choose(session, pair, both[:1], now=clock.now())
    reached = visit(session, village, pair, said={"vneid": "can_do"})
    pairing.choose(session, pair, both, now=clock.now())

    visit(session, village, pair, said={"payments": "learning"})

    assert (pair.reached_at, pair.reached_count, len(pair.goals)) == (reached.at, 1, 2)


def test_other_goals_in_place_of_those_that_were_reached(session: Session, village: Village) -> None:
    """What was reached stays reached: those were the goals of that day, also where they come back."""
    pair = make_pair(session, village, goals=("vneid", "payments"))
    visit(session, village, pair, 2 * DAY, said={"vneid": "can_do"})
    reached = visit(session, village, pair, DAY, said={"payments": "can_do"})
    pair.congratulate(clock.now())

    for keys in (("ehealth",), ("ehealth", "payments")):
        pairing.choose(session, pair, [village.skills[key] for key in keys], now=clock.now())
        visit(session, village, pair, said={"ehealth": "learning"})

        assert (pair.reached_at, pair.is_to_congratulate) == (reached.at, False)


def test_without_the_goal_that_was_left_all_are_reached(session: Session, village: Village) -> None:
    """From the day on which it was dropped; a goal that takes its place the same moment is not reached."""
    pair = make_pair(session, village)
    visit(session, village, pair, DAY, said={"vneid": "can_do"})
    vneid, ehealth = village.skills["vneid"], village.skills["ehealth"]
    pairing.choose(session, pair, [vneid, ehealth], now=clock.now())
    visit(session, village, pair)
    assert pair.reached_at is None

    dropped_at = clock.now()
    pairing.choose(session, pair, [vneid], now=dropped_at)
    visit(session, village, pair)

    assert pair.reached_at == dropped_at


def test_a_pair_that_has_ended_keeps_what_it_was_at_its_end(session: Session, village: Village) -> None:
    """A visit that comes late finds what others had told by then, and nothing that they tell afterwards."""
    pair, lan = make_pair(session, village), make_ambassador(session, village.ward, "Nguyễn Thị Lan")
    shared = make_pair(session, village, ambassador=lan, person=pair.mentee, shared_why="cô Lan cùng ngõ")
    visit(session, village, shared, 9 * DAY, said={"vneid": "can_do"})
    reached = visit(session, village, pair, 6 * DAY, said={"payments": "can_do"})
    pair.end(PairOutcome.REACHED, day=clock.today() - 5 * DAY)
    visit(session, village, shared, 3 * DAY, said={"vneid": "learning"})

    visit(session, village, pair, 7 * DAY)

    assert (pair.reached_at, states(pair)["vneid"]) == (reached.at, ("can_do", "seen"))


def test_what_is_learnt_is_the_mentees_whoever_teaches(session: Session, village: Village) -> None:
    pair, lan = make_pair(session, village), make_ambassador(session, village.ward, "Nguyễn Thị Lan")
    visit(session, village, pair, DAY, said={"vneid": "can_do"})

    going_on = pairing.hand_over(session, pair, lan, now=clock.now(), day=clock.today(), words="anh Bảy chuyển nhà")

    assert (pair.outcome, pair.until, pair.outcome_words) == (
        PairOutcome.HANDED_OVER,
        clock.today(),
        "anh Bảy chuyển nhà",
    )
    assert (going_on.person, going_on.ambassador, going_on.last_met_at) == (pair.person, lan, None)
    assert states(going_on) == {"vneid": ("can_do", "seen"), "payments": ("not_started", None)}
    assert [made.mentorship for made in session.scalars(MentorVisit.of_mentee(pair.mentee_id))] == [pair]


def test_a_visit_before_the_hand_over_counts_whenever_it_comes(session: Session, village: Village) -> None:
    pair, lan = make_pair(session, village, goals=("vneid",)), make_ambassador(session, village.ward, "Nguyễn Thị Lan")
    going_on = pairing.hand_over(session, pair, lan, now=clock.now(), day=clock.today() - 2 * DAY)

    made = visit(session, village, pair, 3 * DAY, said={"vneid": "can_do"}, next_on=clock.today() + DAY)
    with pytest.raises(NotTheirs):
        visit(session, village, pair, said={"vneid": "learning"})

    assert (pair.last_met_at, pair.reached_at, pair.next_visit_on) == (made.at, made.at, None)
    assert states(going_on) == {"vneid": ("can_do", "seen")}
    assert going_on.reached_at is None  # counted once, where it was reached


def test_a_pair_ends_once_and_says_how(session: Session, village: Village) -> None:
    pair = make_pair(session, village)
    pair.plan(clock.today() + DAY, now=clock.now())
    pair.end(PairOutcome.MOVED, day=clock.today(), words="về ở với con ở Hà Nội")

    assert (pair.is_open, pair.next_visit_on) == (False, None)
    with pytest.raises(PairEnded):
        pair.end(PairOutcome.REACHED, day=clock.today())
    with pytest.raises(PairEnded):
        pair.plan(clock.today(), now=clock.now())
    with pytest.raises(IntegrityError, match="ends_with_an_outcome"), session.begin_nested():
        session.execute(update(Mentorship).where(Mentorship.id == pair.id).values(outcome=None))
    again = make_pair(session, village, person=pair.mentee)  # one who came back
    assert again.is_open


def test_what_was_said_stays_as_it_was_said(session: Session, village: Village) -> None:
    pair = make_pair(session, village)
    visit(session, village, pair, said={"vneid": "learning"})
    for change in (update(SkillStep).values(reached="can_do"), delete(SkillStep)):
        with pytest.raises(DBAPIError, match="stay"), session.begin_nested():
            session.execute(change)


def test_help_noted_in_the_log_is_a_contact_too(session: Session, village: Village) -> None:
    pair, now = make_pair(session, village), clock.now()
    for ago in (3, 1, 2):
        pair.contacted(now - ago * DAY)
    assert pair.last_met_at == now - DAY


def test_a_long_note_is_cut_and_a_phone_with_a_lost_clock_is_taken(session: Session, village: Village) -> None:
    pair, lost = make_pair(session, village), clock.now() - timedelta(days=200 * 365)

    made = visit(session, village, pair, clock.now() - lost, note="x" * 900, said={"vneid": "learning"})
    visit(session, village, pair, 5 * DAY, said={"vneid": "can_do"})

    assert (len(made.note), made.day) == (LONGEST_NOTE, clock.today())
    assert states(pair)["vneid"] == ("can_do", "seen")  # weaker than any whose time is known


def test_pairs_of_others_and_of_the_past(session: Session, village: Village) -> None:
    mine = make_pair(session, village, "Nông Thị Sen")
    ended = make_pair(session, village, "Nông Thị Sáu")
    lan = make_ambassador(session, village.ward, "Nguyễn Thị Lan")
    theirs = make_pair(session, village, "Chu Văn An", ambassador=lan)
    ended.end(PairOutcome.STOPPED, day=clock.today())
    session.flush()

    assert set(session.scalars(Mentorship.of_account(village.account.id))) == {mine, ended}
    assert [pair.person.full_name for pair in session.scalars(Mentorship.open_in([village.ward.id]))] == [
        "Chu Văn An",
        "Nông Thị Sen",
    ]
    assert session.scalars(Mentorship.open_of(lan.id)).all() == [theirs]
    assert session.scalars(select(Person).where(Person.id == mine.mentee_id)).one().full_name == "Nông Thị Sen"
