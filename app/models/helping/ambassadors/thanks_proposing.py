"""How letters of thanks are proposed: what each ambassador did is drawn from the records at that moment."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.models.helping.ambassadors.ambassador import Ambassador
from app.models.helping.ambassadors.ambassador_results import Results, results_of
from app.models.helping.ambassadors.thanks_letter import ThanksLetter
from app.models.mixins.issued import canonical
from app.models.people.account import Account

_ADDRESSES = {"nữ": "bà", "nam": "ông"}


def propose(
    session: Session,
    ambassadors: Collection[Ambassador],
    period: tuple[date, date],
    words: str,
    *,
    by: Account,
    now: datetime,
) -> Sequence[ThanksLetter]:
    """Propose a letter for each of some ambassadors of one unit, of a period (both days included); whoever has one
    that waits is left out. Returns those made. Load the ambassadors locked, so that two presses make one letter each.
    """
    ids = [each.id for each in ambassadors]
    waits = select(ThanksLetter.ambassador_id).where(ThanksLetter.ambassador_id.in_(ids), ThanksLetter.waits)
    waiting = set(session.scalars(waits))
    due = [each for each in ambassadors if each.id not in waiting]
    results = results_of(session, due, *period)
    made = [
        ThanksLetter(
            unit_id=each.unit_id,
            ambassador=each,
            year=clock.local(now).year,
            said=canonical(_content(each, period, results[each.id], words)),
            proposed_by=by,
            proposed_at=now,
        )
        for each in due
    ]
    session.add_all(made)
    session.flush()
    return made


def _content(ambassador: Ambassador, period: tuple[date, date], results: Results, words: str) -> dict[str, object]:
    person, group = ambassador.person.standing, ambassador.residential_group
    return {
        "full_name": person.full_name,
        "address": _ADDRESSES.get(person.sex or "", "ông/bà"),
        "code": ambassador.code,
        "group": group.name if group else "",
        "organisation": ambassador.organisation,
        "since": period[0].isoformat(),
        "until": period[1].isoformat(),
        "mentees": results.people,
        "reached": results.reached,
        "visits": results.visits,
        "help_times": results.help_times,
        "words": words,
    }
