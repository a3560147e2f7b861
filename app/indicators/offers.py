"""Figures that the product already has of a subject, offered beside the boxes of a programme's form (`offers`)."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock, formats
from app.country.periods import Period
from app.indicators.catalogue import INDICATORS
from app.indicators.programmes import indicator_called
from app.indicators.target_shares import figure_share, source_in
from app.models import Programme, Site
from app.models.movement.declaration import Subject
from app.models.movement.question import Offer, Question, Type
from app.registers.indicator import Indicator, Scope
from app.registers.joint_counts import known_figure

# The dimensions by which a figure is of one subject.
OF_SUBJECT: Mapping[Subject, tuple[str, ...]] = {
    Subject.GROUP: ("to",),
    Subject.ORGANISATION: ("co-quan", "co-quan-ghi"),
}
BEGIN = date(2000, 1, 1)


class Offered(NamedTuple):
    """A figure to take: the value of the box, and what it is in words."""

    value: str
    words: str


def offered(
    session: Session, programme: Programme, site: Site, period: Period | None, *, own: bool = False
) -> dict[str, Offered]:
    """What is offered of a subject, by key of the field. Two statements at most a field. `own`: to accounts of the
    subject, who are shown no figure that only some see."""
    declared = programme.current.declared if programme.current else None
    if declared is None or declared.subject not in OF_SUBJECT:
        return {}
    found: dict[str, Offered] = {}
    for each in declared.fields:
        indicator = _called(session, each.offers.of, site.unit_id) if each.offers else None
        if each.offers is None or indicator is None or (own and indicator.sees):
            continue
        scope = _scope(session, indicator, each.offers, declared.subject, site, period)
        if scope is not None and (value := _value(session, indicator, scope, each)) is not None:
            found[each.key] = Offered(value, _words(indicator, scope, each, value))
    return found


def _called(session: Session, key: str, unit_id: int) -> Indicator | None:
    return INDICATORS.get(key) or indicator_called(session, key, [unit_id])


def _scope(
    session: Session, indicator: Indicator, offer: Offer, subject: Subject, site: Site, period: Period | None
) -> Scope | None:
    """The time and the filters of a figure of a subject; None where it is not told apart by it."""
    until = min(period.last, clock.today()) if period else clock.today()
    first = period.first if period else until.replace(month=1, day=1)
    since = {"period": first, "year": first.replace(month=1, day=1), "begin": BEGIN}
    word = offer.since or ("period" if indicator.unit.adds else "begin")
    scope = Scope((site.unit_id,), since[word], until)
    by = next((each for each in OF_SUBJECT[subject] if each in indicator.by_key), None)
    own = site.residential_group_id if subject is Subject.GROUP else site.organisation_id
    if by is None or own is None or not set(offer.only) <= set(indicator.by_key):
        return None
    for key, name in offer.only.items():
        keys = indicator.by_key[key].keys_of(session, scope, [name]).get(name, ())
        scope = scope.narrowed(key, tuple(keys))
    return scope.narrowed(by, own)


def _value(session: Session, indicator: Indicator, scope: Scope, asked: Question) -> str | None:
    """The value of the box; None where nothing is known."""
    count = known_figure(session, scope, indicator)
    if count is None:
        return None
    if asked.type is Type.YES_NO:
        return "yes" if count else "no"
    if asked.offers is not None and asked.offers.as_ == "share":
        return _share(session, indicator, scope, count)
    return str(int(count) // indicator.unit.parts)


def _share(session: Session, indicator: Indicator, scope: Scope, count: int) -> str | None:
    """The share in per cent; None without a denominator of the subject."""
    by = next(key for key in scope.only if key in _OF_ALL)
    values = indicator.of(session, Scope(scope.units, scope.since, scope.until), by) if indicator.of else {}
    of = next((value for key, value in values.items() if key == scope.only[by]), None)
    percent = figure_share(source_in(indicator), count, of, None).percent
    return None if percent is None else str(round(percent))


_OF_ALL = frozenset(key for keys in OF_SUBJECT.values() for key in keys)


def _words(indicator: Indicator, scope: Scope, asked: Question, value: str) -> str:
    text = _("Có") if value == "yes" else _("Chưa") if value == "no" else formats.number(int(value))
    if scope.since == BEGIN:
        return str(_("Máy đang có: %(value)s (%(what)s, đến %(day)s)", value=text, what=indicator.words,
                     day=formats.date(scope.until)))  # fmt: skip
    return str(_("Máy đang có: %(value)s (%(what)s, %(since)s đến %(day)s)", value=text, what=indicator.words,
                 since=formats.date(scope.since), day=formats.date(scope.until)))  # fmt: skip
