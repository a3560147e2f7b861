"""Every edit that the pages of a draft offer leaves a declaration that can be read, or is refused by a named reason:
of each programme that ships."""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from itertools import chain, combinations
from typing import Any

import pytest

from app.data.programmes import catalogue
from app.models.movement import drafting
from app.models.movement.declaration import Declaration, EntryWay
from app.models.movement.declaration_reading import read

REFUSED = (drafting.ProgrammeStillNeeded, drafting.NamesRecipient, drafting.NamesSubject)
Edit = Callable[[Mapping[str, Any]], dict[str, Any]]


def renamings(declared: Declaration) -> Iterator[Edit]:
    """Another name, with each choice of who records on site."""
    offered = drafting.helpers_of(declared.subject)
    words = {"name": "Tên khác", "noun": declared.noun, "source": declared.source}
    for chosen in chain.from_iterable(combinations(offered, many) for many in range(len(offered) + 1)):
        yield lambda definition, chosen=chosen: drafting.renamed(definition, **words, helpers=chosen)


def removals(declared: Declaration) -> Iterator[Edit]:
    for place in range(len(declared.fields)):
        yield lambda definition, place=place: drafting.without_field(definition, place)
    for place in range(len(declared.criteria)):
        yield lambda definition, place=place: drafting.without_criterion(definition, place)


@pytest.mark.parametrize("edits", [renamings, removals])
def test_an_edit_of_a_shipped_programme_is_read_or_refused_by_name(
    edits: Callable[[Declaration], Iterator[Edit]],
) -> None:
    read_again = 0
    for key, declared in catalogue().items():
        before = deepcopy(dict(declared.definition))
        for edit in edits(declared):
            try:
                fresh = edit(declared.definition)
            except REFUSED:
                continue
            assert read(fresh).key == key
            read_again += 1
        assert declared.definition == before
    assert read_again > len(catalogue())


def test_a_field_takes_its_checks_and_what_it_shows_with_it() -> None:
    removed: tuple[list[str], list[str]] = [], []
    for declared in catalogue().values():
        for place in range(len(declared.fields)):
            try:
                fresh = drafting.without_field(declared.definition, place)
            except REFUSED:
                continue
            for words, more in zip(removed, drafting.unbound(declared.definition, fresh), strict=True):
                words.extend(more)
    assert all(removed), "of checks and of shown fields"


def test_who_records_on_phones_besides_the_helpers_goes_on() -> None:
    for declared in catalogue().values():
        words = {"name": declared.name, "noun": declared.noun, "source": declared.source}
        fresh = read(drafting.renamed(declared.definition, **words, helpers=()))
        goes_on = EntryWay.DOORSTEP in declared.recorded_on and not {"officer", "leader"}.issuperset(fresh.records)
        assert (EntryWay.DOORSTEP in fresh.recorded_on) == goes_on, declared.key


def test_ten_thousand_choices_are_counted_before_they_are_compared() -> None:
    with pytest.raises(drafting.TooManyChoices):
        drafting.choices([("", f"Màu {each}") for each in range(10_000)], {})
    assert len(drafting.choices([("", "Đỏ")] * 10_000, {})) == 1


def test_a_choice_is_as_long_as_a_label_at_most() -> None:
    assert drafting.choices([("", "x" * 200)], {})
    with pytest.raises(drafting.LongChoice):
        drafting.choices([("", "x" * 201)], {})
