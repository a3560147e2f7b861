"""Figures of a count by one of its dimensions, told in a sentence behind the count's own: classes by audience, help by
topic and place. Each part is a figure of its own, with the rows behind it."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy.orm import Session

from app.country import figures as shown, sentences
from app.indicators.catalogue import INDICATORS
from app.indicators.reports.lines import COUNT, OF_PART, Figure
from app.registers.indicator import Scope


@dataclass(frozen=True)
class Breakdown:
    """The sentence of the passage `passage` that tells a count by a dimension: the `most` largest parts, the largest
    first, or all in the dimension's order. Parts of 0, those of `without` and rows without a value are left out. `unit`
    follows the words of a part ("tuổi"), `renamed` are parts whose word on a form makes no sense in a sentence."""

    passage: str
    indicator: str
    by: str
    words: object
    most: int = 0
    unit: object = ""
    without: Collection[str] = ()
    renamed: Mapping[str, object] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What the keys of its figures begin with: "so.luot-hoc/doi-tuong/"."""
        return f"{COUNT}.{self.indicator}{OF_PART}{self.by}{OF_PART}"


# Whom, what and where the five shipped plans name: audiences of classes, ages, topics, places of help, what came of it.
BREAKDOWNS: Sequence[Breakdown] = (
    Breakdown("lop", "luot-hoc", "doi-tuong", _l("Lượt người học theo đối tượng của lớp"), most=20,
              renamed={"people": _l("người dân nói chung")}),
    Breakdown("lop", "nguoi-hoc", "lua-tuoi", _l("Người học theo lứa tuổi"), unit=_l("tuổi")),
    Breakdown("ho-tro", "luot-ho-tro", "noi", _l("Theo nơi hỗ trợ"), most=20),
    Breakdown("ho-tro", "luot-ho-tro", "viec", _l("Các việc được hỗ trợ nhiều nhất"), most=5, without=("khac",)),
    Breakdown("ho-tro", "luot-ho-tro", "ket-qua", _l("Kết quả hỗ trợ"), most=20),
    Breakdown("con-thieu", "luot-ho-tro", "ly-do", _l("Nguyên nhân người dân chưa làm xong việc"), most=3),
)  # fmt: skip


def breakdown_figures(session: Session, scope: Scope, only: Collection[str] | None) -> Iterator[Figure]:
    """Figures of the breakdowns whose keys are among `only`, of all for None. Two statements each."""
    for each in BREAKDOWNS:
        if only is not None and not any(key.startswith(each.key) for key in only):
            continue
        indicator = INDICATORS[each.indicator]
        dimension = indicator.by_key[each.by]
        found = indicator.table(session, scope, dimension)
        for entry in indicator.entries(session, scope, dimension, found):
            if entry.key is None or entry.name in each.without or not (number := found.get(entry.key)):
                continue
            part = f"{sentences.continued(str(each.renamed.get(entry.name, entry.label)))} {each.unit}".rstrip()
            words = str(_("%(count)s, %(part)s", count=indicator.words, part=part))
            told = shown.count_in_sentence(number, indicator.unit.parts)
            yield Figure(f"{each.key}{entry.name}", number / indicator.unit.parts, told, words, str(indicator.how),
                         part=part)  # fmt: skip


def breakdown_sentences(passage: str, figures: Mapping[str, Figure], token: Callable[[str], str]) -> Iterator[str]:
    """Sentences of a passage by its breakdowns; `token` writes a figure's key into a text."""
    for each in BREAKDOWNS:
        parts = [figure for key, figure in figures.items() if key.startswith(each.key) and figure.number]
        if each.passage != passage or len(parts) < 2:  # one part alone is the count itself
            continue
        if each.most:
            parts = sorted(parts, key=lambda figure: -(figure.number or 0))[: each.most]
        unit = INDICATORS[each.indicator].unit.words
        yield f"{each.words}: {'; '.join(f'{figure.part} {token(figure.key)} {unit}' for figure in parts)}."
