"""Record, withdraw and decide an entry: what may be recorded, and what else then counts."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.country import clock
from app.models.movement.answer import Answer
from app.models.movement.declaration import ANSWERED, Check, Outcome, Way
from app.models.movement.entry_period import check_period
from app.models.movement.entry_ranking import judge_within, recompute_latest
from app.models.movement.parts import judged
from app.models.movement.programme import ProgrammeVersion
from app.models.movement.programme_entry import BY_PARTS, ProgrammeEntry, stored
from app.models.movement.question import AGREED, Question
from app.models.movement.rules import Answers, is_filled
from app.models.movement.site import Site
from app.models.people.account import Account


class WrongAnswer(ValueError):
    """An invalid answer; `field` is its question, None where the key is unknown."""

    def __init__(self, key: str, field: Question | None) -> None:
        super().__init__(key)
        self.key, self.field = key, field


class NeedsReason(ValueError):
    """Answers do not meet `checks` of the programme, and no reason is given."""

    def __init__(self, checks: Sequence[Check]) -> None:
        super().__init__("; ".join(each.text for each in checks))
        self.checks = checks


def record(
    session: Session, site: Site, asked: ProgrammeVersion, *, uuid: str, by: Account | None,
    organisation_id: int | None = None, way: str, at: datetime, period: date | None = None,
    outcome: str = Outcome.DONE, answers: Answers | None = None, standing: Answers | None = None,
    confirms: bool = False, reason: str = "", now: datetime,
) -> ProgrammeEntry:  # fmt: skip
    """Store an entry and recompute which counts. Locks the site's row, so that two at one house wait for each other.
    Answers unchanged from `standing` are accepted even if only an older version offered them. `confirms`: the recorder
    is of those who confirm; anybody else's entry waits, where the version has it confirmed. `reason` says why answers
    do not meet a check; it is stored only then. `organisation_id`: for which organisation `by` records.

    Raises:
        WrongAnswer: an answer is invalid in this version, there are answers where nothing was done or planned, or an
            event of a day to come is done.
        NeedsReason: the answers do not meet a check, and there is no reason.
        WrongPeriod: the programme has no such period, or it has not begun.
        PeriodNotOpen: it is not open for who records on a phone or for an organisation.
    """
    sent_on = clock.day_of(at, now) if way == Way.DOORSTEP else clock.local(now).date()
    sends = way == Way.DOORSTEP or organisation_id is not None
    key = check_period(asked, period, clock.local(now).date(), sent_on=sent_on if sends else None)
    held_on = site.entry_day
    given, because = _accepted(site, asked, outcome, answers, standing, reason, clock.local(now).date())
    session.scalars(Site.locked_with_outer(site.id)).all()
    entry = ProgrammeEntry(
        uuid=uuid, unit_id=site.unit_id, programme_id=asked.programme_id, programme_version_id=asked.id,
        site_id=site.id, by_id=by.id if by else None, organisation_id=organisation_id, way=way, at=at,
        received_at=now, day=held_on or clock.day_of(at, now), period_key=key, outcome=outcome,
        answers=stored(given), reason=because,
        waits=bool(asked.declared.confirmed_by) and outcome == Outcome.DONE and not confirms,
    )  # fmt: skip
    session.add(entry)
    session.flush()
    if entry.has_answers:
        within = judged(session, site.id, asked.declared.parts)
        session.add_all(Answer.rows_of(entry, asked, within))
    recompute_latest(session, site.id, asked.programme_id)
    return entry


def _accepted(
    site: Site, asked: ProgrammeVersion, outcome: str, answers: Answers | None, standing: Answers | None, reason: str,
    today: date,
) -> tuple[Answers, str]:  # fmt: skip
    """The answers as an entry stores them, and its reason, "" where they meet all checks. Raises as `record` does."""
    held_on = site.entry_day
    if held_on and outcome == Outcome.DONE and held_on > today:
        raise WrongAnswer("outcome", None)
    if asked.declared.title and outcome in ANSWERED:
        answers = {**(answers or {}), asked.declared.title: site.name}
    given = checked(asked, outcome, answers or {}, standing or {})
    against = asked.declared.contradicted(given) if outcome == Outcome.DONE else []
    if against and not reason:
        raise NeedsReason(against)
    return given, reason if against else ""


def withdraw(session: Session, entry: ProgrammeEntry, now: datetime) -> bool:
    """Withdraw a mistaken entry; the one before counts again. False where it is already withdrawn."""
    session.scalars(Site.locked_with_outer(entry.site_id)).all()
    session.refresh(entry)
    if entry.withdrawn_at is not None:
        return False
    if entry.asked_by.declared.parts:
        _withdraw_copies(session, entry, now)
    entry.latest = entry.counts = entry.waits = False
    entry.withdrawn_at, entry.superseded_on = now, None
    entry.forget_names()
    for photo in entry.photos:
        photo.take_away(session, now)
    session.flush()
    session.execute(delete(Answer).where(Answer.entry_id == entry.id))
    recompute_latest(session, entry.site_id, entry.programme_id)
    if entry.asked_by.declared.parts:
        judge_within(session, entry.site_id)
    return True


def decide(session: Session, entry: ProgrammeEntry, by: Account, now: datetime, *, returned: str = "") -> bool:
    """Confirm an entry that waits, or return it with words: the one before goes on counting. False where it does
    not wait, or a newer one was recorded."""
    session.scalars(Site.locked_with_outer(entry.site_id)).all()
    session.refresh(entry)
    if not (entry.waits and entry.latest):
        return False
    entry.waits = False
    if returned:
        entry.returned_at, entry.returned_words = now, returned
    else:
        entry.confirmed_at, entry.confirmed_by_id = now, by.id
    session.flush()
    recompute_latest(session, entry.site_id, entry.programme_id)
    if entry.asked_by.declared.parts:
        judge_within(session, entry.site_id)
    return True


def _withdraw_copies(session: Session, entry: ProgrammeEntry, now: datetime) -> None:
    """Withdraw the entries by which the machine carried its answers on."""
    own = ProgrammeEntry.programme_id == entry.programme_id, ProgrammeEntry.at == entry.at
    copied = ProgrammeEntry.site_id == entry.site_id, ProgrammeEntry.way == BY_PARTS
    for each in session.scalars(select(ProgrammeEntry).where(*own, *copied)).all():
        each.latest = each.counts = False
        each.withdrawn_at, each.superseded_on = now, None
        each.forget_names()
        session.flush()
        session.execute(delete(Answer).where(Answer.entry_id == each.id))


def checked(
    asked: ProgrammeVersion, outcome: str, answers: Answers, standing: Answers | None = None
) -> Mapping[str, Any]:
    """The filled answers to fields that are shown, each valid in the version or unchanged from `standing`, without
    persons who may not be named.

    Raises:
        WrongAnswer: an answer is invalid, or there are answers without outcome done.
    """
    declared = asked.declared
    given = declared.shown({key: value for key, value in answers.items() if is_filled(value)})
    if outcome not in declared.possible_outcomes or (given and outcome not in ANSWERED):
        raise WrongAnswer("outcome", None)
    for key, value in given.items():
        field = declared.by_key.get(key)
        if field is None or not field.carries(value, (standing or {}).get(key)):
            raise WrongAnswer(key, field)
    for each in declared.persons:
        if each.key not in given or not each.agreed(given):
            given = {key: value for key, value in given.items() if key not in (each.key, each.key + AGREED)}
    return given
