"""What a ward knows of a place, against which the numbers that are told of it are held (`bound` of a field)."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from app.country import formats, sentences
from app.models.kept_reading import read_once
from app.models.movement.declaration import Check, Declaration
from app.models.movement.denominator import label
from app.models.movement.denominator_values import DenominatorValues
from app.models.movement.programme import ProgrammeVersion
from app.models.movement.programme_entry import ProgrammeEntry
from app.models.movement.question import Question
from app.models.movement.rules import Answers
from app.models.movement.site import Site
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.residential_group import ResidentialGroup


class KnownNumber(NamedTuple):
    """How many of an audience a place has, and that in words: "tổ dân phố có 348 hộ"."""

    number: int
    words: str

    @property
    def asks(self) -> str:
        """What is asked above it while somebody types."""
        return str(_("%(known)s, anh chị ghi {number}?", known=sentences.begun(self.words)))


NOTHING_KNOWN: Mapping[str, KnownNumber] = {}


class Exceeded(NamedTuple):
    """A number that is above what is known of its place."""

    asked: Question
    number: int
    known: KnownNumber

    @property
    def text(self) -> str:
        """What its sender is asked."""
        values = {"label": self.asked.label, "known": self.known.words, "number": formats.number(self.number)}
        return str(_("“%(label)s”: %(known)s, anh chị ghi %(number)s", **values))


@dataclass(frozen=True)
class Bounds:
    """What is known in a unit of the audiences that a declaration names; of no unit where it names none."""

    unit: AdministrativeUnit | None = None
    values: Mapping[str, DenominatorValues] = field(default_factory=dict)

    @classmethod
    def of(cls, session: Session, asked: ProgrammeVersion, day: date, *others: ProgrammeVersion) -> "Bounds":
        """The numbers that are valid on a day. One statement, also for `others` that are asked next, once in a
        transaction; none where no field is bound."""
        if not (audiences := _bounding(asked)):
            return cls()
        unit, empty = asked.programme.unit, dict[str, DenominatorValues]
        read = read_once(session, ("bounds", asked.programme.unit_id, day), empty)
        if not audiences <= read.keys():
            missing = sorted(audiences.union(*map(_bounding, others)) - read.keys())
            read.update(DenominatorValues.by_day(session, [unit.id], missing)(day))
        return cls(unit, {audience: read[audience] for audience in sorted(audiences)})

    def at(self, site: Site) -> Mapping[str, KnownNumber]:
        """By audience what is known of the place of a site."""
        return self.known(site.residential_group_id, site.organisation_id)

    def known(self, group_id: int | None = None, organisation_id: int | None = None) -> Mapping[str, KnownNumber]:
        """By audience what is known of an organisation, else of a group, else of the entire unit."""
        found, unit = dict[str, KnownNumber](), self.unit
        if unit is None:
            return found
        for audience, values in self.values.items():
            places = (
                (values.of_organisations.get(organisation_id or 0), _("đơn vị")),
                (values.of_groups.get(group_id or 0), unit.group_word),
                (values.of_units.get(unit.id), unit.full_name),
            )
            if here := next(((value, place) for value, place in places if value and value.number), None):
                words = {"place": here[1], "number": here[0].text, "noun": label(audience).removeprefix("số ")}
                found[audience] = KnownNumber(here[0].number, str(_("%(place)s có %(number)s %(noun)s", **words)))
        return found

    def by_place(self, sites: Iterable[Site], groups: Iterable[ResidentialGroup]) -> str:
        """What a form knows of the places that it offers (asked.js), as JSON: by site, or by code of the group, "" of
        none, by audience the number and what is asked above it; "" where nothing is bound."""
        if self.unit is None:
            return ""
        every, of_sites = self.known(), {each.public_id: self.at(each) for each in sites}
        of_groups = {each.code: of for each in groups if (of := self.known(each.id)) != every}
        places = of_sites or {"": every, **of_groups}
        asks = {place: {key: (each.number, each.asks) for key, each in of.items()} for place, of in places.items()}
        return json.dumps(asks, ensure_ascii=False, separators=(",", ":"))


def _bounding(asked: ProgrammeVersion) -> set[str]:
    return {each.bound for each in asked.declared.fields} - {""}


def exceeded(declared: Declaration, answers: Answers, known: Mapping[str, KnownNumber]) -> Iterator[Exceeded]:
    """The numbers among answers that are above what is known of their place."""
    for each in declared.asked if known else ():
        limit, number = known.get(each.bound), answers.get(each.key)
        if limit and number is not None and number > limit.number * declared.growth(each):
            yield Exceeded(each, number, limit)


def doubted(declared: Declaration, answers: Answers, known: Mapping[str, KnownNumber]) -> list[Check | Exceeded]:
    """What asks for a reason: the checks that answers do not meet, and what exceeds."""
    return [*declared.contradicted(answers), *exceeded(declared, answers, known)]


def insisted(session: Session, unit_id: int, since: date, until: date) -> Iterator[tuple[ProgrammeEntry, Exceeded]]:
    """What of the entries of some days that count, as the office sees them, exceeds what was known of its place; their
    `reason` says why."""
    entry = ProgrammeEntry
    days = or_(entry.day.between(since, until), entry.period_key.between(since, until))
    wanted = select(entry).where(entry.unit_id == unit_id, entry.counts, entry.reason != "", days)
    for each in session.scalars(wanted.options(joinedload(entry.site), joinedload(entry.asked_by)).order_by(entry.id)):
        asked = each.asked_by
        known = Bounds.of(session, asked, each.day).at(each.site) if asked.declared.is_seen_by_office else NOTHING_KNOWN
        yield from ((each, one) for one in exceeded(asked.declared, each.given, known))
