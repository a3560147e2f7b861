"""One question has one answer: in each draft, and in the drafts of all plans that ship of one ward on one day."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.data.plans import catalogue
from app.exchange.plans import load
from app.indicators.reports.binding import keys_in
from app.indicators.reports.drafting import drafted
from app.indicators.reports.elements import SUFFIXES
from app.indicators.reports.figures import counted
from app.indicators.reports.lines import COUNT, OF_PART, PARTS, TARGET, Figures
from app.indicators.reports.report_sentences import questions
from app.jobs.measuring import measure, store
from app.models import Account, AdministrativeUnit, Plan, Report, Target
from app.models.movement.sentence import Form
from app.web.database import immediate

COUNTS = (SUFFIXES[Form.PARTS], SUFFIXES[Form.COUNT])
# By count; those of one programme are of other pupils each: a paper tells one of them, and targets ask them apart.
QUESTIONS = {key: keys[0] for keys in questions() if len({each.partition(".")[0] for each in keys}) > 1 for key in keys}
# A question, and of what it is told: a key of a figure, "chi-tieu.vneid_2026.so".
Told = Mapping[str, Mapping[str, float]]


def asked_by(target: Target) -> str:
    """The question of a target, as sentences ask it; of each, and by hand, one that no sentence asks."""
    if not target.measured_by or target.each_of or "/" in target.unit_words:
        return f"{target.measured_by} {target.each_of} {target.value} {target.unit_words} {target.narrowed_to}"
    more = f" {target.narrowed_to}" if target.narrowed_to else ""
    return f"{QUESTIONS.get(target.measured_by, target.measured_by)}{more}"


def answers(figures: Figures, targets: Mapping[str, Target]) -> Told:
    """What the text of a draft answers, by question: each figure that it names, as a number."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for key in keys_in(each.text for each in drafted(figures, ())):
        number = figures.by_key[key].number if key in figures.by_key else None
        if number is None:
            continue
        if key.startswith(f"{TARGET}.") and key.endswith(f".{PARTS}"):
            found[asked_by(targets[key.removeprefix(f"{TARGET}.").removesuffix(f".{PARTS}")])][key] = number
        elif key.startswith(f"{COUNT}.") and OF_PART not in key:
            base = next((key.removesuffix(each) for each in COUNTS if each and key.endswith(each)), key)
            name = base.removeprefix(f"{COUNT}.")
            if not any(name.endswith(each) for each in SUFFIXES.values() if each):
                found[QUESTIONS.get(name, name)][base] = number
    return found


def drafts(session: Session) -> Iterator[tuple[str, Told]]:
    """What the draft of this year says under each plan that ships, by the plan's key."""
    today = clock.today()
    ward = session.scalars(AdministrativeUnit.called("05443")).one()
    by = session.scalars(select(Account).where(Account.username == "canbo")).one()
    for key, file in catalogue().items():
        load(session, ward, file)
        plan = session.scalars(select(Plan).where(Plan.catalogue == key)).one()
        store(session, measure(session, plan, today), clock.now())
        report = Report(unit=ward, plan=plan, name=key, since=today.replace(month=1, day=1), until=today,
                        made_at=clock.now(), proposed_by=by, proposed_at=clock.now())  # fmt: skip
        session.add(report)
        session.flush()
        targets = {each.key: each for each in session.scalars(Target.of_plan(plan.id))}
        yield key, answers(counted(session, report, today, ()), targets)


def test_no_question_has_two_answers(used: Flask) -> None:
    with used.app_context(), immediate() as session:
        found = dict(drafts(session))
    every: dict[str, set[float]] = defaultdict(set)
    for key, told in found.items():
        for question, numbers in told.items():
            counts = {each for each in numbers if each.startswith(f"{COUNT}.")}
            assert len(counts) <= 1, f"{key} tells {question} twice: {counts}"
            every[question] |= {*numbers.values()}
    assert {question: numbers for question, numbers in every.items() if len(numbers) > 1} == {}
    assert {"vneid.attained", "vneid.identity", "to-hoat-dong", "household.reached"} <= every.keys(), "the kit is blind"
