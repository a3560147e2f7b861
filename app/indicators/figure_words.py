"""Figures by words: which ones a plan's sentence may mean, ranked by what their declarations say and nothing else."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from math import log, sqrt
from typing import NamedTuple
from unicodedata import normalize

from app.models import Target
from app.models.movement.declaration import DENOMINATOR, ORGANISATIONS, SUBJECTS, Count, Declaration
from app.models.movement.denominator import label
from app.models.movement.organisation import KINDS
from app.registers.indicator import Indicator

_PIECE, _WORD, _ELEMENT = re.compile(r"[^\w\s-]+"), re.compile(r"\w+"), re.compile(r"\{[^}]*\}|[\[\]]")
# What a word counts in a figure's name and in what plans call it, in the name of its whole, and in the rest.
NAME, OF, ABOUT = 2.0, 1.0, 0.6
# How much longer declarations give way to shorter ones, 0 to 1; a number where a share is asked counts half, a share of
# the audience that is asked somewhat more.
EVEN, NO_SHARE, OF_AUDIENCE = 0.7, 0.5, 1.3


class FigureWords(NamedTuple):
    """What a declaration says of a figure: its name with what plans call it, of whom it is a share (in words, and the
    `audience`), and the rest: its book, how it is counted, what reports say of it."""

    name: str
    of: str = ""
    about: str = ""
    audience: str = ""
    is_share: bool = False


def words_of(indicator: Indicator, book: object = "") -> FigureWords:
    """Of a figure that no programme declares."""
    about = f"{book}; {indicator.how}; {indicator.meaning}; {indicator.unit.words}"
    return FigureWords(
        f"{indicator.words}; {indicator.in_plans}", str(indicator.of_words), about, "", indicator.of is not None
    )


def words_of_counts(declared: Declaration) -> Iterator[tuple[str, FigureWords]]:
    """Of the counts of a programme, by their own keys."""
    labels = {each.key: each.label for each in declared.fields}
    counts = {each.key: each for each in declared.counts}
    sentences_of: dict[str, list[str]] = {}
    for sentence in declared.sentences:
        for each in sentence.elements:
            sentences_of.setdefault(each.count, []).append(_ELEMENT.sub("; ", sentence.text))
    for key, count in counts.items():
        about = declared.name, declared.noun, declared.source, count.unit, count.how, labels.get(count.field, "")
        audience = _audience(declared, counts, count)
        of = f"{_denominator(declared, counts, count)}; {label(audience) if audience else ''}"
        yield (
            key,
            FigureWords(count.label, of, "; ".join([*about, *sentences_of.get(key, ())]), audience, bool(count.of)),
        )


def _audience(declared: Declaration, counts: Mapping[str, Count], count: Count) -> str:
    """The audience that a count is a share of, or that bounds the number which it is a share of; "" of none."""
    denominator = counts.get(count.of)
    if count.of.startswith(DENOMINATOR):
        return count.of.removeprefix(DENOMINATOR)
    return next((each.bound for each in declared.fields if denominator and each.key == denominator.field), "")


def _denominator(declared: Declaration, counts: Mapping[str, Count], count: Count) -> str:
    head, _dot, tail = count.of.partition(".")
    if count.of in counts:
        return counts[count.of].label
    return declared.noun if head == SUBJECTS else str(KINDS.get(tail, "")) if head == ORGANISATIONS else ""


def suggested(target: Target, figures: Mapping[str, FigureWords]) -> list[str]:
    """The keys of those that share a word with a target, the likeliest first."""
    asked = [target.text, target.name, target.denominator_words, label(target.audience) if target.audience else ""]
    scores = _scores(asked, figures)
    for key, each in figures.items():
        if target.is_share and not (each.is_share or target.each_of):
            scores[key] *= NO_SHARE
        if target.audience and each.audience == target.audience:
            scores[key] *= OF_AUDIENCE
    return [key for key in _best(scores) if scores[key]]


def alike(words: Iterable[str], figures: Mapping[str, FigureWords]) -> list[str]:
    """The keys of all, those first that share most with some words."""
    return _best(_scores(words, figures))


def _best(scores: Mapping[str, float]) -> list[str]:
    return sorted(scores, key=lambda key: -scores[key])


def _scores(asked: Iterable[str], figures: Mapping[str, FigureWords]) -> dict[str, float]:
    """How much each shares with what is asked: the rarer a word among them, the more it counts (tf-idf)."""
    terms = {key: _weighed(each) for key, each in figures.items()}
    many = Counter(term for each in terms.values() for term in each)
    rare = {term: log(1 + len(terms) / count) for term, count in many.items()}
    wanted = {term for text in asked for term in _terms(text)}
    scores = dict[str, float]()
    for key, each in terms.items():
        shared = sum(weight * rare[term] ** 2 for term, weight in each.items() if term in wanted)
        scores[key] = shared / sqrt(sum((weight * rare[term]) ** 2 for term, weight in each.items())) ** EVEN
    return scores


@lru_cache(maxsize=2048)
def _weighed(words: FigureWords) -> Mapping[str, float]:
    """The terms of a figure with what each counts."""
    parts = (words.about, ABOUT), (words.of, OF), (words.name, NAME)
    return {term: weight for text, weight in parts for term in _terms(text)}


def _terms(text: str) -> set[str]:
    """Syllables and pairs of them, which most Vietnamese words are; no pair across a comma."""
    pieces = [_WORD.findall(piece) for piece in _PIECE.split(normalize("NFC", text).lower())]
    pairs = (f"{one} {other}" for piece in pieces for one, other in pairwise(piece))
    return {syllable for piece in pieces for syllable in piece} | set(pairs)
