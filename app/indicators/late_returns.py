"""Who has not sent what a programme asks for a period that is overdue.

An organisation, a residential group and a team are late themselves; of own sites the organiser is. Of houses, and of
sites that nobody organises, the residential group is, with how many of them."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session, joinedload

from app.country.periods import Period
from app.indicators.late import Late, receiver_of, with_reminders
from app.indicators.programme_returns import unsent
from app.models import Programme, Site, Team
from app.models.movement.declaration import Declaration
from app.models.movement.site import SiteKind
from app.models.reports.reminder import PROGRAMME, WORDS, Receiver, Subject
from app.models.reports.returns import late_by_rule
from app.models.reports.senders import Below
from app.registers.definitions.teams import short

DAY = timedelta(days=1)
Sees = Callable[[Programme, Declaration], bool]


def late_returns(
    session: Session, unit_ids: Collection[int], today: date, sees: Sees, *, people: bool = True
) -> list[Late]:
    """Who has not sent the newest overdue period of each programme in use that `sees` lets through, but for those whom
    the rule of the programme names: they are late with its report. As many statements however many programmes and
    sites; one where no programme has periods, three more a unit where one follows a rule."""
    asked = {each.id: (each, period) for each, period in _overdue(session, unit_ids, today, sees)}
    by_rule = _named_by_rules(session, asked.values(), today)
    found = [
        _late(*asked[id_], receiver, sites)
        for id_, receivers in _sites(session, [*asked.values()], people=people).items()
        for receiver, sites in receivers.items()
        if (receiver.kind, receiver.id) not in by_rule.get(id_, ())
    ]
    return with_reminders(session, found) if found else []


def _overdue(
    session: Session, unit_ids: Collection[int], today: date, sees: Sees
) -> Iterable[tuple[Programme, Period]]:
    for each in session.scalars(Programme.in_units(unit_ids).where(Programme.in_use())).all():
        version, schedule = each.current, each.schedule
        if version is None or schedule is None or not sees(each, version.declared):
            continue
        period = schedule.newest_due(today - DAY)
        if period and period.deadline:
            yield each, period


def _named_by_rules(
    session: Session, asked: Collection[tuple[Programme, Period]], today: date
) -> dict[int, set[tuple[str, int]]]:
    """Of each programme that is late by its rule whom that rule names, by kind and id."""
    following = [(each, period) for each, period in asked if late_by_rule(each, today)]
    below = {unit: Below.load(session, unit) for unit in {each.unit_id for each, _period in following}}
    found = {}
    for programme, period in following:
        assert programme.rule
        senders = below[programme.unit_id].on(period.last).expected(programme.rule)
        receivers = map(receiver_of, senders)
        found[programme.id] = {(each.kind, each.id) for each in receivers}
    return found


def _sites(
    session: Session, asked: Sequence[tuple[Programme, Period]], *, people: bool
) -> dict[int, dict[Receiver, list[Site]]]:
    """Of each programme by id its receivers, each with the sites whose return is lacking."""
    lacking = [
        unsent(each, each.current.declared, period).with_only_columns(literal(each.id), Site.id)
        for each, period in asked
        if each.current
    ]
    found: dict[int, dict[Receiver, list[Site]]] = {each.id: {} for each, _period in asked}
    pairs = session.execute(union_all(*lacking)).all() if lacking else []
    wanted = select(Site).where(Site.id.in_({id_ for _programme, id_ in pairs}))
    called: Any = Team.people() if people else ()
    team = joinedload(Site.team).options(*called)
    wanted = wanted.options(joinedload(Site.residential_group), joinedload(Site.organisation), team)
    sites = {each.id: each for each in session.scalars(wanted)} if pairs else {}
    place = {each.id: number for number, each in enumerate(sorted(sites.values(), key=_in_order))}
    for programme, id_ in sorted(pairs, key=lambda pair: place[pair[1]]):
        found[programme].setdefault(_receiver(sites[id_]), []).append(sites[id_])
    return found


def _in_order(site: Site) -> tuple[str, int]:
    return site.order_key, site.id


def _receiver(site: Site) -> Receiver:
    if site.team:
        return Receiver("team", site.team.id, site.team.name)
    if site.organisation:
        return Receiver("organisation", site.organisation.id, site.organisation.name)
    if site.residential_group:
        return Receiver("residential_group", site.residential_group.id, site.residential_group.name)
    return Receiver(WORDS, 0, str(_("Nơi chưa rõ địa bàn")))


def _late(programme: Programme, period: Period, receiver: Receiver, sites: Sequence[Site]) -> Late:
    assert period.due
    first, name = sites[0], ""
    contact, phone = "", ""
    if first.team:
        name, contact, phone = short(first.team), first.team.head_name, first.team.head_phone
    elif first.organisation:
        contact, phone = first.organisation.contact_name, first.organisation.contact_phone
    if first.kind in (SiteKind.HOUSEHOLD, SiteKind.OWN) and programme.current:
        noun = programme.current.declared.noun or _("nơi")
        name = _("%(name)s (%(count)s %(noun)s)", name=receiver.name, count=len(sites), noun=noun)
    what = _("số liệu “%(programme)s” %(period)s", programme=programme.name, period=period.name)
    subject = Subject(PROGRAMME, programme.id, period.due)
    page = "office.programme_rows.index", {"programme": programme.id, "ky": period.key, "ket-qua": "chua"}
    return Late(programme.unit_id, subject, receiver, what, "", contact, phone, name, page=page)
