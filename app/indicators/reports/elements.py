"""Figures that sentences of a report name: a count with its denominator, its share or what lacks, of some entries of a
dimension, by its parts, by the titles of what it counts. Counts alone are figures of the annex (figures.py)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import figures as shown, formats, sentences
from app.indicators.figure_status import FigureStatus, Reading
from app.indicators.narrowed import only_of
from app.indicators.programme_dimensions import PLACES
from app.indicators.reports.lines import CLAUSE, COUNT, OF_PART, CountLine, Figure
from app.indicators.share_words import NO_PAPER, clause
from app.indicators.shares import DenominatorSource, Doubt, Share
from app.indicators.target_counts import BY_GROUP
from app.indicators.target_measures import indicator_share
from app.models.movement.sentence import Element, Form
from app.models.targets.narrowing import Narrowing
from app.registers.indicator import Dimension, Indicator, Scope

# Suffixes of a count's key: with its denominator, its share, what lacks, titles.
SUFFIXES: Mapping[Form, str] = {Form.COUNT: "", Form.PARTS: ".tren", Form.SHARE: ".ti-le", Form.LACKING: ".con"}
TITLES = ".ten"
# Parts of `by`, and titles, that a sentence prints at most.
MOST_PARTS, MOST_TITLES = 4, 5
# Fewer people of a part are not told (docs/privacy: small numbers).
FEWEST = 5

_BRACKET = re.compile(r"\s*\(([^()]*)\)")


@dataclass(frozen=True)
class NamedCount:
    """An element of a sentence with the indicator that it names."""

    element: Element
    indicator: Indicator

    @property
    def dimension(self) -> Dimension | None:
        """That by which it is narrowed or parted."""
        word = self.element.dimension or self.element.by
        key = PLACES[word]().key if word in PLACES and word not in self.indicator.by_key else word
        return self.indicator.by_key.get(key)

    @property
    def is_plain(self) -> bool:
        """Whether it is of all that is counted."""
        return not (self.element.narrowing or self.element.by)

    @property
    def base(self) -> str:
        """What its key begins with: "so.lop/doi-tuong/students+teachers", "so.luot-ho-tro/noi/"."""
        key = f"{COUNT}.{self.indicator.key}"
        if self.element.by and self.dimension:
            return f"{key}{OF_PART}{self.dimension.key}{OF_PART}"
        narrowing = self.element.narrowing
        return f"{key}{OF_PART}{narrowing}" if narrowing else key

    @property
    def key(self) -> str:
        """The key of its figure; of parts what each begins with."""
        return self.base + (TITLES if self.element.titles else SUFFIXES[self.element.form])


def named_count(key: str, known: Mapping[str, Indicator]) -> NamedCount | None:
    """What a key of a figure names, which a passage holds: "so.lop/doi-tuong/students+teachers.tren"; None where no
    indicator counts it."""
    rest, form = key.removeprefix(f"{COUNT}."), Form.COUNT
    for each, suffix in SUFFIXES.items():
        if suffix and rest.endswith(suffix):
            rest, form = rest.removesuffix(suffix), each
    name, *narrowing = rest.split(OF_PART)
    if not key.startswith(f"{COUNT}.") or name not in known or len(narrowing) not in (0, 2):
        return None
    dimension, entries = narrowing or ("", "")
    every = tuple(entries.removeprefix("!").split("+")) if entries else ()
    return NamedCount(Element(name, form, dimension, every, entries.startswith("!")), known[name])


@dataclass
class ElementFigures:
    """Reads the figures of elements; each table and denominator once. `counts`: figures of the annex by key; `entered`:
    what was entered of counts (`entered_answers`)."""

    session: Session
    scope: Scope
    counts: Mapping[str, Figure]
    entered: Mapping[str, FigureStatus] = field(default_factory=dict)
    _tables: dict[tuple[str, str], dict[Any, int]] = field(default_factory=dict)
    _shares: dict[str, Share] = field(default_factory=dict)

    def read(self, named: Sequence[NamedCount]) -> Iterator[Figure]:
        """The figures of elements, each key once."""
        for each in {each.key: each for each in named}.values():
            if each.element.titles:
                yield from self._titles(each)
            elif each.element.by:
                yield from self._parts(each)
            elif (
                each.key not in self.counts or each.indicator.responses or each.indicator.visited or self._entered(each)
            ):
                yield from self._figures(each)

    def heard(self, indicator: Indicator, line: CountLine) -> tuple[CountLine, Figure]:
        """A line of the annex and its figure, of what somebody reports with who answered."""
        figure = self.counts[f"{COUNT}.{line.key}"]
        if not indicator.responses or figure.number is None:
            return line, figure
        known = self._shares.get(figure.key)
        share = known or Share(None, None, indicator.responses(self.session, self.scope, "").get(None))
        return replace(line, clause=clause(share)), replace(figure, **share.answered)

    def part_known(self, named: NamedCount) -> float:
        """How much of all it speaks of, 0 to 1: of who is asked, or of the people of whom a book of the ward knows
        something; 1 where it is read of no element."""
        share = self._shares.get(named.base)
        if self._entered(named):
            return float(self._share(named).is_complete)
        if share is None or share.responses:
            return share.responses.part if share and share.responses else 1.0
        of = share.denominator
        book = of is not None and of.source in (DenominatorSource.AUDIENCE, DenominatorSource.VISITED) and of.number
        return min(1.0, (share.number or 0) / of.number) if book and of else 1.0

    def _figures(self, named: NamedCount) -> Iterator[Figure]:
        indicator, form, share = named.indicator, named.element.form, self._share(named)
        number, text = self._text(share, form, indicator)
        counted = Figure(named.key, number, text, str(indicator.words), str(indicator.how))
        entered = self._entered(named)
        figure = replace(counted if entered else self.counts.get(named.key, counted), **share.answered)
        yield figure
        if share.responses or entered or clause(share):
            heard = share.responses.heard if share.responses else share.number
            ending = clause(share) or paper_words(entered.now if entered else None)
            yield replace(figure, key=f"{named.base}{CLAUSE}", number=heard or None, told=ending)

    def _text(self, share: Share, form: Form, indicator: Indicator) -> tuple[float | None, str]:
        count, parts = share.number, indicator.unit.parts
        if form is Form.SHARE:
            percent = share.percent if share.printed_of is not None else None
            return percent, shown.share_cell(percent)
        if form is Form.LACKING:
            lacking = None if count is None or not share.printed_of else max(0, share.printed_of - count)
            return lacking, shown.count_in_sentence(lacking)
        text = shown.count_in_sentence(count, parts)
        if form is Form.PARTS and (of := share.printed_of):
            ratio = f"{text}/{formats.count_in_sentence(of)}"
            if of > 1 or count != of or not share.is_complete:  # 01/01 is the one there is
                text = ratio
        return None if count is None else count / parts, text

    def _entered(self, named: NamedCount) -> FigureStatus | None:
        """What was entered of all that an element counts; None where it is counted."""
        return self.entered.get(named.indicator.key) if named.is_plain and not named.element.titles else None

    def _share(self, named: NamedCount) -> Share:
        if (entered := self._entered(named)) and entered.share:
            return entered.share
        if named.base not in self._shares:
            indicator, scope = named.indicator, self._narrowed(named)
            if (number := self._number(named)) is None:
                return self._shares.setdefault(named.base, Share(None))
            _of, share = indicator_share(self.session, scope, indicator, number)
            self._shares[named.base] = self._parted(indicator, scope, share)
        return self._shares[named.base]

    def _parted(self, indicator: Indicator, scope: Scope, share: Share) -> Share:
        """With how many of an audience belong to the groups that answered."""
        denominator, asked = share.denominator, share.responses
        of_groups = denominator is not None and denominator.source is DenominatorSource.AUDIENCE and indicator.of
        if not of_groups or denominator is None or asked is None or asked.is_complete or indicator.responses is None:
            return share
        numbers = of_groups(self.session, scope, BY_GROUP)
        answers = indicator.responses(self.session, scope, BY_GROUP)
        answered = sum(each.number for key, each in numbers.items() if key in answers and answers[key].is_complete)
        return replace(share, denominator=replace(denominator, answered=answered)) if answered else share

    def _narrowed(self, named: NamedCount) -> Scope:
        if not named.element.dimension or not (dimension := named.dimension):
            return self.scope
        sign = "!" if named.element.without else ""
        asked = Narrowing.of(dimension.key, sign + "|".join(named.element.entries))
        return Scope(
            self.scope.units, self.scope.since, self.scope.until,
            {**self.scope.only, **only_of(self.session, named.indicator, self.scope, [asked])}, self.scope.of_report,
        )  # fmt: skip

    def _number(self, named: NamedCount) -> int | None:
        indicator, element, dimension = named.indicator, named.element, named.dimension
        if not element.dimension:
            if named.base not in self.counts:
                return indicator.figure(self.session, self.scope)
            number = self.counts[named.base].number
            return None if number is None else round(number * indicator.unit.parts)
        if dimension is None:
            return None
        if not indicator.adds_by(dimension):
            return indicator.figure(self.session, self._narrowed(named))
        keys = {key for every in dimension.keys_of(self.session, self.scope, element.entries).values() for key in every}
        found = self._table(indicator, dimension)
        return sum(number for key, number in found.items() if (key in keys) != element.without)

    def _table(self, indicator: Indicator, dimension: Dimension) -> dict[Any, int]:
        place = indicator.key, dimension.key
        if place not in self._tables:
            self._tables[place] = indicator.table(self.session, self.scope, dimension)
        return self._tables[place]

    def _parts(self, named: NamedCount) -> Iterator[Figure]:
        """A figure a part, the largest first."""
        indicator, dimension = named.indicator, named.dimension
        if dimension is None:
            return
        found = self._table(indicator, dimension)
        entries = indicator.entries(self.session, self.scope, dimension, found)
        known = [(found.get(each.key, 0), each) for each in entries if each.key is not None]
        least = FEWEST if indicator.named else 1
        for number, entry in sorted(known, key=lambda pair: -pair[0]):
            if number >= least:
                part = sentences.continued(str(entry.label))
                words = str(_("%(count)s, %(part)s", count=indicator.words, part=part))
                text = shown.count_in_sentence(number, indicator.unit.parts)
                yield Figure(f"{named.key}{entry.name}", number / indicator.unit.parts, text, words,
                             str(indicator.how), part=part)  # fmt: skip

    def _titles(self, named: NamedCount) -> Iterator[Figure]:
        """The titles of what is counted, quoted, five at most."""
        indicator = named.indicator
        rows = self.session.scalars(indicator.behind(self.scope)).all()
        names = [each.text for each in indicator.tells(self.session, rows)]
        listed = ", ".join(f"“{each}”" for each in names[:MOST_TITLES])
        more = formats.count_in_sentence(len(names) - MOST_TITLES)
        if len(names) > MOST_TITLES:
            listed = str(_("%(names)s và %(count)s nội dung khác", names=listed, count=more))
        yield Figure(named.key, len(names), listed, str(indicator.words), str(indicator.how))


def paper_words(now: Reading | None) -> str:
    """Whose number was entered, at the end of its clause: " (số liệu của Công an phường ngày 19/11/2026)"."""
    if now is None or now.is_counted or not now.words:
        return ""
    source = _BRACKET.sub(r", \1,", now.body or now.words)
    words = _("số liệu của %(source)s %(days)s", source=source, days=now.days)
    return f" ({words}, {NO_PAPER})" if now.doubt is Doubt.PAPER else f" ({words})"
