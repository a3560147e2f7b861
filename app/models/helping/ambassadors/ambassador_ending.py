"""How an appointment ends: the office says what becomes of each open pair, requests go back, the sign-in closes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.country import clock
from app.models.helping.ambassadors import appointing
from app.models.helping.ambassadors.ambassador import Ambassador, NotServing
from app.models.helping.pairs.mentorship import Mentorship, PairOutcome
from app.models.helping.pairs.pairing import AlreadyMentored, AlreadyYours, hand_over
from app.models.helping.requests.help_request import HelpRequest
from app.models.people.account import Account
from app.models.people.changing import Overtaken

# What becomes of a pair of which nobody said anything.
UNSAID = ""


class PairsLeft(Exception):
    """Some open pairs were not decided about, by public id: left out, or given to the mentee themselves. Nothing was
    written."""

    def __init__(self, public_ids: list[str]) -> None:
        super().__init__(public_ids)
        self.public_ids = public_ids


class CannotTakeOver(Exception):
    """Somebody named to go on is not ambassador today, or is the one who ends. Nothing was written."""


@dataclass(frozen=True)
class Ended:
    """What an ending did: pairs handed over, pairs that ended with it, requests that are the office's again."""

    handed_over: int
    stopped: int
    given_back: int


def end(
    session: Session,
    ambassador: Ambassador,
    *,
    day: date,
    why: str,
    pairs: Mapping[str, str | None],
    rest: str | None = UNSAID,
    version: str,
    by: Account,
    now: datetime,
) -> Ended:
    """End an appointment from a day on, with the reason. `pairs` says by an open pair's public id which ambassador
    (public id) goes on, or None where the pair ends with it; `rest` says the same of all others at once.

    Raises:
        NotServing: it ended before.
        Overtaken: somebody changed the appointment since `version`.
        PairsLeft: an open pair is not among `pairs`, and nothing is said of the rest; or see there.
        CannotTakeOver: see there.
    """
    named = {public_id for public_id in (*pairs.values(), rest) if public_id}
    successors = _locked(session, ambassador, named)
    if ambassador.until is not None:
        raise NotServing
    if version != str(ambassador.version):
        raise Overtaken({})
    today = clock.local(now).date()
    if named - {public_id for public_id, each in successors.items() if each.serves(today)}:
        raise CannotTakeOver
    open_pairs = session.scalars(
        Mentorship.open_of(ambassador.id).with_for_update(of=Mentorship).execution_options(populate_existing=True)
    ).all()
    going_on = _going_on(open_pairs, pairs, rest, successors)
    handed = sum([_hand_over_or_end(session, *each, day=day, why=why, now=now) for each in going_on])
    ambassador.end(day, why)
    given_back = HelpRequest.give_back(session, ambassador=ambassador, by=by, now=now)
    appointing.close(session, ambassador, now)
    session.flush()
    return Ended(handed, len(open_pairs) - handed, given_back)


def _locked(session: Session, ambassador: Ambassador, named: Collection[str]) -> dict[str, Ambassador]:
    """Lock who ends and who is named to go on; the latter, by public id."""
    others = session.scalars(
        Ambassador.in_units([ambassador.unit_id])
        .where(Ambassador.public_id.in_(named))
        .with_only_columns(Ambassador.id)
    )
    rows = session.scalars(Ambassador.locked(ambassador.id, *others))
    return {each.public_id: each for each in rows if each is not ambassador}


def _going_on(
    open_pairs: Sequence[Mentorship],
    pairs: Mapping[str, str | None],
    rest: str | None,
    successors: Mapping[str, Ambassador],
) -> list[tuple[Mentorship, Ambassador | None]]:
    """Each open pair with who goes on; see `end`."""
    outcomes = [(pair, pairs.get(pair.public_id, rest)) for pair in open_pairs]
    going_on = [(pair, successors.get(outcome or UNSAID)) for pair, outcome in outcomes]
    theirs = [pair.public_id for pair, other in going_on if other and other.person_id == pair.person.id]
    if left := [pair.public_id for pair, outcome in outcomes if outcome == UNSAID] + theirs:
        raise PairsLeft(left)
    return going_on


def _hand_over_or_end(
    session: Session, pair: Mentorship, successor: Ambassador | None, *, day: date, why: str, now: datetime
) -> bool:
    """Hand a pair over, or end it; whether it was handed over. Whoever takes it and mentors them already goes on."""
    if successor is None:
        pair.end(PairOutcome.STOPPED, day=day, words=why)
        return False
    try:
        with session.begin_nested():
            hand_over(session, pair, successor, now=now, day=max(day, pair.since), words=why)
    except AlreadyYours:
        session.refresh(pair)
        pair.end(PairOutcome.HANDED_OVER, day=day, words=why)
    except AlreadyMentored:  # a third one mentors them as well, which was said of that pair alone
        session.refresh(pair)
        pair.shared_why = why
        hand_over(session, pair, successor, now=now, day=max(day, pair.since), words=why)
    return True
