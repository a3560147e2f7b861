"""Who owes which paper: places that were asked for it by its day and have not sent it.

An organisation, a residential group and a team owe themselves; of own sites the organiser does. What organisations of a
kind record about groups or houses, such as the police of all groups, is one paper of each of them. Of other houses, and
of sites that nobody organises, the residential group owes, with how many of them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import Select, column, literal, union_all
from sqlalchemy.orm import Session

from app.country.periods import Period
from app.indicators.late import Late, Owing, places, with_reminders
from app.indicators.papers import Paper, of_programme, papers
from app.models import Organisation, ResidentialGroup, Site, Team
from app.models.kept_reading import kept
from app.models.movement.declaration import OF_KIND, Declaration
from app.models.movement.relations import RELATIONS, WARD_WIDE
from app.models.movement.represented import kept_by_id
from app.models.movement.site import SiteKind
from app.models.reports.reminder import PROGRAMME, REPORT, WORDS, Receiver
from app.models.reports.returns import late_by_rule, sites_unsent
from app.models.reports.senders import ReportSender, ReturnsLookup, Sent, Subordinates
from app.registers.definitions.teams import without_kind


def owed(
    session: Session, unit_ids: Collection[int], day: date, officers: Collection[int] | None = None
) -> list[Owing]:
    """The places of some units with the overdue papers that they owe, the longest overdue first: of each rule and
    programme the newest. As who is officer of all of them sees them, or of `officers`. As many statements however many
    places and programmes."""
    seen = unit_ids if officers is None else officers
    return places(with_reminders(session, _overdue(session, (*sorted(unit_ids),), day, frozenset(seen))))


def how_many_owe(session: Session, unit_ids: Collection[int], day: date, officers: Collection[int]) -> int:
    """How many these places are."""
    return _places(session, (*sorted(unit_ids),), day, frozenset(officers))


@kept
def _places(session: Session, unit_ids: Sequence[int], day: date, officers: frozenset[int]) -> int:
    return len(places(_overdue(session, unit_ids, day, officers)))


@kept
def _overdue(session: Session, unit_ids: Sequence[int], day: date, officers: frozenset[int]) -> Sequence[Late]:
    """What the places of some units owe, without reminders."""
    return _lacking(session, papers(session, unit_ids, day, officers), day)


def lacking(session: Session, asked: Sequence[Paper], day: date) -> list[Late]:
    """Who has not sent some papers, with the newest reminder of each. Whom the rule of a programme names owes its
    report alone."""
    return with_reminders(session, _lacking(session, asked, day))


def _lacking(session: Session, asked: Sequence[Paper], day: date) -> list[Late]:
    reports, programmes = ([each for each in asked if each.subject.about == about] for about in (REPORT, PROGRAMME))
    below: dict[int, Subordinates] = {}
    return _reports(session, reports, below) + _programmes(session, programmes, below, day)


def receiver_of(sender: ReportSender) -> Receiver:
    """The sender of a report as one who is reminded."""
    kind, _dash, number = sender.key.partition("-")
    if kind == WORDS or not number.isdecimal():
        return Receiver(WORDS, 0, sender.name)
    return Receiver("residential_group" if kind == "group" else kind, int(number), sender.name)


def _reports(session: Session, asked: Sequence[Paper], below: dict[int, Subordinates]) -> list[Late]:
    found = []
    for unit_id in dict.fromkeys(each.unit_id for each in asked):
        own = [each for each in asked if each.unit_id == unit_id]
        known = ReturnsLookup.load(session, unit_id, [each.of for each in own])
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


def _programmes(session: Session, asked: Sequence[Paper], below: dict[int, Subordinates], day: date) -> list[Late]:
    by_rule = {each.subject: _named_by_rule(session, each, below) for each in asked if late_by_rule(each.of[0], day)}
    every, found = _unsent(session, asked), list[Late]()
    senders = _senders_of(session, asked, by_rule)
    for place, paper in enumerate(asked):
        ours, named = senders.get(paper.subject, ()), by_rule.get(paper.subject, ())
        found += [
            _of_sites(paper, receiver, own, ours)
            for receiver, own in _receivers(every.get(place, ()), ours).items()
            if (receiver.kind, receiver.id) not in named
        ]
    return found


class _Site(NamedTuple):
    """A site of which a paper was not sent: its kind, and of the team, the organisation and the group that it is or
    lies with the ids and names."""

    kind: str
    team: int | None
    team_kind: str
    team_name: str
    organisation: int | None
    organisation_name: str
    group: int | None
    group_name: str

    @property
    def short(self) -> str:
        """The name of the team among several; "" without one."""
        return without_kind(self.team_kind, self.team_name) if self.team else ""


def _unsent(session: Session, asked: Sequence[Paper]) -> dict[int, list[_Site]]:
    """The sites of which some papers were not sent, in their order, by the place of the paper. One statement, which
    reads columns: thousands of sites are late in a ward that has not begun."""
    parts = [
        _unsent_part(of.id, place, of.unit_id, of.rule_id, of.current.declared, period)
        for place, (of, period) in enumerate(each.of for each in asked)
    ]
    found: dict[int, list[_Site]] = {}
    wanted = union_all(*parts).order_by(*map(column, ("paper", "by_order", "by_id"))) if parts else None
    for row in session.execute(wanted) if wanted is not None else ():
        found.setdefault(row[0], []).append(_Site._make(row[1:-2]))
    return found


@kept_by_id
def _unsent_part(
    programme: int, place: int, unit_id: int, rule_id: int | None, declared: Declaration, period: Period
) -> Select[Any]:
    shown: tuple[Any, ...] = (Site.kind, Team.id, Team.kind, Team.name, Organisation.id, Organisation.name)
    shown = *shown, ResidentialGroup.id, ResidentialGroup.name, Site.order_key.label("by_order"), Site.id.label("by_id")
    return (
        sites_unsent(programme, unit_id, rule_id, declared, period)
        .select_from(Site)
        .outerjoin(Team, Team.id == Site.team_id)
        .outerjoin(Organisation, Organisation.id == Site.organisation_id)
        .outerjoin(ResidentialGroup, ResidentialGroup.id == Site.residential_group_id)
        .with_only_columns(literal(place).label("paper"), *shown)
    )


def _named_by_rule(session: Session, paper: Paper, below: dict[int, Subordinates]) -> set[tuple[str, int]]:
    """Whom the rule of a programme names, by kind and id."""
    programme, period = paper.of
    if paper.unit_id not in below:
        below[paper.unit_id] = Subordinates.load(session, paper.unit_id)
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


def _receivers(
    sites: Sequence[_Site], senders: Sequence[Organisation] = ()
) -> dict[Receiver, Sequence[_Site]]:  # fmt: skip
    """Who sends about some sites, each with them."""
    if sites and senders:
        return {Receiver("organisation", each.id, each.name): sites for each in senders}
    found: dict[Receiver, list[_Site]] = {}
    for each in sites:
        found.setdefault(_receiver(each), []).append(each)
    return {**found}


def _receiver(site: _Site) -> Receiver:
    if site.team:
        return Receiver("team", site.team, site.team_name)
    if site.organisation:
        return Receiver("organisation", site.organisation, site.organisation_name)
    if site.group:
        return Receiver("residential_group", site.group, site.group_name)
    return Receiver(WORDS, 0, str(_("Nơi chưa rõ địa bàn")))


def _of_sites(paper: Paper, receiver: Receiver, sites: Sequence[_Site], senders: Sequence[Organisation]) -> Late:
    several = senders or sites[0].kind in (SiteKind.HOUSEHOLD, SiteKind.OWN)
    left = f"{len(sites)} {paper.of[0].current.declared.noun or _('nơi')}" if several else ""
    return Late(paper.unit_id, paper.subject, receiver, paper.what, short=sites[0].short, left=left)
