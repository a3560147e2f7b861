"""Narrowing of a target's measure: its filter in SQL, and its words."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.indicators.dimensions import is_month
from app.indicators.named_figures import INDICATORS
from app.indicators.programme_dimensions import PLACES
from app.models.learning.course_template import common_templates
from app.models.movement.declaration import AUDIENCE, Count, Declaration
from app.models.movement.question import NAMED, Question, Type
from app.models.targets.narrowing import ALL, NONE, Narrowing
from app.registers.indicator import MONTH, Dimension, Every, Indicator, Key, Narrow, Scope, Without


def narrow_of(asked: Narrowing, keys: Mapping[str, tuple[Key, ...]]) -> Narrow:
    """Filter in SQL; `keys` are the keys of each entry."""
    if asked.how == ALL:
        return Every(tuple(keys[each] for each in asked.keys))
    every = tuple(key for each in asked.keys for key in keys[each])
    if asked.how == NONE:
        return Without(every)
    return every[0] if len(every) == 1 else every


def only_of(session: Session, indicator: Indicator, scope: Scope, asked: Iterable[Narrowing]) -> dict[str, Narrow]:
    """Filters by dimension. Every dimension asked for must be one of the indicator's."""
    found: dict[str, Narrow] = {}
    for each in asked:
        dimension = indicator.by_key[each.dimension]
        found[each.dimension] = narrow_of(each, dimension.keys_of(session, scope, each.keys))
    return found


def joined(labels: Sequence[str], how: str) -> str:
    """Entries in words: any, all or none of them."""
    if how == NONE:
        return str(_("trừ %(labels)s", labels=", ".join(labels)))
    if how == ALL and len(labels) > 1:
        return str(_("đủ cả: %(labels)s", labels="; ".join(labels)))
    return ", ".join(labels)


def words_of(session: Session, indicator: Indicator, scope: Scope, asked: Iterable[Narrowing]) -> list[tuple[str, str]]:
    """Words of each dimension and of its entries; an entry that no unit has keeps its name."""
    found = []
    for each in asked:
        dimension = indicator.by_key.get(each.dimension)
        if dimension is not None:
            found.append((str(dimension.words), joined(_labels(session, dimension, scope, each), each.how)))
    return found


def _labels(session: Session, dimension: Dimension, scope: Scope, asked: Narrowing) -> list[str]:
    found = dimension.keys_of(session, scope, asked.keys)
    keys = [key for keys in found.values() for key in keys] if dimension.keys else []
    labels = {entry.name: entry.label for entry in dimension.entries(session, scope, keys)}
    return [labels.get(name) or _lacking(name) for name in asked.keys]


def _lacking(name: str) -> str:
    """Words for a name that no unit has: the common course template of that name, if there is one."""
    shipped = common_templates().get(name)
    called = str(shipped["name"]) if shipped else name
    return str(_("%(name)s (phường chưa có mẫu này)", name=called))


# By what a figure is told apart, and which entries there are: of those that every ward has and those of programmes that
# ship. Offers beside boxes and the targets of plan files are checked against it.
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
