"""What is wrong with the figures that a programme that ships offers beside its boxes (`offers`), and with the entries
of a ward's lists that its fields name: figures, dimensions and entries that no ward has."""

from collections.abc import Iterator, Mapping

from app.indicators.catalogue import INDICATORS
from app.indicators.figure_entries import Lists, count_called, entries_of
from app.indicators.offers import OF_SUBJECT
from app.models.movement.declaration import Declaration, Subject
from app.models.movement.question import NAMED, OfferedValue, Question, Type

Path = tuple[str | int, ...]
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


def _wrong_figure(offer: OfferedValue, declared: Declaration, shipped: Mapping[str, Declaration]) -> str:
    if (counted := count_called(offer.of, shipped)) is not None:
        owner, count = counted
        known = {*count.by, owner.subject.value}
        return "" if _NAMES.get(declared.subject) in known or not declared.every else "not of this subject"
    indicator = INDICATORS.get(offer.of)
    if indicator is None:
        return f"no figure {offer.of}"
    if not {*OF_SUBJECT.get(declared.subject, ())} & set(indicator.by_key):
        return f"{offer.of} is not told apart by the subject"
    return f"{offer.of} is no share" if offer.as_ == "share" and indicator.of is None else ""
