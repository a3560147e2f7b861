"""Narrowing of a target's measure: its filter in SQL, and its words."""

from collections.abc import Iterable, Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.models.learning.common_templates import common_templates
from app.models.targets.narrowing import ALL, NONE, Narrowing
from app.registers.indicator import Dimension, Every, Indicator, Key, Narrow, Scope, Without


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
