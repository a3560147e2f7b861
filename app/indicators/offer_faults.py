"""What is wrong with the figures that a programme that ships offers beside its boxes (`offers`), and with the entries
of a ward's lists that its fields name: figures, dimensions and entries that no ward has."""

from collections.abc import Callable, Collection, Iterator, Mapping

from app.indicators.catalogue import INDICATORS
from app.indicators.dimensions import is_month
from app.indicators.offers import OF_SUBJECT
from app.indicators.programme_places import PLACES
from app.models.movement.declaration import AUDIENCE, Count, Declaration, Subject
from app.models.movement.question import NAMED, Offer, Question, Type
from app.registers.indicator import MONTH

Path = tuple[str | int, ...]
# Of each list that new wards have, its keys.
Lists = Mapping[str, Collection[str]]
# Whether there is an entry of a name; None where each ward has its own.
Known = Callable[[str], bool] | None
# The lists of a ward by the dimension that they tell apart.
_LISTED = {"viec": "topics", "ly-do": "reasons", "tuoi": "age_bands", "ky-nang": "skills"}
_NAMES = {Subject.GROUP: "group", Subject.ORGANISATION: "organisation"}


def wrong_offers(declared: Declaration, shipped: Mapping[str, Declaration], lists: Lists) -> list[tuple[Path, str]]:
    """What is wrong, with its path: unknown figures, dimensions and entries, a figure that is not told apart by the
    subject, a share of nothing."""
    return [
        (("fields", place, *path), why)
        for place, each in enumerate(declared.fields)
        for path, why in _wrong(each, declared, shipped, lists)
    ]


def _wrong(
    asked: Question, declared: Declaration, shipped: Mapping[str, Declaration], lists: Lists
) -> Iterator[tuple[Path, str]]:
    if asked.type is Type.LIST and (unknown := [each for each in asked.only if each not in lists[NAMED[Type.LIST]]]):
        yield ("only",), f"no entry of the ward's list: {', '.join(unknown)}"
    if asked.offers is None:
        return
    if why := _wrong_figure(asked.offers, declared, shipped):
        yield ("offers",), why
        return
    known = entries_of(asked.offers.of, shipped, lists) or {}
    for key, name in asked.offers.only.items():
        if key not in known:
            yield ("offers", "only", key), f"{asked.offers.of} is not told apart by it"
        elif (fits := known[key]) is not None and not fits(name):
            yield ("offers", "only", key), f"no entry of it: {name}"


def _wrong_figure(offer: Offer, declared: Declaration, shipped: Mapping[str, Declaration]) -> str:
    if (counted := _count(offer.of, shipped)) is not None:
        owner, count = counted
        known = {*count.by, owner.subject.value}
        return "" if _NAMES.get(declared.subject) in known or not declared.every else "not of this subject"
    indicator = INDICATORS.get(offer.of)
    if indicator is None:
        return f"no figure {offer.of}"
    if not {*OF_SUBJECT.get(declared.subject, ())} & set(indicator.by_key):
        return f"{offer.of} is not told apart by the subject"
    return f"{offer.of} is no share" if offer.as_ == "share" and indicator.of is None else ""


def _count(key: str, shipped: Mapping[str, Declaration]) -> tuple[Declaration, Count] | None:
    head, _dot, tail = key.partition(".")
    owner = shipped.get(head)
    count = next((each for each in owner.counts if each.key == tail), None) if owner else None
    return (owner, count) if owner and count else None


def entries_of(key: str, shipped: Mapping[str, Declaration], lists: Lists | None) -> Mapping[str, Known] | None:
    """By what a figure is told apart, each with which entries there are; without `lists` each ward has its own. None of
    a figure that neither every ward nor a programme that ships counts."""
    if (counted := _count(key, shipped)) is not None:
        return dict(_of_count(*counted, lists))
    if key not in INDICATORS:
        return None
    own = {name for name, each in INDICATORS[key].by_key.items() if each.ward_specific and lists is None}
    return {
        name: _of_list(lists, _LISTED[name]) if name in _LISTED else None if name in own else each.known
        for name, each in INDICATORS[key].by_key.items()
    }


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
