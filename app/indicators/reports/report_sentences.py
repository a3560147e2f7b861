"""What a report says of counts: the sentences of the house's figures and of the programmes that a ward uses, filled
with the figures of the report's days (docs/decisions/0110)."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from datetime import date
from functools import cache
from math import inf
from pathlib import Path
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import sentences
from app.country.written import read_yaml
from app.indicators.named_figures import INDICATORS
from app.indicators.programmes import DOT, Versions, indicators_of
from app.indicators.reports.binding import keys_in, named, printed
from app.indicators.reports.elements import MOST_PARTS, ElementFigures, NamedCount
from app.indicators.reports.headings import SentenceLine
from app.indicators.reports.lines import CLAUSE, COUNT, TASKS, Figure
from app.indicators.shipped import sentences_of
from app.models import Programme
from app.models.movement.sentence import Element, Sentence, read_sentence
from app.registers.indicator import Indicator, Scope

# How the key of an entry for all else ends.
OTHER = "/khac"
_DATA = Path(__file__).parents[2] / "data"


class ReportSentence(NamedTuple):
    """A sentence with the counts that its elements name, by element."""

    sentence: Sentence
    counts: Mapping[Element, NamedCount]


@cache
def house_sentences() -> tuple[Sentence, ...]:
    """Those of the house's own figures, in the order of their file."""
    groups = read_yaml((_DATA / "report_sentences.yaml").read_text(encoding="utf-8"))
    return tuple(read_sentence(each) for group in groups.values() for each in group)


@cache
def questions() -> tuple[tuple[str, ...], ...]:
    """Keys of figures that answer one question, each in the order in which they are believed."""
    return tuple(map(tuple, read_yaml((_DATA / "report_questions.yaml").read_text(encoding="utf-8")).values()))


def of_the_house() -> list[ReportSentence]:
    """Those of the house's own figures."""
    return [*_bound(house_sentences(), INDICATORS, "")]


def report_sentences(programmes: Sequence[Versions], style: str) -> list[ReportSentence]:
    """What a report of a style may say of the house and of some programmes, as far as officers and leaders both see
    them."""
    found = of_the_house()
    for versions in programmes:
        programme, declared = versions[-1].programme, versions[-1].declared
        if not declared.is_seen_by_office:
            continue
        own = sentences_of(programme, declared)
        found += _bound(own, {each.key: each for each in indicators_of(versions)}, f"{programme.key}{DOT}")
    return [each for each in found if not each.sentence.styles or style in each.sentence.styles]


def previewed(session: Session, programme: Programme, every: Sequence[Sentence], today: date) -> list[str]:
    """Sentences of a programme with its figures of this year; "…" for what is unknown or 0."""
    indicators = {each.key: each for each in indicators_of(programme.used)}
    bound = list(_bound(every, indicators, f"{programme.key}{DOT}"))
    scope = Scope((programme.unit_id,), today.replace(month=1, day=1), today)
    wanted = [one for each in bound for one in each.counts.values()]
    figures = {each.key: each for each in ElementFigures(session, scope, {}).read(wanted)}
    words = {"group": programme.unit.group_word, "ward": programme.unit.kind, "plan": str(_("Kế hoạch"))}
    texts = []
    for sentence, counts in bound:
        values = {each: printed(_value(one, figures), figures) for each, one in counts.items()}
        texts.append(sentence.filled(_known_or_open(values), words))
    return texts


def _known_or_open(values: Mapping[Element, str]) -> Callable[[Element], str]:
    return lambda element: values.get(element) or "…"


def _bound(every: Sequence[Sentence], known: Mapping[str, Indicator], prefix: str) -> Iterator[ReportSentence]:
    for sentence in every:
        counts = {
            each: NamedCount(each, known[prefix + each.count])
            for each in sentence.elements
            if prefix + each.count in known
        }
        yield ReportSentence(sentence, counts)


def sentence_lines(
    every: Sequence[ReportSentence], figures: Mapping[str, Figure], words: Mapping[str, str],
    measured: Set[str] = frozenset(), part_known: Callable[[NamedCount], float] = lambda _count: 1.0,
    narrowed: Set[str] = frozenset(),
) -> Iterator[SentenceLine]:  # fmt: skip
    """What is known, in order. `words`: what the ward calls its groups and itself, and the plan of which units tell;
    `measured`: the indicators that measure targets of the plan, which the part on targets tells; `part_known`: of how
    much of all a count speaks; `narrowed`: the indicators that measure others, which their rivals would tell anew."""
    silent = _silenced(every, figures, part_known)
    asked = measured | narrowed
    measured = {*measured, *(key for keys in questions() if asked & {*keys} for key in keys if key not in narrowed)}
    for sentence, counts in every:
        needed = [counts[each] for each in sentence.needed if each in counts]
        if needed and all(each.indicator.key in measured and each.is_plain for each in needed):
            continue

        asked = {each.indicator.key for each in needed}

        def value_of(
            element: Element, counts: Mapping[Element, NamedCount] = counts, asked: Set[str] = frozenset(asked)
        ) -> str:
            count = counts.get(element)
            if count is None:
                return _of_tasks(element, figures)
            key = count.indicator.key
            is_repeated = key in measured and count.is_plain and key not in asked  # with the target that it measures
            return "" if key in silent or is_repeated else _value(count, figures)

        if text := sentence.filled(value_of, words):
            text = f"{sentences.begun(text.removesuffix('.'))}{_clause(text, counts.values(), figures)}."
            yield SentenceLine(sentence.theme, text, sentence.lack)


def _of_tasks(element: Element, figures: Mapping[str, Figure]) -> str:
    """A figure of the plan's tasks, which no indicator counts."""
    figure = figures.get(element.count) if element.count.startswith(TASKS) else None
    return named(element.count) if figure and figure.number else ""


def _value(count: NamedCount, figures: Mapping[str, Figure]) -> str:
    if count.element.by:
        found = [each for key, each in figures.items() if key.startswith(count.key) and each.part and each.number]
        parts = sorted(found, key=lambda each: each.key.endswith(OTHER))  # "việc khác" last
        unit = count.indicator.unit.words
        texts = [f"{each.part} {named(each.key)} {unit}" for each in parts[:MOST_PARTS]]
        return "; ".join(texts) if len(texts) > 1 else ""
    figure = figures.get(count.key)
    return named(count.key) if figure and figure.number else ""


def _clause(text: str, counts: Collection[NamedCount], figures: Mapping[str, Figure]) -> str:
    """Who answered, of the count in a text of which the fewest did; else whose number was entered."""
    keys = keys_in([text])
    ending = [each for each in counts if each.key in keys and f"{each.base}{CLAUSE}" in figures]
    asked = {each.base: figures[each.key].responses for each in ending}
    heard = {base: (one.heard, -one.partly) if one else (inf, 0) for base, one in asked.items()}
    least = min(heard, key=lambda base: heard[base], default="")
    return named(f"{least}{CLAUSE}") if least else ""


def _silenced(
    every: Sequence[ReportSentence], figures: Mapping[str, Figure], part_known: Callable[[NamedCount], float]
) -> set[str]:
    """The indicators whose question another answers more completely, so that no paper has two answers to one."""
    known: dict[str, float] = {}
    for _sentence, counts in every:
        for each in counts.values():
            if (figure := figures.get(f"{COUNT}.{each.indicator.key}")) and figure.number:
                known[each.indicator.key] = min(known.get(each.indicator.key, 1.0), part_known(each))
    silent = set[str]()
    for keys in questions():
        there = [key for key in keys if key in known]
        best = max(there, key=lambda key: known[key], default="")
        silent |= {key for key in there if key != best}
    return silent


def wanted_keys(every: Sequence[ReportSentence]) -> set[str]:
    """The keys of the counts that sentences name."""
    return {f"{COUNT}.{each.indicator.key}" for sentence in every for each in sentence.counts.values()}
