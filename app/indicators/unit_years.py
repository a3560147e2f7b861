"""The year of an organisation: what it sent, its classes, its tasks with their days, what it was awarded.

To go with its evaluation (Kế hoạch Gia Viên, L177; Thuận Châu, L769, L801), so of what officers and leaders see alone:
what a programme hides from the office (`sees`: supervision, opinions) and what others noted never stands on it.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from app.country import clock, formats, names
from app.country.periods import Period
from app.indicators.named_figures import INDICATORS
from app.models import Course, Matter, Organisation, Plate, Programme, ProgrammeEntry, Site
from app.models.movement.declared_periods import NO_PERIOD
from app.models.movement.giving import PaperKind
from app.models.movement.site import SiteKind
from app.models.reports.returns import expected_of
from app.models.targets.task_states import FINISHED, STATES
from app.registers.indicator import Scope
from app.registers.programmes.words import GIVEN


class YearLine(NamedTuple):
    """A line: what, how much or how it stands, and its day in words ("" for none)."""

    what: str
    result: str
    day: str = ""


def year_of(session: Session, organisation: Organisation, year: int) -> list[tuple[object, Sequence[YearLine]]]:
    """The parts of the year of an organisation up to today, under their headings; one is empty where nothing is
    recorded. Some statements, however much there is."""
    given = session, organisation, date(year, 1, 1), min(date(year, 12, 31), clock.today())
    return [
        (_l("Số liệu, hoạt động đơn vị đã gửi"), _sent(*given)),
        (_l("Lớp học của đơn vị"), _classes(*given)),
        (_l("Nhiệm vụ được giao"), _tasks(*given)),
        (_l("Khen thưởng, công nhận"), _awards(*given)),
    ]


def _sent(session: Session, organisation: Organisation, since: date, until: date) -> list[YearLine]:
    """A line a programme: how often; of one with periods in how many, and where these are asked of the organisation
    itself of how many that are due; the last day. What it recorded itself and was not returned counts, not what others
    recorded of it."""
    key, by_programme = ProgrammeEntry.period_key, dict[Programme, list[ProgrammeEntry]]()
    year = or_(key.between(since, until), (key == NO_PERIOD) & ProgrammeEntry.day.between(since, until))
    for each in session.scalars(ProgrammeEntry.recorded_for(organisation.id).where(year, ProgrammeEntry.was_sent())):
        if each.asked_by.declared.is_seen_by_office:
            by_programme.setdefault(each.asked_by.programme, []).append(each)
    lines = []
    for programme, entries in by_programme.items():
        many, sent = _("%(count)s lần", count=formats.number(len(entries))), {each.period_key for each in entries}
        if programme.schedule is not None and all(_is_of(each.site, organisation) for each in entries):
            due = [each for each in programme.schedule.until(until) if since <= each.key and _is_due(each, until)]
            asked = _asked(session, organisation, programme, due) | sent
            many = _("%(sent)s/%(due)s kỳ", sent=len(sent), due=len(asked))
        elif programme.schedule is not None:  # of places: which of them lack is what /don-vi says
            many = _("%(times)s trong %(sent)s kỳ", times=many, sent=len(sent))
        lines.append(YearLine(programme.name, many, formats.date(max(each.day for each in entries))))
    return sorted(lines, key=lambda each: names.sort_key(each.what))


def _is_of(site: Site, organisation: Organisation) -> bool:
    """Whether a site represents an organisation."""
    return site.kind == SiteKind.ORGANISATION and site.organisation_id == organisation.id


def _is_due(period: Period, day: date) -> bool:
    return (period.due or period.last) <= day


def _asked(session: Session, organisation: Organisation, programme: Programme, periods: Sequence[Period]) -> set[date]:
    """The keys of those of some periods of which a programme asks an organisation: it was there, and not excused or
    left out. One statement."""
    if not periods:
        return set()
    declared = programme.used[-1].declared
    own = select(Site.id).where(Site.kind == SiteKind.ORGANISATION, Site.organisation_id == organisation.id)
    found = session.execute(select(*(own.where(expected_of(programme, declared, each)).exists() for each in periods)))
    return {each.key for each, is_asked in zip(periods, found.one(), strict=True) if is_asked}


def _classes(session: Session, organisation: Organisation, since: date, until: date) -> list[YearLine]:
    """The classes that name it as organiser: lessons, and times that somebody came; who works there and learnt."""
    scope, lines = Scope((organisation.unit_id,), since, until), list[YearLine]()
    named = select(Course.organiser).where(Course.unit_id == organisation.unit_id, Course.organiser != "").distinct()
    spelt = tuple(by for by in session.scalars(named) if names.search_key(by) == organisation.search_key)
    own = scope.narrowed("don-vi-mo", spelt)
    if spelt and (lessons := INDICATORS["buoi"].figure(session, own)):
        came = INDICATORS["luot-hoc"].figure(session, own) or 0
        many = _("%(lessons)s buổi, %(came)s lượt học", lessons=formats.number(lessons), came=formats.number(came))
        lines.append(YearLine(_("Lớp do đơn vị tổ chức"), many))
    if learnt := INDICATORS["can-bo-da-hoc"].figure(session, scope.narrowed("co-quan", organisation.id)):
        many = _("%(count)s người", count=formats.number(learnt))
        lines.append(YearLine(_("Người của đơn vị đã học một lớp"), many))
    return lines


def _tasks(session: Session, organisation: Organisation, since: date, until: date) -> list[YearLine]:
    """The tasks that were given to it and are due in the year, or were finished in it."""
    finished = Matter.state.in_(FINISHED) & Matter.decided_at.between(clock.at_local(since), clock.end_of(until))
    year = or_(Matter.due_on.between(since, date(since.year, 12, 31)), finished)
    own = select(Matter).where(Matter.owner_organisation_id == organisation.id, Matter.in_use(), year)
    lines = []
    for each in session.scalars(own.order_by(Matter.due_on.is_(None), Matter.due_on, Matter.id)):
        state = str(STATES[each.state])
        if each.state in FINISHED and each.decided_at:
            day = formats.date(clock.local(each.decided_at).date())
            state = _("%(state)s ngày %(day)s", state=state, day=day)
        due = _("hạn %(day)s", day=formats.date(each.due_on)) if each.due_on else ""
        lines.append(YearLine(each.name, state, due))
    return lines


def _awards(session: Session, organisation: Organisation, since: date, until: date) -> list[YearLine]:
    """The papers that it was given and that stand, by the day of the decision; not those of others whom it proposed."""
    itself = (Site.kind == SiteKind.ORGANISATION) & (Site.organisation_id == organisation.id)
    mine = (Plate.unit_id == organisation.unit_id) & (itself | (Plate.name_key == organisation.search_key))
    wanted = select(Plate).join(Site, Site.id == Plate.site_id).where(mine, Plate.decided_on.between(since, until))
    wanted = wanted.where(Plate.ended_at.is_(None), Plate.number.is_not(None)).options(joinedload(Plate.programme))
    lines = []
    for each in session.scalars(wanted.order_by(Plate.decided_on, Plate.id)):
        current = each.programme.current
        if current is None or current.declared.is_seen_by_office:
            paper = _("%(paper)s số %(number)s", paper=GIVEN[PaperKind(each.kind)].name, number=each.register_number)
            lines.append(YearLine(each.programme.name, paper, formats.date(each.decided_on or until)))
    return lines
