"""The figures that a target may be measured by, and of how many: on shelves, found by words."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import names, sentences
from app.data.programmes import catalogue, shelves as headings
from app.indicators.named_figures import SHELVES
from app.indicators.programmes import DOT, indicators_of, newest
from app.models import Target
from app.models.movement.declaration import GROUP_COUNT, ORGANISATIONS, SUBJECTS
from app.models.movement.organisation import KINDS
from app.models.movement.question import Type
from app.registers.indicator import Dimension, Indicator

Line = tuple[str, str]
# Questions to whose answers a target may be narrowed.
CHOSEN = (Type.CHOICE, Type.CHOICES, Type.YES_NO)


class FigureShelf(NamedTuple):
    """Figures under one heading, each with its key and its words."""

    title: str
    lines: Sequence[Line]

    def sought(self, words: str) -> "FigureShelf":
        """Those of whose words, or of whose heading, every part was typed."""
        terms = names.search_terms(words)
        heading = names.search_key(self.title)
        found = [each for each in self.lines if _holds(f"{heading} {names.search_key(each[1])}", terms)]
        return FigureShelf(self.title, found)


def _holds(text: str, terms: Collection[str]) -> bool:
    return all(each in text for each in terms)


class ProgrammeChoice(NamedTuple):
    """A question of a programme, answered by a choice, by which one of its counts is told apart."""

    programme: str
    words: str
    type: Type
    dimension: Dimension


class OfferedMeasures(NamedTuple):
    """What a ward counts: `figures` on shelves, those of its programmes after the machine's; `denominators` besides;
    `choices` by which figures of programmes are told apart."""

    figures: list[FigureShelf]
    denominators: list[FigureShelf]
    indicators: dict[str, Indicator]
    choices: list[ProgrammeChoice]


def offered_for(session: Session, target: Target) -> OfferedMeasures:
    """The figures of a target's ward, and those by which it is measured today though nobody counts them yet. Two
    statements."""
    fixed = [FigureShelf(str(title), [(each.key, str(each.words)) for each in shelf]) for title, shelf in SHELVES]
    indicators = {each.key: each for _title, shelf in SHELVES for each in shelf}
    own, denominators, choices = [], [], []
    for versions in sorted(newest(session, [target.unit_id]), key=lambda each: _place(each[-1].programme.catalogue)):
        programme, declared = versions[-1].programme, versions[-1].declared
        seen = [each for each in indicators_of(versions) if each.is_seen_by_office()]
        if not seen:
            continue
        indicators |= {each.key: each for each in seen}
        apart = {key: dimension for each in seen for key, dimension in each.by_key.items()}
        choices += [
            ProgrammeChoice(programme.key, f"{programme.name}: {each.label}", each.type, apart[each.key])
            for each in declared.fields
            if each.type in CHOSEN and each.key in apart
        ]
        title = " · ".join(filter(None, (_shelf(programme.catalogue), programme.name)))
        lines = [(each.key, str(each.words)) for each in seen]
        own.append(FigureShelf(title, lines))
        every = str(_("Tất cả %(noun)s trong sổ", noun=declared.noun or _("nơi")))
        denominators.append(FigureShelf(title, [(programme.key + DOT + SUBJECTS, every), *lines]))
    figures = [*fixed, *own]
    return OfferedMeasures(
        [*_standing(target.measured_by, figures), *figures],
        [*_standing(target.share_of, [_places(), *denominators, *fixed]), _places(), *denominators, *fixed],
        indicators,
        choices,
    )


def _places() -> FigureShelf:
    """Groups and organisations of the ward."""
    kinds = [(f"{ORGANISATIONS}.{kind}", sentences.begun(words)) for kind, words in KINDS.items()]
    every = [(GROUP_COUNT, str(_("Tổ dân phố, thôn, bản"))), (ORGANISATIONS, str(_("Cơ quan, đơn vị, mọi loại")))]
    return FigureShelf(str(_("Của phường, xã")), [*every, *kinds])


def _standing(key: str, shelves: Sequence[FigureShelf]) -> list[FigureShelf]:
    """What is chosen today and on no shelf: of a programme that is not used."""
    if not key or any(key == each for shelf in shelves for each, _words in shelf.lines):
        return []
    return [FigureShelf(str(_("Đang chọn")), [(key, words_of(key))])]


def words_of(key: str) -> str:
    """The words of a figure that the ward does not count: of a programme that ships, its own words."""
    head, _dot, tail = key.partition(DOT)
    declared = catalogue().get(head)
    if declared is None:
        return str(_("%(key)s (không còn đếm)", key=key))
    label = next((each.label for each in declared.counts if each.key == tail), _("tất cả trong sổ"))
    return str(_("%(name)s: %(label)s (sổ chưa mở)", name=declared.name, label=label))


def words_of_denominator(session: Session, target: Target) -> str:
    """The words of what a target's whole is counted by."""
    lines = [line for shelf in offered_for(session, target).denominators for line in shelf.lines]
    return dict(lines).get(target.share_of, target.share_of)


def _shelf(key: str) -> str:
    return catalogue()[key].shelf if key in catalogue() else str(_("Sổ riêng"))


def _place(key: str) -> int:
    """By the order of shelves; a ward's own programmes come first, which are what it looks for."""
    return headings().index(catalogue()[key].shelf) + 1 if key in catalogue() and catalogue()[key].shelf else 0


def sought(shelves: Sequence[FigureShelf], words: str) -> list[FigureShelf]:
    """Shelves with what was sought on them; empty ones are left out."""
    return [found for each in shelves if (found := each.sought(words)).lines] if words else list(shelves)
