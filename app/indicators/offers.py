"""Figures that the product already has of subjects, offered beside the boxes of a programme's form (`offers`)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock, formats
from app.country.periods import Period
from app.indicators.named_figures import INDICATORS
from app.indicators.narrowed import Lists, count_called, entries_of
from app.indicators.programmes import indicator_called
from app.indicators.target_measures import figure_share, source_in
from app.models import Event, Programme, Site
from app.models.movement.declaration import Declaration, Subject
from app.models.movement.question import NAMED, OfferedValue, Question, Type
from app.models.movement.represented import GroupSite
from app.registers.indicator import MONTH, Dimension, Indicator, Key, Scope
from app.registers.joint_counts import Asked, known_by, known_figure

# The dimensions by which a figure is of one subject. Of an event: those of its organiser, on its day; of the ward's own
# event a figure is offered that is told apart by time alone, all of that day.
OF_SUBJECT: Mapping[Subject, tuple[str, ...]] = {
    Subject.GROUP: ("to",),
    Subject.ORGANISATION: ("co-quan", "co-quan-ghi"),
    Subject.TEAM: ("doi",),
    Subject.EVENT: ("co-quan", "co-quan-ghi", MONTH),
}
BEGIN = date(2000, 1, 1)
Time = tuple[date, date]
_DAY_OF = attrgetter("held_on")


class OfferedFigure(NamedTuple):
    """A figure to take: the value of the box, what it is in words, the value in words, and what it counts and when."""

    value: str
    words: str
    text: str
    about: str


class Offering(NamedTuple):
    """Some subjects of a programme of which figures are offered, for a period where it has them."""

    programme: Programme
    sites: Sequence[Site]
    period: Period | None


class _Wanted(NamedTuple):
    """A figure of a question for the subjects of one time, whose `place` is that among all that are asked for."""

    place: int
    asked: Question
    indicator: Indicator
    scope: Scope
    by: Dimension
    sites: Sequence[Site]

    @property
    def own(self) -> set[Key]:
        """Whose figures are told apart by the dimension."""
        keys = set[Key](map(_key, self.sites)) if self.by.key != MONTH else set()
        return keys - {None}


def offered_many(
    session: Session, programme: Programme, sites: Sequence[Site], period: Period | None, *,
    roles: Collection[str] | None = None,
) -> dict[int, dict[str, OfferedFigure]]:  # fmt: skip
    """`offered_each` of the subjects of one programme."""
    return offered_each(session, [Offering(programme, sites, period)], roles=roles)[0]


def offered_each(
    session: Session, offering: Sequence[Offering], *, roles: Collection[str] | None = None
) -> list[dict[int, dict[str, OfferedFigure]]]:
    """What is offered of the subjects of each, by id and by key of the field. As many statements however many subjects
    and periods. To `roles` no figure that they do not see; None: to the office."""
    found: list[dict[int, dict[str, OfferedFigure]]] = [{each.id: {} for each in of.sites} for of in offering]
    wanted = [each for place, of in enumerate(offering) for each in _wanted(session, place, of, roles)]
    counted = known_by(session, [Asked(each.scope, each.indicator, each.by, each.own) for each in wanted])
    for each, counts in zip(wanted, counted, strict=True):
        values, about = _values(session, each, counts), _about(each.indicator, each.scope)
        for site in each.sites:
            if _key(site) in values:
                found[each.place][site.id][each.asked.key] = _offered(values[_key(site)], about)
    return found


def _wanted(session: Session, place: int, of: Offering, roles: Collection[str] | None) -> Iterator[_Wanted]:
    declared = of.programme.current.declared if of.programme.current else None
    if declared is None or declared.subject not in OF_SUBJECT:
        return
    offering = [each for each in declared.fields if each.offers] if of.sites else []
    times = list(_times(session, of)) if offering else []
    for asked in offering:
        indicator = _called(session, asked.offers.of, of.programme.unit_id) if asked.offers else None
        if asked.offers is None or indicator is None or not (roles is None or indicator.is_seen_by(roles)):
            continue
        by = next((indicator.by_key[each] for each in OF_SUBJECT[declared.subject] if each in indicator.by_key), None)
        for time, of_time in times:
            scope = _scope(session, indicator, asked.offers, of.programme.unit_id, time)
            if by is not None and scope is not None:
                yield _Wanted(place, asked, indicator, scope, by, of_time)


def _times(session: Session, of: Offering) -> Iterator[tuple[Time, Sequence[Site]]]:
    """The subjects by the time that their figures are of: events up to today by their day, all others at once. An event
    that shares its figure with another of the programme has none: both taken, their sum would count it twice."""
    today, (programme, sites, period) = clock.today(), of
    if not isinstance(sites[0], Event):
        yield (period.first, period.last) if period else (today.replace(month=1, day=1), today), sites
        return
    past = sorted((each for each in sites if isinstance(each, Event) and each.held_on <= today), key=_DAY_OF)
    there = session.execute(Event.days_of(programme.id, {each.held_on for each in past})).all()
    for day, of_day in groupby(past, _DAY_OF):
        whose = [organisation for held_on, organisation in there if held_on == day]
        yield (day, day), [each for each in of_day if _is_alone(each.organisation_id, whose)]


def _is_alone(organisation: int | None, whose: Sequence[int | None]) -> bool:
    """Whether no other event of the day counts what one of an organisation counts; the ward's counts what all did."""
    return len(whose) == 1 if organisation is None or None in whose else whose.count(organisation) == 1


def _key(site: Site) -> int | None:
    """Whose figure it is; None of an event that the ward organises."""
    return site.residential_group_id if isinstance(site, GroupSite) else site.team_id or site.organisation_id


def _called(session: Session, key: str, unit_id: int) -> Indicator | None:
    return INDICATORS.get(key) or indicator_called(session, key, [unit_id])


def _scope(session: Session, indicator: Indicator, offer: OfferedValue, unit_id: int, time: Time) -> Scope | None:
    """The time and the filters of a figure; None where it is not told apart by them."""
    first, until = time[0], min(time[1], clock.today())
    since = {"period": first, "year": first.replace(month=1, day=1), "begin": BEGIN}
    word = offer.since or ("period" if indicator.unit.adds else "begin")
    scope = Scope((unit_id,), since[word], until)
    if not set(offer.only) <= set(indicator.by_key):
        return None
    for key, name in offer.only.items():
        keys = indicator.by_key[key].keys_of(session, scope, [name]).get(name, ())
        scope = scope.narrowed(key, tuple(keys))
    return scope


def _values(session: Session, wanted: _Wanted, counts: dict[Key, int]) -> dict[Key, str]:
    """The value of the box by the key of the subject; without those of which nothing is known."""
    asked, indicator, scope = wanted.asked, wanted.indicator, wanted.scope
    if None in map(_key, wanted.sites) and (total := known_figure(session, scope, indicator)) is not None:
        counts[None] = total
    if asked.type is Type.YES_NO:
        return {key: "yes" if count else "no" for key, count in counts.items()}
    if asked.offers is None or asked.offers.as_ != "share":
        return {key: str(int(count) // indicator.unit.parts) for key, count in counts.items()}
    of = indicator.of(session, Scope(scope.units, scope.since, scope.until), wanted.by.key) if indicator.of else {}
    source = source_in(indicator)
    shares = {key: figure_share(source, count, of.get(key), None).percent for key, count in counts.items()}
    # Down: 89,55 % is not "from 90 %".
    return {key: str(int(percent)) for key, percent in shares.items() if percent is not None}


def _about(indicator: Indicator, scope: Scope) -> str:
    until = formats.date(scope.until)
    if scope.since == scope.until:
        return str(_("%(what)s, ngày %(day)s", what=indicator.words, day=until))
    if scope.since == BEGIN:
        return str(_("%(what)s, đến %(day)s", what=indicator.words, day=until))
    since = formats.date(scope.since)
    return str(_("%(what)s, %(since)s đến %(day)s", what=indicator.words, since=since, day=until))


def _offered(value: str, about: str) -> OfferedFigure:
    text = str(_("Có") if value == "yes" else _("Chưa") if value == "no" else formats.number(int(value)))
    return OfferedFigure(value, str(_("Máy đang có: %(value)s (%(what)s)", value=text, what=about)), text, about)


# What is wrong with the figures that a programme that ships offers beside its boxes (`offers`), and with the entries of
# a ward's lists that its fields name: figures, dimensions and entries that no ward has.
Path = tuple[str | int, ...]
_NAMES = {Subject.GROUP: "group", Subject.ORGANISATION: "organisation"}


def wrong_offers(declared: Declaration, shipped: Mapping[str, Declaration], lists: Lists) -> list[tuple[Path, str]]:
    """What is wrong, with its path: unknown figures, dimensions and entries, a figure that is not told apart by the
    subject, a share of nothing."""
    return [
        (("fields", place, *path), why)
        for place, each in enumerate(declared.fields)
        for path, why in _wrong(each, declared, shipped, lists)
    ]


def _wrong(
    asked: Question, declared: Declaration, shipped: Mapping[str, Declaration], lists: Lists
) -> Iterator[tuple[Path, str]]:
    if asked.type is Type.LIST and (unknown := [each for each in asked.only if each not in lists[NAMED[Type.LIST]]]):
        yield ("only",), f"no entry of the ward's list: {', '.join(unknown)}"
    if asked.offers is None:
        return
    if why := _wrong_figure(asked.offers, declared, shipped):
        yield ("offers",), why
        return
    known = entries_of(asked.offers.of, shipped, lists) or {}
    for key, name in asked.offers.only.items():
        if key not in known:
            yield ("offers", "only", key), f"{asked.offers.of} is not told apart by it"
        elif (fits := known[key]) is not None and not fits(name):
            yield ("offers", "only", key), f"no entry of it: {name}"


def _wrong_figure(offer: OfferedValue, declared: Declaration, shipped: Mapping[str, Declaration]) -> str:
    if (counted := count_called(offer.of, shipped)) is not None:
        owner, count = counted
        known = {*count.by, owner.subject.value}
        return "" if _NAMES.get(declared.subject) in known or not declared.every else "not of this subject"
    indicator = INDICATORS.get(offer.of)
    if indicator is None:
        return f"no figure {offer.of}"
    if not {*OF_SUBJECT.get(declared.subject, ())} & set(indicator.by_key):
        return f"{offer.of} is not told apart by the subject"
    return f"{offer.of} is no share" if offer.as_ == "share" and indicator.of is None else ""
