"""Letters of thanks: one that the leader approved, one that waits for the leader."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.commands.demo_ward.dates import at
from app.commands.demo_ward.help_plan import DemoHelp, help_plan
from app.models import ThanksLetter
from app.models.helping.ambassadors import thanks_proposing

# What a letter says is counted over so long, so that it says something in January too.
HALF_A_YEAR = timedelta(days=180)


def make_shown_letters(session: Session, lists: DemoHelp) -> None:
    """Propose them as an officer does, from what stands in the books, and let the leader decide where the file says so.

    The approved one is not drawn yet: whoever fills the ward orders it, as its posters.
    """
    plan, accounts = help_plan()["letters"], lists.ward.accounts
    for row in plan["proposed"]:
        day = lists.calendar.today - timedelta(days=row["days"])
        about, period = lists.ambassadors[row["ambassador"]], (day - HALF_A_YEAR, day)
        by = accounts[plan["officer"]]
        letters = thanks_proposing.propose(session, [about], period, plan["words"], by=by, now=at(day, "15:00"))
        if row["approved"]:
            _approve(session, letters[0], lists, day + timedelta(days=1))


def _approve(session: Session, letter: ThanksLetter, lists: DemoHelp, day: date) -> None:
    letter.approve(session, by=lists.ward.accounts[help_plan()["letters"]["leader"]], now=at(day, "08:30"))
