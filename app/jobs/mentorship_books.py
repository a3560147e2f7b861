"""Draws the mentorship book of an ambassador: the ambassador's own mentees, who all agreed to be on file."""

from collections import defaultdict
from datetime import date

from flask_babel import gettext as _

from app.country import clock
from app.documents import mentorship_book
from app.documents.faults import LONGEST
from app.documents.mentorship_book import Goal, Mentee, MentorshipBook, Visit
from app.jobs import drawing
from app.jobs.drawing import draw_file, issuer_of, row_of
from app.jobs.work import Work
from app.models import Ambassador, Mentorship, MentorshipSkill, MentorVisit, Reached, SkillStep
from app.web.database import db
from app.web.responses import public_address
from app.web.words import ambassadors as mentorship_words


def perform(work: Work) -> str:
    """Draw the book of `ambassador` from the day `first` to `last`; returns its file."""
    ambassador = row_of(work, Ambassador, "ambassador", _("Không còn Đại sứ số này trong danh sách."))
    first, last = (date.fromisoformat(work.arguments[name]) for name in ("first", "last"))
    content = _book(ambassador, first, last)
    return draw_file(work, ambassador.unit.code, mentorship_book.draw, content)


def _book(ambassador: Ambassador, first: date, last: date) -> MentorshipBook:
    own = Mentorship.in_units([ambassador.unit_id]).where(Mentorship.ambassador_id == ambassador.id)
    touching = (Mentorship.since <= last) & (Mentorship.until.is_(None) | (Mentorship.until >= first))
    pairs = db.session.scalars(own.where(touching)).all()
    unit, group = ambassador.unit, ambassador.residential_group
    return MentorshipBook(
        issuer=issuer_of(unit),
        ambassador=ambassador.person.standing.full_name,
        code=ambassador.code,
        address=public_address(f"/dai-su/{ambassador.token}"),
        first=first,
        last=last,
        mentees=tuple(_mentee(pair) for pair in pairs),
        visits=tuple(_visits(list(pairs), first, last)),
        group=group.short_name if group else "",
        organisation=ambassador.organisation,
        group_label=drawing.group_label(unit),
        printed_at=clock.now(),
    )


def _mentee(pair: Mentorship) -> Mentee:
    person = pair.person
    return Mentee(
        name=person.full_name,
        birth_year=person.birth_year,
        group=person.residential_group.name if person.residential_group else "",
        since=pair.since,
        goals=tuple(
            Goal(
                goal.skill.label,
                str(mentorship_words.REACHED[goal.reached]),
                _ground(goal),
                clock.local(goal.at).date() if goal.at and clock.is_known(goal.at) else None,
            )
            for goal in pair.goals
        ),
        wish=pair.wish,
        last_met=clock.local(pair.last_met_at).date() if pair.last_met_at else None,
        until=pair.until,
        outcome=str(mentorship_words.OUTCOMES[pair.outcome]).lower() if pair.outcome else "",
        person=person.public_id,
    )


def _ground(goal: MentorshipSkill) -> str:
    """The evidence that a mentee can do a thing alone; "" for other levels."""
    return str(mentorship_words.EVIDENCE[goal.evidence]) if goal.evidence and goal.reached == Reached.CAN_DO else ""


def _visits(pairs: list[Mentorship], first: date, last: date) -> list[Visit]:
    """The visits of a period, in order, with the goals discussed at each."""
    names = {pair.id: pair.person.full_name for pair in pairs}
    visits = db.session.scalars(MentorVisit.standing(list(names)).where(MentorVisit.day.between(first, last))).all()
    steps: dict[str, list[str]] = defaultdict(list)
    for step in db.session.scalars(SkillStep.of_visits([visit.uuid for visit in visits])):
        steps[step.visit_uuid].append(f"{step.goal.skill.label}: {mentorship_words.REACHED[step.reached]}")
    return [
        Visit(visit.day, names[visit.mentorship_id], visit.met, visit.minutes, _words(steps[visit.uuid], visit.note))
        for visit in sorted(visits, key=lambda each: (each.day, each.at, each.id))
    ]


def _words(steps: list[str], note: str) -> str:
    text = ". ".join(part for part in ("; ".join(steps), note) if part)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
