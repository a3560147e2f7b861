"""The figures that a target may be measured by, and of how many: suggested by the plan's words, found by typed ones."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock, names, sentences
from app.data.programmes import catalogue
from app.indicators.figure_words import FigureWords, alike, suggested, words_of, words_of_counts
from app.indicators.named_figures import SHELVES
from app.indicators.programme_wholes import organisations_of, subjects
from app.indicators.programmes import DOT, indicators_of, newest
from app.indicators.residential_groups import STANDING
from app.indicators.share_words import answered_words
from app.indicators.shares import Share
from app.indicators.target_faults import is_part_of
from app.indicators.ward_figures import known
from app.models import AdministrativeUnit, Target
from app.models.movement.declaration import GROUP_COUNT, ORGANISATIONS, SUBJECTS, Declaration
from app.models.movement.denominator import label
from app.models.movement.organisation import KINDS
from app.registers.indicator import Indicator, Scope

# So many are suggested, so many that were found are shown, so many wholes.
SUGGESTED, FOUND, DENOMINATORS = 5, 8, 2


class Offer(NamedTuple):
    """What may be chosen: its key and words, the book that holds it, and what counts it; None: nobody, it is of a
    programme that ships and is not used."""

    key: str
    words: str
    book: str
    indicator: Indicator | None = None

    def holds(self, words: str) -> bool:
        """Whether it has each typed word, with accents or without."""
        return not words or names.matches(words, names.search_key(f"{self.book} {self.words}"))


class OfferLine(NamedTuple):
    """An offer with what it is today, and who answered where not all did."""

    offer: Offer
    value: str
    small: str


class OfferedMeasures(NamedTuple):
    """What may measure a ward's targets, and be their whole, by key; `declared`: its programmes in use, by key."""

    figures: Mapping[str, Offer]
    denominators: Mapping[str, Offer]
    words: Mapping[str, FigureWords]
    declared: Mapping[str, Declaration]

    def suggested(self, target: Target) -> list[Offer]:
        """Figures that the words of a target may mean, the likeliest first."""
        return [self.figures[key] for key in suggested(target, self.words)]

    def sought(self, target: Target, words: str) -> list[Offer]:
        """Figures that hold each typed word, in their own words before in their book's, else as they are suggested."""
        every = [*self.suggested(target), *self.figures.values()]
        found = {each.key: each for each in every if each.holds(words)}
        return sorted(found.values(), key=lambda each: not names.matches(words, names.search_key(each.words)))

    def fitting(self, target: Target, indicator: Indicator, words: str = "") -> list[Offer]:
        """Wholes of which a figure may be a share, and that hold typed words: its own first, then those that share most
        with the plan's words."""
        fits = {
            key: each
            for key, each in self.denominators.items()
            if key != indicator.key and each.indicator and each.holds(words)
            and (key == indicator.whole or is_part_of(indicator, each.indicator, key))
        }  # fmt: skip
        asked = target.denominator_words, label(target.audience) if target.audience else "", target.text
        order = alike(asked, {key: FigureWords(each.words, about=each.book) for key, each in fits.items()})
        return [fits[key] for key in sorted(order, key=lambda key: key != indicator.whole)]


def offered_for(session: Session, target: Target) -> OfferedMeasures:
    """Of a target's ward: what it counts, what programmes that ship and that it does not use would count, and what
    stands chosen though neither has it. Two statements."""
    figures = {each.key: Offer(each.key, str(each.words), str(book), each) for book, shelf in SHELVES for each in shelf}
    words = {each.key: words_of(each, book) for book, shelf in SHELVES for each in shelf}
    denominators, declared = {each.key: each for each in _places()}, dict[str, Declaration]()
    for versions in newest(session, [target.unit_id]):
        programme, used = versions[-1].programme, versions[-1].declared
        seen = [each for each in indicators_of(versions) if each.is_seen_by_office()]
        if not seen:
            continue
        declared[programme.key] = used
        figures |= {each.key: Offer(each.key, str(each.words), programme.name, each) for each in seen}
        counts = {programme.key + DOT + key: each for key, each in words_of_counts(used)}
        words |= {each.key: counts.get(each.key) or words_of(each, programme.name) for each in seen}
        every = str(_("Tất cả %(noun)s trong sổ", noun=used.noun or _("nơi")))
        every_subject = Offer(programme.key + DOT + SUBJECTS, every, programme.name, subjects(programme, used))
        denominators[every_subject.key] = every_subject
    denominators |= figures
    for key, ships in catalogue().items():
        if key not in declared and ships.is_seen_by_office:
            figures |= {key + DOT + each.key: _unused(key + DOT + each.key) for each in ships.counts}
            words |= {key + DOT + count: each for count, each in words_of_counts(ships)}
    for key, found in ((target.measured_by, figures), (target.share_of, denominators)):
        if key and key not in found:
            found[key] = _unused(key)
    return OfferedMeasures(figures, denominators, words, declared)


def _places() -> list[Offer]:
    """Groups and organisations of the ward."""
    book = str(_("Của phường, xã"))
    kinds = [
        Offer(f"{ORGANISATIONS}.{kind}", sentences.begun(words), book, organisations_of(kind))
        for kind, words in KINDS.items()
    ]
    return [
        Offer(GROUP_COUNT, str(_("Tổ dân phố, thôn, bản")), book, STANDING),
        Offer(ORGANISATIONS, str(_("Cơ quan, đơn vị, mọi loại")), book, organisations_of("")),
        *kinds,
    ]


def _unused(key: str) -> Offer:
    """Of what a ward does not count: of a programme that ships, its own words."""
    head, _dot, tail = key.partition(DOT)
    declared = catalogue().get(head)
    if declared is None:
        return Offer(key, str(_("%(key)s (không còn đếm)", key=key)), "")
    words = next((each.label for each in declared.counts if each.key == tail), str(_("tất cả trong sổ")))
    return Offer(key, words, str(_("%(name)s (sổ chưa mở)", name=declared.name)))


def lines_of(session: Session, target: Target, offers: Sequence[Offer]) -> list[OfferLine]:
    """Offers with what they are today, counted as for the target without narrowing. Some statements for each."""
    units = tuple(session.scalars(AdministrativeUnit.counted_for(target.unit_id)))
    scope = Scope(units, target.since, min(clock.today(), target.until))
    counted = [each.indicator for each in offers if each.indicator and scope.since <= scope.until]
    values = known(session, scope, counted)
    return [_line(session, scope, each, values.get(each.key)) for each in offers]


def _line(session: Session, scope: Scope, offer: Offer, value: int | None) -> OfferLine:
    indicator = offer.indicator
    if indicator is None:
        return OfferLine(offer, "", offer.book)
    asked = indicator.responses(session, scope, "").get(None) if indicator.responses else None
    answered = answered_words(Share(value, responses=asked)) if asked else ""
    text = f"{indicator.unit.text(value)} {indicator.unit.words}" if value is not None else indicator.unit.text(None)
    return OfferLine(offer, text, " · ".join(filter(None, (offer.book, answered))))
