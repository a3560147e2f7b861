"""Targets that ask something of each group, organisation or month: who has at least as much, of the list of them."""

from typing import NamedTuple

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.indicators.figure_status import Reading
from app.indicators.named_figures import denominator_called
from app.indicators.programmes import DOT
from app.indicators.residential_groups import STANDING
from app.indicators.shares import DenominatorSource, Doubt
from app.indicators.zeros import knows_zero, recorded_since
from app.models import Target
from app.models.movement.declaration import GROUP_COUNT, ORGANISATIONS
from app.models.movement.denominator_values import DenominatorValue
from app.models.movement.organisation import KINDS
from app.models.targets.measurement import COMPUTED
from app.registers.indicator import MONTH, Entry, Indicator, Scope
from app.registers.responses import Responses

# The list of which a dimension has the entries.
LIST_OF = {"to": GROUP_COUNT, "co-quan": ORGANISATIONS}
_NOUNS = {"to": _l("tổ dân phố, thôn, bản"), "co-quan": _l("cơ quan, đơn vị"), MONTH: _l("tháng")}


class EntryResponses(NamedTuple):
    """An entry with its figure (None: nothing was recorded of it), and who answered of it, where somebody is asked."""

    entry: Entry
    number: int | None
    responses: Responses | None

    @property
    def lacks(self) -> bool:
        """Whether it is asked and did not answer."""
        return self.responses is not None and not self.responses.is_complete


def is_list_of(each_of: str, share_of: str) -> bool:
    """Whether the whole `share_of` is the list, or a part of it, of what `each_of` asks; "": all of them."""
    return not share_of or (each_of in LIST_OF and LIST_OF[each_of] == share_of.partition(DOT)[0])


def noun_of_each(target: Target) -> str:
    """Noun of those who are asked: in the plan's words, by the list that the target names, or by the dimension."""
    kind = KINDS.get(target.share_of.partition(DOT)[2])
    return target.counted_words or str(kind or _NOUNS.get(target.each_of) or _l("nơi"))


def enough(session: Session, target: Target, indicator: Indicator, scope: Scope) -> Reading | None:
    """How many of those asked have enough; whoever did not answer is not known to keep a limit. The denominator is
    unknown where one dimension has no entries."""
    parts = [asked_of_each(session, target, indicator, scope, each) for each in target.places]
    every = [each for part in parts for each in part]
    if not every or (not any(each.number for each in every) and not knows_zero(session, indicator, scope)):
        return None
    own, limits = target.own_denominator_value, target.limits_each
    every_known = all(target.is_enough(each.number or 0) for each in every)
    unknown = indicator.visited or (MONTH in target.places and every_known and _began_later(session, indicator, scope))
    return Reading(
        scope.until, sum(target.is_enough(each.number or 0) for each in every if not (limits and each.lacks)),
        own or (DenominatorValue(len(every)) if all(parts) else None), COMPUTED,
        responses=indicator.responses(session, scope, "").get(None) if indicator.responses else None,
        of=DenominatorSource.PLAN if own else DenominatorSource.LIST,
        answered=sum(each.responses is not None and not each.lacks for each in every) if indicator.responses else None,
        doubt=Doubt.UNKNOWN if unknown else Doubt.NONE,
    )  # fmt: skip


def _began_later(session: Session, indicator: Indicator, scope: Scope) -> bool:
    """Whether nothing is known of the first months of a scope."""
    return f"{recorded_since(session, scope.units).of(indicator).day:%Y-%m}" > f"{scope.since:%Y-%m}"


def asked_of_each(
    session: Session, target: Target, indicator: Indicator, scope: Scope, key: str
) -> list[EntryResponses]:
    """Entries of a dimension that are asked, with their figures: groups that stand on the last day, organisations of
    the list that the target names, months since its book began."""
    dimension = indicator.by_key[key]
    found = indicator.table(session, scope, dimension)
    entries = [each for each in indicator.entries(session, scope, dimension, found) if each.key is not None]
    if key == MONTH:
        began = recorded_since(session, scope.units).of(indicator).day
        entries = [each for each in entries if f"{began:%Y-%m}" <= each.key]
    listed = STANDING if key == "to" else denominator_called(session, target.share_of, scope.units)
    if listed and is_list_of(key, target.share_of):
        there = listed.ids(session, Scope(scope.units, scope.since, scope.until))
        entries = [each for each in entries if each.key in there]
    answers = indicator.responses(session, scope, key) if indicator.responses else {}
    return [EntryResponses(each, found.get(each.key), answers.get(each.key)) for each in entries]
