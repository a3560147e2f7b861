"""Who owes which paper: places that were asked for it by its day and have not sent it.

An organisation, a residential group and a team owe themselves; of own sites the organiser does. What organisations of a
kind record about groups or houses, such as the police of all groups, is one paper of each of them. Of other houses, and
of sites that nobody organises, the residential group owes, with how many of them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from app.indicators.late import Late, Owing, places, with_reminders
from app.indicators.papers import Paper, of_programme, papers
from app.indicators.programme_returns import unsent
from app.models import Organisation, Site, Team, TeamMonth
from app.models.movement.declaration import OF_KIND, Declaration
from app.models.movement.relations import RELATIONS, WARD_WIDE
from app.models.movement.site import SiteKind
from app.models.reports.reminder import PROGRAMME, REPORT, TEAM_MONTH, WORDS, Receiver
from app.models.reports.returns import late_by_rule, loaded
from app.models.reports.senders import Below, Known, Sender, Sent
from app.registers.definitions.teams import short


def owed(
    session: Session, unit_ids: Collection[int], day: date, officers: Collection[int] | None = None
) -> list[Owing]:
    """The places of some units with the overdue papers that they owe, the longest overdue first: of each rule and
    programme the newest. As who is officer of all of them sees them, or of `officers`. As many statements however many
    places and programmes."""
    return places(lacking(session, papers(session, unit_ids, day, unit_ids if officers is None else officers), day))


def lacking(session: Session, asked: Sequence[Paper], day: date) -> list[Late]:
    """Who has not sent some papers, with the newest reminder of each. Whom the rule of a programme names owes its
    report alone."""
    reports, months, programmes = (
        [each for each in asked if each.subject.about == about] for about in (REPORT, TEAM_MONTH, PROGRAMME)
    )
    below: dict[int, Below] = {}
    found = _reports(session, reports, below)
    found += _months(session, months)
    found += _programmes(session, programmes, below, day)
    return with_reminders(session, found) if found else []


def receiver_of(sender: Sender) -> Receiver:
    """The sender of a report as one who is reminded."""
    kind, _dash, number = sender.key.partition("-")
    if kind == WORDS or not number.isdecimal():
        return Receiver(WORDS, 0, sender.name)
    return Receiver("residential_group" if kind == "group" else kind, int(number), sender.name)


def _reports(session: Session, asked: Sequence[Paper], below: dict[int, Below]) -> list[Late]:
    found = []
    for unit_id in dict.fromkeys(each.unit_id for each in asked):
        own = [each for each in asked if each.unit_id == unit_id]
        known = Known.load(session, unit_id, [each.of for each in own])
        below[unit_id] = known.below
        found += [
            of_sender(paper, each) for paper in own for each in known.lines(*paper.of) if each.named and each.is_lacking
        ]
    return found


def of_sender(paper: Paper, line: Sent) -> Late:
    asked, sender = paper, line.sender
    if not line.named:  # whom the ward asks besides is late with the programme
        asked = of_programme(line.returns[0].programme, line.returns[0].period)
    return Late(paper.unit_id, asked.subject, receiver_of(sender), asked.what, asked.to)


def _months(session: Session, asked: Sequence[Paper]) -> list[Late]:
    """Two statements."""
    if not asked:
        return []
    teams = session.scalars(Team.standing_in([each.unit_id for each in asked])).all()
    months = select(TeamMonth.team_id, TeamMonth.month).where(TeamMonth.month.in_({each.of[1] for each in asked}))
    reported = {
        (team, month) for team, month in session.execute(months.where(TeamMonth.team_id.in_([t.id for t in teams])))
    }
    return [
        Late(each.unit_id, each.subject, Receiver("team", team.id, team.name), each.what, short=short(team))
        for each in asked for team in teams
        if team.unit_id == each.unit_id and (team.id, each.of[1]) not in reported
    ]  # fmt: skip


def _programmes(session: Session, asked: Sequence[Paper], below: dict[int, Below], day: date) -> list[Late]:
    by_rule = {each.subject: _named_by_rule(session, each, below) for each in asked if late_by_rule(each.of[0], day)}
    pairs = [
        unsent(each.of[0], each.of[0].current.declared, each.of[1]).with_only_columns(literal(place), Site.id)
        for place, each in enumerate(asked)
    ]
    rows = session.execute(union_all(*pairs)).all() if pairs else []
    sites = loaded(session, {id_ for _place, id_ in rows})
    senders = _senders_of(session, asked, by_rule)
    found = []
    for place, paper in enumerate(asked):
        ids = {id_ for own, id_ in rows if own == place}
        ours, named = senders.get(paper.subject, ()), by_rule.get(paper.subject, ())
        found += [
            _of_sites(paper, receiver, own, ours)
            for receiver, own in _receivers([each for each in sites if each.id in ids], ours).items()
            if (receiver.kind, receiver.id) not in named
        ]
    return found


def _named_by_rule(session: Session, paper: Paper, below: dict[int, Below]) -> set[tuple[str, int]]:
    """Whom the rule of a programme names, by kind and id."""
    programme, period = paper.of
    if paper.unit_id not in below:
        below[paper.unit_id] = Below.load(session, paper.unit_id)
    senders = below[paper.unit_id].on(period.last).expected(programme.rule)
    return {(each.kind, each.id) for each in map(receiver_of, senders)}


def _senders_of(session: Session, asked: Iterable[Paper], by_rule: Collection[Any]) -> dict[Any, list[Organisation]]:
    """Of each paper that organisations of some kinds record about groups or houses, these."""
    kinds = {each.subject: _kinds(each.of[0].current.declared) for each in asked if each.subject not in by_rule}
    if not any(kinds.values()):
        return {}
    wanted = Organisation.in_units({each.unit_id for each in asked}).where(Organisation.retired_on.is_(None))
    every = session.scalars(wanted.where(Organisation.kind.in_(set().union(*kinds.values())))).all()
    return {
        each.subject: [one for one in every if one.unit_id == each.unit_id and one.kind in kinds[each.subject]]
        for each in asked if kinds.get(each.subject)
    }  # fmt: skip


def _kinds(declared: Declaration) -> set[str]:
    own = declared.subject not in WARD_WIDE or not {*RELATIONS, "unit"}.isdisjoint({*declared.records} - {"officer"})
    return set() if own else {each.removeprefix(OF_KIND) for each in declared.records if each.startswith(OF_KIND)}


def _receivers(sites: Sequence[Site], senders: Sequence[Organisation] = ()) -> dict[Receiver, list[Site]]:
    """Who sends about some sites, each with them."""
    if sites and senders:
        return {Receiver("organisation", each.id, each.name): [*sites] for each in senders}
    found: dict[Receiver, list[Site]] = {}
    for each in sites:
        found.setdefault(_receiver(each), []).append(each)
    return found


def _receiver(site: Site) -> Receiver:
    if site.team:
        return Receiver("team", site.team.id, site.team.name)
    if site.organisation:
        return Receiver("organisation", site.organisation.id, site.organisation.name)
    if site.residential_group:
        return Receiver("residential_group", site.residential_group.id, site.residential_group.name)
    return Receiver(WORDS, 0, str(_("Nơi chưa rõ địa bàn")))


def _of_sites(paper: Paper, receiver: Receiver, sites: Sequence[Site], senders: Sequence[Organisation]) -> Late:
    several = senders or sites[0].kind in (SiteKind.HOUSEHOLD, SiteKind.OWN)
    left = f"{len(sites)} {paper.of[0].current.declared.noun or _('nơi')}" if several else ""
    named = short(sites[0].team) if sites[0].team else ""
    return Late(paper.unit_id, paper.subject, receiver, paper.what, short=named, left=left)
