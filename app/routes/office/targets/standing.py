"""How the targets of a plan stand on a day, in words, by verdict; the ten numbers of a leader."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from app.indicators.figure_status import State
from app.indicators.readings import figure_statuses
from app.models import Matter, Plan
from app.routes.office.targets.unused import unused_programmes
from app.routes.office.targets.words import STATES, StandingLine, line_of

TEN, RED = 10, 3


def standing_lines(session: Session, plan: Plan, day: date, *, officer: bool) -> list[StandingLine]:
    """A line a target in the plan's order. Statements as for one target."""
    found = figure_statuses(session, plan, day)
    unused = unused_programmes(session, [each.target for each in found])
    return [line_of(each, officer=officer, unused=unused.get(each.target.id)) for each in found]


def is_running(line: StandingLine, day: date) -> bool:
    """Whether its target holds on a day."""
    return bool(line.standing.target.since <= day <= line.standing.target.until)


def by_verdict(lines: Sequence[StandingLine]) -> tuple[list[StandingLine], list[tuple[State, object, int]]]:
    """Lines, the worst first and of one verdict in the plan's order; each verdict among them with its word and how many
    have it."""
    many = Counter(each.standing.state for each in lines)
    order = [*STATES]
    verdicts = [(state, STATES[state][0], many[state]) for state in order if many[state]]
    return sorted(lines, key=lambda each: order.index(each.standing.state)), verdicts


def main_figures(lines: Sequence[StandingLine]) -> list[StandingLine]:
    """The ten numbers in the plan's order, those that nobody knows last."""
    return sorted(lines, key=lambda line: line.standing.reached is None)[:TEN]


def overdue_tasks(session: Session, plan: Plan, day: date) -> Sequence[Matter]:
    """The first tasks of a plan that should be done and are not."""
    wanted = Matter.of_plan(plan.id).where(Matter.late(day)).limit(RED)
    rows: Sequence[Matter] = session.scalars(wanted).all()
    return rows
