"""Draws papers of ambassadors: their cards and those of team members, several on A4 to cut; the ward's list with
results; the book of one, with the own mentees, who all agreed to be on file."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.country import clock
from app.documents import ambassador_card, lists, mentorship_book
from app.documents.ambassador_card import Card
from app.documents.faults import LONGEST
from app.documents.lists.ambassadors import ambassador, ambassador_list
from app.documents.mentorship_book import Goal, Mentee, MentorshipBook, Visit
from app.documents.tables import Row
from app.jobs import drawing
from app.jobs.drawing import draw_file, issuer_of, office_of, row_of
from app.jobs.work import Impossible, Work
from app.models import (
    AdministrativeUnit,
    Ambassador,
    Membership,
    Mentorship,
    MentorshipSkill,
    MentorVisit,
    Reached,
    ResidentialGroup,
    SkillStep,
    Team,
)
from app.models.helping.ambassadors import ambassador_results
from app.models.helping.ambassadors.ambassador_results import AmbassadorRow
from app.registers.definitions.teams import KINDS
from app.web.database import db
from app.web.responses import public_address
from app.web.words import ambassadors as mentorship_words
from app.web.words.ambassadors import sending_body, training_short


def draw_cards(work: Work) -> str:
    """Draw the cards of the active `ambassadors` (ids, separated by commas), or of all members of `teams`; returns the
    file."""
    if "teams" in work.arguments:
        return _of_teams(work)
    ids = [int(each) for each in work.arguments["ambassadors"].split(",")]
    wanted = select(Ambassador).where(Ambassador.id.in_(ids), Ambassador.until.is_(None))
    query = wanted.options(
        joinedload(Ambassador.person), joinedload(Ambassador.residential_group), joinedload(Ambassador.unit)
    )
    found = {each.id: each for each in db.session.scalars(query)}
    cards = [_card(found[each], found[each].unit) for each in ids if each in found]
    if not cards:
        raise Impossible(_("Những người này không còn là Đại sứ số, nên không có thẻ để in."))
    return _drawn(work, next(iter(found.values())).unit, cards)


def _of_teams(work: Work) -> str:
    """Cards team by team, the leader first, with or without an account."""
    ids = [int(each) for each in work.arguments["teams"].split(",")]
    loads = (joinedload(Team.unit), selectinload(Team.groups), *Team.people())
    found = {each.id: each for each in db.session.scalars(select(Team).where(Team.id.in_(ids)).options(*loads))}
    cards = [_of_member(found[each], member) for each in ids if each in found for member in found[each].members]
    if not cards:
        raise Impossible(_("Những tổ này không còn ai, nên không có thẻ để in."))
    return _drawn(work, next(iter(found.values())).unit, cards)


def _drawn(work: Work, unit: AdministrativeUnit, cards: Sequence[Card]) -> str:
    return draw_file(work, unit.code, ambassador_card.draw, cards)


def _card(ambassador: Ambassador, unit: AdministrativeUnit) -> Card:
    group = ambassador.residential_group
    return Card(
        issuer=issuer_of(unit).full_name,
        name=ambassador.person.full_name,
        code=ambassador.code,
        group=group.name if group else "",
        organisation=sending_body(ambassador.organisation, group.name if group else ""),
        decision=ambassador.decision_no,
        since=ambassador.since,
        link=public_address(ambassador.card_path),
        ward=unit.title,
        phone=unit.phone or "",
    )


def _of_member(team: Team, member: Membership) -> Card:
    return Card(
        issuer=issuer_of(team.unit).full_name,
        name=member.full_name,
        code=member.card_number,
        group=team.name,
        organisation=team.helps_in,
        decision=team.decision_no,
        since=member.since,
        link=public_address(member.card_path),
        ward=team.unit.title,
        phone=team.unit.phone or "",
        title=str(KINDS[team.kind]).upper(),
    )


def draw_list(work: Work) -> str:
    """Draw the list of `unit`, of one `group` if named, with ended appointments if `ended`."""
    unit = row_of(work, AdministrativeUnit, "unit", _("Đơn vị này không còn nữa."))
    group = db.session.get(ResidentialGroup, int(work.arguments["group"] or 0))
    group_id, ended = group.id if group else None, work.arguments["ended"] == "1"
    listed = ambassador_results.rows(db.session(), unit.id, group_id=group_id, ended=ended)
    totals = ambassador_results.totals(db.session(), listed)
    paper = ambassador_list(
        office_of(unit, work),
        [_row(each) for each in listed],
        open=totals.open,
        reached=totals.reached,
        times=totals.times,
        drawn_at=clock.now(),
        subject=group.name if group else "",
        target=unit.least_mentees,
    )
    return draw_file(work, unit.code, lists.draw, paper)


def _row(row: AmbassadorRow) -> Row:
    each, results = row.ambassador, row.results
    return ambassador(
        name=each.person.full_name,
        code=each.code,
        year=each.person.birth_year,
        group=row.group,
        organisation=each.organisation,
        decision=each.decision_no,
        since=each.since,
        training=training_short(each),
        open=results.open,
        reached=results.reached,
        times=results.help_times,
        note=_("Thôi từ %(day)s", day=f"{each.until:%d/%m/%Y}") if each.until else "",
    )


def draw_book(work: Work) -> str:
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
