"""By what a figure is told apart, and which entries there are: of those that every ward has and those of programmes
that ship. Offers beside boxes and the targets of plan files are checked against it."""

from collections.abc import Callable, Collection, Iterator, Mapping

from app.indicators.catalogue import INDICATORS
from app.indicators.dimensions import is_month
from app.indicators.programme_places import PLACES
from app.models.movement.declaration import AUDIENCE, Count, Declaration
from app.models.movement.question import NAMED, Question, Type
from app.registers.indicator import MONTH, Dimension

# Of each list that new wards have, its keys.
Lists = Mapping[str, Collection[str]]
# Whether there is an entry of a name; None where each ward has its own.
Known = Callable[[str], bool] | None
# The lists of a ward by the dimension that they tell apart.
_LISTED = {"viec": "topics", "ly-do": "reasons", "tuoi": "age_bands", "ky-nang": "skills"}


def count_called(key: str, shipped: Mapping[str, Declaration]) -> tuple[Declaration, Count] | None:
    head, _dot, tail = key.partition(".")
    owner = shipped.get(head)
    count = next((each for each in owner.counts if each.key == tail), None) if owner else None
    return (owner, count) if owner and count else None


def entries_of(key: str, shipped: Mapping[str, Declaration], lists: Lists | None) -> Mapping[str, Known] | None:
    """By what a figure is told apart, each with which entries there are; without `lists` each ward has its own. None of
    a figure that neither every ward nor a programme that ships counts."""
    if (counted := count_called(key, shipped)) is not None:
        return dict(_of_count(*counted, lists))
    if key not in INDICATORS:
        return None
    return {name: _of_dimension(each, lists) for name, each in INDICATORS[key].by_key.items()}


def _of_dimension(dimension: Dimension, lists: Lists | None) -> Known:
    if dimension.key in _LISTED:
        return _of_list(lists, _LISTED[dimension.key])
    return None if dimension.ward_specific and lists is None else dimension.known


def _of_list(lists: Lists | None, name: str) -> Known:
    return lists[name].__contains__ if lists else None


def _of_count(declared: Declaration, count: Count, lists: Lists | None) -> Iterator[tuple[str, Known]]:
    fields = {each.key: each for each in declared.fields}
    for word in count.by:
        if word == "month":
            yield MONTH, is_month
        elif word == AUDIENCE:
            yield AUDIENCE, fields[count.sum].choices.__contains__
        elif word in fields:
            yield word, _of_field(fields[word], lists)
        elif word in PLACES:
            yield (dimension := PLACES[word]()).key, dimension.known


def _of_field(asked: Question, lists: Lists | None) -> Known:
    if asked.type is Type.LIST:
        return asked.only.__contains__ if asked.only else _of_list(lists, NAMED[Type.LIST])
    if asked.type is Type.YES_NO:
        return ("yes", "no").__contains__
    return asked.choices.__contains__ if asked.choices else None
